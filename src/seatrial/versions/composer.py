"""The order of PHP packages' versions: Composer's ``VersionParser::normalize``, then PHP's ``version_compare``.

Branches have no order in Composer; ``dev-main`` sorts before all numbers here, as version_compare has it, and by name.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

# Possessive, as in Composer: digits that may be split anywhere would be tried in every way.
_MODIFIER = r"[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?[0-9]++)*+)?)?([.-]?dev)?"
_CLASSICAL = re.compile(r"v?([0-9]{1,5}(?:\.[0-9]+){0,3})" + _MODIFIER)
_DATED = re.compile(r"v?([0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3})?)" + _MODIFIER)
_BRANCH = re.compile(r"v?([0-9]+(?:\.(?:[0-9]+|[x*])){0,3})[.-]?dev")
_ALIAS = re.compile(r"([^,\s]+) +as +[^,\s]+")
_FLAG = re.compile(r"@(?:stable|rc|beta|alpha|dev)$", re.IGNORECASE)
_BUILD = re.compile(r"([^,\s+]+)\+\S+")
_SEPARATOR = re.compile(r"[^0-9]")
_RUN = re.compile(r"[0-9]+")

# version_compare: a number that is missing lies between "rc" and a number, and a patch is more than a number.
_DEV, _ALPHA, _BETA, _RC, _END, _NUMBER, _PATCH = "\x01\x02\x03\x04\x05\x06\x07"
_STABILITIES = {
    **dict.fromkeys(("alpha", "a"), _ALPHA),
    **dict.fromkeys(("beta", "b"), _BETA),
    "rc": _RC,
    **dict.fromkeys(("patch", "pl", "p"), _PATCH),
}
_ANY = "9999999"
# PHP reads a number with strtol, which stops here.
_MAX = str(2**63 - 1)


def key(version: str) -> bytes:
    """Return bytes that sort as Composer does.  Raises VersionError on what its parser refuses."""
    version = bounded(version, "Composer")
    text = _bare(version)
    if text[:4].lower() == "dev-":
        return encoded(_DEV + text[4:] + END)
    build = _BUILD.fullmatch(text)
    text = (build[1] if build else text).lower()
    if match := _CLASSICAL.fullmatch(text):
        numbers = match[1].split(".")
        return encoded(_numbers(numbers + ["0"] * (4 - len(numbers))) + _modifiers(*match.groups()[1:]))
    if match := _DATED.fullmatch(text):
        return encoded(_numbers(_SEPARATOR.sub(".", match[1]).split(".")) + _modifiers(*match.groups()[1:]))
    if match := _BRANCH.fullmatch(text):
        parts = [_ANY if part in "x*" else part for part in match[1].split(".")]
        return encoded(_numbers(parts + [_ANY] * (4 - len(parts))) + _DEV + _END)
    raise refusal(version, "Composer")


def _bare(version: str) -> str:
    """The version without alias and stability flag; the default branches of old are branches."""
    alias = _ALIAS.fullmatch(version)
    text = _FLAG.sub("", alias[1] if alias else version)
    return f"dev-{text}" if text in ("master", "trunk", "default") else text


def _numbers(parts: list[str]) -> str:
    return "".join([_NUMBER + _capped(part) for part in parts])


def _capped(digits: str) -> str:
    """An exact number up to PHP's largest, and that one above."""
    return min(number(digits), number(_MAX))


def _modifiers(stability: str | None, counts: str | None, dev: str | None) -> str:
    if stability == "stable":
        # "1.0-stable-dev" is 1.0 to Composer: what follows "stable" is not looked at.
        return _END
    pieces = [_STABILITIES[stability] + _numbers(_RUN.findall(counts or ""))] if stability else []
    return "".join(pieces) + (_DEV if dev else "") + _END
