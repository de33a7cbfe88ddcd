"""The folder of databases: one file an ecosystem, opened when somebody asks; and what is known of exploits."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from seatrial.errors import DatabaseError
from seatrial.model.advisory import Exploitation
from seatrial.vulns import exploits, lifecycles
from seatrial.vulns.ecosystems import is_name
from seatrial.vulns.store import Store

SUFFIX = ".sqlite"
SAMPLE = "sample"
"""The fact that a file of the built-in sample has: how many flaws the sample knows (`seatrial.vulns.sample`)."""


class Database:
    """What `seatrial db update` has made of a folder.  Nothing is opened that nobody asks for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stores: dict[str, Store | None] = {}
        self._exploits: exploits.Exploits | Literal[False] | None = None

    def store(self, ecosystem: str) -> Store | None:
        """The advisories of an ecosystem, None where there are none.  Raises DatabaseError for a damaged file."""
        if ecosystem not in self._stores:
            # The name comes from what is scanned, and shall not choose which files are opened.
            path = self.path(ecosystem) if is_name(ecosystem) else None
            self._stores[ecosystem] = Store(path) if path and path.is_file() else None
        return self._stores[ecosystem]

    def path(self, ecosystem: str) -> Path:
        return self.folder / f"{ecosystem}{SUFFIX}"

    @cached_property
    def sample(self) -> int:
        """How many flaws the built-in sample knows, if this is it; else 0.  Of all others it knows nothing."""
        names = sorted(path.name for path in self.folder.glob(f"*{SUFFIX}"))
        first = next((name for name in names if name not in (exploits.FILE, lifecycles.FILE)), "")
        try:
            store = self.store(first.removesuffix(SUFFIX))
        except DatabaseError:
            # What is damaged is no sample, which is made anew then; whoever asks it for advisories is told.
            return 0
        said = store.facts.get(SAMPLE, "") if store else ""
        return int(said) if said.isdecimal() else 0

    def absence(self, ecosystem: str) -> str:
        """Why there is nothing to ask about an ecosystem, and what to do."""
        if not is_name(ecosystem):
            return f"{ecosystem!r} is no name of an ecosystem"
        if self.sample:
            return (
                f"the built-in sample knows nothing of {ecosystem}; `seatrial db update {ecosystem!r}` gets a database"
            )
        return f"there is no advisory database for {ecosystem}; `seatrial db update {ecosystem!r}` gets one"

    def exploitation(self, names: Iterable[str]) -> Exploitation | None:
        """What is known of attacks on a flaw; None where there is no file of exploits."""
        if self._exploits is None:
            path = self.folder / exploits.FILE
            self._exploits = exploits.Exploits(path) if path.is_file() else False
        return self._exploits.of(names) if self._exploits else None

    def lifecycle(self, ecosystem: str, today: date) -> lifecycles.Lifecycle | None:
        """Whether a release is still maintained: ``Debian:11``; None where that is not known."""
        path = self.folder / lifecycles.FILE
        if not path.is_file():
            return None
        life = lifecycles.Lifecycles(path)
        try:
            return life.of(ecosystem, today)
        finally:
            life.close()

    def built(self, ecosystems: Iterable[str]) -> dict[str, datetime]:
        """When the feeds of those ecosystems were last read that there are advisories of, by name."""
        found = {}
        for ecosystem in sorted(ecosystems):
            # What is damaged has no age; whoever asks it for advisories is told.
            with suppress(DatabaseError):
                store = self.store(ecosystem)
                if store is not None:
                    found[ecosystem] = store.built
        return found

    def close(self) -> None:
        if self._exploits:
            self._exploits.close()
        self._exploits = None
        for store in self._stores.values():
            if store:
                store.close()
        self._stores.clear()
