"""What ecosystems are built from: OSV's export, or a feed of the vendor's own.

An origin fills a file that is empty, or brings one up to date by what has changed since.
"""

from pathlib import Path
from typing import NamedTuple, Protocol

from seatrial.vulns.writer import Writer


class Done(NamedTuple):
    """What was done.

    ``changed``  how many records were read, and ``gone`` how many were taken out.
    ``facts``    what the file is to say of itself.
    """

    changed: int
    gone: int
    facts: dict[str, str]


class Change(Protocol):
    """What is to be done to a file that is there."""

    def apply(self, writer: Writer) -> Done:
        """Do it.  Raises DatabaseError."""


class Origin(Protocol):
    """A feed, for one ecosystem."""

    def change(self, path: Path) -> Change | None:
        """What has changed since a file was made; None where it is better filled anew.  Raises DatabaseError."""

    def fill(self, writer: Writer, beside: Path) -> Done:
        """Fill an empty file.  ``beside`` is a path for what has to lie on disk meanwhile.  Raises DatabaseError."""
