"""``gradle.lockfile`` and what Gradle before 6.7 wrote to ``gradle/dependency-locks``.

https://docs.gradle.org/current/userguide/dependency_locking.html
"""

from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.text import numbered, text_of


def read(content: bytes, path: str) -> Found:
    """The artifacts that are locked.  Those that only configurations of tests have are for development."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text, problems = text_of(content)
    yield from problems
    for number, line in numbered(text):
        line = line.strip()
        if not line or line.startswith(("#", "empty=")):
            continue
        coordinates, _, said = line.partition("=")
        parts = coordinates.split(":")
        if len(parts) != 3 or not all(parts) or " " in coordinates:
            yield ParseError("a line that is not group:artifact:version", line=number)
            continue
        configurations = [name for name in said.split(",") if name]
        development = bool(configurations) and all(name.startswith("test") for name in configurations)
        yield library("maven", f"{parts[0]}:{parts[1]}", parts[2], path=path, line=number, development=development)
