"""VEX statements: what somebody says about a flaw in a product, whichever format it is said in.

The vocabulary is CISA's (Minimum Requirements for VEX, April 2023), as OpenVEX has it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from seatrial.model.location import Location

OWN_ASSET: Final = "seatrial:asset/"
"""What the name begins with that our own documents give to an asset that has no purl: its key follows, quoted."""


class Status(StrEnum):
    """What a flaw is to a product."""

    NOT_AFFECTED = "not_affected"
    AFFECTED = "affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"

    @property
    def waives(self) -> bool:
        """Whether a finding that it is about need not count."""
        return self in (Status.NOT_AFFECTED, Status.FIXED)


class Justification(StrEnum):
    """Why a product is not affected: the labels that CISA's working group defined in June 2022."""

    COMPONENT_NOT_PRESENT = "component_not_present"
    CODE_NOT_PRESENT = "vulnerable_code_not_present"
    CODE_NOT_IN_EXECUTE_PATH = "vulnerable_code_not_in_execute_path"
    NOT_CONTROLLED_BY_ADVERSARY = "vulnerable_code_cannot_be_controlled_by_adversary"
    MITIGATED_INLINE = "inline_mitigations_already_exist"


class Thing(Struct, frozen=True, kw_only=True, order=True):
    """A package, an image or whatever else has a name.

    ``id``       its purl in the canonical form, its CPE, or `OWN_ASSET` and a key; empty where digests alone name it.
    ``digests``  of its bytes, ``sha256:...``, sorted; several where several algorithms or manifests name the same.
    """

    id: str = ""
    digests: tuple[str, ...] = ()


class Subject(Struct, frozen=True, kw_only=True, order=True):
    """What a statement is about: a thing, anywhere or where it is part of each of some others."""

    thing: Thing
    within: tuple[Thing, ...] = ()


class VexStatement(Struct, frozen=True, kw_only=True):
    """One statement.

    ``names``          of the flaw: the main one, then others.
    ``justification``  the label as the document has it; CycloneDX has others than `Justification`.
    ``impact``         why it is not affected, in words.   ``action``  what to do where it is.
    ``timestamp``      since when it is known to be true, in UTC; None where nobody says, which is before all others.
    ``location``       where it is said; of what is wrapped in an attestation, the line of the wrapper.
    ``unverified``     it comes out of an attestation, whose signature nobody has verified.
    """

    names: tuple[str, ...]
    subjects: tuple[Subject, ...]
    status: Status
    location: Location
    justification: str = ""
    impact: str = ""
    action: str = ""
    author: str = ""
    timestamp: datetime | None = None
    unverified: bool = False
