"""Text that programs wrote and people merged: decoded, bounded, with the marks of an unfinished merge taken out."""

import re
from collections.abc import Iterator
from typing import Final

from seatrial.errors import ParseError
from seatrial.parsers.document import decode
from seatrial.parsers.packages.found import past

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_SOURCE_BYTES: Final = 16 * 1024 * 1024
_OPENS: Final = re.compile(r"^<<<<<<<(?: |$)")


def text_of(content: bytes, most: int = MAX_BYTES) -> tuple[str, list[ParseError]]:
    """Return a text, and a problem for each unfinished merge in it.

    Of a merge the first side is kept, and every line keeps its number.  Raises ParseError where the bytes are no text.
    """
    if len(content) > most:
        raise past("the file is too large", f"{most >> 20} MiB")
    return resolved(decode(content).replace("\r\n", "\n"))


def lenient_text_of(content: bytes) -> str:
    """A text in which single bytes may be in another encoding, as descriptions of packages are."""
    if len(content) > MAX_BYTES:
        raise past("the file is too large", f"{MAX_BYTES >> 20} MiB")
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


def resolved(text: str) -> tuple[str, list[ParseError]]:
    """Keep the first side of every unfinished merge, and tell where each begins."""
    if "<<<<<<<" not in text:
        return text, []
    kept, problems, keeps = [], [], True
    for number, line in enumerate(text.split("\n"), 1):
        if _OPENS.match(line):
            problems.append(ParseError("an unfinished merge; only its first side is read", line=number))
            keeps, line = True, ""
        elif problems and line.startswith((">>>>>>>", "=======", "|||||||")):
            keeps, line = line.startswith(">>>>>>>"), ""
        kept.append(line if keeps else "")
    return "\n".join(kept), problems


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text from 1, without their ends."""
    return enumerate(text.split("\n"), 1)
