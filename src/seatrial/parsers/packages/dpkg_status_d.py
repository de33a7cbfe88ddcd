"""What is installed in an image without dpkg: one file a package in ``var/lib/dpkg/status.d``.

They are the packages' own control files (deb-control(5)), so that whatever is there is installed.
"""

from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.parsers.packages import dpkg
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.relations import Relations
from seatrial.parsers.packages.stanzas import stanzas
from seatrial.parsers.packages.text import lenient_text_of


def read(content: bytes, path: str) -> Found:
    """The package of a control file."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    relations = Relations()
    found = False
    for stanza in stanzas(lenient_text_of(content)):
        found = True
        if "status" not in stanza.fields or dpkg.is_present(stanza):
            dpkg.add(relations, stanza, path)
    yield from relations.packages()
    if not found:
        yield ParseError("the file has no stanza of a package", line=1)
