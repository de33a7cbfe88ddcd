"""Templates: what stands between ``{{`` and ``}}`` is not known before somebody renders it."""

from collections.abc import Iterator
from typing import Final

from seatrial.model.value import Unknown, Value

_RENDER: Final = "is a template; render it before the scan"
# Templates in these are for the program that reads them, not for whoever applies the manifest.
_DATA: Final = frozenset({"data", "stringData", "binaryData"})


def mark_holes(value: Value) -> None:
    """Replace, in place, the texts that hold ``{{ }}`` by unknowns, which know the text around the holes."""
    waiting = [value]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, dict):
            entries = [(key, inner) for key, inner in current.items() if key not in _DATA]
        else:
            entries = list(enumerate(current)) if isinstance(current, list) else []
        for key, inner in entries:
            if isinstance(inner, str):
                if "{{" in inner:
                    current[key] = _without_holes(inner)
            elif isinstance(inner, dict | list):
                waiting.append(inner)


def _without_holes(text: str) -> Value:
    """The text with its holes unknown; a text over lines is a program's own template."""
    parts = tuple(_pieces(text))
    if "\n" in text or all(isinstance(part, str) for part in parts):
        return text
    return Unknown(f"`{text[:80]}` {_RENDER}", parts=parts)


def _pieces(text: str) -> Iterator[str | Unknown]:
    while text:
        before, _, rest = text.partition("{{")
        hole, closed, after = rest.partition("}}")
        if not closed:
            yield text
            return
        if before:
            yield before
        yield Unknown(f"`{{{{{hole[:80]}}}}}` {_RENDER}")
        text = after
