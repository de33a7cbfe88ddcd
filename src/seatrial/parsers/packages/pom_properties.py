"""``META-INF/maven/<group>/<artifact>/pom.properties``, which Maven puts into what it builds (maven-archiver)."""

from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.text import lenient_text_of, numbered


def read(content: bytes, path: str) -> Found:
    """The artifact."""
    return gather(path, pieces(content, path))


def pieces(content: bytes, path: str) -> Iterator[Piece]:
    """The artifact.  Raises ParseError where the properties do not name one."""
    values: dict[str, str] = {}
    for _, line in numbered(lenient_text_of(content)):
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith(("#", "!")):
            values.setdefault(key.strip(), value.strip())
    group, artifact = values.get("groupId", ""), values.get("artifactId", "")
    if not group or not artifact:
        raise ParseError("the properties name no group or no artifact", line=1)
    yield library("maven", f"{group}:{artifact}", values.get("version", ""), path=path)
