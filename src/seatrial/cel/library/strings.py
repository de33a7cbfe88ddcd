"""Texts: the strings extension of the reference implementations.  Positions count characters."""

from __future__ import annotations

from collections.abc import Sequence

from seatrial.cel.errors import EvaluationError, shown
from seatrial.cel.functions import Library
from seatrial.cel.meter import Meter
from seatrial.cel.operations import no_overload
from seatrial.model.value import Unknown, UnknownTouchedError, Value

LIBRARY = Library()
# White space as Unicode's White_Space property has it; Python's own strip() takes four control characters more.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_QUOTED = str.maketrans(
    {
        "\a": "\\a",
        "\b": "\\b",
        "\f": "\\f",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\v": "\\v",
        "\\": "\\\\",
        '"': '\\"',
    }
)
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@LIBRARY.method("charAt", "string, int -> string")
def char_at(text: str, position: int) -> str:
    _within(text, position)
    return text[position : position + 1]


@LIBRARY.method("indexOf", "string, string -> int", "string, string, int -> int")
def index_of(text: str, part: str, start: int = 0) -> int:
    return text.find(part, _within(text, start))


@LIBRARY.method("lastIndexOf", "string, string -> int", "string, string, int -> int")
def last_index_of(text: str, part: str, start: int | None = None) -> int:
    """With ``start``, the last occurrence that begins there or before."""
    return text.rfind(part) if start is None else text.rfind(part, 0, _within(text, start) + len(part))


@LIBRARY.method("substring", "string, int -> string", "string, int, int -> string")
def substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else _within(text, end)
    if _within(text, start) > stop:
        raise EvaluationError(f"a substring cannot begin at {start} and end at {stop}")
    return text[start:stop]


@LIBRARY.method("lowerAscii", "string -> string")
def lower_ascii(text: str) -> str:
    return text.translate(_LOWER)


@LIBRARY.method("upperAscii", "string -> string")
def upper_ascii(text: str) -> str:
    return text.translate(_UPPER)


@LIBRARY.method("trim", "string -> string")
def trim(text: str) -> str:
    return text.strip(_SPACE)


@LIBRARY.method("reverse", "string -> string")
def reverse(text: str) -> str:
    return text[::-1]


@LIBRARY.method("replace", "string, string, string -> string", "string, string, string, int -> string", metered=True)
def replace(meter: Meter, text: str, old: str, new: str, limit: int = -1) -> str:
    count = text.count(old)
    times = count if limit < 0 else min(count, limit)
    meter.built(len(text) + times * max(0, len(new) - len(old)))
    return text.replace(old, new, times)


@LIBRARY.method("split", "string, string -> list(string)", "string, string, int -> list(string)", metered=True)
def split(meter: Meter, text: str, separator: str, limit: int = -1) -> list[str]:
    """At most ``limit`` pieces, the last being the rest; all of them where it is negative."""
    if limit == 0:
        return []
    if not separator:
        pieces = list(text) if limit < 0 else [*text[: limit - 1], *([text[limit - 1 :]] if text[limit - 1 :] else [])]
    else:
        pieces = text.split(separator, -1 if limit < 0 else limit - 1)
    meter.listed(len(pieces))
    return pieces


@LIBRARY.method("join", "list(string) -> string", "list(string), string -> string", metered=True)
def join(meter: Meter, texts: Sequence[Value], separator: str = "") -> str:
    for text in texts:
        if type(text) is Unknown:
            raise UnknownTouchedError(text)
        if not isinstance(text, str):
            raise no_overload("join", text)
    meter.built(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


@LIBRARY.function("strings.quote", "string -> string", metered=True)
def quote(meter: Meter, text: str) -> str:
    meter.built(2 * len(text))
    return f'"{text.translate(_QUOTED)}"'


def _within(text: str, position: int) -> int:
    if not 0 <= position <= len(text):
        raise EvaluationError(f"position {position} is outside of {shown(text)}")
    return position
