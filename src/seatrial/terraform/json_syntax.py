"""HCL's JSON syntax (``.tf.json``): the same blocks and attributes, with expressions inside of strings.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from seatrial.errors import ParseError
from seatrial.parsers.hcl import Body, Document, Text, decode


def parse_json(content: bytes) -> Document:
    text, wrong = decode(content)
    return Document(Text(text), Body(), (wrong or ParseError("JSON syntax is not read yet"),))
