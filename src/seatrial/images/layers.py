"""One layer: a compressed tar -> what it adds, links and takes away, in order.

Whiteouts are as in https://github.com/opencontainers/image-spec/blob/main/layer.md: ``.wh.NAME`` takes a name of the
layers below away, ``.wh..wh..opq`` everything that they have in a folder.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.images.digest import verified
from seatrial.images.inflate import inflated
from seatrial.images.limits import Limits, size_of
from seatrial.images.tar import Entry, Kind, entries
from seatrial.images.window import Window

Taken = TypeVar("Taken")
Wanted = Callable[[Entry], bool]
Take = Callable[[Entry, bytes], Taken]
"""What is kept of a wanted file.  It runs while the layer is read, so that the content itself need not be kept."""

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


_ACTS = {
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

    def count(self, name: str) -> None:
        self.entries += 1
        self.names += len(name)
        if self.entries > self.limits.entries:
            bound = f"{self.limits.entries} entries"
            raise LimitError(f"the image has more than {bound}", bound=bound)
        if self.names > self.limits.names:
            bound = size_of(self.limits.names)
            raise LimitError(f"the names of the image's files are longer than {bound}", bound=bound)

    def keep(self, value: object) -> bool:
        """Whether there is room for what was taken; only bytes are counted."""
        if isinstance(value, bytes):
            if self.content + len(value) > self.limits.content:
                return False
            self.content += len(value)
        return True


@dataclass(slots=True, kw_only=True)
class Layer(Generic[Taken]):
    """What a layer does.  ``names`` and ``acts`` run through its entries in order; the others are by ordinal.

    ``names``     normalised: no leading slash, no ``.`` and ``..``.  Of a whiteout, the name that it takes away; of an
                  opaque folder, the folder.
    ``taken``     of the wanted files.
    ``links``     where a link leads, as it says.
    ``asked``     the links that are wanted.
    """

    names: list[str] = field(default_factory=list)
    acts: bytearray = field(default_factory=bytearray)
    taken: dict[int, Taken] = field(default_factory=dict)
    links: dict[int, str] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Where a layer can be had from, as often as it is needed.

    ``digest``   names it in what is shown.
    ``diff_id``  the digest of its expanded bytes.
    ``chunks``   its bytes as they are stored; they raise IntegrityError at the end where they are other ones.
    """

    digest: str
    diff_id: str
    chunks: Callable[[], Iterable[bytes]]

    def read(self, wanted: Wanted, take: Take[Taken], allowance: Allowance) -> Layer[Taken]:
        """Read it to its end.

        Raises ConnectorError, LimitError or ParseError where it cannot be read or is another one; none of it counts
        then.
        """
        reading = Reading(wanted, take, allowance)
        for entry, content in entries(self._window(allowance), reading.wants, allowance.limits):
            reading.add(entry, content)
        return reading.finished()

    def reread(self, ordinals: Collection[int], take: Take[Taken], allowance: Allowance) -> dict[int, Taken]:
        """Read it once more for entries that turned out to be wanted, by ordinal.  Raises as `read` does."""
        found: dict[int, Taken] = {}
        window = self._window(allowance)
        for entry, content in entries(window, lambda entry: entry.ordinal in ordinals, allowance.limits):
            if content is not None:
                value = take(entry, content)
                if allowance.keep(value):
                    found[entry.ordinal] = value
        return found

    def _window(self, allowance: Allowance) -> Window:
        expanded = inflated(self.chunks(), allowance.limits)
        return Window(verified(expanded, self.diff_id, None, "the expanded layer"))


class Reading(Generic[Taken]):
    """A layer as far as it is read."""

    def __init__(self, wanted: Wanted, take: Take[Taken], allowance: Allowance) -> None:
        self.layer: Layer[Taken] = Layer()
        self._wanted = wanted
        self._take = take
        self._allowance = allowance
        self._outside = 0
        self._kept_out = 0

    def wants(self, entry: Entry) -> bool:
        name = normal(entry.name)
        return name is not None and not _is_whiteout(name) and self._wanted(_renamed(entry, name))

    def add(self, entry: Entry, content: bytes | None) -> None:
        self._allowance.count(entry.name)
        name = normal(entry.name)
        if name is None or not self._is_possible(name):
            self._outside += 1
            name, act = "", Act.NOTHING
        elif _is_whiteout(name):
            name, act = _whiteout(name)
        else:
            act = _ACTS[entry.kind]
            self._note(_renamed(entry, name), content)
        self.layer.names.append(name)
        self.layer.acts.append(act)

    def _note(self, entry: Entry, content: bytes | None) -> None:
        """Keep what is wanted of an entry."""
        if entry.kind in (Kind.SYMLINK, Kind.HARD_LINK):
            self.layer.links[entry.ordinal] = entry.link
            if self._wanted(entry):
                self.layer.asked.add(entry.ordinal)
        elif content is not None:
            value = self._take(entry, content)
            if self._allowance.keep(value):
                self.layer.taken[entry.ordinal] = value
            else:
                self._kept_out += 1
        elif entry.kind is Kind.FILE and entry.size > self._allowance.limits.file and self._wanted(entry):
            bound = size_of(self._allowance.limits.file)
            self.layer.problems.append(Problem(reason=f"it is larger than {bound}", path=entry.name, bound=bound))

    def _is_possible(self, name: str) -> bool:
        limits = self._allowance.limits
        return len(name) <= limits.name and name.count("/") < limits.depth

    def finished(self) -> Layer[Taken]:
        limits = self._allowance.limits
        if self._outside:
            reason = (
                f"{self._outside} of its entries are left out: they lead out of the image, or their names are too long"
            )
            self.layer.problems.append(Problem(reason=reason))
        if self._kept_out:
            bound = size_of(limits.content)
            reason = f"{self._kept_out} of its files are left out: together they are larger than {bound}"
            self.layer.problems.append(Problem(reason=reason, bound=bound))
        return self.layer


def _is_whiteout(name: str) -> bool:
    return _WHITEOUT in name and name.rpartition("/")[2].startswith(_WHITEOUT)


def _whiteout(name: str) -> tuple[str, Act]:
    folder, slash, base = name.rpartition("/")
    if base == _OPAQUE:
        return folder, Act.OPAQUE
    if base.startswith(_AUFS) or base in (".wh..", ".wh.", ".wh..."):
        return "", Act.NOTHING
    return folder + slash + base[len(_WHITEOUT) :], Act.WHITEOUT


def _renamed(entry: Entry, name: str) -> Entry:
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
