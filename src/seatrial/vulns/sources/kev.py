"""CISA's catalogue of known exploited vulnerabilities.  https://www.cisa.gov/known-exploited-vulnerabilities-catalog"""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import Struct

from seatrial.errors import ParseError


class Known(NamedTuple):
    """A flaw in the catalogue, since when, and whether ransomware uses it."""

    flaw: str
    since: date
    ransomware: bool


class _Entry(Struct, rename={"flaw": "cveID", "since": "dateAdded", "ransomware": "knownRansomwareCampaignUse"}):
    flaw: str
    since: date
    ransomware: str = "Unknown"


class _Catalogue(Struct):
    vulnerabilities: list[_Entry]


def read(content: bytes) -> list[Known]:
    """The catalogue.  Raises ParseError: half a catalogue would say that nobody exploits the rest."""
    try:
        catalogue = msgspec.json.decode(content, type=_Catalogue)
    except msgspec.DecodeError as error:
        raise ParseError(f"CISA's catalogue cannot be read: {error}") from error
    return [Known(entry.flaw, entry.since, entry.ransomware == "Known") for entry in catalogue.vulnerabilities]
