"""What packages of one database need of each other: names and what they provide, resolved to purls."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from seatrial.model.package import Package

Needs = Iterable[Sequence[str]]
"""What a package needs: for each the names that would do, the best first."""


class Relations:
    """Gathers the packages of a database with what they provide and need, and joins them at the end."""

    def __init__(self) -> None:
        self._entries: list[tuple[Package, tuple[Sequence[str], ...]]] = []
        self._purls: dict[str, str] = {}
        self._provided: dict[str, str] = {}

    def add(self, package: Package, *, needs: Needs = (), provides: Iterable[str] = ()) -> None:
        self._entries.append((package, tuple(needs)))
        self._purls.setdefault(package.name, package.purl)
        for name in provides:
            self._provided.setdefault(name, package.purl)

    def packages(self) -> Iterable[Package]:
        """The packages with the purls of what they need, as far as it is here."""
        for package, needs in self._entries:
            found = {purl: None for names in needs if (purl := self._purl(names)) and purl != package.purl}
            yield replace(package, depends=tuple(found)) if found else package

    def _purl(self, names: Sequence[str]) -> str:
        for name in names:
            if purl := self._purls.get(name) or self._provided.get(name):
                return purl
        return ""
