"""Attestations: statements of in-toto, and DSSE envelopes and Sigstore bundles around them.

https://github.com/in-toto/attestation/tree/main/spec, https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
Nobody verifies a signature here: who has stored the attestation is who is believed.
"""

import base64
import binascii
from typing import Final

from seatrial.errors import ParseError
from seatrial.model.vex import Thing
from seatrial.parsers.document import Part
from seatrial.parsers.vex.found import FlawedError, each_at, text_at, thing_of

PAYLOAD: Final = "application/vnd.in-toto+json"
STATEMENT: Final = "https://in-toto.io/Statement/"


def payload(envelope: Part) -> bytes:
    """What an envelope holds.  Raises ParseError, FlawedError."""
    kind = text_at(envelope, "payloadType")
    if kind != PAYLOAD:
        raise ParseError(f"the envelope holds {kind[:60]!r}, and no attestation", line=envelope.line)
    # Both alphabets are allowed, and so is a missing padding.
    said = text_at(envelope, "payload").replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(said + "=" * (-len(said) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ParseError(f"the envelope's payload is no base64: {error}", line=envelope.line) from error


def subjects(statement: Part) -> tuple[Thing, ...]:
    """What an attestation is about.  Raises FlawedError where it does not say so by a digest or a purl."""
    found = tuple(_subject(part) for part in each_at(statement, "subject"))
    if not found:
        raise FlawedError("the attestation names no subject", statement)
    return found


def _subject(part: Part) -> Thing:
    digests = part.get("digest")
    said = [f"{name}:{text_at(digests, str(name))}" for name, _ in digests.items()]
    return thing_of([text_at(part, "name")], said, part)
