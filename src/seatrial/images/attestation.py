"""What somebody states about an image: in-toto statements, bare, in an envelope (DSSE) or in a bundle (Sigstore).

https://github.com/in-toto/attestation/blob/main/spec/README.md and
https://github.com/secure-systems-lab/dsse/blob/master/envelope.md.  No signature is verified here: whoever could
write to the registry could have written the statement.
"""

import base64
import binascii
from typing import Any

import msgspec
from msgspec import Struct

from seatrial.errors import ParseError

PAYLOAD = "application/vnd.in-toto+json"
_PROVENANCES = ("https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v1")


class Subject(Struct, frozen=True, kw_only=True):
    name: str = ""
    digest: dict[str, str] = {}


class Statement(Struct, frozen=True, kw_only=True):
    """``predicate`` is what is stated, by the rules of its type: plain data."""

    type: str = msgspec.field(name="_type", default="")
    subject: list[Subject] = []
    predicate_type: str = msgspec.field(name="predicateType", default="")
    predicate: dict[str, Any] = {}

    @property
    def digests(self) -> frozenset[str]:
        """The digests of what it is about: ``sha256:...``."""
        return frozenset(f"{name}:{value}" for each in self.subject for name, value in each.digest.items())

    @property
    def is_provenance(self) -> bool:
        return self.predicate_type in _PROVENANCES


class Attestation(Struct, frozen=True, kw_only=True):
    """A statement as it was found.

    ``content``    a statement, or an envelope or a bundle with one in it.
    ``predicate``  its type, as far as its descriptor says that; empty otherwise.
    ``place``      where it was found, for people.
    """

    content: bytes
    place: str
    predicate: str = ""


class _Envelope(Struct, frozen=True, kw_only=True, rename="camel"):
    payload: str = ""
    payload_type: str = ""


class _Wrapped(Struct, frozen=True, kw_only=True, rename="camel"):
    """Any of the three, before it is known which."""

    dsse_envelope: _Envelope | None = None
    payload: str = ""
    payload_type: str = ""


def parse_statement(content: bytes, place: str) -> Statement:
    """The statement in an attestation.  Raises ParseError where there is none."""
    try:
        found = msgspec.json.decode(content, type=_Wrapped)
        envelope = found.dsse_envelope or _Envelope(payload=found.payload, payload_type=found.payload_type)
        if envelope.payload:
            content = _payload(envelope, place)
        statement = msgspec.json.decode(content, type=Statement)
    except msgspec.DecodeError as error:
        raise ParseError(f"{place} is no attestation: {error}") from error
    except RecursionError as error:
        raise ParseError(f"{place} is nested too deeply") from error
    if not statement.type.startswith("https://in-toto.io/Statement/"):
        raise ParseError(f"{place} is no in-toto statement")
    return statement


def _payload(envelope: _Envelope, place: str) -> bytes:
    if envelope.payload_type != PAYLOAD:
        raise ParseError(f"{place} is an envelope around {envelope.payload_type[:80]!r}, not around a statement")
    try:
        # The specification allows both alphabets.
        return base64.b64decode(envelope.payload.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ParseError(f"{place} has a payload that is no base64") from error
