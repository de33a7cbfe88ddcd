"""``.terraform.lock.hcl``: the providers that Terraform and OpenTofu lock.

https://developer.hashicorp.com/terraform/language/files/dependency-lock
"""

from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.hcl import Block, parse
from seatrial.parsers.hcl.syntax import Literal
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.text import text_of


def read(content: bytes, path: str) -> Found:
    """The providers, which are in no ecosystem with advisories."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text, problems = text_of(content)
    yield from problems
    document = parse(text.encode())
    yield from document.errors
    for block in document.body.blocks:
        if block.type == "provider":
            try:
                yield _provider(block, path)
            except ParseError as error:
                yield error
    if not document.body.blocks and text.strip() and not document.errors and document.body.attributes:
        yield ParseError("the file locks no provider", line=1)


def _provider(block: Block, path: str) -> Package:
    line, _ = block.text.position(block.start)
    attribute = block.body.attributes.get("version")
    version = attribute.expression() if attribute else None
    if len(block.labels) != 1 or not isinstance(version, Literal) or not isinstance(version.value, str):
        raise ParseError("a provider without an address or a version", line=line)
    return library("terraform", block.labels[0], version.value, path=path, line=line)
