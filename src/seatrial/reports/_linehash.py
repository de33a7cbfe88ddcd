"""GitHub's ``primaryLocationLineHash``: a hash of a hundred characters from the start of each line.

As github/codeql-action computes it (src/fingerprints.ts): a rolling 64-bit hash with factor 37 over the characters that
are no space or tab, line ends as line feeds, the end of the file as 65535 and then zeros; printed in hexadecimal with
the number of lines so far that have the same hash.
"""

from collections import Counter
from collections.abc import Sequence

_WINDOW = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_END_OF_FILE = 65535
_OUT = pow(_FACTOR, _WINDOW, 1 << 64)


def line_hashes(text: str) -> Sequence[str]:
    """One ``hash:count`` for every line of the text."""
    stream, starts = _characters(text)
    sums = _rolled(stream)
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = sums[start + _WINDOW - 1]
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _characters(text: str) -> tuple[list[int], list[int]]:
    """The characters that count, in UTF-16 units as JavaScript sees them, and where each line starts among them."""
    stream: list[int] = []
    starts = [0]
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character in " \t":
            continue
        code = ord(character)
        if code > 0xFFFF:
            code -= 0x10000
            stream += [0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)]
        else:
            stream.append(code)
        if character == "\n":
            starts.append(len(stream))
    stream.append(_END_OF_FILE)
    return stream + [0] * _WINDOW, starts


def _rolled(stream: Sequence[int]) -> list[int]:
    """The hash of the window that ends at each character."""
    sums = []
    value = 0
    for index, code in enumerate(stream):
        leaving = stream[index - _WINDOW] if index >= _WINDOW else 0
        value = (value * _FACTOR + code - leaving * _OUT) & _MASK
        sums.append(value)
    return sums
