"""What is taken of the files of an image while its layers pass by.

All takers of an image are served by one reading.  A taker sees every entry of every layer, says what it wants of it,
and makes bytes of that.  Those are all that is kept: they are counted, laid over each other as the layers are, and put
into the cache.  What it makes must follow from the entry and the content alone, because it is made once a layer,
whatever image the layer is in.

    class Shells:
        name = "shells"

        def wants(self, entry: Entry) -> Want | None:
            return ENTRY if entry.name in ("bin/sh", "usr/bin/bash") else None

        def take(self, entry: Entry, content: bytes) -> bytes | None:
            return entry.kind.value.encode()

    reading = image.read((SHELLS, PACKAGES))
    for path, found in reading.of(SHELLS).entries(): ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from seatrial.images.tar import Entry


class Sink(Protocol):
    """Takes a content piece by piece, for what is too large to be held whole."""

    def feed(self, piece: bytes) -> None: ...

    def lacks(self) -> bool:
        """Asked at the end of the content: whether it must pass by once more, which costs reading the layer again."""
        ...

    def made(self) -> bytes | None:
        """What has come of it, as `Taker.take` says; asked once it lacks nothing, or has had its turns."""
        ...


@dataclass(frozen=True, slots=True)
class Want:
    """What is wanted of an entry.

    ``manner``  names the way in which it is read.  A hard link to a file that was read in the same manner has what was
                taken there; one that is to be read in another is read once more.
    ``head``    so many bytes from its beginning; None is all of it.  0 is nothing but what the archive says of the
                entry, which then may be of any kind: a folder, a link itself.  Otherwise it is a file, or a link, which
                stands for what it leads to.
    ``sink``    takes the content in place of `Taker.take`, in pieces, however large it is.
    """

    manner: str
    head: int | None = None
    sink: Callable[[Entry], Sink] | None = None


ENTRY = Want("entry", head=0)


class Taker(Protocol):
    """Takes something of an image's files.

    ``name``  what the cache keeps its results under; empty is not kept.  They are forgotten whenever the text of the
              program is another one.
    """

    @property
    def name(self) -> str: ...

    def wants(self, entry: Entry) -> Want | None:
        """What is wanted of an entry, by its name, kind, size, mode, owner.  Whiteouts are not offered."""
        ...

    def take(self, entry: Entry, content: bytes) -> bytes | None:
        """What is kept of it; None is nothing.  Called while the layer is read, with as much content as is wanted.

        ``entry.name`` is the name that it is wanted under, normalised, through which links may lead to the content.
        """
        ...


@dataclass(frozen=True, slots=True)
class Contents:
    """Takes contents as they are, of what a condition holds for.  Nothing of it is kept in a cache."""

    wanted: Callable[[Entry], bool]
    name: str = ""

    def wants(self, entry: Entry) -> Want | None:
        return _CONTENT if self.wanted(entry) else None

    def take(self, entry: Entry, content: bytes) -> bytes | None:
        return content


_CONTENT = Want("content")
