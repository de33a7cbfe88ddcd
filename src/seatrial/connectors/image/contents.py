"""What was taken of an image's files -> attributes: bounded lists, at whose end stands what is not known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from seatrial.connectors.image import tools
from seatrial.connectors.image.inside import SET_ID, STICKY, WRITABLE, Seen, reading_of, seen_from
from seatrial.images.digest import short
from seatrial.images.files import Files, Found
from seatrial.images.release import PLACES, Release
from seatrial.images.tar import Kind
from seatrial.model.value import Unknown, Value

LISTED = 50
"""So many files of a kind are listed."""
_EXAMPLES = 5

_ROLES = {
    "shells": tools.SHELL,
    "package_managers": tools.MANAGER,
    "compilers": tools.COMPILER,
    "ways_to_root": tools.ROOT,
    "probes": tools.PROBE,
    "repositories": tools.REPOSITORY,
}


@dataclass(frozen=True, slots=True)
class There:
    """A remarkable file: its absolute path, what is known of it, the number of its layer."""

    path: str
    seen: Seen
    layer: int


class Inventory:
    """The remarkable files of an image, and what could not be read of it."""

    def __init__(self, files: Files) -> None:
        self.layers = files.layers
        self._problems = files.problems
        self.there = tuple(_there(path, found) for path, found in files.entries())
        self._gone = tuple(_there(path, found) for path, found in files.gone())

    @cached_property
    def missing(self) -> Unknown | None:
        """Why there may be more than is known; None where all has been read."""
        for digest, problem in self._problems:
            if not problem.path or reading_of(problem.path):
                where = f"/{_text(problem.path)}" if problem.path else f"layer {short(digest)}"
                return Unknown(f"{where} could not be read: {_text(problem.reason)}")
        return None

    def missing_in(self, layer: int) -> Unknown | None:
        """The same for one layer, by its number."""
        of = {digest for digest, problem in self._problems if not problem.path or reading_of(problem.path)}
        return self.missing if self.layers[layer].digest in of else None

    @property
    def release(self) -> Release | None:
        known = {there.path[1:]: there.seen.release for there in self.there if there.seen.release}
        return next((known[place] for place in PLACES if place in known), None)

    def attributes(self) -> dict[str, Value]:
        """The attributes that come from files."""
        return {
            "setuid_files": self._listed(lambda there: _has_set_id(there.seen), _described),
            "devices": self._listed(lambda there: there.seen.kind == Kind.DEVICE, _described),
            **{name: self._listed(_has_role(role), _described) for name, role in _ROLES.items()},
            "authorized_keys": self._listed(_has_role("keys"), _keys),
            "shadow": self._listed(_has_role("passwords"), _described),
            "accounts": self._accounts(),
            "root_rules": self._rules(),
        }

    def by_layer(self) -> Mapping[int, list[There]]:
        """The files that may be credentials, and those that everybody may write, by the layers that brought them.

        A credential counts where a higher layer has deleted it, too: it is still in the image.
        """
        found = defaultdict(list)
        known = {there.path for there in self.there if there.seen.credential}
        for there in self._gone:
            if there.seen.credential and there.path not in known:
                # Nobody writes to what is gone.
                found[there.layer].append(replace(there, seen=msgspec.structs.replace(there.seen, mode=0)))
        for there in self.there:
            if there.seen.credential is not None or there.seen.role == tools.REMOTE or _is_open(there.seen):
                found[there.layer].append(there)
        return found

    def _listed(self, belongs: Callable[[There], bool], describe: Callable[[There], Value]) -> list[Value] | Unknown:
        return bounded((describe(there) for there in self.there if belongs(there)), self.missing)

    def _accounts(self) -> list[Value] | Unknown:
        """The accounts of passwd(5), each with what shadow(5) says of its password."""
        shadow = {
            account.name: account.password
            for there in self.there
            if there.seen.role == "passwords"
            for account in there.seen.accounts
        }
        found: list[Value] = []
        for there in self.there:
            for account in there.seen.accounts if there.seen.role == "accounts" else ():
                state = account.password
                if state == "elsewhere":
                    state = shadow.get(account.name, "locked")
                found.append(
                    {
                        "name": account.name,
                        "uid": account.uid,
                        "login": state,
                        "path": there.path,
                        "line": account.line,
                    }
                )
        cut = any(there.seen.cut for there in self.there if there.seen.role in ("accounts", "passwords"))
        return _whole(found, self.missing, cut=cut)

    def _rules(self) -> list[Value] | Unknown:
        """Who may become root through sudo or doas."""
        found: list[Value] = [
            {"who": rule.who, "asks_password": not rule.free, "path": there.path, "line": rule.line}
            for there in self.there
            for rule in there.seen.rules
        ]
        return _whole(found, self.missing, cut=any(there.seen.cut for there in self.there if there.seen.rules))


def _there(path: str, found: Found) -> There:
    return There(f"/{_text(path)}", seen_from(found.value), found.layer)


def bounded(found: Iterable[Value], missing: Unknown | None) -> list[Value] | Unknown:
    """A list of what was found; an unknown at its end stands for what is there beyond the bound, or may be.

    Where nothing was found, and something may be there, nothing is known.
    """
    listed = list(found)
    if not listed and missing is not None:
        return missing
    more = len(listed) - LISTED
    rest = [Unknown(f"{more} more like them are not listed")] if more > 0 else []
    return [*listed[:LISTED], *rest, *([] if missing is None else [missing])]


def _whole(found: list[Value], missing: Unknown | None, *, cut: bool) -> list[Value] | Unknown:
    if not found and missing is not None:
        return missing
    rest = [Unknown("there are more lines than are read")] if cut else []
    return [*found, *rest, *([] if missing is None else [missing])]


def _credential(there: There) -> dict[str, Value]:
    """A file that may be a credential, as a source of its instruction."""
    return {"path": there.path, "what": there.seen.credential, "is_credential": bool(there.seen.credential)}


def _permission(there: There) -> dict[str, Value]:
    """A file that everybody may write, as a permission that its instruction gives."""
    mode = _mode(there.seen)
    # In a folder with the sticky bit everybody writes only what is his.
    is_guarded = there.seen.kind == Kind.FOLDER and bool(there.seen.mode & STICKY)
    return {"path": there.path, "told": f"mode {mode} of {there.path}", "mode": mode, "world_writable": not is_guarded}


def permissions_of(found: Iterable[There], missing: Unknown | None) -> list[Value] | Unknown:
    """What everybody may write, of what a layer brought."""
    return _judged([_permission(there) for there in found if _is_open(there.seen)], "world_writable", missing)


def credentials_of(found: Iterable[There], missing: Unknown | None) -> list[Value] | Unknown:
    """What may be a credential, of what a layer brought."""
    return _judged(
        [_credential(there) for there in found if there.seen.credential is not None], "is_credential", missing
    )


def servers_of(found: Iterable[There], missing: Unknown | None) -> list[Value] | Unknown:
    """The servers for remote shells that a layer brought."""
    servers = ({"name": there.path, "path": there.path} for there in found if there.seen.role == tools.REMOTE)
    return bounded(servers, missing)


def _judged(found: list[dict[str, Value]], key: str, missing: Unknown | None) -> list[Value] | Unknown:
    """What is as bad as it may be, and a few that are not: an image has a hundred certificates."""
    bad = [item for item in found if item[key]]
    good = [item for item in found if not item[key]][:_EXAMPLES]
    listed = bounded(bad, missing)
    return listed if isinstance(listed, Unknown) else [*good, *listed]


def _has_role(role: str) -> Callable[[There], bool]:
    return lambda there: there.seen.role == role


def _has_set_id(seen: Seen) -> bool:
    return bool(seen.mode & SET_ID) and seen.kind in (Kind.FILE, Kind.HARD_LINK) and bool(seen.mode & 0o111)


def _is_open(seen: Seen) -> bool:
    return bool(seen.mode & WRITABLE) and seen.kind in (Kind.FILE, Kind.HARD_LINK, Kind.FOLDER)


def _described(there: There) -> Value:
    seen = there.seen
    # Of a Git repository its HEAD was found.
    path = there.path.removesuffix("/HEAD") if seen.role == tools.REPOSITORY else there.path
    return {
        "path": path,
        "name": path.rpartition("/")[2],
        "mode": _mode(seen),
        "uid": seen.uid,
        "gid": seen.gid,
        "is_setuid": bool(seen.mode & 0o4000),
        "readable_by_all": bool(seen.mode & 0o004),
        "writable_by_others": bool(seen.mode & 0o022),
    }


def _keys(there: There) -> Value:
    return {"path": there.path, "keys": there.seen.keys}


def _mode(seen: Seen) -> str:
    return f"{seen.mode:04o}"


def _text(text: str) -> str:
    """A text without halves of characters, which nobody can write."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
