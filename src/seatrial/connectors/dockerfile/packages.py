"""Facts about packages: what a RUN instruction installs, and how."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from seatrial.connectors.dockerfile.managers import Family, family_of, is_python
from seatrial.connectors.dockerfile.ran import Ran, commands_of, operands
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

Listed = list[Sourced] | Unknown


def installs(raw: Raw) -> Listed:
    """The installing commands of an instruction, one object each."""
    return _each(raw, _install)


def refreshes(raw: Raw) -> Listed:
    """The commands that fetch package lists: ``apt-get update``."""
    return _each(raw, _refresh)


class _Run:
    """The commands of one RUN; what comes after a command is looked up, for looking each time would be quadratic."""

    def __init__(self, raw: Raw, commands: Sequence[Ran]) -> None:
        self.raw = raw
        self.commands = [_as_manager(command) for command in commands]
        self.settings = frozenset(raw.attributes.get("settings") or ())
        self.answered = {command.pipeline for command in commands if command.name == "yes"} - {None}
        self._last: dict[tuple[str, str], int] = {}

    def is_cleaned_after(self, command: Ran, family: Family) -> bool:
        return command.index < self._last_of("clean", family, lambda other: _cleans(other, family))

    def is_used_after(self, command: Ran, family: Family) -> bool:
        return command.index < self._last_of("use", family, lambda other: _uses_lists(other, family))

    def _last_of(self, what: str, family: Family, matches: Callable[[Ran], bool]) -> int:
        key = (what, family.name)
        if key not in self._last:
            self._last[key] = max((command.index for command in self.commands if matches(command)), default=-1)
        return self._last[key]


_Make = Callable[[_Run, Ran, Family], Sourced | None]


def _each(raw: Raw, make: _Make) -> Listed:
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    run = _Run(raw, commands)
    found = (make(run, command, family) for command in run.commands if (family := family_of(command.name)) is not None)
    return [item for item in found if item is not None]


def _as_manager(command: Ran) -> Ran:
    """``python3 -m pip install`` and ``uv pip install`` are pip."""
    arguments = list(command.arguments)
    if is_python(command.name) and arguments[:2] == ["-m", "pip"]:
        return replace(command, name="pip", arguments=arguments[2:])
    if command.name == "uv" and arguments[:1] == ["pip"]:
        return replace(command, name="pip", arguments=arguments[1:])
    return command


def _verb(command: Ran, family: Family) -> tuple[str, list[str]]:
    """The subcommand, and the operands after it."""
    found = list(operands(command.arguments, family.with_value))
    if command.name == "yarn" and found[:1] == ["global"]:
        found = found[1:]
    return (found[0], found[1:]) if found else ("", [])


def _install(run: _Run, command: Ran, family: Family) -> Sourced | None:
    verb, packages = _verb(command, family)
    if verb not in family.install:
        return None
    if family.name == "apk":
        packages = [package for package in packages if not package.startswith(".")]
    return command.sourced(
        {
            "manager": command.name,
            "family": family.name,
            "packages": packages,
            "unpinned": _unpinned(command, family, packages),
            "asks": bool(family.yes_letter),
            "assume_yes": _assumes_yes(run, command, family),
            "no_recommends": _without_recommends(run, command),
            "no_cache": _keeps_no_cache(run, command, family),
        }
    )


def _unpinned(command: Ran, family: Family, packages: Sequence[str]) -> Value:
    if command.has(*family.version_options):
        return []
    unknown = [package for package in packages if package.startswith(("$", "`"))]
    found = [package for package in packages if package not in unknown and not family.pinned.fullmatch(package)]
    if unknown and not found:
        return Unknown(f"`{command.name}` gets packages in a variable that is not known here")
    return found


def _assumes_yes(run: _Run, command: Ran, family: Family) -> Value:
    given = (
        any(argument in family.yes for argument in command.arguments)
        or any(command.has_short(letter, "ot") for letter in family.yes_letter)
        or any("Assume-Yes" in argument for argument in command.arguments)
        or "apt-assume-yes" in run.settings
        or command.pipeline in run.answered
    )
    return command.flag(given)


def _without_recommends(run: _Run, command: Ran) -> Value:
    given = command.has("--no-install-recommends", "--without-recommends", "-R") or "apt-no-recommends" in run.settings
    return command.flag(given or any("install-recommends=" in argument.lower() for argument in command.arguments))


def _keeps_no_cache(run: _Run, command: Ran, family: Family) -> Value:
    """Whether no cache is left behind: by an option, by cleaning up after it, or because it lies in a mount."""
    given = command.has(*family.no_cache) or f"{family.name}-no-cache" in run.settings
    if family.name == "pip":
        given = given or command.assignments.get("PIP_NO_CACHE_DIR", "") not in ("", "0", "off", "false")
    if given or _is_mounted(run.raw, family.caches) or run.is_cleaned_after(command, family):
        return True
    return command.flag(False)


def _cleans(command: Ran, family: Family) -> bool:
    if command.name in family.tools:
        return _verb(command, family)[0] in family.clean
    return command.name in ("rm", "find") and any(_covers(argument, family.caches) for argument in command.arguments)


def _covers(argument: str, folders: Sequence[str]) -> bool:
    """Whether removing the argument removes one of the folders' contents."""
    # `rm -rf /var/lib/{apt,dpkg}/lists` and the like are taken by their beginning.
    bare = argument.split("*")[0].split("{")[0].rstrip("/")
    return any(bare == folder or bare.startswith(folder + "/") for folder in folders) or (
        len(bare) > len("/var") and "*" in argument and any(folder.startswith(bare) for folder in folders)
    )


def _is_mounted(raw: Raw, folders: Sequence[str]) -> bool:
    return any(
        mount.get("type") in ("cache", "tmpfs") and str(mount.get("target", "")).startswith(tuple(folders))
        for mount in raw.attributes.get("mounts") or ()
        if isinstance(mount, dict)
    )


def _refresh(run: _Run, command: Ran, family: Family) -> Sourced | None:
    if _verb(command, family)[0] not in family.refresh:
        return None
    return command.sourced(
        {
            "manager": command.name,
            "family": family.name,
            "used": run.is_used_after(command, family),
            "removed": _is_mounted(run.raw, family.caches) or run.is_cleaned_after(command, family),
        }
    )


def _uses_lists(command: Ran, family: Family) -> bool:
    return command.name in family.tools and _verb(command, family)[0] in family.install | family.upgrade


def upgrades(raw: Raw) -> Listed:
    """The commands that move a distribution to its next release: ``apt-get dist-upgrade``."""
    return _each(raw, _upgrade)


def _upgrade(run: _Run, command: Ran, family: Family) -> Sourced | None:
    verb, _ = _verb(command, family)
    if verb not in family.upgrade:
        return None
    release = verb in ("dist-upgrade", "full-upgrade", "dup")
    return command.sourced({"manager": command.name, "family": family.name, "subcommand": verb, "release": release})


def settings_in(text: str) -> Iterator[str]:
    """Yield what a RUN instruction configures for those after it, by the words that only such configuration has."""
    folded = text.replace("::", "-").lower()
    if "apt-install-recommends" in folded and "apt.conf" in folded:
        yield "apt-no-recommends"
    if "apt-get-assume-yes" in folded and "apt.conf" in folded:
        yield "apt-assume-yes"
