"""Regular expressions beyond ``matches``: Kubernetes' ``find``, and the reference's ``regex.`` functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seatrial.cel.errors import EvaluationError
from seatrial.cel.functions import Library
from seatrial.cel.meter import Meter
from seatrial.cel.regex import compiled
from seatrial.cel.values import NONE, Optional

LIBRARY = Library()
_REFERENCE = re.compile(r"\\([0-9]|\\|.?)", re.DOTALL)


@LIBRARY.method("find", "string, string -> string", metered=True)
def find(meter: Meter, text: str, pattern: str) -> str:
    """The first match, or the empty text."""
    found = next(compiled(pattern).matches(text, meter), None)
    return "" if found is None else text[found[0] : found[1]]


@LIBRARY.method("findAll", "string, string -> list(string)", "string, string, int -> list(string)", metered=True)
def find_all(meter: Meter, text: str, pattern: str, limit: int = -1) -> list[str]:
    """At most ``limit`` matches; all of them where it is negative."""
    found: list[str] = []
    for spans in compiled(pattern).matches(text, meter):
        if len(found) == limit:
            break
        found.append(text[spans[0] : spans[1]])
    return found


@LIBRARY.function("regex.extract", "string, string -> optional(string)", metered=True)
@LIBRARY.function("re.extract", "string, string -> optional(string)", metered=True)
def extract(meter: Meter, text: str, pattern: str) -> Optional:
    """What the pattern's group captured in the first match; without a group, the match."""
    spans = next(compiled(_one_group(pattern)).matches(text, meter), None)
    captured = None if spans is None else _captured(text, spans)
    return NONE if captured is None else Optional(captured)


@LIBRARY.function("regex.extractAll", "string, string -> list(string)", metered=True)
@LIBRARY.function("re.extractAll", "string, string -> list(string)", metered=True)
def extract_all(meter: Meter, text: str, pattern: str) -> list[str]:
    captured = (_captured(text, spans) for spans in compiled(_one_group(pattern)).matches(text, meter))
    return [one for one in captured if one is not None]


@LIBRARY.function(
    "regex.replace", "string, string, string -> string", "string, string, string, int -> string", metered=True
)
@LIBRARY.function(
    "re.replace", "string, string, string -> string", "string, string, string, int -> string", metered=True
)
def replace(meter: Meter, text: str, pattern: str, replacement: str, limit: int = -1) -> str:
    """``\\1`` in the replacement is the first group.  At most ``limit`` matches; all of them where it is negative."""
    regex = compiled(pattern)
    pieces: list[str] = []
    last = 0
    for count, spans in enumerate(regex.matches(text, meter)):
        if count == limit:
            break
        pieces += (text[last : spans[0]], _expanded(replacement, text, spans))
        meter.built(len(pieces[-1]))
        last = spans[1]
    return "".join((*pieces, text[last:]))


def _one_group(pattern: str) -> str:
    if compiled(pattern).groups > 1:
        raise EvaluationError("the pattern has more than one group, and one can be extracted")
    return pattern


def _captured(text: str, spans: Sequence[int]) -> str | None:
    start, end = spans[2:4] if len(spans) > 2 else spans[:2]
    return None if start < 0 else text[start:end]


def _expanded(replacement: str, text: str, spans: Sequence[int]) -> str:
    def expand(found: re.Match[str]) -> str:
        what = found[1]
        if what == "\\":
            return what
        if not what.isdigit() or 2 * int(what) >= len(spans):
            raise EvaluationError(f"the replacement refers to \\{what}, and the pattern has no such group")
        start, end = spans[2 * int(what) : 2 * int(what) + 2]
        return text[start:end] if start >= 0 else ""

    return _REFERENCE.sub(expand, replacement)
