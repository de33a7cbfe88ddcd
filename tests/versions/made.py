"""Versions made of the pieces that each scheme treats in a way of its own."""

import random

_WORDS = ("a", "b", "rc", "beta", "A", "foo")
_PIECES = {
    "apk": (".", "_", "-r", "~", "_rc", "_p", "_git", "a", "b"),
    "bitnami": (".", "-", "+", "v"),
    "composer": (".", "-", "+", "@dev", "dev-", "-dev", "x", "p", "RC", "stable", "patch", "v", "_", ":"),
    "deb": (".", "-", "+", "~", ":", "~~"),
    "gem": (".", "-", "."),
    "generic": (".", "-", "~", "_", "é"),
    "golang": (".", "-", "+", "v", "go", "+incompatible"),
    "maven": (".", "-", "alpha", "snapshot", "m", "final", "ga", "xyz"),
    "nuget": (".", "-", "+", "-", "2147483648"),
    "pacman": (".", "-", ":", "_", "..", "+"),
    "pep440": (".", "-", "_", "!", "+", ".dev", ".post", "a", "rc", "v"),
    "pub": (".", "-", "+"),
    "pvp": (".", "-"),
    "rpm": (".", "-", ":", "~", "^", "_"),
    "semver": (".", "-", "+", "v", "="),
}
_DIGITS = ("0", "00", "1", "2", "9", "10", "01", "99999999999999999999")


def pieces(scheme: str) -> tuple[str, ...]:
    return (*_DIGITS, *_WORDS, *_PIECES[scheme])


def made(scheme: str, count: int, seed: int = 1) -> list[str]:
    """So many texts; the same seed makes the same.  Most have a number in front, as versions have."""
    chance = random.Random(seed)  # noqa: S311
    parts = pieces(scheme)
    return [
        chance.choice(("1", "1.", "1.0", "1.0.0", "")) + "".join(chance.choices(parts, k=chance.randint(1, 6)))
        for _ in range(count)
    ]
