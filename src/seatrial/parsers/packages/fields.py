"""Fields of what a lock file says.  What is absent is empty; what is of another kind is a ParseError at its line."""

from collections.abc import Mapping
from typing import Any

from seatrial.errors import ParseError


def text(mapping: Any, key: str, line: int = 0) -> str:
    """A string."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    if value is None or isinstance(value, str):
        return value or ""
    raise ParseError(f"{key} is no text", line=line)


def table(mapping: Any, key: str, line: int = 0) -> Mapping[str, Any]:
    """A mapping; an empty list counts as one that is empty, as PHP writes it."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    if isinstance(value, Mapping):
        return value
    if value is None or value == []:
        return {}
    raise ParseError(f"{key} is no object with names", line=line)


def items(mapping: Any, key: str, line: int = 0) -> list[Any]:
    """A list."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    if value is None or isinstance(value, list):
        return value or []
    raise ParseError(f"{key} is no list", line=line)


def texts(mapping: Any, key: str, line: int = 0) -> tuple[str, ...]:
    """The strings of a list, or the one string that stands in its stead."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(item for item in items(mapping, key, line) if isinstance(item, str))
