"""The order of Maven's versions, by ``ComparableVersion`` of Maven 3.9 (maven.apache.org/pom.html, "Version Order").

A version is a list of numbers and words that ends in a list: a hyphen begins an inner list, and so does a change
between digits and letters.  At the same place words sort before lists before numbers; what is missing is a zero, an
empty word.

ComparableVersion is no order everywhere: ``1-alpha`` < ``1`` < ``1.sp.1``, but ``1.sp.1`` < ``1-alpha``, for a word
sorts before a list.  In such a circle the order towards the shorter version is kept, and the other given up:
``1-alpha`` < ``1.sp.1``.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_TOKEN = re.compile(r"([0-9]+)|([^0-9.-]+)|([.-])")
_FOREIGN = re.compile(r"[^!-~]")

_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_RANKS = {word: rank for rank, word in enumerate(_QUALIFIERS)}
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_ABBREVIATIONS = {"a": "alpha", "b": "beta", "m": "milestone"}
_UNKNOWN = len(_QUALIFIERS)
_RELEASE = _RANKS[""]

# What may stand at a place, in order.  "Before" and "after" say on which side of the end it falls; an empty word and a
# zero fall where that falls which follows them.
_WORD_BEFORE, _EMPTY_BEFORE, _LIST_BEFORE, _ZERO_BEFORE = "\x01\x02\x03\x04"
_END = "\x05"
_EMPTY_AFTER, _WORD_AFTER, _LIST_AFTER, _NUMBER = "\x06\x07\x08\x09"
_ZERO = number("0")


def key(version: str) -> bytes:
    """Return bytes that sort as ComparableVersion does.  Raises VersionError on blanks and on what is not ASCII."""
    version = bounded(version, "Maven")
    if _FOREIGN.search(version):
        raise refusal(version, "Maven", "it holds a blank or a character that is not ASCII")
    text, side = _END, 0
    for level in reversed(_levels(version.lower())):
        if side:
            text = (_LIST_BEFORE if side < 0 else _LIST_AFTER) + text
        while level and level[-1] in _NULLS:
            level.pop()
        for rank, item in reversed(level):
            text, side = _before(rank, item, text, side)
    return encoded(text)


_Item = tuple[int, str]
"""A number is (-1, its text in a key), a word is (its rank, the word)."""

_NULL_NUMBER: _Item = (-1, _ZERO)
_NULLS = (_NULL_NUMBER, (_RELEASE, ""))


def _before(rank: int, item: str, rest: str, side: int) -> tuple[str, int]:
    """An item in front of the rest of its list, and on which side of the end (-1 or 1) both together fall."""
    if rank < 0:
        if item == _ZERO and side < 0:
            return _ZERO_BEFORE + rest, -1
        return _NUMBER + item + rest, 1
    if rank == _RELEASE:
        return (_EMPTY_BEFORE if side < 0 else _EMPTY_AFTER) + rest, side
    mark, side = (_WORD_BEFORE, -1) if rank < _RELEASE else (_WORD_AFTER, 1)
    word = item + END if rank == _UNKNOWN else ""
    return f"{mark}{chr(rank)}{word}{rest}", side


def _levels(version: str) -> list[list[_Item]]:
    """The items of the list, of the list that ends it, and so on inwards."""
    levels: list[list[_Item]] = [[]]
    digits = word = ""
    for more_digits, more_word, separator in _TOKEN.findall(version):
        if separator:
            levels[-1].append(_word(word) if word else (-1, number(digits)))
            if separator == "-":
                levels.append([])
            digits = word = ""
        elif more_digits:
            if word:
                _open(levels)
                levels[-1].append(_word(_ABBREVIATIONS.get(word, word)))
                levels.append([])
            digits, word = more_digits, ""
        else:
            if digits:
                levels[-1].append((-1, number(digits)))
                levels.append([])
            digits, word = "", more_word
    if word:
        _open(levels)
        levels[-1].append(_word(word))
    elif digits:
        levels[-1].append((-1, number(digits)))
    return levels


def _open(levels: list[list[_Item]]) -> None:
    """A word that a digit or the end follows begins a list, unless it stands at the beginning of one."""
    if levels[-1]:
        levels.append([])


def _word(word: str) -> _Item:
    word = _ALIASES.get(word, word)
    return _RANKS.get(word, _UNKNOWN), word
