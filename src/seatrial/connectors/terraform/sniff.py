"""What a JSON file is to Terraform, told from as few of its bytes as will do."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What is read from a JSON file.  The values are what people call it."""

    PLAN = "Terraform plan"
    STATE = "Terraform state"


class _Head(msgspec.Struct):
    """The top of a document.  What is in it is skipped, not built."""

    format_version: msgspec.Raw | None = None
    planned_values: msgspec.Raw | None = None
    resource_changes: msgspec.Raw | None = None
    values: msgspec.Raw | None = None
    version: msgspec.Raw | None = None
    lineage: msgspec.Raw | None = None
    resources: msgspec.Raw | None = None


_DECODER = msgspec.json.Decoder(_Head)


def kind_of(name: str, content: bytes) -> Kind | None:
    """Whether a file is a plan or a state, or is meant to be one and is broken."""
    if name.endswith(".tfstate"):
        return Kind.STATE
    if name.endswith(".tfplan"):
        return Kind.PLAN
    wanted = Kind.PLAN if name.endswith(".tfplan.json") else _suspected(content)
    if wanted is None:
        return None
    try:
        head = _DECODER.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        # It speaks of a plan or a state and is broken: better a gap than silence.
        return wanted
    return _told_by(head) or (wanted if name.endswith(".tfplan.json") else None)


def _suspected(content: bytes) -> Kind | None:
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    if b'"format_version"' in content:
        if b'"planned_values"' in content or b'"resource_changes"' in content:
            return Kind.PLAN
        return Kind.STATE if b'"terraform_version"' in content else None
    return Kind.STATE if b'"lineage"' in content and b'"serial"' in content else None


def _told_by(head: _Head) -> Kind | None:
    if head.format_version is not None:
        if head.planned_values is not None or head.resource_changes is not None:
            return Kind.PLAN
        return Kind.STATE if head.values is not None else None
    return Kind.STATE if head.lineage is not None and head.version is not None else None
