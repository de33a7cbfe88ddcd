"""One layer: what it adds, links and takes away, in order.

Whiteouts are as in https://github.com/opencontainers/image-spec/blob/main/layer.md: ``.wh.NAME`` takes a name of the
layers below away, ``.wh..wh..opq`` everything that they have in a folder.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from msgspec import Struct

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.images.limits import Limits, size_of
from seatrial.images.taker import Taker
from seatrial.images.tar import Entry, Kind

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
# What AUFS kept for itself, and Docker leaves out: .wh..wh.aufs, .wh..wh.orph, .wh..wh.plnk.
_AUFS = ".wh..wh."


class Act(IntEnum):
    """What an entry does to the tree."""

    NOTHING = 0
    FILE = 1
    FOLDER = 2
    SYMLINK = 3
    HARD_LINK = 4
    OTHER = 5
    WHITEOUT = 6
    OPAQUE = 7


ACTS = {
    Kind.FILE: Act.FILE,
    Kind.FOLDER: Act.FOLDER,
    Kind.SYMLINK: Act.SYMLINK,
    Kind.HARD_LINK: Act.HARD_LINK,
    Kind.DEVICE: Act.OTHER,
    Kind.FIFO: Act.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something of a layer that is left out; ``path`` is empty where it is about all of it."""

    reason: str
    path: str = ""
    bound: str = ""


@dataclass(slots=True, kw_only=True)
class Allowance:
    """What all layers of an image may have between them, as far as it is used up."""

    limits: Limits
    entries: int = 0
    names: int = 0
    content: int = 0
    kept: int = 0

    def count(self, name: str) -> None:
        self.entries += 1
        self.names += len(name)
        if self.entries > self.limits.entries:
            bound = f"{self.limits.entries} entries"
            raise LimitError(f"the image has more than {bound}", bound=bound)
        if self.names > self.limits.names:
            bound = size_of(self.limits.names)
            raise LimitError(f"the names of the image's files are longer than {bound}", bound=bound)

    def keep(self, value: bytes) -> bool:
        """Whether there is room for what was taken."""
        if self.content + len(value) > self.limits.content or self.kept >= self.limits.kept:
            return False
        self.content += len(value)
        self.kept += 1
        return True


class Took(Struct, frozen=True, array_like=True):
    """What a taker made of an entry, nothing perhaps, and in which manner."""

    manner: str
    value: bytes | None


class Taking(Struct, array_like=True):
    """What one taker has of a layer, by the ordinals of its entries.

    ``took``   of those that it wanted.
    ``asked``  the links whose target is wanted, and in which manner.
    """

    took: dict[int, Took] = {}
    asked: dict[int, str] = {}


@dataclass(slots=True, kw_only=True)
class Layer:
    """What a layer does.  ``names`` and ``acts`` run through its entries in order; ``links`` are by ordinal.

    ``names``    normalised: no leading slash, no ``.`` and ``..``.  Of a whiteout, the name that it takes away; of an
                 opaque folder, the folder.
    ``links``    where a link leads, as it says.
    ``takings``  one a taker, in their order.
    ``is_cut``   whether something was left out because of what other layers have.
    """

    names: list[str] = field(default_factory=list)
    acts: bytearray = field(default_factory=bytearray)
    links: dict[int, str] = field(default_factory=dict)
    takings: tuple[Taking, ...]
    problems: list[Problem] = field(default_factory=list)
    is_cut: bool = False


Again = tuple[int, int, str]
"""An entry that turned out to be wanted under another name: its ordinal, the number of the taker, the name."""


class Readable(Protocol):
    """A layer that can be read, as `seatrial.images.stored.Stored` says."""

    @property
    def digest(self) -> str: ...

    def read(self, takers: Sequence[Taker], allowance: Allowance) -> Layer: ...

    def reread(self, again: Collection[Again], takers: Sequence[Taker], allowance: Allowance) -> dict[Again, Took]: ...


def is_whiteout(name: str) -> bool:
    return _WHITEOUT in name and name.rpartition("/")[2].startswith(_WHITEOUT)


def whiteout(name: str) -> tuple[str, Act]:
    folder, slash, base = name.rpartition("/")
    if base == _OPAQUE:
        return folder, Act.OPAQUE
    if base.startswith(_AUFS) or base in (".wh..", ".wh.", ".wh..."):
        return "", Act.NOTHING
    return folder + slash + base[len(_WHITEOUT) :], Act.WHITEOUT


def renamed(entry: Entry, name: str) -> Entry:
    if entry.name == name:
        return entry
    return Entry(
        ordinal=entry.ordinal,
        name=name,
        kind=entry.kind,
        size=entry.size,
        mode=entry.mode,
        uid=entry.uid,
        gid=entry.gid,
        link=entry.link,
    )


def normal(name: str) -> str | None:
    """A path below the root, without ``.``, ``..`` and doubled slashes; empty is the root, None leads out of it."""
    if name.startswith("./"):
        name = name[2:]
    if "//" not in name and "/." not in name and not name.startswith((".", "/")):
        return name.rstrip("/")
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def problem_of(error: ConnectorError | ParseError) -> Problem:
    """What an error that cost a whole layer says of it."""
    bound = error.bound if isinstance(error, LimitError) else ""
    return Problem(reason=error.message if isinstance(error, ParseError) else str(error), bound=bound)
