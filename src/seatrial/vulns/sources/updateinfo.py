"""Errata of repositories of RPMs: ``repomd.xml`` -> where ``updateinfo.xml`` is, and that -> updates, one by one.

What createrepo_c writes is what everybody follows: https://rpm-software-management.github.io/createrepo_c/.  It is read
by expat, piece by piece; a document type, which entities would need, is refused.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from seatrial.errors import ParseError

_MAX_DEPTH = 32
_MAX_TEXT = 4_000
_MAX_PACKAGES = 100_000
_MAX_REFERENCES = 10_000
_NAMES = {"id", "title", "severity", "location", "checksum"}


class Listing(NamedTuple):
    """A file of a repository.  ``path`` is seen from the repository; ``sha256`` is empty where the index has none."""

    path: str
    sha256: str


class Built(NamedTuple):
    """A package that an update brings.

    ``version``  whole, with epoch and release.     ``stream``  ``nodejs:18`` where it is of a module; else empty.
    """

    name: str
    version: str
    architecture: str
    stream: str


class Update(NamedTuple):
    """One erratum.

    ``kind``      ``security`` and others.     ``severity``  the vendor's word.
    ``flaws``     the CVEs that it names.      ``problem``   why what it brings is not all known; else empty.
    """

    id: str
    kind: str
    severity: str
    title: str
    flaws: tuple[str, ...]
    packages: tuple[Built, ...]
    problem: str = ""


def listing_of(content: bytes, kind: str = "updateinfo") -> Listing | None:
    """Where a repository has its errata; None where it has none.  Raises ParseError."""
    reader = _Index(kind)
    reader.feed(content)
    reader.end()
    return Listing(reader.path, reader.sha256) if reader.path else None


def read(pieces: Iterable[bytes]) -> Iterator[Update]:
    """Yield the updates.  Raises ParseError where it is no XML, or none that anybody would write."""
    reader = _Updates()
    for piece in pieces:
        reader.feed(piece)
        yield from reader.taken()
    reader.end()
    yield from reader.taken()


class _Reader(ABC):
    """An expat parser with bounds."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._path: list[str] = []
        self._words = ""

    def feed(self, piece: bytes) -> None:
        self._parse(piece, False)

    def end(self) -> None:
        self._parse(b"", True)

    def _parse(self, piece: bytes, is_final: bool) -> None:
        try:
            self._parser.Parse(piece, is_final)
        except expat.ExpatError as error:
            raise ParseError(f"it is no XML: {error}") from error

    def _refuse(self, *_: object) -> None:
        raise ParseError("it has a document type, which is not read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self._path.append(name)
        if len(self._path) > _MAX_DEPTH:
            raise ParseError(f"it is nested more than {_MAX_DEPTH} deep")
        self._words = ""
        self.opened(name, attributes)

    def _end(self, tag: str) -> None:
        self.closed(self._path.pop(), self._words.strip())
        self._words = ""

    def _text(self, text: str) -> None:
        if self._path and self._path[-1] in _NAMES and len(self._words) < _MAX_TEXT:
            self._words += text[:_MAX_TEXT]

    @abstractmethod
    def opened(self, name: str, attributes: dict[str, str]) -> None: ...

    @abstractmethod
    def closed(self, name: str, text: str) -> None: ...


class _Index(_Reader):
    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._is_it = self._is_sha256 = False
        self.path = self.sha256 = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "data":
            self._is_it = attributes.get("type") == self._kind
        elif self._is_it and name == "location":
            self.path = attributes.get("href", "")
        elif self._is_it and name == "checksum":
            self._is_sha256 = attributes.get("type") == "sha256"

    def closed(self, name: str, text: str) -> None:
        if self._is_it and name == "checksum" and self._is_sha256:
            self.sha256 = text.lower()


class _Updates(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self._done: list[Update] = []
        self._begin("")

    def taken(self) -> list[Update]:
        done, self._done = self._done, []
        return done

    def _begin(self, kind: str) -> None:
        self._kind = kind
        self._said: dict[str, str] = {}
        self._flaws: dict[str, None] = {}
        self._packages: dict[Built, None] = {}
        self._stream = self._problem = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "update":
            self._begin(attributes.get("type", ""))
        elif name == "reference":
            self._refer(attributes)
        elif name == "collection":
            self._stream = ""
        elif name == "module":
            self._stream = f"{attributes.get('name', '')}:{attributes.get('stream', '')}"
        elif name == "package" and "collection" in self._path:
            self._add(attributes)

    def closed(self, name: str, text: str) -> None:
        if name in ("id", "title", "severity") and len(self._path) == 2:
            self._said[name] = text
        elif name == "update":
            said = self._said
            self._done.append(
                Update(
                    said.get("id", ""),
                    self._kind,
                    said.get("severity", ""),
                    said.get("title", ""),
                    tuple(self._flaws),
                    tuple(self._packages),
                    self._problem,
                )
            )
            self._begin("")

    def _refer(self, attributes: dict[str, str]) -> None:
        names = (attributes.get("id", ""), attributes.get("title", ""))
        flaw = next((name.upper() for name in names if name.upper().startswith("CVE-")), "")
        if attributes.get("type", "").lower() == "cve" and flaw:
            self._flaws[flaw] = None
        if len(self._flaws) > _MAX_REFERENCES:
            raise ParseError(f"an update names more than {_MAX_REFERENCES} flaws")

    def _add(self, attributes: dict[str, str]) -> None:
        name, version, release = (attributes.get(key, "") for key in ("name", "version", "release"))
        epoch = attributes.get("epoch") or "0"
        if not name or not version or not release:
            self._problem = f"a package of it has no name, version or release: {name[:80]!r}"
            return
        whole = f"{version}-{release}" if epoch in ("0", "None") else f"{epoch}:{version}-{release}"
        self._packages[Built(name, whole, attributes.get("arch", ""), self._stream)] = None
        if len(self._packages) > _MAX_PACKAGES:
            raise ParseError(f"an update brings more than {_MAX_PACKAGES} packages")
