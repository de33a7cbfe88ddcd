"""HCL's native syntax: bytes to blocks, attributes and expressions, each with its place.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from seatrial.parsers.hcl.expressions import parse_expression, parse_text
from seatrial.parsers.hcl.structure import Attribute, Block, Body, Document, parse
from seatrial.parsers.hcl.text import MAX_BYTES, MAX_DEPTH, Text, decode

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "Attribute",
    "Block",
    "Body",
    "Document",
    "Text",
    "decode",
    "parse",
    "parse_expression",
    "parse_text",
]
