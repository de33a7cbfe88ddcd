"""Facts about packages: what a RUN instruction installs, and how."""

import re
from collections.abc import Iterator

from seatrial.connectors.dockerfile.managed import Listed, Run, Verb, each_of, place_of, verb_of
from seatrial.connectors.dockerfile.managers import Family
from seatrial.connectors.dockerfile.ran import Ran
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

_OF_SYSTEMS = frozenset({"apt", "apk", "dnf", "zypper"})
_SERVER = re.compile(r"(openssh|openssh-server|dropbear|telnetd|telnet-server|rsh-server)([=:~<>-][0-9].*)?")


def installs(raw: Raw) -> Listed:
    """The installing commands of an instruction, one object each."""
    return each_of(raw, _install)


def _install(run: Run, command: Ran, family: Family) -> Sourced | None:
    verb = verb_of(command, family)
    if verb.name not in family.install:
        return None
    if family.name == "apk":
        verb = _without_groups(verb)
    place = place_of(command, verb)
    unpinned, places = _unpinned(command, family, verb)
    return command.sourced(
        {
            "manager": command.name,
            "family": family.name,
            "packages": verb.packages,
            "unpinned": unpinned,
            "asks": bool(family.yes_letter),
            "assume_yes": _assumes_yes(run, command, family),
            "no_recommends": _without_recommends(run, command),
        },
        {"assume_yes": place, "no_recommends": place, **places},
    )


def shell_servers(raw: Raw) -> Listed:
    """The commands of an instruction that install a server for remote shells, each with the first of them."""
    return each_of(raw, _server)


def _server(run: Run, command: Ran, family: Family) -> Sourced | None:
    verb = verb_of(command, family)
    if verb.name not in family.install or family.name not in _OF_SYSTEMS:
        return None
    for package, at in zip(verb.packages, verb.places, strict=True):
        if _SERVER.fullmatch(package):
            return command.sourced({"name": package}, {"name": command.argument(at)})
    return None


def _without_groups(verb: Verb) -> Verb:
    """Names that begin with a dot are apk's virtual packages."""
    kept = [(word, at) for word, at in zip(verb.packages, verb.places, strict=True) if not word.startswith(".")]
    return Verb(verb.name, verb.at, [word for word, _ in kept], [at for _, at in kept])


def _unpinned(command: Ran, family: Family, verb: Verb) -> tuple[Value, dict[str, Origin]]:
    """The packages that name no version, and the place of the first."""
    if command.has(*family.version_options):
        return [], {}
    unknown = [package for package in verb.packages if package.startswith(("$", "`"))]
    found = [
        (package, at)
        for package, at in zip(verb.packages, verb.places, strict=True)
        if package not in unknown and not family.pinned.fullmatch(package)
    ]
    if unknown and not found:
        return Unknown(f"`{command.name}` gets packages in a variable that is not known here"), {}
    return [package for package, _ in found], {"unpinned": command.argument(found[0][1])} if found else {}


def _assumes_yes(run: Run, command: Ran, family: Family) -> Value:
    given = (
        any(argument in family.yes for argument in command.arguments)
        or any(command.has_short(letter, "ot") for letter in family.yes_letter)
        or any("Assume-Yes" in argument for argument in command.arguments)
        or "apt-assume-yes" in run.settings
        or command.pipeline in run.answered
    )
    return command.flag(given)


def _without_recommends(run: Run, command: Ran) -> Value:
    given = command.has("--no-install-recommends", "--without-recommends", "-R") or "apt-no-recommends" in run.settings
    return command.flag(given or any("install-recommends=" in argument.lower() for argument in command.arguments))


def upgrades(raw: Raw) -> Listed:
    """The commands that move a distribution to its next release: ``apt-get dist-upgrade``."""
    return each_of(raw, _upgrade)


def _upgrade(run: Run, command: Ran, family: Family) -> Sourced | None:
    verb = verb_of(command, family)
    if verb.name not in family.upgrade:
        return None
    release = verb.name in ("dist-upgrade", "full-upgrade", "dup")
    return command.sourced(
        {"manager": command.name, "family": family.name, "subcommand": verb.name, "release": release},
        {"release": place_of(command, verb)},
    )


def settings_in(text: str) -> Iterator[str]:
    """Yield what a RUN instruction configures for those after it, by the words that only such configuration has."""
    folded = text.replace("::", "-").lower()
    if "apt-install-recommends" in folded and "apt.conf" in folded:
        yield "apt-no-recommends"
    if "apt-get-assume-yes" in folded and "apt.conf" in folded:
        yield "apt-assume-yes"
