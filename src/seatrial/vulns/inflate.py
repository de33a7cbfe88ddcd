"""Compressed files of feeds -> their bytes, in pieces of at most 1 MiB.

gzip, xz, zstd and plain are told by how they begin.
"""

import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import IO

from seatrial.errors import DatabaseError

_PIECE = 1024 * 1024
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\0"
_ZSTD = b"\x28\xb5\x2f\xfd"
_MEMORY = 256 * 1024 * 1024
"""For xz's dictionary: four times what its highest level uses."""

_WINDOW = 27
"""zstd's largest window, as a power of two, without ``--ultra``."""


def pieces(path: Path, name: str, most: int) -> Iterator[bytes]:
    """Yield what a file holds.

    Raises DatabaseError where it is broken or cut short, and where it expands to more than ``most`` bytes.
    ``name`` is what messages call it.
    """
    given = 0
    try:
        with path.open("rb") as file:
            for piece in _expanded(file):
                given += len(piece)
                if given > most:
                    raise DatabaseError(f"{name} expands to more than {most >> 20} MiB")
                if piece:
                    yield piece
    except (lzma.LZMAError, zlib.error, EOFError, OSError) as error:
        raise DatabaseError(f"{name} cannot be decompressed: {error}") from error


def _expanded(file: IO[bytes]) -> Iterator[bytes]:
    head = file.read(len(_XZ))
    file.seek(0)
    if head.startswith(_GZIP):
        return _gzip(file)
    if head.startswith(_XZ):
        return _xz(file)
    return _zstd(file) if head.startswith(_ZSTD) else iter(lambda: file.read(_PIECE), b"")


def _gzip(file: IO[bytes]) -> Iterator[bytes]:
    """Members one after the other."""
    data = file.read(_PIECE)
    while data:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not member.eof:
            piece = member.decompress(data, _PIECE)
            yield piece
            data = member.unconsumed_tail
            # A full piece may have left something behind inside.
            if not data and not member.eof and len(piece) < _PIECE:
                data = file.read(_PIECE)
                if not data:
                    raise EOFError("it ends in the middle")
        data = member.unused_data.lstrip(b"\0") or file.read(_PIECE)


def _xz(file: IO[bytes]) -> Iterator[bytes]:
    """Streams one after the other, which is what xz writes with several processors."""
    data = file.read(_PIECE)
    while data:
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
        while not stream.eof:
            yield stream.decompress(data, _PIECE)
            data = file.read(_PIECE) if stream.needs_input and not stream.eof else b""
            if not data and stream.needs_input and not stream.eof:
                raise EOFError("it ends in the middle")
        data = stream.unused_data.lstrip(b"\0") or file.read(_PIECE)


def _zstd(file: IO[bytes]) -> Iterator[bytes]:
    zstd = _zstd_module()
    options = {zstd.DecompressionParameter.window_log_max: _WINDOW}
    try:
        with zstd.ZstdFile(file, "rb", options=options) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except zstd.ZstdError as error:
        raise EOFError(str(error)) from error


def _zstd_module() -> ModuleType:
    # What reads images is no small thing to import, and few feeds are compressed so.
    from seatrial.images.inflate import zstd_module

    module = zstd_module()
    if module is None:
        raise DatabaseError("the feed is compressed by zstd; pip install 'seatrial[image]' adds what reads it")
    return module
