"""Arch Linux's security tracker: one document, read anew every time."""

from pathlib import Path

from seatrial.errors import DatabaseError, ParseError
from seatrial.vulns.fetch import MIB, fetch
from seatrial.vulns.origins import Done
from seatrial.vulns.sources import arch
from seatrial.vulns.writer import Writer

SOURCE = "arch"
_MOST = 256 * MIB


class Tracker:
    """The tracker at an address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def change(self, path: Path) -> None:
        """It is read anew every time."""

    def fill(self, writer: Writer, beside: Path) -> Done:
        count = 0
        try:
            for advisory in arch.read(fetch(self.address, _MOST)):
                count += 1
                if isinstance(advisory, str):
                    writer.skip(SOURCE, "all.json", advisory)
                elif advisory.affected:
                    writer.add(advisory, SOURCE)
        except ParseError as error:
            raise DatabaseError(str(error)) from error
        if not count:
            raise DatabaseError(f"{self.address} holds no groups of flaws; what was there is kept")
        return Done(count, 0, {"origin": SOURCE})
