"""Classes of characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from unicodedata import category, name

Test = Callable[[str], bool]


def span(low: str, high: str) -> Test:
    if low == high:
        return lambda character: character == low
    return lambda character: low <= character <= high


def either(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda character: any(test(character) for test in tests)


def negation(test: Test) -> Test:
    return lambda character: not test(character)


def folded(test: Test) -> Test:
    """A class that does not tell small letters from capital ones."""
    return lambda character: any(map(test, _cases(character)))


def _cases(character: str) -> tuple[str, ...]:
    # Two characters fold into ASCII letters: the long s and the Kelvin sign.
    more = {"s": ("ſ",), "S": ("ſ",), "k": ("\u212a",), "K": ("\u212a",)}.get(character, ())
    variants = (character, character.lower(), character.upper(), character.upper().lower())
    return (*(variant for variant in variants if len(variant) == 1), *more)


def _ascii(members: str) -> Test:
    held = frozenset(members)
    return lambda character: character in held


_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_UPPER = _LOWER.upper()
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

_digit, _space, _word = _ascii(_DIGITS), _ascii("\t\n\f\r "), _ascii(_DIGITS + _LOWER + _UPPER + "_")

PERL = {
    "d": _digit,
    "D": negation(_digit),
    "s": _space,
    "S": negation(_space),
    "w": _word,
    "W": negation(_word),
}

POSIX = {
    "alnum": _ascii(_DIGITS + _LOWER + _UPPER),
    "alpha": _ascii(_LOWER + _UPPER),
    "ascii": span("\0", "\x7f"),
    "blank": _ascii("\t "),
    "cntrl": either((span("\0", "\x1f"), span("\x7f", "\x7f"))),
    "digit": _digit,
    "graph": span("!", "~"),
    "lower": _ascii(_LOWER),
    "print": span(" ", "~"),
    "punct": _ascii(_PUNCTUATION),
    "space": _ascii("\t\n\v\f\r "),
    "upper": _ascii(_UPPER),
    "word": _word,
    "xdigit": _ascii(_DIGITS + "abcdefABCDEF"),
}

is_word = _word

_CATEGORIES = {
    "C": ("Cc", "Cf", "Co", "Cs"),
    "L": ("Ll", "Lm", "Lo", "Lt", "Lu"),
    "M": ("Mc", "Me", "Mn"),
    "N": ("Nd", "Nl", "No"),
    "P": ("Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps"),
    "S": ("Sc", "Sk", "Sm", "So"),
    "Z": ("Zl", "Zp", "Zs"),
}

# Python's database has no scripts; the names of characters begin with theirs.
_SCRIPTS = {
    "Arabic": ("ARABIC",),
    "Armenian": ("ARMENIAN",),
    "Bengali": ("BENGALI",),
    "Cyrillic": ("CYRILLIC",),
    "Devanagari": ("DEVANAGARI",),
    "Georgian": ("GEORGIAN",),
    "Greek": ("GREEK",),
    "Han": ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "CJK RADICAL", "KANGXI RADICAL"),
    "Hangul": ("HANGUL",),
    "Hebrew": ("HEBREW",),
    "Hiragana": ("HIRAGANA",),
    "Katakana": ("KATAKANA",),
    "Latin": ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL"),
    "Tamil": ("TAMIL",),
    "Thai": ("THAI",),
}


def property_class(wanted: str) -> Test | None:
    """The class of a general category or script of Unicode; None if it is not known."""
    if wanted == "Any":
        return lambda _: True
    if wanted in _CATEGORIES or wanted in _CATEGORIES.get(wanted[:1], ()):
        # "Cn", what is not assigned, is in none of RE2's classes.
        return lambda character: category(character) != "Cn" and category(character).startswith(wanted)
    prefixes = _SCRIPTS.get(wanted)
    if prefixes is None:
        return None
    return lambda character: name(character, "").startswith(prefixes)
