"""Fixes made in drafts of the files: as many at once as have nothing to do with each other, the others in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from seatrial.fix.goal import is_same
from seatrial.model.location import Location
from seatrial.model.location import Path as Steps
from seatrial.repair.draft import CannotMakeError, Draft, Replaced
from seatrial.repair.nouns import Change, Fix, How, Identity
from seatrial.repair.texts import real_path


class Patched(Struct, frozen=True, kw_only=True):
    """A file as it was read, and as it would be.  ``replaced`` are the parts that differ, in its characters."""

    file: str
    before: bytes
    after: bytes
    replaced: tuple[Replaced, ...]


class Making:
    """Some fixes, made.  ``made`` are those that could be, ``failed`` says of the others why not.

    A fix is made whole or not at all.
    """

    def __init__(self, contents: Mapping[Path, bytes], fixes: Iterable[Fix]) -> None:
        self._contents = contents
        self.failed: dict[Identity, str] = {}
        self.made = list(self._agreeing(fixes))
        self._drafts: dict[str, Draft] = {}
        while (failed := self._make()) is not None:
            fix, reason = failed
            self.failed[fix.identity] = reason
            self.made.remove(fix)
        self._alike: dict[Identity, list[Fix]] = {}
        for fix in self.made:
            self._alike.setdefault(fix.identity, []).append(fix)

    def _agreeing(self, fixes: Iterable[Fix]) -> Iterator[Fix]:
        """Yield the fixes that do not want another value where one before them has written."""
        values: dict[tuple[Location, Steps], Any] = {}
        for fix in fixes:
            wanted = {(c.head, c.path): c.value for c in fix.changes if c.how is How.SET}
            if any(key in values and not is_same(values[key], value) for key, value in wanted.items()):
                self.failed[fix.identity] = "another fix writes something else there"
                continue
            values.update(wanted)
            yield fix

    def _make(self) -> tuple[Fix, str] | None:
        """Make all; return the first that cannot be made, and why."""
        self._drafts = {}
        for file, changes in self._by_file().items():
            draft = self._drafts[file] = Draft(self._contents[real_path(file)])
            try:
                draft.make(changes)
            except CannotMakeError as error:
                return next(fix for fix in self.made if any(change is error.change for change in fix.changes)), str(
                    error
                )
        return None

    def _by_file(self) -> dict[str, list[Change]]:
        """The changes of each file; what several fixes want alike is one change."""
        found: dict[str, dict[tuple[Any, ...], Change]] = {}
        for fix in self.made:
            for change in fix.changes:
                key = (change.head, change.how, change.path, repr(change.value))
                found.setdefault(change.head.file, {}).setdefault(key, change)
        return {file: list(changes.values()) for file, changes in found.items()}

    def made_like(self, identity: Identity) -> list[Fix]:
        """The fixes of an identity that were made: several versions of one package have the same flaw."""
        return self._alike.get(identity, [])

    def contents(self) -> dict[Path, bytes]:
        """The changed files, by path."""
        return {real_path(file): draft.content() for file, draft in self._drafts.items()}

    def files(self) -> Iterator[Patched]:
        for file, draft in sorted(self._drafts.items()):
            replaced = tuple(draft.replaced())
            if replaced:
                before = self._contents[real_path(file)]
                yield Patched(file=file, before=before, after=draft.content(), replaced=replaced)
