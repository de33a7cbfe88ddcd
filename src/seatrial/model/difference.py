"""Differences: what an earlier state of the same sources has to do with the findings of a scan."""

from msgspec import Struct, field

from seatrial.model.check import Severity
from seatrial.model.gap import Gap
from seatrial.model.location import Location


class Past(Struct, frozen=True, kw_only=True):
    """A finding of the earlier state.

    ``names``     the check's id, or every name of the flaw.   ``asset``     the key of what has it.
    ``property``  what decided, as in a fingerprint: the property's path, else the element.
    ``version``   of a package; empty for a check.
    """

    check: str
    names: tuple[str, ...]
    connector: str
    asset: str
    resource_type: str
    address: str
    property: str
    fingerprint: str
    severity: Severity
    message: str
    location: Location
    version: str = ""


class Earlier(Struct, frozen=True, kw_only=True):
    """The earlier state, as far as it is known.

    ``told``    what people call it: ``origin/main``, ``last-week.json``.   ``commit``  its id; empty for a file.
    ``assets``  connectors and keys of all its assets.
    ``uses``    the places that name an asset, each the key and the address of who does.
    ``purls``   packages, each with the connector and the key of the asset that had it; none where the same advisories
                were asked about both states, and a package that was there says nothing more.
    ``gaps``    what of it could not be read.
    ``scope``   what was asked, as `Request.scope` tells it; empty where nobody says.
    """

    told: str
    commit: str = ""
    scope: str = ""
    findings: tuple[Past, ...] = ()
    assets: frozenset[tuple[str, str]] = frozenset()
    uses: dict[tuple[str, str], frozenset[tuple[str, str]]] = field(default_factory=dict)
    purls: frozenset[tuple[str, str, str]] = frozenset()
    gaps: tuple[Gap, ...] = ()


class Difference(Struct, frozen=True, kw_only=True):
    """How a scan differs from an earlier state.

    ``fixed``  findings that are no more; only a complete scan of the same scope has any.
    ``gone``   those that were not found again, of which nobody can say that they are fixed, and ``why``.
    ``gaps``   what of the earlier state could not be read: findings there count as new.
    """

    told: str
    commit: str = ""
    new: int = 0
    known: int = 0
    fixed: tuple[Past, ...] = ()
    gone: tuple[Past, ...] = ()
    why: str = ""
    gaps: tuple[Gap, ...] = ()
