"""endoflife.date: until when a product's releases are maintained.  https://endoflife.date/docs/api/v1/"""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct, field

from seatrial.errors import ParseError


class Cycle(NamedTuple):
    """One release of a product.

    ``ends``   the day from which on nobody maintains it, None where no day is known.
    ``ended``  whether that day had come when the feed was made.
    """

    product: str
    release: str
    ends: date | None
    ended: bool


class _Release(Struct, rename="camel"):
    name: str
    eol_from: date | None = None
    is_eol: bool = False


class _Product(Struct):
    name: str
    releases: list[_Release] = field(default_factory=list)


class _Feed(Struct):
    result: list[_Product]


def read(content: bytes) -> list[Cycle]:
    """The releases of every product, as ``/api/v1/products/full`` answers.  Raises ParseError."""
    try:
        feed = msgspec.json.decode(content, type=_Feed)
    except msgspec.DecodeError as error:
        raise ParseError(f"endoflife.date's answer cannot be read: {error}") from error
    return [
        Cycle(product.name, release.name, release.eol_from, release.is_eol)
        for product in feed.result
        for release in product.releases
    ]
