"""Layers that somebody has made to hurt: reading them ends, in time, with problems and without an exception."""

import gzip
import random
import tarfile
import time
from collections.abc import Callable

import pytest
from backports import zstd

from seatrial.images.files import Files
from seatrial.images.limits import DEFAULTS, Limits
from tests.images.builder import contents, everything, filesystem, image_of, stored, tar
from tests.images.test_tar import body, header

SEEDS = 400


def laid(content: bytes, expanded: bytes, limits: Limits = DEFAULTS) -> Files:
    return image_of(stored(content, expanded), limits=limits).filesystem(everything)


def some_tar(chance: random.Random) -> bytes:
    form = chance.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT))
    return tar(("a", chance.randbytes(600)), ("x" * 150, b"1"), ("l", ("->", "a")), ("d/h", ("=", "a")), form=form)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, some cut out, some there twice."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found))
        what = chance.randrange(4)
        if what == 0:
            found[at] = chance.randrange(256)
        elif what == 1:
            del found[at : at + chance.randint(1, 700)]
        elif what == 2:
            found[at:at] = found[at : at + chance.randint(1, 700)]
        else:
            found[at : at + 8] = chance.randbytes(8)
        found = found or bytearray(b"\0")
    return bytes(found)


@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstd.compress], ids=["plain", "gzip", "zstd"])
def test_a_damaged_layer_is_never_an_exception_and_never_used(compress: Callable[[bytes], bytes]) -> None:
    for seed in range(SEEDS):
        chance = random.Random(seed)  # noqa: S311 - the same every time
        whole = some_tar(chance)
        damaged = mutated(compress(whole), chance)

        found = laid(damaged, whole)

        # What counts is what is in it, not how it is compressed.
        assert (found.problems == []) == (contents(found) == contents(laid(whole, whole))), f"seed {seed}"
        assert found.problems == [] or contents(found) == {}, f"seed {seed}"


def test_headers_that_say_anything_are_never_an_exception() -> None:
    said = 0
    for seed in range(SEEDS):
        chance = random.Random(seed)  # noqa: S311 - the same every time
        content = b"".join(
            header(
                chance.choice((b"a", b"./a/../b", b"../x", b"/", b"", b".wh.", b"a/.wh..wh..opq", b"\xff", b"d/" * 49)),
                chance.choice((b"0", b"1", b"2", b"3", b"5", b"6", b"x", b"g", b"L", b"K", b"S", b"Z", b"\0")),
                chance.choice((0, 1, 511, 512, 513)),
                said=chance.choice(
                    (b"%011o\0" % chance.choice((0, 12, 512)), b"77777777777\0", b"\x80" + chance.randbytes(11))
                ),
                link=chance.choice((b"", b"a", b"/../..", b"a/" * 40, b"\xff")),
                magic=chance.choice((b"ustar\00000", b"ustar  \0", bytes(8))),
                sparse=chance.choice((b"", chance.randbytes(100))),
            )
            + body(
                chance.choice(
                    (b"", b"12 path=a/b\n", b"9 size=9\n", b"28 GNU.sparse.realsize=9999\n", chance.randbytes(500))
                )
            )
            for _ in range(6)
        )

        said += bool(filesystem(content).problems)

    assert said > SEEDS / 10


def test_entries_without_end_are_stopped() -> None:
    block = header(b"a", b"0", 0)
    content = block * 20_000

    found = laid(gzip.compress(content, mtime=0), content, Limits(entries=10_000))

    assert [problem.bound for _, problem in found.problems] == ["10000 entries"]


def test_links_that_lead_through_one_another_cost_no_time() -> None:
    # Each goes twice through the one before: followed without a bound these are 2^60 steps.
    links = [("l0", ("->", "d"))] + [
        (f"l{number}", ("->", f"l{number - 1}/../l{number - 1}")) for number in range(1, 60)
    ]
    begun = time.monotonic()

    found = filesystem(tar(*links, ("l59/x", b"1"), ("y", b"2")))

    assert time.monotonic() - begun < 2
    assert contents(found) == {"y": b"2"}
    assert "circles" in found.problems[0][1].reason
