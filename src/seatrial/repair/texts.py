"""The texts that an asset was read from, by the names that locations have, and what could be written in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from seatrial.fix.edit import CannotEditError
from seatrial.repair.draft import Draft
from seatrial.repair.nouns import Change


def real_path(file: str) -> Path:
    """The file that a location names, links resolved."""
    return Path(os.path.realpath(Path(file).absolute()))


class Texts:
    """``contents`` are the bytes that were read, by path."""

    def __init__(self, contents: Mapping[Path, bytes]) -> None:
        self.contents = contents
        self._drafts: dict[str, Draft] = {}

    def worked_out(self, change: Change) -> Change:
        """The change with its edits.  Raises CannotEditError where it cannot be made to its file as it was read."""
        return replace(change, edits=self._draft(change.head.file).edits_of(change))

    def text(self, file: str) -> str:
        """A file as it was read.  Raises CannotEditError where it may not be changed, or was not read."""
        return self._draft(file).original

    def _draft(self, file: str) -> Draft:
        if file not in self._drafts:
            path = real_path(file)
            if ".terraform" in path.parts:
                raise CannotEditError(f"{file} belongs to a module that Terraform fetches")
            if path not in self.contents:
                raise CannotEditError(f"{file} was not read as a file")
            self._drafts[file] = Draft(self.contents[path])
        return self._drafts[file]
