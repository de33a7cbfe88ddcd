"""An order for versions that follow no specification, as people read them.

Numbers compare as numbers, letters without regard to case; what stands between them only separates, but a tilde sorts
before the end, as in dpkg and rpm.  Words that announce a release sort before the end, all others after it.  A number
that is missing is zero: 1 is 1.0, and 1.0-beta is 1-beta.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_SEGMENT = re.compile(r"([0-9]+)|([a-z]+)(?=([0-9]?))|~")
_ANNOUNCING = ("dev snapshot nightly", "alpha a", "beta b", "milestone m", "preview pre", "rc cr c")
_RANKS = {word: rank for rank, words in enumerate(_ANNOUNCING, 1) for word in words.split()}

_TILDE, _PRE, _END, _WORD, _NUMBER = "\x01\x02\x03\x04\x05"
_ZERO = _NUMBER + number("0")


def key(version: str) -> bytes:
    """Return bytes that sort so.  Raises VersionError on a version without a letter or a digit."""
    version = bounded(version, "generic")
    pieces: list[str] = []
    for digits, word, following in _SEGMENT.findall(version.lower()):
        if not digits:
            _drop_zeros(pieces)
        pieces.append(_NUMBER + number(digits) if digits else _word(word, is_counted=bool(following)))
    if all(piece == _TILDE for piece in pieces):
        raise refusal(version, "generic", "it holds no letter and no digit")
    _drop_zeros(pieces)
    return encoded("".join(pieces) + _END)


def _word(word: str, *, is_counted: bool) -> str:
    if not word:
        return _TILDE
    # One letter announces something only where a digit follows: 1.0b2 is a beta, 1.1.1b a later release.
    rank = _RANKS.get(word) if is_counted or len(word) > 1 else None
    return _PRE + chr(rank) if rank else _WORD + word + END


def _drop_zeros(pieces: list[str]) -> None:
    while pieces and pieces[-1] == _ZERO:
        pieces.pop()
