"""Which files a distribution's packages have installed, as their databases list them.

What a language's packages say in such a file is the distribution's to fix, and is not told twice.
"""

import re
from collections.abc import Iterator
from typing import Final

from seatrial.parsers.packages.text import lenient_text_of, numbered

LONGEST_PATH: Final = 4096
_DPKG = re.compile(r"(?:^|/)var/lib/dpkg/(?:info|status\.d)/([^/:]+)(?::[^/]+)?\.(?:list|md5sums)$")
_APK = re.compile(r"(?:^|/)lib/apk/db/installed$")
_PACMAN = re.compile(r"(?:^|/)var/lib/pacman/local/([^/]+)-[^/-]+-[^/-]+/files$")
_RPM = re.compile(r"(?:^|/)rpm/(?:Packages|Packages\.db|rpmdb\.sqlite)$")
_ENDINGS: Final = (".list", ".md5sums", "/installed", "/files", "/Packages", "/Packages.db", "/rpmdb.sqlite")
"""How the paths of all of them end: a quick look, because every file of an image is asked about."""
_SUM = re.compile(r"[0-9a-f]{32}\s+")

Owned = tuple[str, str]
"""A file's path without the slash at its beginning, and the name of the package that has installed it."""


def lists_files(path: str) -> bool:
    """Whether a file of an image tells what packages have installed, by its path."""
    return path.endswith(_ENDINGS) and any(pattern.search(path) for pattern in (_DPKG, _APK, _PACMAN, _RPM))


def owned(content: bytes, path: str) -> Iterator[Owned]:
    """Yield what a file says of installed files.  Raises ParseError where it cannot be read on."""
    if _RPM.search(path):
        from seatrial.parsers.packages import rpmdb

        yield from rpmdb.files(content)
        return
    text = lenient_text_of(content)
    if match := _DPKG.search(path):
        yield from ((name, match[1]) for name in _listed(text))
    elif _APK.search(path):
        yield from _of_apk(text)
    elif match := _PACMAN.search(path):
        _, _, files = text.partition("%FILES%\n")
        yield from ((name, match[1]) for name in _listed(files.partition("\n\n")[0]))


def _listed(text: str) -> Iterator[str]:
    """A path a line; a list of checksums has the checksum before it."""
    for _, line in numbered(text):
        name = _SUM.sub("", line, count=1).strip().removeprefix("/").removeprefix("./")
        if name and name != "." and len(name) <= LONGEST_PATH:
            yield name


def _of_apk(text: str) -> Iterator[Owned]:
    """``P:`` begins a package, ``F:`` a folder of it, ``R:`` a file in that."""
    package = folder = ""
    in_files = False
    for _, line in numbered(text):
        kind, value = line[:2], line[2:]
        if not line:
            package, folder, in_files = "", "", False
        elif kind == "P:" and not in_files:
            package = value
        elif kind == "F:":
            folder, in_files = value, True
        elif kind == "R:" and package and len(folder) + len(value) < LONGEST_PATH:
            yield (f"{folder}/{value}" if folder else value), package
