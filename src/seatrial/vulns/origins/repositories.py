"""Distributions that publish their errata in the repositories of their packages: Amazon Linux and Oracle Linux.

Of each repository ``repodata/repomd.xml`` names ``updateinfo.xml``.  It lists all that a repository has had; it is read
anew every time.  Fedora's lists what is in it now, without the errata of which a later update has taken the place: a
database of these would call clean what is not.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from seatrial.errors import DatabaseError, ParseError, VersionError
from seatrial.model.advisory import Advisory, Affected, Event, Rating
from seatrial.model.check import Severity
from seatrial.versions.rpm import key as version_key
from seatrial.vulns import streams
from seatrial.vulns.fetch import MIB, NotThereError, below, fetch, fetch_to
from seatrial.vulns.inflate import pieces
from seatrial.vulns.origins import Done
from seatrial.vulns.sources import updateinfo
from seatrial.vulns.sources.updateinfo import Built, Listing, Update
from seatrial.vulns.streams import UNTOLD, is_modular, package_key
from seatrial.vulns.writer import Writer

_MOST_INDEX = 16 * MIB
_MOST_ERRATA = 512 * MIB
_MOST_EXPANDED = 8 * 1024 * MIB
_SEVERITIES = {
    "critical": Severity.CRITICAL,
    "important": Severity.HIGH,
    "high": Severity.HIGH,
    "moderate": Severity.MEDIUM,
    "medium": Severity.MEDIUM,
    "low": Severity.LOW,
}


class _Repository(NamedTuple):
    """A repository of a release.

    ``steps``       below the feed's address to it, or to the list of its mirrors (``is_list``).
    ``has_extras``  beside it are others that replace its packages.
    """

    release: str
    steps: tuple[str, ...]
    is_list: bool = False
    has_extras: bool = False


def _oracle(release: str, *paths: str) -> Iterator[_Repository]:
    for path in paths:
        yield _Repository(release, ("repo", "OracleLinux", f"OL{release}", *path.split("/"), "x86_64"))


_REPOSITORIES: Mapping[str, tuple[_Repository, ...]] = {
    "Amazon Linux": (
        _Repository("2023", ("al2023", "core", "mirrors", "latest", "x86_64", "mirror.list"), is_list=True),
        _Repository("2", ("2", "core", "latest", "x86_64", "mirror.list"), is_list=True, has_extras=True),
    ),
    "Oracle Linux": (
        *_oracle("7", "latest", "optional/latest", "UEKR6"),
        *_oracle("8", "baseos/latest", "appstream", "codeready/builder", "UEKR6", "UEKR7"),
        *_oracle("9", "baseos/latest", "appstream", "codeready/builder", "UEKR7", "UEKR8"),
        *_oracle("10", "baseos/latest", "appstream", "codeready/builder", "UEKR8"),
    ),
}
"""Errata name all architectures with the same versions, so those of one are read."""

_LINES = ("kernel-uek",)
"""What has several versions in one release, each with fixes of its own: its upstream version stays the same in each."""


class Errata:
    """The errata of an ecosystem, from below an address."""

    def __init__(self, ecosystem: str, source: str, address: str) -> None:
        self.ecosystem = ecosystem
        self.source = source
        self.address = address

    def change(self, path: Path) -> None:
        """They are read anew every time."""

    def fill(self, writer: Writer, beside: Path) -> Done:
        found: dict[str, _Erratum] = {}
        absent = []
        extras: list[str] = []
        for repository in _REPOSITORIES[self.ecosystem]:
            try:
                extras += self._extras() if repository.has_extras else ()
                for update in self._updates(self._base(repository), beside):
                    if update.kind.lower() == "security":
                        found.setdefault(update.id, _Erratum(update)).add(repository.release, update)
            except NotThereError as error:
                absent.append((repository, str(error)))
        if not found:
            raise DatabaseError(f"{self.address} holds no errata for {self.ecosystem}; what was there is kept")
        for repository, why in absent:
            writer.skip(self.source, f"{repository.release}/{repository.steps[-2]}", why)
        for id_, erratum in sorted(found.items()):
            self._add(writer, id_, erratum)
        if extras and "2" in writer.releases:
            writer.add(_of_extras(extras), self.source)
        return Done(len(found), 0, {"origin": self.source, streams.FACT: streams.BINARIES})

    def _base(self, repository: _Repository) -> str:
        """Where a repository is.  Raises DatabaseError."""
        address = below(self.address, *repository.steps)
        if not repository.is_list:
            return address
        lines = fetch(address, MIB).decode("utf-8", "replace").split()
        base = lines[0].rstrip("/") if lines else ""
        scheme = urlsplit(base).scheme
        if scheme not in ("http", "https") or (self.address.startswith("https:") and scheme != "https"):
            raise DatabaseError(f"{address} names no mirror that can be trusted: {base[:80]!r}")
        return base

    def _updates(self, base: str, beside: Path) -> Iterator[Update]:
        index = fetch(below(base, "repodata", "repomd.xml"), _MOST_INDEX)
        try:
            listing = updateinfo.listing_of(index)
            if listing is None:
                raise NotThereError(f"there are no errata in {base}")
            fetch_to(beside, below(base, *listing.path.split("/")), _MOST_ERRATA)
            _demand_digest(beside, listing, base)
            yield from updateinfo.read(pieces(beside, f"{base}/{listing.path}", _MOST_EXPANDED))
        except ParseError as error:
            raise DatabaseError(f"the errata of {base} cannot be read: {error}") from error
        finally:
            beside.unlink(missing_ok=True)

    def _add(self, writer: Writer, id_: str, erratum: "_Erratum") -> None:
        problems = erratum.problems
        if not id_:
            writer.skip(self.source, "updateinfo.xml", "an update has no name")
            return
        for problem in sorted(problems):
            writer.skip(self.source, id_, problem)
        writer.add(erratum.advisory(id_, self.ecosystem), self.source)

    def _extras(self) -> list[str]:
        """The packages that may come from Amazon Linux 2's extras.  Raises DatabaseError."""
        address = below(self.address, "2", "extras-catalog.json")
        try:
            catalogue = msgspec.json.decode(fetch(address, _MOST_INDEX), type=_Extras)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DatabaseError(f"{address} cannot be read: {error}") from error
        return sorted({package for topic in catalogue.topics for package in (*topic.inst, *topic.visible)})


class _Topic(Struct):
    inst: list[str] = []
    visible: list[str] = []


class _Extras(Struct):
    topics: list[_Topic]


def _of_extras(packages: Iterable[str]) -> Advisory:
    """Extras have newer versions of packages, and errata of their own: without these nothing is clean."""
    reason = "it may come from one of the extras, whose errata are not read"
    affected = (Affected(ecosystem="Amazon Linux:2", package=package, unread=reason) for package in packages)
    return Advisory(id="amazon:extras", affected=tuple(affected))


class _Erratum:
    """One erratum, put together from all the repositories that have a part of it."""

    def __init__(self, update: Update) -> None:
        self._said = update
        self._flaws: dict[str, None] = {}
        self._versions: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.problems: set[str] = set()

    def add(self, release: str, update: Update) -> None:
        self._flaws.update(dict.fromkeys(update.flaws))
        self.problems |= {update.problem} - {""}
        for package in update.packages:
            # A source package is not installed; its binary packages stand beside it.
            if package.architecture not in ("src", "nosrc"):
                self._versions[release, _key(package)].add(package.version)

    def advisory(self, id_: str, ecosystem: str) -> Advisory:
        word = self._said.severity.strip().lower()
        return Advisory(
            id=id_,
            upstream=tuple(sorted(self._flaws)),
            summary=self._said.title[:300],
            rating=Rating(word=word[:40], severity=_SEVERITIES.get(word)),
            affected=tuple(
                _affected(f"{ecosystem}:{release}", name, versions)
                for (release, name), versions in sorted(self._versions.items())
            ),
        )


def _key(package: Built) -> str:
    stream = package.stream or (UNTOLD if is_modular(package.version) else "")
    return package_key(package.name, stream=stream)


def _affected(ecosystem: str, name: str, versions: Iterable[str]) -> Affected:
    ranges = []
    try:
        for version in _highest(name, versions):
            start = version.rpartition("-")[0] if name.startswith(_LINES) else "0"
            ranges.append((Event("introduced", start), Event("fixed", version)))
    except VersionError as error:
        return Affected(ecosystem=ecosystem, package=name, unread=f"a version of it cannot be read: {error}")
    return Affected(ecosystem=ecosystem, package=name, ranges=tuple(ranges))


def _highest(name: str, versions: Iterable[str]) -> list[str]:
    """The version that an erratum calls fixed; of what has several lines, one of each."""
    lines: dict[str, list[str]] = defaultdict(list)
    for version in versions:
        lines[version.rpartition("-")[0] if name.startswith(_LINES) else ""].append(version)
    return sorted((max(line, key=version_key) for line in lines.values()), key=version_key)


def _demand_digest(path: Path, listing: Listing, base: str) -> None:
    if not listing.sha256:
        return
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != listing.sha256:
        raise DatabaseError(f"{base}/{listing.path} is not what its index tells of: its digest is another")
