"""Evidence: which values decided a verdict, and where each was said."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from seatrial import cel
from seatrial.model.location import Path
from seatrial.model.raw import Origin
from seatrial.model.resource import Resource
from seatrial.model.result import Evidence, How
from seatrial.model.value import Unknown, UnknownTouchedError, Value

HIDDEN = "(hidden)"
_MOST = 8
# The last word of a name tells: `db_password` and `authToken` hold one, `http_tokens` and `secret_arn` do not.
_SECRET_NAME = re.compile(
    r"(?i)(password|passwd|passphrase|secret|credentials?|private_?key|secret_?key|secret_?string|api_?key|access_?key|"
    r"(?:^|[_-])token|(?-i:[a-z]Token))$"
)


class Placed(NamedTuple):
    """What is known of a read besides its value: the property's name, its place, who it belongs to."""

    name: str
    origin: Origin
    owner: Resource | None
    key: str
    hidden: bool


Place = Callable[[Path], Placed | None]
"""Finds what was read; None for what is no part of the resource (a parameter)."""


def evidence_of(reads: Iterable[cel.Read], place: Place) -> tuple[Evidence, ...]:
    """The first eight values that decided."""
    found: dict[str, Evidence] = {}
    for read in reads:
        placed = place(read.path)
        if placed is None or placed.name in found:
            continue
        value = HIDDEN if placed.hidden and read.value is not None else plain(read.value)
        found[placed.name] = Evidence(
            property=placed.name, value=value, how=_how(read.value, placed), location=placed.origin.location()
        )
        if len(found) == _MOST:
            break
    return tuple(found.values())


def place_of(resource: Resource, variable: str, element: Value, path: Path, read: Path) -> Placed | None:
    """The place of a read: ``resource`` is the root of some, the ``element`` at ``path`` in it of the others."""
    head, *steps = read
    if head == "resource":
        return _placed(tuple(steps), resource, tuple(steps))
    if head != variable:
        return None
    if isinstance(element, Resource):
        return _placed((*path, *steps), element, tuple(steps))
    return _placed((*path, *steps), resource, (*path, *steps))


def _placed(shown: Path, root: Resource, steps: Path) -> Placed:
    owner, key, hidden = None, "", False
    value: Value = root
    for step in steps:
        if isinstance(value, Resource) and step in value:
            owner, key = value, str(step)
            hidden = hidden or value.reader.is_sensitive(key)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError, UnknownTouchedError):
            break
    is_last = owner is not None and bool(steps) and key == steps[-1]
    return Placed(_name(shown), root.origin_at(steps), owner if is_last else None, key, hidden)


def _name(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _how(value: Value, placed: Placed) -> How:
    if type(value) is Unknown:
        return How.UNKNOWN
    if placed.owner is not None:
        return placed.owner.how(placed.key)
    return How.ABSENT if value is None else How.EXPLICIT


def plain(value: Value, *, depth: int = 5, width: int = 20, text: int = 300) -> Value:
    """Plain data for a report: bounded, secrets hidden, an unknown as ``{"$unknown": reason, "$ref": address}``."""
    if type(value) is Unknown:
        return {"$unknown": value.reason, "$ref": value.ref}
    if isinstance(value, str):
        return value if len(value) <= text else value[:text] + "…"
    if isinstance(value, Mapping):
        if not depth:
            return "{…}"
        shown: dict[str, Value] = {}
        for key in list(value.keys())[:width]:
            item = value[key]
            is_secret = _is_secret(value, str(key), item)
            shown[str(key)] = HIDDEN if is_secret else plain(item, depth=depth - 1, width=width, text=text)
        return shown
    if isinstance(value, list | tuple):
        return [plain(item, depth=depth - 1, width=width, text=text) for item in value[:width]] if depth else "[…]"
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _is_secret(owner: Mapping[str, Value], key: str, value: Value) -> bool:
    if isinstance(owner, Resource) and value is not None and owner.reader.is_sensitive(key):
        return True
    return isinstance(value, str) and value != "" and _SECRET_NAME.search(key) is not None
