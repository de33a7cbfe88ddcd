"""What takers have of an image, by paths: what was taken, and what is still promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seatrial.errors import ParseError
from seatrial.images.layers import Problem, Readable, Took
from seatrial.images.paths import Links


@dataclass(frozen=True, slots=True)
class Found:
    """What was taken at a path, and the number of its layer, from 0."""

    value: bytes
    layer: int


@dataclass(frozen=True, slots=True)
class Held:
    """A path that is wanted: what was taken, if anything, and in which manner."""

    took: Took
    layer: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A wanted name for a file that was not wanted by its own name.

    ``below``  the last of the layers in which the file may be; ``layer`` the one that gave it the name, None where that
               is the one in which the file is.
    ``manner`` how it is to be read.
    """

    name: str
    target: str
    below: int
    manner: str
    layer: int | None = None


@dataclass(slots=True)
class Paths:
    """What one taker has of an image, or of one layer of it, by paths.

    ``asked``    the symbolic links whose targets are wanted, and in which manner.
    ``earlier``  what lower layers had at a path, since it was last gone; lowest first.
    ``gone``     what higher layers have replaced or taken away.
    """

    held: dict[str, Held] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, list[Held]] = field(default_factory=dict)
    gone: list[tuple[str, Held]] = field(default_factory=list)

    def drop(self, path: str) -> None:
        self.held.pop(path, None)
        self.promises.pop(path, None)

    def drop_below(self, prefix: str) -> None:
        for paths in (self.held, self.promises):
            for each in [each for each in paths if each.startswith(prefix)]:
                del paths[each]


class Files:
    """What one taker has of an image after all its layers, and what could not be read of it."""

    def __init__(
        self, layers: Sequence[Readable], problems: Sequence[tuple[str, Problem]], paths: Paths, links: Links
    ) -> None:
        self.layers = layers
        """Lowest first."""
        self.problems = problems
        """With the digest of the layer that each is about."""
        self._paths = paths
        self._links = links

    def entries(self) -> Iterator[tuple[str, Found]]:
        """Each path without a leading slash, with what was taken there; in order of paths."""
        for path in sorted(self._paths.held):
            found = found_of(self._paths.held[path])
            if found is not None:
                yield path, found

    def files(self) -> Iterator[tuple[str, bytes, str]]:
        """Each path, what was taken there, its layer's digest; in order of paths."""
        for path, found in self.entries():
            yield path, found.value, self.layers[found.layer].digest

    def earlier(self, path: str) -> Sequence[Found]:
        """What lower layers had at a path, since it was last gone; lowest first."""
        return [found for held in self._paths.earlier.get(path, ()) if (found := found_of(held)) is not None]

    def gone(self) -> Iterator[tuple[str, Found]]:
        """What higher layers hide: no container sees it, and whoever can pull the image reads it in its layer."""
        for path, held in self._paths.gone:
            found = found_of(held)
            if found is not None:
                yield path, found

    def find(self, path: str) -> Found | None:
        """What was taken at a path, links followed; None where it is not there, or not wanted."""
        try:
            held = self._paths.held.get(self._links.real(path.strip("/")))
        except ParseError:
            return None
        return found_of(held) if held else None


def found_of(held: Held) -> Found | None:
    return None if held.took.value is None else Found(held.took.value, held.layer)
