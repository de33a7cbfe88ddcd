"""Compressed layers: every way that images use, broken ones, and bombs."""

import gzip
import subprocess
import sys
import zlib
from collections.abc import Iterator

import pytest
from backports import zstd

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.images.inflate import inflated
from seatrial.images.limits import DEFAULTS, MIB, Limits

TEXT = b"".join(b"%d is a number of many\n" % number for number in range(50_000))
SKIPPABLE = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"meta"


def expand(content: bytes, chunk: int = 3000, limits: Limits = DEFAULTS) -> bytes:
    return b"".join(inflated(pieces(content, chunk), limits))


def pieces(content: bytes, chunk: int) -> Iterator[bytes]:
    return (content[at : at + chunk] for at in range(0, len(content), chunk))


@pytest.mark.parametrize("chunk", [1, 2, 777, 10_000_000])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT, TEXT),
        (b"", b""),
        (gzip.compress(TEXT, mtime=0), TEXT),
        (gzip.compress(TEXT, mtime=0) + gzip.compress(b"more", mtime=0) + gzip.compress(b"", mtime=0), TEXT + b"more"),
        (gzip.compress(TEXT, mtime=0) + bytes(2000), TEXT),
        (gzip.compress(bytes(10 * MIB), mtime=0), bytes(10 * MIB)),
        (zstd.compress(TEXT), TEXT),
        (zstd.compress(TEXT) + zstd.compress(b"more") + SKIPPABLE, TEXT + b"more"),
        (SKIPPABLE + zstd.compress(TEXT), TEXT),
    ],
    ids=["plain", "empty", "gzip", "members", "padded", "zeros", "zstd", "frames", "skippable first"],
)
def test_it_is_told_by_how_it_begins(content: bytes, expected: bytes, chunk: int) -> None:
    if chunk == 1 and len(content) > 500_000:
        chunk = 100

    assert expand(content, chunk) == expected


@pytest.mark.parametrize("content", [gzip.compress(TEXT, mtime=0), zstd.compress(TEXT)], ids=["gzip", "zstd"])
def test_what_is_cut_short_is_said(content: bytes) -> None:
    for cut in (8, len(content) // 2, len(content) - 1):
        with pytest.raises(ParseError, match="ends in the middle"):
            expand(content[:cut])


@pytest.mark.parametrize("content", [gzip.compress(TEXT, mtime=0), zstd.compress(TEXT)], ids=["gzip", "zstd"])
def test_what_is_broken_is_said(content: bytes) -> None:
    middle = len(content) // 2

    with pytest.raises(ParseError, match="is broken"):
        expand(content[:middle] + bytes(64) + content[middle + 64 :])


@pytest.mark.parametrize("rest", [b"something", bytes(10) + b"\x1f\x8b", gzip.compress(b"x", mtime=0)[:1]])
def test_nothing_may_follow_but_more_of_the_same(rest: bytes) -> None:
    with pytest.raises(ParseError):
        expand(gzip.compress(TEXT, mtime=0) + rest)


@pytest.mark.parametrize(("head", "name"), [(b"BZh9", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"\x04\x22\x4d\x18", "lz4")])
def test_other_compressions_are_named(head: bytes, name: str) -> None:
    with pytest.raises(ConnectorError, match=f"compressed by {name}"):
        expand(head + bytes(100))


def zeros(count: int, mebibytes: int) -> bytes:
    compressor = zlib.compressobj(9, wbits=31)
    parts = [compressor.compress(bytes(MIB)) for _ in range(mebibytes)]
    return (b"".join(parts) + compressor.flush()) * count


@pytest.mark.parametrize("content", [zeros(1, 100), zeros(100, 1), zstd.compress(bytes(100 * MIB))])
def test_a_bomb_is_stopped_by_how_far_it_expands(content: bytes) -> None:
    given = 0

    with pytest.raises(LimitError) as caught:
        for piece in inflated(pieces(content, 65536), Limits(free=8 * MIB)):
            assert len(piece) <= MIB
            given += len(piece)

    assert caught.value.bound == "200:1"
    assert given < 40 * MIB


def test_a_layer_has_a_bound_however_well_it_is_compressed() -> None:
    with pytest.raises(LimitError, match="1 MiB"):
        expand(gzip.compress(TEXT, mtime=0), limits=Limits(inflated=MIB))


def test_a_window_that_would_take_too_much_memory_is_refused() -> None:
    # Magic; a descriptor with nothing set; a window of 2^31 bytes; one block that says it is the last and empty.
    with pytest.raises(ParseError, match="zstd is broken"):
        expand(b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([21 << 3]) + b"\x01\x00\x00")


def test_without_the_extra_gzip_is_read_and_zstd_is_named() -> None:
    script = f"""
import sys
for name in ("isal", "isal.isal_zlib", "compression", "compression.zstd", "backports", "backports.zstd"):
    sys.modules[name] = None
from seatrial.errors import ConnectorError
from seatrial.images.inflate import inflated
from seatrial.images.limits import DEFAULTS
print(b"".join(inflated([{gzip.compress(b"told", mtime=0)!r}], DEFAULTS)))
try:
    b"".join(inflated([{zstd.compress(b"told")!r}], DEFAULTS))
except ConnectorError as error:
    print(error)
"""

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [
        "b'told'",
        "it is compressed by zstd; pip install 'seatrial[image]' adds what reads it",
    ]
