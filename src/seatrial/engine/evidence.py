"""Evidence: which values decided a verdict, and where each was said."""

import re
from collections.abc import Callable, Iterable, Mapping

from seatrial import cel
from seatrial.model.location import Path
from seatrial.model.raw import Origin, Sourced
from seatrial.model.resource import Resource
from seatrial.model.result import Evidence, How
from seatrial.model.value import Unknown, Value

HIDDEN = "(hidden)"
_MOST = 8
# The last word of a name tells: `db_password` and `authToken` hold one, `http_tokens` and `secret_arn` do not.
_SECRET_NAME = re.compile(
    r"(?i)(password|passwd|passphrase|secret|credentials?|private_?key|secret_?key|secret_?string|api_?key|access_?key|"
    r"(?:^|[_-])token|(?-i:[a-z]Token))$"
)


def evidence_of(
    reads: Iterable[cel.Read], resource: Resource, place: Callable[[Path], tuple[str, Origin] | None]
) -> tuple[Evidence, ...]:
    """The first eight values that decided.  ``place`` finds for a read's path the property's name and its origin."""
    found: dict[str, Evidence] = {}
    for read in reads:
        placed = place(read.path)
        if placed is None or placed[0] in found:
            continue
        name, origin = placed
        found[name] = Evidence(
            property=name, value=_shown(read, resource), how=_how(read, resource), location=origin.location()
        )
        if len(found) == _MOST:
            break
    return tuple(found.values())


def place_of(resource: Resource, variable: str, element: Value, path: Path, read: Path) -> tuple[str, Origin] | None:
    """The name and the origin of what was read; None for what is no part of the resource (a parameter)."""
    head, *steps = read
    if head == "resource":
        return _name(tuple(steps)), resource.origin_at(tuple(steps))
    if head != variable:
        return None
    if isinstance(element, Resource):
        return _name((*path, *steps)), element.origin_at(tuple(steps))
    if isinstance(element, Sourced) and steps:
        return _name((*path, *steps)), element.origin_of(steps[0])
    return _name((*path, *steps)), resource.origin_at((*path, *steps))


def _name(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _how(read: cel.Read, resource: Resource) -> How:
    if type(read.value) is Unknown:
        return How.UNKNOWN
    if read.path[0] == "resource" and len(read.path) == 2:
        return resource.how(str(read.path[1]))
    return How.ABSENT if read.value is None else How.EXPLICIT


def _shown(read: cel.Read, resource: Resource) -> Value:
    name = str(read.path[1]) if len(read.path) > 1 else ""
    if read.path[0] == "resource" and name in resource and resource.reader.is_sensitive(name):
        return HIDDEN
    return plain(read.value)


def plain(value: Value, *, depth: int = 5, width: int = 20, text: int = 300) -> Value:
    """Plain data for a report: bounded, secrets hidden, an unknown as ``{"$unknown": reason, "$ref": address}``."""
    if type(value) is Unknown:
        return {"$unknown": value.reason, "$ref": value.ref}
    if isinstance(value, str):
        return value if len(value) <= text else value[:text] + "…"
    if isinstance(value, Mapping):
        if not depth:
            return "{…}"
        keys = list(value.keys())[:width]
        return {
            str(key): HIDDEN if _is_secret(str(key), value[key]) else plain(value[key], depth=depth - 1, width=width)
            for key in keys
        }
    if isinstance(value, list | tuple):
        return [plain(item, depth=depth - 1, width=width) for item in value[:width]] if depth else "[…]"
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _is_secret(key: str, value: Value) -> bool:
    return isinstance(value, str) and value != "" and _SECRET_NAME.search(key) is not None
