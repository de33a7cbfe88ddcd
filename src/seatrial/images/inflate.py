"""Compressed layers -> their tars: gzip (RFC 1952), zstd (RFC 8878) and plain, told by how they begin.

`isal` and `backports.zstd` come with the extra ``image``; without them gzip is read by zlib, and zstd is not read.
"""

import importlib
from collections.abc import Iterable, Iterator
from itertools import chain
from types import ModuleType
from typing import Any, Protocol

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.images.limits import MIB, Limits, size_of

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
# Frames that hold no data; zstd:chunked layers end with some (RFC 8878, 3.1.2).
_SKIPPABLE = tuple(bytes([0x50 + number]) + b"\x2a\x4d\x18" for number in range(16))
_OTHERS = {b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x04\x22\x4d\x18": "lz4"}
_LONGEST_MAGIC = 5
_PIECE = MIB


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins so is compressed, be it in a way that is read here or in another."""
    return head.startswith((_GZIP, _ZSTD, *_SKIPPABLE, *_OTHERS))


def inflated(chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    """Yield the expanded bytes, in pieces of at most 1 MiB where they were compressed.

    Raises ParseError where they are broken or cut short, LimitError where they expand past the bounds, ConnectorError
    where nothing here reads their compression.
    """
    iterator = iter(chunks)
    head = b""
    while len(head) < _LONGEST_MAGIC and (chunk := next(iterator, b"")):
        head += chunk
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            raise ConnectorError(f"it is compressed by {name}, which container images do not use")
    whole = chain((head,), iterator)
    if head.startswith(_GZIP):
        return _bounded(whole, _Gzip(), limits)
    if head.startswith((_ZSTD, *_SKIPPABLE)):
        return _bounded(whole, _Zstd(), limits)
    return whole


class _Format(Protocol):
    """One compressed format, fed piece by piece; ``pieces`` raises ParseError on what is broken."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]: ...

    def is_finished(self) -> bool: ...


def _bounded(chunks: Iterable[bytes], format_: _Format, limits: Limits) -> Iterator[bytes]:
    taken = given = 0
    for chunk in chunks:
        taken += len(chunk)
        for piece in format_.pieces(chunk):
            given += len(piece)
            if given > limits.inflated:
                bound = size_of(limits.inflated)
                raise LimitError(f"it expands to more than {bound}", bound=bound)
            if given > limits.free and given > taken * limits.ratio:
                bound = f"{limits.ratio}:1"
                raise LimitError(f"it expands by more than {bound}", bound=bound)
            yield piece
    if not format_.is_finished():
        raise ParseError("its compressed data ends in the middle")


class _Gzip:
    """Members one after the other: estargz has one for each file."""

    def __init__(self) -> None:
        self._zlib = _zlib()
        self._error: Any = (self._zlib.error, ValueError)
        self._member: Any = None
        self._rest = b""
        self._is_padded = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        data = self._rest + chunk
        self._rest = b""
        while data:
            if self._member is None:
                if len(data) < len(_GZIP):
                    self._rest = data
                    return
                if not self._begin(data):
                    return
            piece = self._decompress(data)
            if piece:
                yield piece
            if self._member.eof:
                data = self._member.unused_data
                self._member = None
            else:
                data = self._member.unconsumed_tail
                if not data and len(piece) == _PIECE:
                    # A full piece may have left something behind inside.
                    while more := self._decompress(b""):
                        yield more
                    if self._member.eof:
                        data, self._member = self._member.unused_data, None

    def _begin(self, data: bytes) -> bool:
        """Begin a member; not where padding begins, after which nothing may come."""
        if data.startswith(_GZIP) and not self._is_padded:
            self._member = self._zlib.decompressobj(wbits=31)
            return True
        if data.strip(b"\0"):
            raise ParseError("after its compressed data comes something else")
        self._is_padded = True
        return False

    def _decompress(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._member.decompress(data, _PIECE)
        except self._error as error:
            raise ParseError(f"its gzip is broken: {error}") from error
        return piece

    def is_finished(self) -> bool:
        return self._member is None and not self._rest.strip(b"\0")


class _Zstd:
    """Frames one after the other.  A window above 128 MiB, which is what ``zstd --ultra`` uses, is refused."""

    def __init__(self) -> None:
        self._zstd = _zstd()
        parameter = self._zstd.DecompressionParameter.window_log_max
        self._options = {parameter: 27}
        self._frame: Any = None

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        data = chunk
        while data or (self._frame is not None and not self._frame.needs_input):
            if self._frame is None:
                self._frame = self._zstd.ZstdDecompressor(options=self._options)
            try:
                piece = self._frame.decompress(data, _PIECE)
            except self._zstd.ZstdError as error:
                raise ParseError(f"its zstd is broken: {error}") from error
            data = b""
            if piece:
                yield piece
            if self._frame.eof:
                data, self._frame = self._frame.unused_data, None

    def is_finished(self) -> bool:
        return self._frame is None


def _zlib() -> ModuleType:
    try:
        return importlib.import_module("isal.isal_zlib")
    except ImportError:
        return importlib.import_module("zlib")


def zstd_module() -> ModuleType | None:
    """What reads and writes zstd: Python's own module from 3.14 on, else the extra ``image``; None without either."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def _zstd() -> ModuleType:
    module = zstd_module()
    if module is None:
        raise ConnectorError("it is compressed by zstd; pip install 'seatrial[image]' adds what reads it")
    return module
