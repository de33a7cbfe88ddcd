"""GitHub's ``primaryLocationLineHash``: a hash of a hundred characters from the start of each line.

As github/codeql-action computes it (src/fingerprints.ts): a 64-bit hash with factor 37 over the characters that are no
space or tab, line ends as line feeds, the end of the file as 65535 and then zeros; printed in hexadecimal with the
number of lines so far that have the same hash.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import overload

_WINDOW = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_UNIT = 2
"""Bytes of a character as JavaScript sees it."""
_END_OF_FILE = b"\xff\xff"
_LINE_FEED = "\n".encode("utf-16-le")
_DROPPED = str.maketrans("", "", " \t")


class LineHashes(Sequence[str]):
    """``hash:count`` for every line of a text, computed when somebody asks for a line.

    Lines are counted by their windows of characters, which have the same hash where they are the same; two different
    ones with one hash of 64 bits are not worth hashing every line of every file for.
    """

    def __init__(self, text: str) -> None:
        bare = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
        lines = [line.encode("utf-16-le", "surrogatepass") for line in bare.split("\n")]
        self._stream = _LINE_FEED.join(lines) + _END_OF_FILE + bytes(_UNIT * _WINDOW)
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + _UNIT)
        self._same: dict[bytes, list[int]] = {}

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if not self._same:
            self._same = defaultdict(list)
            for number, start in enumerate(self._starts):
                self._same[self._window(start)].append(number)
        number = range(len(self))[index]
        window = self._window(self._starts[number])
        return f"{_hash(window):x}:{bisect_left(self._same[window], number) + 1}"

    def _window(self, start: int) -> bytes:
        return self._stream[start : start + _UNIT * _WINDOW]


def _hash(window: bytes) -> int:
    codes = array("H", window)
    if array("H", b"\x01\x00")[0] != 1:  # pragma: no cover - a machine whose numbers begin at the other end
        codes.byteswap()
    value = 0
    for code in codes:
        value = (value * _FACTOR + code) & _MASK
    return value
