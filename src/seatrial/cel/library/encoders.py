"""Base64."""

from __future__ import annotations

import binascii

from seatrial.cel.errors import EvaluationError
from seatrial.cel.functions import Library

LIBRARY = Library()


@LIBRARY.function("base64.encode", "bytes -> string")
def encode(value: bytes) -> str:
    return binascii.b2a_base64(value, newline=False).decode()


@LIBRARY.function("base64.decode", "string -> bytes")
def decode(text: str) -> bytes:
    """Padding may be missing."""
    try:
        return binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    # ValueError: a text with characters outside of ASCII.
    except (binascii.Error, ValueError):
        raise EvaluationError("the text is no base64") from None
