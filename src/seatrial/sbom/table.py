"""A bill for people: a line for each package."""

from datetime import datetime

from seatrial.model.package import Package
from seatrial.reports._words import clean, place_told
from seatrial.sbom.bill import Bill

_HEAD = ("NAME", "VERSION", "ECOSYSTEM", "LICENCE", "WHERE")
_WIDEST = 50


def write(bill: Bill, created: datetime | None) -> str:
    """The table.  What is not known is a question mark; it is no assertion of any time."""
    rows = [_HEAD, *(_row(package) for package in bill.packages)]
    widths = [min(_WIDEST, max(len(row[column]) for row in rows)) for column in range(len(_HEAD) - 1)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(package: Package) -> tuple[str, ...]:
    places = [place_told(place) for place in package.locations]
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    where = f"{places[0]}{more}" if places else ""
    name = f"{package.name} (development)" if package.development else package.name
    cells = (name, package.version or "?", package.ecosystem or "?", ", ".join(package.licences), where)
    return tuple(map(clean, cells))
