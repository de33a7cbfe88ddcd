"""The order of Alpine versions, by apk-package(5) and apk-tools 3: ``1.2.3a_rc1_p2~c0ffee-r4``.

Where one version has ended or goes on with a part of another kind, the part that comes earlier in the grammar is newer,
but ``_alpha``, ``_beta``, ``_pre`` and ``_rc`` are older than the end.
"""

import re

from seatrial.versions.keys import END, bounded, encoded, number, refusal

_VERSION = re.compile(
    r"([0-9]+)((?:\.[0-9]+)*)([a-z]?)"
    r"((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*)"
    r"(?:~([0-9a-f]+))?(?:-r([0-9]+))?"
)
_SUFFIX = re.compile(r"([a-z]+)([0-9]*)")

_BEFORE, _END, _REVISION, _HASH, _SUFFIX_NUMBER, _AFTER, _LETTER, _COMPONENT = "\x01\x02\x03\x04\x05\x06\x07\x08"
_SUFFIXES = {name: _BEFORE + chr(rank) for rank, name in enumerate(("alpha", "beta", "pre", "rc"), 1)} | {
    name: _AFTER + chr(rank) for rank, name in enumerate(("cvs", "svn", "git", "hg", "p"), 1)
}


def key(version: str) -> bytes:
    """Return bytes that sort as ``apk version -t`` does.  Raises VersionError on what ``apk version -c`` refuses."""
    version = bounded(version, "Alpine")
    match = _VERSION.fullmatch(version)
    if not match:
        raise refusal(version, "Alpine")
    first, components, letter, suffixes, commit, revision = match.groups()
    pieces = [number(first)]
    pieces += [_COMPONENT + _component(digits) for digits in components.split(".")[1:]]
    if letter:
        pieces.append(_LETTER + letter)
    for name, digits in _SUFFIX.findall(suffixes):
        pieces.append(_SUFFIXES[name])
        if digits:
            pieces.append(_SUFFIX_NUMBER + number(digits))
    if commit:
        pieces.append(_HASH + commit + END)
    if revision:
        pieces.append(_REVISION + number(revision))
    return encoded("".join(pieces) + _END)


def _component(digits: str) -> str:
    """After the first, a number with a leading zero (and zero itself) sorts as text, and so before all others."""
    return f"\x01{digits}{END}" if digits[0] == "0" else "\x02" + number(digits)
