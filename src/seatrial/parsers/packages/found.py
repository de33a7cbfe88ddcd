"""What a reader of packages finds: the packages, and what it could not read."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from seatrial.errors import LimitError, ParseError
from seatrial.model.location import Location
from seatrial.model.package import Package

MAX_PACKAGES: Final = 200_000
MAX_PROBLEMS: Final = 100
MAX_NAME: Final = 1000
_LONGEST_MESSAGE: Final = 300

Piece = Package | ParseError
"""What the generator behind a reader yields: a package, or what is wrong with one of them.

It raises a ParseError where it cannot go on.
"""


class Found(NamedTuple):
    """The packages of one file in the order in which it says them, and what is wrong with it.

    A problem knows its file, its line where there are lines, and the bound where one was met (LimitError).
    """

    packages: tuple[Package, ...]
    problems: tuple[ParseError, ...] = ()


def gather(path: str, pieces: Iterable[Piece]) -> Found:
    """Collect what a reader yields.  What ends the reading is the last problem; what was read before it stays."""
    packages: list[Package] = []
    problems: list[ParseError] = []
    try:
        for piece in pieces:
            found = _bounded(piece)
            if isinstance(found, Package):
                packages.append(found)
            else:
                problems.append(_of_file(found, path))
            if len(packages) > MAX_PACKAGES or len(problems) > MAX_PROBLEMS:
                raise _too_many(len(packages), line=_line_of(piece))
    except ParseError as error:
        problems.append(_of_file(error, path))
    return Found(tuple(packages[:MAX_PACKAGES]), tuple(problems))


def at(path: str, line: int = 1) -> tuple[Location, ...]:
    """The place of a package: one line of a file."""
    return (Location(path, max(line, 1)),)


def ending(text: str, cut: str, *, has_stanzas: bool) -> Iterator[ParseError]:
    """What is wrong with a database of stanzas as a whole: ``cut`` is what follows its last line end."""
    if cut.strip():
        yield ParseError("the file ends in the middle of a line", line=text.count("\n") + 1)
    elif not has_stanzas and text.strip():
        yield ParseError("the file has no stanza of a package", line=1)


def past(what: str, bound: str, line: int = 0) -> LimitError:
    return LimitError(f"{what} (the limit is {bound})", bound=bound, line=line)


def _too_many(packages: int, *, line: int) -> LimitError:
    if packages > MAX_PACKAGES:
        return past("there are too many packages", f"{MAX_PACKAGES} packages", line)
    return past("too much of it cannot be read", f"{MAX_PROBLEMS} problems", line)


def _line_of(piece: Piece) -> int:
    if isinstance(piece, ParseError):
        return piece.line
    return piece.locations[0].line if piece.locations else 0


def _bounded(piece: Piece) -> Piece:
    """The piece, or in its stead why nobody may carry it around."""
    if isinstance(piece, Package) and max(len(piece.name), len(piece.version)) > MAX_NAME:
        return past("a package has a name or a version that is too long", f"{MAX_NAME} characters", _line_of(piece))
    return piece


def _of_file(error: ParseError, path: str) -> ParseError:
    """The error with its file.  What it quotes may be as long as the file."""
    error.file = error.file or path
    if len(error.message) > _LONGEST_MESSAGE:
        error.message = f"{error.message[:_LONGEST_MESSAGE]} ..."
    return error
