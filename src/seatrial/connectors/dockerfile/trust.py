"""Facts about trust: the switches that turn off the verification of certificates and of signatures."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from seatrial.connectors.dockerfile.managers import family_of, pip_module
from seatrial.connectors.dockerfile.ran import Ran, commands_of
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value
from seatrial.parsers.trust import CERTIFICATE, SIGNATURE, is_given, is_off, is_on, rule_of


class _Switch(NamedTuple):
    """Options of some tools that turn something off."""

    tools: frozenset[str]
    kind: str
    options: tuple[str, ...]


_SWITCHES = (
    _Switch(frozenset({"apt-get", "apt", "aptitude"}), SIGNATURE, ("--allow-unauthenticated", "--force-yes")),
    _Switch(frozenset({"apt-get", "apt", "aptitude"}), SIGNATURE, ("--allow-insecure-repositories",)),
    _Switch(frozenset({"apk"}), SIGNATURE, ("--allow-untrusted",)),
    _Switch(frozenset({"yum", "dnf", "microdnf", "tdnf"}), SIGNATURE, ("--nogpgcheck", "--no-gpgchecks")),
    _Switch(frozenset({"rpm"}), SIGNATURE, ("--nosignature", "--nodigest", "--noverify")),
    _Switch(
        frozenset({"zypper"}), SIGNATURE, ("--no-gpg-checks", "--allow-unsigned-rpm", "--no-gpgcheck", "--no-gpg-check")
    ),
    _Switch(frozenset({"pip"}), CERTIFICATE, ("--trusted-host",)),
    _Switch(frozenset({"npm", "yarn", "pnpm"}), CERTIFICATE, ("--no-strict-ssl", "--strict-ssl=false")),
    _Switch(frozenset({"kubectl", "helm", "oc"}), CERTIFICATE, ("--insecure-skip-tls-verify",)),
    _Switch(frozenset({"aws"}), CERTIFICATE, ("--no-verify-ssl",)),
    _Switch(frozenset({"ansible-galaxy"}), CERTIFICATE, ("--ignore-certs",)),
    _Switch(frozenset({"uv pip", "uv tool", "uv"}), CERTIFICATE, ("--allow-insecure-host", "--trusted-host")),
)

# Settings in an argument: `-o Acquire::https::Verify-Peer=false`, `--setopt=sslverify=0`, `-c http.sslVerify=false`.
_SETTINGS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "verify-peer": (CERTIFICATE, is_off),
    "verify-host": (CERTIFICATE, is_off),
    "sslverify": (CERTIFICATE, is_off),
    "ssl_verify": (CERTIFICATE, is_off),
    "ssl_verify_mode": (CERTIFICATE, is_off),
    "strict-ssl": (CERTIFICATE, is_off),
    "enablestrictssl": (CERTIFICATE, is_off),
    "secure-http": (CERTIFICATE, is_off),
    "disable-tls": (CERTIFICATE, is_on),
    "trusted-host": (CERTIFICATE, is_given),
    "gpgcheck": (SIGNATURE, is_off),
    "repo_gpgcheck": (SIGNATURE, is_off),
    "allowunauthenticated": (SIGNATURE, is_on),
    "allowinsecurerepositories": (SIGNATURE, is_on),
    "allowdowngradetoinsecurerepositories": (SIGNATURE, is_on),
    "trusted": (SIGNATURE, is_on),
    "allow-insecure": (SIGNATURE, is_on),
}
_SETTING_TOOLS = frozenset(
    {
        *("apt-get", "apt", "yum", "dnf", "microdnf", "tdnf", "yum-config-manager", "zypper", "git", "npm", "yarn"),
        *("pnpm", "pip", "conda", "mamba", "composer", "bundle"),
    }
)
# The same in a text that a command writes: `deb [trusted=yes] ...`, `gpgcheck=0`, `APT::Get::AllowUnauthenticated "1"`.
_WRITTEN = re.compile(
    r"(?i)(?:(?<![\w-])|(?<=\\n))(trusted|allow-insecure|(?:repo_)?gpgcheck|sslverify|allowunauthenticated|verify-(?:peer|host)"
    r"|allow(?:downgradeto)?insecurerepositories)(?: ?= ?| )[\"']?(\w+)"
)
_SEARCHING = frozenset({"grep", "egrep", "fgrep"})
_MAX_LOOKED_AT = 20_000


def trust_switches(raw: Raw) -> list[Sourced] | Unknown:
    """The commands and variables that could turn verification off, and what they turn off; ``kind`` null is nothing.

    A command is listed where its tool has such a switch, so that a check has something to pass.
    """
    keyword = raw.attributes.get("keyword")
    if keyword in ("ENV", "ARG"):
        return list(_of_variables(raw))
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    return [found for command in commands for found in _of_command(command)]


def _of_variables(raw: Raw) -> Iterator[Sourced]:
    for index, variable in enumerate(raw.attributes.get("variables") or ()):
        rule = rule_of(variable["name"]) if isinstance(variable["name"], str) else None
        if rule is None:
            continue
        value = variable["value"]
        kind: Value = rule[0]
        if isinstance(value, Unknown):
            kind = Unknown(value.reason)
        elif value is None or not rule[1](value):
            kind = None
        place = Origin(raw, ("variables", index))
        yield Sourced({"tool": variable["name"], "switch": variable["name"], "kind": kind}, origin=place)


def _of_command(command: Ran) -> Iterator[Sourced]:
    for name, value in command.assignments.items():
        rule = rule_of(name)
        if rule is not None and "$" not in value:
            kind = rule[0] if rule[1](value) else None
            yield command.sourced({"tool": command.name, "switch": name, "kind": kind})
    tool = _tool(command)
    listed = False
    for found, switch, at in (*_options(command, tool), *_settings(command, tool)):
        listed = True
        yield command.sourced({"tool": tool, "switch": switch, "kind": found}, {"kind": command.argument(at)})
    if not listed and (tool in _SETTING_TOOLS or any(tool in rule.tools for rule in _SWITCHES)):
        # Its kind is nothing, or, with arguments in a variable, not known.
        doubt = command.flag(given=False)
        nothing = doubt if isinstance(doubt, Unknown) else None
        yield command.sourced({"tool": tool, "switch": None, "kind": nothing})


def _tool(command: Ran) -> str:
    if pip_module(command.name, command.arguments) is not None:
        return "pip"
    family = family_of(command.name)
    return "pip" if family is not None and family.name == "pip" else command.name


def _options(command: Ran, tool: str) -> Iterator[tuple[str, str, int]]:
    """Yield what each option turns off, the option, and its index in the arguments."""
    for rule in _SWITCHES:
        if tool in rule.tools:
            for at, argument in enumerate(command.arguments):
                if argument in rule.options or argument.partition("=")[0] in rule.options:
                    yield rule.kind, argument.partition("=")[0], at


def _settings(command: Ran, tool: str) -> Iterator[tuple[str, str, int]]:
    arguments = command.arguments
    for at, argument in enumerate(arguments):
        if tool not in _SETTING_TOOLS:
            yield from ((kind, setting, at) for kind, setting in _written(argument) if tool not in _SEARCHING)
            continue
        name, equals, value = argument.rpartition("=")
        if not equals and at + 1 < len(arguments) and not argument.startswith("--"):
            name, value = argument, arguments[at + 1]
        setting = name.lower().replace("::", ".").rpartition(".")[2].rpartition("=")[2].lstrip("-")
        kind, turns_off = _SETTINGS.get(setting, ("", is_off))
        if kind and turns_off(value.strip("'\"")) and f"--{setting}" != name:
            yield kind, setting, at


def _written(text: str) -> Iterator[tuple[str, str]]:
    """What a text turns off that goes into a configuration; of a setting that is there twice, as in sed, the last."""
    found = {match[1].lower(): match for match in _WRITTEN.finditer(text[:_MAX_LOOKED_AT])}
    for setting, match in found.items():
        kind, turns_off = _SETTINGS[setting]
        if turns_off(match[2]):
            yield kind, " ".join(match.group().split())
