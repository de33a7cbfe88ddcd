"""Facts about what package managers leave in a layer: caches and package lists."""

from collections.abc import Sequence

from seatrial.connectors.dockerfile.managed import Listed, Run, each_of, place_of, verb_of
from seatrial.connectors.dockerfile.managers import Family
from seatrial.connectors.dockerfile.ran import Ran, value_of
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Value

_OFF = ("", "0", "off", "false")
_CACHE_OPTIONS = ("--cache", "--cache-dir", "--cache-folder")


def fetches(raw: Raw) -> Listed:
    """The commands that fetch packages, to install them or to upgrade, and whether a cache is left behind."""
    return each_of(raw, _fetch)


def _fetch(run: Run, command: Ran, family: Family) -> Sourced | None:
    verb = verb_of(command, family)
    if verb.name not in family.install | family.upgrade | family.fetch:
        return None
    # An option goes behind the subcommand; where only cleaning up helps, that goes behind the whole command.
    place = place_of(command, verb) if family.no_cache else command.origin
    return command.sourced(
        {"manager": command.name, "family": family.name, "no_cache": _keeps_no_cache(run, command, family)},
        {"no_cache": place},
    )


def _keeps_no_cache(run: Run, command: Ran, family: Family) -> Value:
    """Whether no cache is left behind: by an option, by cleaning up after it, or because it lies in a mount."""
    variable = "UV_NO_CACHE" if command.name.startswith("uv ") else "PIP_NO_CACHE_DIR"
    setting = variable.replace("_", "-").lower()
    given = command.has(*family.no_cache) or (
        family.name == "pip" and (setting in run.settings or command.assignments.get(variable, "").lower() not in _OFF)
    )
    folder = (value_of(command.arguments, _CACHE_OPTIONS) or "").rstrip("/")
    named = folder.startswith("/") and (_is_mounted(run.raw, (folder,)) or run.removed.get(folder, -1) > command.index)
    cleaned = _is_mounted(run.raw, family.caches) or _is_cleaned_after(run, command, family)
    return command.flag(given or named or cleaned)


def refreshes(raw: Raw) -> Listed:
    """The commands that fetch package lists: ``apt-get update``."""
    return each_of(raw, _refresh)


def _refresh(run: Run, command: Ran, family: Family) -> Sourced | None:
    verb = verb_of(command, family)
    if verb.name not in family.refresh:
        return None
    used = command.index < run.last("use", family.name, lambda other: _uses_lists(other, family))
    removed = _is_mounted(run.raw, family.caches) or _is_cleaned_after(run, command, family)
    return command.sourced({"manager": command.name, "family": family.name, "used": used, "removed": removed})


def _uses_lists(command: Ran, family: Family) -> bool:
    return command.name in family.tools and verb_of(command, family).name in family.install | family.upgrade


def _is_cleaned_after(run: Run, command: Ran, family: Family) -> bool:
    return command.index < run.last("clean", family.name, lambda other: _cleans(other, family))


def _cleans(command: Ran, family: Family) -> bool:
    if command.name in family.tools:
        verb = verb_of(command, family)
        return verb.name in family.clean or " ".join((verb.name, *verb.packages[:1])) in family.clean
    removes = command.name == "rm" or (command.name == "find" and bool({"-delete", "rm"} & set(command.arguments)))
    return removes and any(_covers(argument, family.caches) for argument in command.arguments)


def _covers(argument: str, folders: Sequence[str]) -> bool:
    """Whether removing the argument removes all that is in one of the folders."""
    # `/var/lib/apt/lists/*` and `/var/lib/{apt,dpkg}` are taken by what stands before the pattern.
    bare = argument.split("*")[0].split("{")[0]
    if bare == argument or bare.endswith("/"):
        whole = bare.rstrip("/")
        if any(whole == folder or (folder[0] == "~" and whole.endswith(folder[1:])) for folder in folders):
            return True
    return bare != argument and (len(bare) > len("/var/") and any(folder.startswith(bare) for folder in folders))


def _is_mounted(raw: Raw, folders: Sequence[str]) -> bool:
    return any(
        mount.get("type") in ("cache", "tmpfs") and _holds(str(mount.get("target", "")).rstrip("/"), folders)
        for mount in raw.attributes.get("mounts") or ()
        if isinstance(mount, dict)
    )


def _holds(target: str, folders: Sequence[str]) -> bool:
    """Whether a mount is one of the folders, or lies around or in it; ``~`` is anybody's home."""
    return any(
        f"{target}/".startswith(f"{folder}/")
        or (target != "" and f"{folder}/".startswith(f"{target}/"))
        or (folder.startswith("~") and target.endswith(folder[1:]))
        for folder in folders
    )
