"""Java archives: what Maven says of them inside, else their manifest and their file name; archives in them too.

A file in an archive is shown as ``app.jar!/BOOT-INF/lib/log.jar``.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Kind, Package
from seatrial.parsers.packages import pom_properties
from seatrial.parsers.packages.archive import Entry, entries, inflate
from seatrial.parsers.packages.found import Found, Piece, gather, past
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.stanzas import Stanza, stanzas
from seatrial.parsers.packages.text import lenient_text_of

MAX_DEPTH: Final = 4
MAX_BYTES: Final = 512 * 1024 * 1024
MAX_FILE: Final = 256 * 1024 * 1024
_MAX_TEXT: Final = 1024 * 1024
_LONGEST_FILE: Final = 255
_ARCHIVES: Final = (".jar", ".war", ".ear")
_MANIFEST: Final = "META-INF/MANIFEST.MF"
_POM = re.compile(r"META-INF/maven/[^/]+/[^/]+/pom\.properties")
_FILE = re.compile(r"(.+?)-(\d[\w.+-]*)")
_CONTINUED = re.compile(r"\n ")


def read(content: bytes, path: str) -> Found:
    """The artifacts of an archive and of those in it."""
    return gather(path, _Reading().archive(content, path, 1))


class _Reading:
    """One reading of an archive with all that is in it: what may still be inflated."""

    def __init__(self) -> None:
        self.left = MAX_BYTES

    def archive(self, content: bytes, path: str, depth: int) -> Iterator[Piece]:
        """The artifacts of an archive.  What is wrong with a part of it costs the part."""
        manifest: Entry | None = None
        named = False
        try:
            for entry in entries(content):
                if _POM.fullmatch(entry.name):
                    named = True
                    yield from self._pom(content, entry, path)
                elif entry.name == _MANIFEST:
                    manifest = entry
                elif entry.name.lower().endswith(_ARCHIVES):
                    yield from self._inner(content, entry, path, depth)
            if not named:
                yield _unnamed(self._manifest(content, manifest), path)
        except ParseError as error:
            error.file = path
            yield error

    def _pom(self, content: bytes, entry: Entry, path: str) -> Iterator[Piece]:
        try:
            yield from pom_properties.pieces(self._inflate(content, entry, _MAX_TEXT), path)
        except ParseError as error:
            error.file = f"{path}!/{entry.name}"
            yield error

    def _inner(self, content: bytes, entry: Entry, path: str, depth: int) -> Iterator[Piece]:
        inner = f"{path}!/{entry.name}"
        try:
            if depth >= MAX_DEPTH:
                raise past("archives are nested too deep", f"{MAX_DEPTH} archives")
            yield from self.archive(self._inflate(content, entry, MAX_FILE), inner, depth + 1)
        except ParseError as error:
            error.file = inner
            yield error

    def _manifest(self, content: bytes, entry: Entry | None) -> Stanza:
        text = lenient_text_of(self._inflate(content, entry, _MAX_TEXT)) if entry else ""
        return next(stanzas(_CONTINUED.sub("", text)), Stanza(line=1))

    def _inflate(self, content: bytes, entry: Entry, most: int) -> bytes:
        if self.left <= 0:
            raise past("the archives in it are too large together", f"{MAX_BYTES >> 20} MiB")
        text = inflate(content, entry, min(most, self.left))
        self.left -= len(text)
        return text


def _unnamed(manifest: Stanza, path: str) -> Package:
    """The artifact of an archive in which Maven has written nothing.

    Its group is what the manifest calls its vendor's id; without one nobody can tell which artifact it is, and it is in
    no ecosystem.
    """
    stem = path.rpartition("/")[2].rpartition(".")[0]
    match = _FILE.fullmatch(stem) if len(stem) <= _LONGEST_FILE else None
    artifact = match[1] if match else stem
    own = (said for key in ("implementation-version", "bundle-version") if (said := manifest.get(key)))
    version = match[2] if match else next(own, "")
    group = manifest.get("implementation-vendor-id")
    kind: Kind = "library" if version else "application"
    name = f"{group}:{artifact}" if group else artifact
    package = library("maven", name, version, path=path, kind=kind, versioned=False)
    return package if group else replace(package, ecosystem="", purl=purl_for("maven", f":{artifact}", version))
