"""Until when releases of distributions are maintained, in one file, by endoflife.date."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from seatrial.vulns.ecosystems import parse_ecosystem
from seatrial.vulns.sources.endoflife import Cycle
from seatrial.vulns.store import damaged
from seatrial.vulns.tables import FACTS, Tables, write_tables

FILE = "lifecycles.sqlite"
SCHEMA = (
    FACTS
    + """
CREATE TABLE cycles (
  product TEXT NOT NULL, release TEXT NOT NULL, ends TEXT, ended INTEGER NOT NULL, PRIMARY KEY (product, release)
) WITHOUT ROWID;
"""
)
_PRODUCTS = {
    "AlmaLinux": "almalinux",
    "Alpine": "alpine-linux",
    "Amazon Linux": "amazon-linux",
    "CentOS": "centos",
    "Debian": "debian",
    "Fedora": "fedora",
    "Oracle Linux": "oracle-linux",
    "Photon OS": "vmware-photon",
    "Red Hat": "rhel",
    "Rocky Linux": "rocky-linux",
    "SUSE": "sles",
    "Ubuntu": "ubuntu",
    "openSUSE": "opensuse",
}
"""OSV's ecosystems, and what endoflife.date calls them."""


class Lifecycle(NamedTuple):
    """Whether a release is maintained: ``ends`` is the day from which on nobody does, None where none is known."""

    ends: date | None
    ended: bool


def write_lifecycles(path: Path, cycles: Iterable[Cycle], facts: dict[str, str]) -> None:
    """Write the file anew."""
    rows = ((c.product, c.release, c.ends.isoformat() if c.ends else None, int(c.ended)) for c in cycles)
    write_tables(path, SCHEMA, {"cycles": rows}, facts)


class Lifecycles(Tables):
    """The open file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, SCHEMA)

    def of(self, ecosystem: str, today: date) -> Lifecycle | None:
        """The life of a release: ``Debian:11``.  None where it is not known.

        Public maintenance counts; what is sold beyond it, or done by others, does not.
        """
        name, release = parse_ecosystem(ecosystem)
        product = _PRODUCTS.get(name)
        return self.of_product(product, _cycle(release), today) if product else None

    def of_product(self, product: str, release: str, today: date) -> Lifecycle | None:
        """The life of a release of any product of endoflife.date, or of the major release that it belongs to."""
        query = "SELECT ends, ended FROM cycles WHERE product = ? AND release = ?"
        for name in dict.fromkeys((release, release.partition(".")[0])):
            for ends, ended in self.ask(query, (product, name)):
                day = self._day(ends)
                return Lifecycle(day, today >= day if day else bool(ended))
        return None

    def _day(self, text: str | None) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except (ValueError, TypeError) as error:
            raise damaged(self.path, error) from error


def _cycle(release: str) -> str:
    """``v3.19`` as ``3.19``, ``22.04:LTS`` as ``22.04``, ``Leap 15.5`` and ``15 SP5`` as ``15.5``."""
    return release.partition(":")[0].removeprefix("v").removeprefix("Leap ").replace(" SP", ".")
