"""Waivers: accepted findings, with who accepted them, why, and until when.  What is waived stays visible."""

from datetime import date
from enum import StrEnum
from sys import maxsize

from msgspec import Struct

from seatrial.model.location import Location
from seatrial.model.vex import Status

WHOLE_FILE = (1, maxsize)
"""The lines of a waiver that is about all of a file."""


class Means(StrEnum):
    """How a waiver is said."""

    COMMENT = "comment"
    ANNOTATION = "annotation"
    METADATA = "metadata"
    CONFIGURATION = "configuration"
    VEX = "vex"


class Scope(Struct, frozen=True, kw_only=True):
    """What a waiver is about; all that is said must hold, and what is empty says nothing.

    ``lines``     of ``file``: where the finding, its resource or a call that leads to it begins.
    ``address``   of one resource.
    ``path``      a glob over the finding's file, as seen from the folder of ``seatrial.yaml``; ``**`` crosses folders.
    ``asset``     the same over the asset's key.       ``resource``  a glob over the resource's address.
    ``tags``      tags, labels or annotations that the resource has, each with a glob over its value.
    ``finding``   the beginning of a fingerprint.
    ``package``   the purl of a package, in which what is not said may be anything; or a glob over it.
    """

    file: str = ""
    lines: tuple[int, int] = (0, 0)
    address: str = ""
    path: str = ""
    asset: str = ""
    resource: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    finding: str = ""
    package: str = ""


class Waiver(Struct, frozen=True, kw_only=True):
    """One accepted finding, or a few.

    ``checks``    ids of checks, or patterns with ``*``.
    ``until``     the last day on which it holds; None for ever.
    ``means``     how it is said, and ``location`` where.
    ``tool``      whose words it is said in: ``checkov``, ``trivy``, ...; empty for ours.
    ``status``    of a flaw that it says does no harm: not affected, or fixed; None where it is only accepted.
    ``justification``  VEX's label for why it does none; CycloneDX has others than OpenVEX.
    """

    checks: tuple[str, ...]
    reason: str
    location: Location
    scope: Scope
    means: Means
    until: date | None = None
    owner: str = ""
    tool: str = ""
    status: Status | None = None
    justification: str = ""

    def holds(self, today: date) -> bool:
        return self.until is None or today <= self.until


class WaiverFlaw(Struct, frozen=True, kw_only=True, order=True):
    """A waiver that cannot be followed: what it was about counts as if it were not there."""

    location: Location
    message: str


class WaiverRules(Struct, frozen=True, kw_only=True):
    """What an organisation demands of waivers.

    ``require_until``  each has an end.   ``longest``  an end lies so many days ahead at most; 0 for no limit.
    ``foreign``        other tools' comments and annotations count.
    """

    require_until: bool = False
    longest: int = 0
    foreign: bool = True


class WaiverState(StrEnum):
    """What became of a waiver in a scan."""

    ACTIVE = "active"
    ENDS_SOON = "ends soon"
    EXPIRED = "expired"
    UNUSED = "unused"


class WaiverUse(Struct, frozen=True, kw_only=True):
    """A waiver after a scan.  ``count`` findings are, or were until it ended, covered by it."""

    waiver: Waiver
    state: WaiverState
    count: int
