"""Read bills of materials."""

from seatrial.connectors import Options
from seatrial.engine.things import thing_named
from seatrial.files import read_bytes
from seatrial.images.digest import is_digest
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.vex import Thing
from seatrial.sbom.bill import Subject
from seatrial.sbom.read import parse_bill


def collect(asset: Asset, options: Options) -> Collected:
    """Read a document.  Raises ConnectorError, ParseError or LimitError where it cannot be had or is none."""
    bill = parse_bill(read_bytes(asset.paths[0], asset.boundary, asset.name))
    gaps = tuple(Gap(location=Location(asset.name, 1), reason=reason) for reason in bill.gaps)
    return Collected(asset=asset, packages=bill.packages, gaps=gaps, things=_things(bill.subject))


def _things(subject: Subject) -> tuple[Thing, ...]:
    """What the bill calls its target, if it says more than a name of its own."""
    digests = [subject.version] if is_digest(subject.version) else []
    thing = thing_named(subject.purl, digests)
    return (thing,) if thing.id or thing.digests else ()
