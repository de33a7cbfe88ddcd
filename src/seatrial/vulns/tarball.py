"""Tar archives compressed by zstd: their JSON documents one by one, within bounds, whatever the archive says.

Only what such an archive needs is read of the format (POSIX.1-2017, pax): regular files by their names in the header.
"""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from seatrial.errors import DatabaseError
from seatrial.vulns.archive import Entry

MAX_DOCUMENT = 128 * 1024 * 1024
MAX_DOCUMENTS = 2_000_000
MAX_TOTAL = 512 * 1024 * 1024 * 1024
_BLOCK = 512
_PIECE = 1024 * 1024
_WINDOW = 27
"""zstd's largest window, as a power of two, without ``--ultra``."""


def documents(path: Path, name: str) -> Iterator[Entry]:
    """Yield the files called ``*.json``.  Raises DatabaseError where the archive as a whole cannot be read.

    ``name``  what messages call it.
    """
    zstd = _zstd()
    try:
        with _opened(zstd, path) as stream:
            yield from _walk(stream, name)
    except (zstd.ZstdError, EOFError, OSError) as error:
        raise DatabaseError(f"{name} is no archive that can be read: {error}") from error


def _walk(stream: IO[bytes], name: str) -> Iterator[Entry]:
    total = count = 0
    while (header := _exactly(stream, _BLOCK, name)).strip(b"\0"):
        size = _size(header, name)
        total += size
        count += 1
        if total > MAX_TOTAL or count > MAX_DOCUMENTS:
            raise DatabaseError(f"{name} holds more than {MAX_DOCUMENTS} files, or expands beyond any measure")
        file = _name(header)
        padding = -size % _BLOCK
        if header[156:157] not in (b"0", b"\0") or not file.endswith(".json"):
            _skip(stream, size + padding, name)
        elif size > MAX_DOCUMENT:
            _skip(stream, size + padding, name)
            yield Entry(file, b"", f"it is larger than {MAX_DOCUMENT // 1024 // 1024} MiB")
        else:
            yield Entry(file, _exactly(stream, size, name))
            _skip(stream, padding, name)


def _name(header: bytes) -> str:
    prefix, own = (part.partition(b"\0")[0].decode("utf-8", "replace") for part in (header[345:500], header[:100]))
    return f"{prefix}/{own}" if prefix and header[257:262] == b"ustar" else own


def _size(header: bytes, name: str) -> int:
    """The size that a header tells.  Raises DatabaseError for what is no header."""
    unsigned = sum(header[:148]) + sum(header[156:]) + 8 * ord(" ")
    try:
        told = int(header[148:156].strip(b"\0 "), 8)
        if header[124] & 0x80:
            # GNU's way for more than 8 GiB.
            size = int.from_bytes(header[125:136], "big")
        else:
            size = int(header[124:136].strip(b"\0 ") or b"0", 8)
    except ValueError as error:
        raise DatabaseError(f"{name} is no tar archive: {error}") from error
    if told != unsigned or size < 0:
        raise DatabaseError(f"{name} is no tar archive, or is damaged: the checksum of a header is another")
    return size


def _exactly(stream: IO[bytes], size: int, name: str) -> bytes:
    content = stream.read(size)
    while len(content) < size and (more := stream.read(size - len(content))):
        content += more
    if len(content) < size:
        raise DatabaseError(f"{name} is cut short")
    return content


def _skip(stream: IO[bytes], size: int, name: str) -> None:
    while size:
        size -= len(_exactly(stream, min(size, _PIECE), name))


def _opened(zstd: ModuleType, path: Path) -> IO[bytes]:
    options = {zstd.DecompressionParameter.window_log_max: _WINDOW}
    stream: Any = zstd.ZstdFile(path, "rb", options=options)
    return stream  # type: ignore[no-any-return]


def _zstd() -> ModuleType:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise DatabaseError("the archive is compressed by zstd; pip install 'seatrial[image]' adds what reads it")
