"""What was taken of layers, kept in a folder: a layer that is known is neither fetched nor expanded.

A wrong hit would be a false pass.  So a file counts only if it was written for the same expanded and the same stored
bytes, both by their digests, which were verified when it was written; within the same bounds; and by a program with the
same text.  It is sealed by its own digest; whatever else lies in its place is not looked at, and written anew.

A layer of which other layers of its image have displaced something is not kept, nor one that could not be read.
"""

import hashlib
import os
import sys
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import get_ident
from time import time

import msgspec
from msgspec import Struct

from seatrial.errors import ConnectorError
from seatrial.images.digest import is_digest
from seatrial.images.layers import Again, Allowance, Layer, Problem, Readable, Taking, Took
from seatrial.images.limits import KIB, MIB
from seatrial.images.stored import Stored
from seatrial.images.taker import Taker
from seatrial.images.transports.store import open_regular

MAX_BYTES = 256 * MIB
"""The folder's; what has not been used for longest goes first."""
_MAX_FILE = 32 * MIB
_SMALL_FILE = 64 * KIB
_MAX_EXPANDED = 128 * MIB
_SUFFIX = ".layer"
_NUL = "\0"
_MAGIC = b"seatrial layer 1\n"
_SEAL = 32
_ABANDONED_SECONDS = 24 * 3600
_PACKAGE = Path(__file__).parents[1]


class _Taking(Struct, array_like=True):
    """What a taker has of a layer; ``again`` are the entries that were wanted under other names."""

    taking: Taking
    again: list[tuple[int, str, Took]] = []


class _Kept(Struct, array_like=True):
    """A file.  Names and links are joined by NUL, because a hundred thousand of them are read at once.

    ``of``       what it was written for: the digests of the layer, the bounds, the program.
    ``charged``  what its entries take of the allowance: their number, and the length of their names.
    """

    of: tuple[str, ...]
    names: bytes
    acts: bytes
    linking: list[int]
    links: bytes
    problems: list[Problem]
    charged: tuple[int, int]
    takings: dict[str, _Taking]


_encoded = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(_Kept)


@cache
def text_of_program() -> str:
    """A digest of the whole program's text, because a reader may be changed anywhere; empty where it has none."""
    state = hashlib.sha256(sys.implementation.cache_tag.encode() if sys.implementation.cache_tag else b"")
    paths = sorted(_sources(str(_PACKAGE)))
    try:
        for path in paths:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - for 500 files a path costs more than reading
                text = file.read()
            state.update(f"{path[len(str(_PACKAGE)) :]}\0{len(text)}\0".encode())
            state.update(text)
    except OSError:
        return ""
    return state.hexdigest() if paths else ""


def _sources(folder: str) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.path
            elif entry.is_dir():
                yield from _sources(entry.path)


@dataclass(frozen=True, slots=True)
class LayerCache:
    """The layers in a folder, which is made when there is something to keep.  A folder that fails keeps nothing.

    ``most``     so many bytes are kept.
    ``program``  what tells one text of the program from another; empty is not known, and nothing is kept.
    """

    folder: Path
    most: int = MAX_BYTES
    program: str = field(default_factory=text_of_program)

    def over(self, stored: Readable) -> Readable:
        """The layer, had from the cache where it is known; one without digests is had as it is."""
        if isinstance(stored, Stored) and is_digest(stored.diff_id) and is_digest(stored.digest) and self.program:
            return _Known(self, stored)
        return stored

    def get(self, of: tuple[str, ...]) -> _Kept | None:
        place = self._place(of)
        try:
            with open_regular(place, str(place)) as file:
                kept = _opened(file.read(_MAX_FILE + 1))
        except (OSError, ConnectorError):
            return None
        if kept is None or kept.of != of:
            return None
        with suppress(OSError):
            os.utime(place)
        return kept

    def put(self, kept: _Kept, most: int) -> None:
        """Keep a layer, unless that takes more bytes than the layer itself.  What fails is not kept."""
        try:
            content = _sealed(kept)
        except UnicodeEncodeError:
            # A name in no encoding in what is said of a problem.
            return
        if len(content) > min(max(most, _SMALL_FILE), _MAX_FILE):
            return
        place = self._place(kept.of)
        aside = place.with_name(f".{place.name}.{os.getpid()}-{get_ident()}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.write_bytes(content)
            aside.replace(place)
            self._tidy()
        except OSError:
            with suppress(OSError):
                aside.unlink(missing_ok=True)

    def _place(self, of: tuple[str, ...]) -> Path:
        diff_id, digest = of[:2]
        return self.folder / (hashlib.sha256(f"{diff_id} {digest}".encode()).hexdigest()[:40] + _SUFFIX)

    def _tidy(self) -> None:
        """Take away what was used longest ago, until the rest is within the bound; and what was never finished."""
        with os.scandir(self.folder) as entries:
            files = [(entry.stat(follow_symlinks=False), entry.path) for entry in entries if _SUFFIX in entry.name]
        total = sum(status.st_size for status, _ in files)
        for status, path in sorted(files, key=lambda each: each[0].st_mtime_ns):
            is_abandoned = not path.endswith(_SUFFIX) and status.st_mtime < time() - _ABANDONED_SECONDS
            if total > self.most or is_abandoned:
                total -= status.st_size
                Path(path).unlink(missing_ok=True)


class _Known:
    """A layer that may be in the cache."""

    def __init__(self, layers: LayerCache, stored: Stored) -> None:
        self.digest = stored.digest
        self._layers = layers
        self._stored = stored
        self._kept: _Kept | None = None
        self._size = 0

    def read(self, takers: Sequence[Taker], allowance: Allowance) -> Layer:
        if len({taker.name for taker in takers} - {""}) < len(takers):
            return self._stored.read(takers, allowance)
        of = (self._stored.diff_id, self.digest, repr(allowance.limits), self._layers.program)
        kept = self._layers.get(of)
        if kept is not None and _has(kept, takers) and _is_charged(kept, takers, allowance):
            self._kept = kept
            return _layer(kept, takers)
        entries, names = allowance.entries, allowance.names
        layer = self._counted().read(takers, allowance)
        if not layer.is_cut and _can_be_joined(layer):
            charged = allowance.entries - entries, allowance.names - names
            # What others took stays, unless they or these had problems, of which nobody knows whose they are.
            takings = kept.takings if kept is not None and not kept.problems and not layer.problems else {}
            takings |= {taker.name: _Taking(each) for taker, each in zip(takers, layer.takings, strict=True)}
            self._kept = _kept(layer, of, charged, takings)
            self._layers.put(self._kept, self._size)
        return layer

    def reread(self, again: Collection[Again], takers: Sequence[Taker], allowance: Allowance) -> dict[Again, Took]:
        if self._kept is None:
            return self._stored.reread(again, takers, allowance)
        kept = [self._kept.takings[taker.name].again for taker in takers]
        known = {(ordinal, number, name): took for number, each in enumerate(kept) for ordinal, name, took in each}
        found = {each: known[each] for each in again if each in known and _is_room(known[each], allowance)}
        missing = [each for each in again if each not in known]
        if missing:
            read = self._counted().reread(missing, takers, allowance)
            for (ordinal, number, name), took in read.items():
                kept[number].append((ordinal, name, took))
            self._layers.put(self._kept, self._size)
            found |= read
        return found

    def _counted(self) -> Stored:
        """The layer, whose stored bytes are counted while it is read."""

        def chunks() -> Iterator[bytes]:
            self._size = 0
            for chunk in self._stored.chunks():
                self._size += len(chunk)
                yield chunk

        return replace(self._stored, chunks=chunks)


def _has(kept: _Kept, takers: Sequence[Taker]) -> bool:
    """Whether a file has what takers would take: of several of them only where reading met no problem."""
    names = {taker.name for taker in takers}
    return names == kept.takings.keys() or (not kept.problems and names <= kept.takings.keys())


def _is_charged(kept: _Kept, takers: Sequence[Taker], allowance: Allowance) -> bool:
    """Charge what reading the layer would; False where it would meet a bound, which is then for the reading to say."""
    limits = allowance.limits
    takings = (kept.takings[taker.name].taking for taker in takers)
    sizes = [len(took.value) for taking in takings for took in taking.took.values() if took.value is not None]
    spent = (
        allowance.entries + kept.charged[0],
        allowance.names + kept.charged[1],
        allowance.content + sum(sizes),
        allowance.kept + len(sizes),
    )
    most = (limits.entries, limits.names, limits.content, limits.kept)
    if any(more > bound for more, bound in zip(spent, most, strict=True)):
        return False
    allowance.entries, allowance.names, allowance.content, allowance.kept = spent
    return True


def _is_room(took: Took, allowance: Allowance) -> bool:
    return took.value is None or allowance.keep(took.value)


def _kept(layer: Layer, of: tuple[str, ...], charged: tuple[int, int], takings: dict[str, _Taking]) -> _Kept:
    return _Kept(
        of=of,
        names=_joined(layer.names),
        acts=bytes(layer.acts),
        linking=list(layer.links),
        links=_joined(layer.links.values()),
        problems=layer.problems,
        charged=charged,
        takings=takings,
    )


def _layer(kept: _Kept, takers: Sequence[Taker]) -> Layer:
    return Layer(
        names=_parted(kept.names, len(kept.acts)),
        acts=bytearray(kept.acts),
        links=dict(zip(kept.linking, _parted(kept.links, len(kept.linking)), strict=True)),
        takings=tuple(kept.takings[taker.name].taking for taker in takers),
        problems=kept.problems,
    )


def _can_be_joined(layer: Layer) -> bool:
    return not any(_NUL in text for texts in (layer.names, layer.links.values()) for text in texts)


def _joined(texts: Iterable[str]) -> bytes:
    return _NUL.join(texts).encode("utf-8", "surrogateescape")


def _parted(text: bytes, count: int) -> list[str]:
    return text.decode("utf-8", "surrogateescape").split(_NUL) if count else []


def _sealed(kept: _Kept) -> bytes:
    """A file's bytes.  Raises UnicodeEncodeError."""
    content = zlib.compress(_encoded(kept), 1)
    return _MAGIC + hashlib.sha256(content).digest() + content


def _opened(file: bytes) -> _Kept | None:
    """What a file says; None where it is none of ours, or damaged."""
    content = file[len(_MAGIC) + _SEAL :]
    if file[: -len(content) or None] != _MAGIC + hashlib.sha256(content).digest():
        return None
    try:
        inflater = zlib.decompressobj()
        kept = _decoder.decode(inflater.decompress(content, _MAX_EXPANDED))
    except (zlib.error, msgspec.DecodeError):
        return None
    is_whole = kept.names.count(b"\0") == max(len(kept.acts) - 1, 0)
    return kept if is_whole and kept.links.count(b"\0") == max(len(kept.linking) - 1, 0) else None
