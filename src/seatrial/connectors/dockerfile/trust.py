"""Facts about trust: the switches that turn off the verification of certificates and of signatures."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from seatrial.connectors.dockerfile.managers import family_of, pip_module
from seatrial.connectors.dockerfile.ran import Ran, commands_of
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

CERTIFICATE = "certificate"
SIGNATURE = "signature"
_OFF = ("0", "false", "off", "no")


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

_ON = ("1", "true", "on", "yes")


def _is_off(value: str) -> bool:
    return value.lower() in _OFF


def _is_on(value: str) -> bool:
    return value.lower() in _ON


def _is_given(value: str) -> bool:
    return value != ""


# Settings in an argument: `-o Acquire::https::Verify-Peer=false`, `--setopt=sslverify=0`, `-c http.sslVerify=false`.
_SETTINGS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "verify-peer": (CERTIFICATE, _is_off),
    "verify-host": (CERTIFICATE, _is_off),
    "sslverify": (CERTIFICATE, _is_off),
    "ssl_verify": (CERTIFICATE, _is_off),
    "ssl_verify_mode": (CERTIFICATE, _is_off),
    "strict-ssl": (CERTIFICATE, _is_off),
    "enablestrictssl": (CERTIFICATE, _is_off),
    "secure-http": (CERTIFICATE, _is_off),
    "disable-tls": (CERTIFICATE, _is_on),
    "trusted-host": (CERTIFICATE, _is_given),
    "gpgcheck": (SIGNATURE, _is_off),
    "repo_gpgcheck": (SIGNATURE, _is_off),
    "allowunauthenticated": (SIGNATURE, _is_on),
    "allowinsecurerepositories": (SIGNATURE, _is_on),
    "allowdowngradetoinsecurerepositories": (SIGNATURE, _is_on),
    "trusted": (SIGNATURE, _is_on),
    "allow-insecure": (SIGNATURE, _is_on),
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

_VARIABLES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "GIT_SSL_NO_VERIFY": (CERTIFICATE, lambda value: value.lower() not in ("", *_OFF)),
    "NODE_TLS_REJECT_UNAUTHORIZED": (CERTIFICATE, lambda value: value.strip() == "0"),
    "PYTHONHTTPSVERIFY": (CERTIFICATE, lambda value: value.strip() == "0"),
    "NPM_CONFIG_STRICT_SSL": (CERTIFICATE, _is_off),
    "YARN_ENABLE_STRICT_SSL": (CERTIFICATE, _is_off),
    "PIP_TRUSTED_HOST": (CERTIFICATE, _is_given),
    "UV_INSECURE_HOST": (CERTIFICATE, _is_given),
    "GOSUMDB": (SIGNATURE, lambda value: value.lower() == "off"),
    "GOINSECURE": (CERTIFICATE, _is_given),
}


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
        rule = _VARIABLES.get(variable["name"].upper()) if isinstance(variable["name"], str) else None
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
        rule = _VARIABLES.get(name.upper())
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
        kind, turns_off = _SETTINGS.get(setting, ("", _is_off))
        if kind and turns_off(value.strip("'\"")) and f"--{setting}" != name:
            yield kind, setting, at


def _written(text: str) -> Iterator[tuple[str, str]]:
    """What a text turns off that goes into a configuration; of a setting that is there twice, as in sed, the last."""
    found = {match[1].lower(): match for match in _WRITTEN.finditer(text[:_MAX_LOOKED_AT])}
    for setting, match in found.items():
        kind, turns_off = _SETTINGS[setting]
        if turns_off(match[2]):
            yield kind, " ".join(match.group().split())
