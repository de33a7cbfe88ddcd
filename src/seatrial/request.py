"""What is asked of a scan."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from seatrial.connectors import Options
from seatrial.engine.appraise import Told
from seatrial.engine.waiver_words import Entry
from seatrial.model.vex import VexStatement
from seatrial.model.waiver import WaiverFlaw, WaiverRules


class Images(StrEnum):
    """Which of the images that code names are scanned.

    ``never``   none: they are counted, and no gap.
    ``local``   those that this machine has: in a running engine, or in an OCI layout below a target.
    ``always``  all: each registry is asked for its own, and where it does not have one this machine is.
    Whatever is not found is a gap.
    """

    NEVER = "never"
    LOCAL = "local"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to scan, and how.

    ``targets``   as they were typed.   ``options``  the connectors' own.   ``exclude``  patterns as in .gitignore.
    ``content``   the repository's own content folders.   ``only``  connector names; empty for all of them.
    ``jobs``      processes at most; 0 decides by the amount of work.
    ``today``     the day that waivers are held against.
    ``home``      the folder, absolute, that their paths are seen from; empty for the current one.
    ``waivers``   those of the configuration.   ``rules``  what is demanded of all waivers.
    ``statements``  of VEX, and ``flawed``  those of them that cannot be followed.
    ``images``      which of the images that the targets name are scanned, too.
    ``packages``    whether packages are looked up.     ``advisories``  the folder of the databases that know of flaws.
    ``cache``       a folder for what can be made again: the sample of advisories; None makes none.
    ``offers``      whether registries are asked for tags that could be taken instead of images with flaws.
    ``oldest``      what was built before that time is too old to count on; None takes any.
    ``track``     whether each asset's report says which files it hangs on.
    ``values``, ``exposures`` and ``actions``  what the configuration says of risk; without actions the library's hold.
    """

    targets: tuple[str, ...] = (".",)
    policies: tuple[str, ...] = ("default",)
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    options: Options = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    content: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    all_verdicts: bool = False
    jobs: int = 0
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    home: str = ""
    waivers: tuple[Entry, ...] = ()
    rules: WaiverRules = field(default_factory=WaiverRules)
    statements: tuple[VexStatement, ...] = ()
    flawed: tuple[WaiverFlaw, ...] = ()
    images: Images = Images.NEVER
    packages: bool = True
    track: bool = False
    advisories: Path = Path()
    cache: Path | None = None
    offers: bool = False
    oldest: datetime | None = None
    values: tuple[Told, ...] = ()
    exposures: tuple[Told, ...] = ()
    actions: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        """A digest of what is asked of which targets: what two scans with the same one leave out is the same."""
        asked = (
            [*self.targets],
            sorted(self.policies),
            sorted((check, sorted(given.items())) for check, given in self.params.items()),
            sorted(self.exclude),
            sorted(self.only),
            [str(self.images), self.packages],
            sorted((name, value) for name, value in self.options.items() if isinstance(value, bool)),
        )
        return hashlib.sha256(json.dumps(asked, default=str).encode("utf-8", "surrogatepass")).hexdigest()
