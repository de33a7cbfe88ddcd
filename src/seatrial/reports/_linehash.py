"""GitHub's ``primaryLocationLineHash``: a hash of a hundred characters from the start of each line.

As github/codeql-action computes it (src/fingerprints.ts): a 64-bit hash with factor 37 over the characters that are no
space or tab, line ends as line feeds, the end of the file as 65535 and then zeros; printed in hexadecimal with the
number of lines so far that have the same hash.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import overload

_WINDOW = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_END = "\uffff" + "\0" * _WINDOW


class LineHashes(Sequence[str]):
    """``hash:count`` for every line of a text, computed when somebody asks for a line.

    Lines are counted by their windows of characters, which have the same hash where they are the same; two different
    ones with one hash of 64 bits are not worth hashing every line of every file for.
    """

    def __init__(self, text: str) -> None:
        bare = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
        self._stream = _utf16(bare) + _END
        self._lines = self._stream[: -len(_END)].split("\n")
        self._starts = [*accumulate(map((1).__add__, map(len, self._lines)), initial=0)][:-1]
        self._alike: dict[str, list[int]] = {}
        self._same: dict[str, dict[str, list[int]]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        window = self._window(number)
        return f"{_hash(window):x}:{bisect_left(self._with(number, window), number) + 1}"

    def _window(self, number: int) -> str:
        start = self._starts[number]
        return self._stream[start : start + _WINDOW]

    def _with(self, number: int, window: str) -> Sequence[int]:
        """The lines that have a line's window; only those that begin alike are looked at, once."""
        if not self._alike:
            self._alike = defaultdict(list)
            for at, line in enumerate(self._lines):
                self._alike[line].append(at)
        line = self._lines[number]
        if line not in self._same:
            same = self._same[line] = defaultdict(list)
            for at in self._alike[line]:
                same[self._window(at)].append(at)
        return self._same[line][window]


def _utf16(text: str) -> str:
    """The text in the units in which JavaScript sees it: a character beyond 65535 is two."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return text
    units = array("H", text.encode("utf-16-le", "surrogatepass"))
    if array("H", b"\x01\x00")[0] != 1:  # pragma: no cover - a machine whose numbers begin at the other end
        units.byteswap()
    return "".join(map(chr, units))


def _hash(window: str) -> int:
    value = 0
    for character in window:
        value = (value * _FACTOR + ord(character)) & _MASK
    return value
