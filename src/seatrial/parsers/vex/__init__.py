"""Documents of VEX -> statements: OpenVEX, CycloneDX, CSAF 2.0, bare or in an attestation.  Bytes in, values out."""

from seatrial.errors import ParseError
from seatrial.model.waiver import WaiverFlaw
from seatrial.parsers.document import Part
from seatrial.parsers.json import parse_json
from seatrial.parsers.vex import attestation, csaf, cyclonedx, openvex
from seatrial.parsers.vex.found import FlawedError, Found, OtherDocumentError, Source, gathered, text_at

__all__ = ["Found", "parse_vex", "statements_of_attestation"]


def parse_vex(content: bytes, file: str) -> Found:
    """The statements of a document, in its order; ``file`` is how it is shown.

    Raises ParseError where it is no document of the formats, LimitError past a bound.
    """
    found = _located(content, file)
    if not found.statements and not found.flaws:
        message = "it makes no statement: no vulnerability has a status"
        return Found(flaws=(WaiverFlaw(location=Source(file=file).at(1), message=message),))
    return found


def statements_of_attestation(content: bytes, file: str) -> Found:
    """What an attestation beside an image says, ``file`` being how it is shown; nothing where it is none of VEX.

    Its signature is not verified: who may write to the registry may say what he likes, and every statement is marked
    ``unverified``.  Raises ParseError on what is no attestation, LimitError past a bound.
    """
    try:
        found = _located(content, file)
    except OtherDocumentError:
        return Found()
    if not all(statement.unverified for statement in found.statements):
        raise ParseError("it is no attestation", file=file, line=1)
    return found


def _located(content: bytes, file: str) -> Found:
    """What is read of a document, or an error that names its file."""
    try:
        return _read(content, Source(file=file))
    except FlawedError as error:
        raise ParseError(str(error), file=file, line=error.line) from error
    except ParseError as error:
        error.file = file
        raise


def _read(content: bytes, source: Source) -> Found:
    root = parse_json(content).root
    if not isinstance(root.value, dict):
        raise ParseError("it is no document of VEX", line=1)
    envelope = root.get("dsseEnvelope") if "dsseEnvelope" in root.value else root
    if isinstance(envelope.value, dict) and "payloadType" in envelope.value and not source.attested:
        line = envelope.get("payload").line
        within = attestation.payload(envelope)
        try:
            return _read(within, Source(file=source.file, line=line, attested=True))
        except FlawedError as error:
            raise ParseError(f"inside of the envelope: {error}", line=line) from error
        except ParseError as error:
            error.message, error.line, error.column = f"inside of the envelope: {error.message}", line, 0
            raise
    return _document(root, source)


def _document(root: Part, source: Source) -> Found:
    value = root.value
    assert isinstance(value, dict)  # noqa: S101 - a caller's promise
    if text_at(root, "_type").startswith(attestation.STATEMENT):
        subjects = attestation.subjects(root)
        predicate = root.get("predicate")
        if not isinstance(predicate.value, dict) or "_type" in predicate.value:
            raise OtherDocumentError("the attestation holds no document of VEX", line=predicate.line)
        return _document(predicate, Source(file=source.file, line=source.line, attested=True, subjects=subjects))
    if _context(root).startswith(openvex.CONTEXT):
        return gathered(openvex.read(root, source))
    if value.get("bomFormat") == "CycloneDX":
        return gathered(cyclonedx.read(root, source))
    if isinstance(value.get("document"), dict) and "csaf_version" in value["document"]:
        return gathered(csaf.read(root, source))
    raise OtherDocumentError("it is neither OpenVEX nor CycloneDX nor CSAF", line=1)


def _context(root: Part) -> str:
    """Which vocabulary a document of JSON-LD follows: its first, if they are several."""
    said = root.get("@context").value
    first = said[0] if isinstance(said, list) and said else said
    return first if isinstance(first, str) else ""
