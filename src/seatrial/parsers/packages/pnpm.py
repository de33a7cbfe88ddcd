"""``pnpm-lock.yaml``, lockfileVersion 5 to 9 (https://github.com/pnpm/spec/tree/master/lockfile)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.document import Part
from seatrial.parsers.packages.fields import table, text
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library, purl_for
from seatrial.parsers.packages.sources import yaml_of

_RUNTIME: Final = ("dependencies", "optionalDependencies")
_VERSION = re.compile(r"\d+")
_Entries = Mapping[str, Any]


def read(content: bytes, path: str) -> Found:
    """The packages that are locked, without the workspace's own."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = yaml_of(content)
    yield from problems
    said = _VERSION.match(str(root.value.get("lockfileVersion", "")))
    if said is None:
        raise ParseError("the file has no lockfileVersion", line=1)
    lock = _Lock(root, int(said[0]))
    for key, part in root.get("packages").items():
        try:
            yield lock.package(str(key), part, path)
        except ParseError as error:
            yield error


class _Lock:
    """What a whole lock file says, by the keys of its packages."""

    def __init__(self, root: Part, version: int) -> None:
        self.version = version
        self.packages = table(root.value, "packages", root.get("packages").line)
        # Since version 9 what a package needs stands apart, by the peers that it is installed with.
        self.needs = table(root.value, "snapshots") if version >= 9 else self.packages
        importers = table(root.value, "importers") or {".": root.value}
        runtime = set(self._roots(importers.values(), _RUNTIME))
        development = set(self._roots(importers.values(), ("devDependencies",)))
        self.direct = {self._plain(key) for key in runtime | development}
        self.development: set[str] = set()
        if version >= 9:
            needed = set(map(self._plain, self._reached(runtime)))
            self.development = set(map(self._plain, self._reached(development))) - needed

    def package(self, key: str, part: Part, path: str) -> Package:
        """The package of a key.  Raises ParseError."""
        entry = table({key: part.value}, key, part.line)
        name, version = self._identity(key, entry, part.line)
        needs = dict.fromkeys(key for key in self._needs_of(key) if key != "")
        development = entry.get("dev") is True or key in self.development
        package = library(
            "npm",
            name,
            version,
            path=path,
            line=part.line,
            direct=key in self.direct,
            development=development,
        )
        found = (self._purl(self._plain(need)) for need in needs)
        return replace(package, depends=tuple(dict.fromkeys(purl for purl in found if purl)))

    def _identity(self, key: str, entry: Mapping[str, Any], line: int) -> tuple[str, str]:
        """Name and version; what comes from elsewhere than a registry says them itself."""
        name, version = self._split(key)
        return text(entry, "name", line) or name, text(entry, "version", line) or version

    def _split(self, key: str) -> tuple[str, str]:
        """Name and version of ``/@babel/core/7.0.0_peer@1`` (5) and ``/@babel/core@7.0.0(peer@1)`` (6; 9 has no /)."""
        key = key.removeprefix("/").partition("(")[0]
        at = key.find("@", 1)
        if self.version >= 6:
            return (key, "") if at < 0 else (key[:at], key[at + 1 :])
        name, _, version = key.rpartition("/") if "@" not in key[1:] else key[: self._peers(key)].rpartition("/")
        return name, version.partition("_")[0]

    def _peers(self, key: str) -> int:
        """Where the peers of a key of version 5 begin."""
        found = key.find("_", key.find("/", 1) + 1 if key.startswith("@") else 0)
        return len(key) if found < 0 else found

    def _plain(self, key: str) -> str:
        """The key of a package without the peers that it is installed with."""
        return key.partition("(")[0] if self.version >= 9 else key

    def _purl(self, key: str) -> str:
        entry = self.packages.get(key)
        if not isinstance(entry, Mapping):
            return ""
        name, version = self._identity(key, entry, 0)
        return purl_for("npm", name, version) if name and version else ""

    def _needs_of(self, key: str) -> Iterator[str]:
        """The keys of what a package needs."""
        entry = self.needs.get(key)
        for kind in _RUNTIME:
            needs = entry.get(kind) if isinstance(entry, Mapping) else None
            for name, said in needs.items() if isinstance(needs, Mapping) else ():
                yield self._key(str(name), said)

    def _roots(self, importers: Iterable[Any], kinds: Iterable[str]) -> Iterator[str]:
        for importer in importers:
            for kind in kinds:
                needs = importer.get(kind) if isinstance(importer, Mapping) else None
                for name, said in needs.items() if isinstance(needs, Mapping) else ():
                    yield self._key(str(name), said.get("version") if isinstance(said, Mapping) else said)

    def _key(self, name: str, said: Any) -> str:
        """The key that a dependency is locked to: of its name, or the whole where it has another."""
        if not isinstance(said, str):
            return ""
        own = f"{name}@{said}" if self.version >= 9 else f"/{name}{'@' if self.version >= 6 else '/'}{said}"
        return own if own in self.needs else said

    def _reached(self, roots: Iterable[str]) -> set[str]:
        """All keys that are needed by some."""
        found: set[str] = set()
        pending = list(roots)
        while pending:
            key = pending.pop()
            if key not in found:
                found.add(key)
                pending += self._needs_of(key)
        return found
