"""Read bills of materials."""

from seatrial.connectors import Options
from seatrial.files import read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.sbom.read import parse_bill


def collect(asset: Asset, options: Options) -> Collected:
    """Read a document.  Raises ConnectorError, ParseError or LimitError where it cannot be had or is none."""
    bill = parse_bill(read_bytes(asset.paths[0], asset.boundary, asset.name))
    gaps = tuple(Gap(location=Location(asset.name, 1), reason=reason) for reason in bill.gaps)
    return Collected(asset=asset, packages=bill.packages, gaps=gaps)
