"""The lines of scanned files, for code frames and hashes: each file is read once, and not all of them are kept."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from seatrial.errors import ConnectorError, ParseError
from seatrial.files import read_bytes
from seatrial.parsers.document import decode

_MOST_BYTES = 4 * 1024 * 1024
_MOST_KEPT = 32 * 1024 * 1024


class Sources:
    """``sources(file)`` are the lines of a file that a location names; none where it has vanished or is too large."""

    def __init__(self, most_kept: int = _MOST_KEPT) -> None:
        self._kept: OrderedDict[str, tuple[int, Sequence[str]]] = OrderedDict()
        self._most_kept = most_kept
        self._size = 0

    def __call__(self, file: str) -> Sequence[str]:
        if file in self._kept:
            self._kept.move_to_end(file)
            return self._kept[file][1]
        text = _text_of(file)
        # As every parser counts lines: a form feed or U+2028 ends none.
        lines: Sequence[str] = text.split("\n") if text else ()
        self._kept[file] = (len(text), lines)
        self._size += len(text)
        while self._size > self._most_kept and len(self._kept) > 1:
            _, (size, _) = self._kept.popitem(last=False)
            self._size -= size
        return lines


def _text_of(file: str) -> str:
    try:
        path = Path(file).absolute()
        content = read_bytes(path, Path(path.anchor), file, limit=_MOST_BYTES)
    except (ConnectorError, ParseError, ValueError):
        return ""
    try:
        return decode(content)
    except ParseError:
        return content.decode("utf-8-sig", "replace")
