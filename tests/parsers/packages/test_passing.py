"""Executables that pass by in pieces say what they say as a whole."""

import random
import struct
import time
import zlib
from itertools import permutations

import pytest

from seatrial.errors import LimitError
from seatrial.parsers.packages import cargo_auditable, go_binary
from seatrial.parsers.packages.executable import Held
from seatrial.parsers.packages.found import Found
from seatrial.parsers.packages.passing import Passing

from .samples import content_of
from .test_binaries import GO, mach, portable

CRATES = zlib.compress(b'{"packages":[{"name":"rope","version":"1.2.3","source":"crates.io"}]}')
_PADDING = 700_000
"""More than is held of what has passed."""


def read(content: Held | bytes) -> tuple[Found, Found]:
    return go_binary.read(content, "x"), cargo_auditable.read(content, "x")


def passed(content: bytes, size: int, *, most: int = 4) -> tuple[tuple[Found, Found] | None, int]:
    """What is said after so many turns."""
    passing = Passing(read, (go_binary.MARK, cargo_auditable.MARK))
    for turn in range(1, most + 1):
        for at in range(0, len(content), size):
            passing.feed(content[at : at + size])
        if not passing.lacks():
            return passing.said, turn
    return passing.said, most


def elf(order: tuple[str, ...], parts: dict[str, bytes], *, padding: int = _PADDING) -> bytes:
    """An ELF file of 64 bits whose parts lie in an order, with much between them.

    ``table`` is that of its sections, ``.shstrtab`` their names.
    """
    names = b"\0" + b"".join(name.encode() + b"\0" for name in parts if name != "table")
    parts = {**parts, ".shstrtab": names, "table": bytes(64 * (len(parts) + 1))}
    chance = random.Random(1)  # noqa: S311 - the same every time
    content, places = bytearray(64), {}
    for name in order:
        places[name] = len(content)
        content += parts[name] + chance.randbytes(padding)
    sections = [name for name in parts if name != "table"]
    table = bytes(64) + b"".join(
        struct.pack(
            "<IIQQQQIIQQ", names.find(name.encode() + b"\0"), 1, 0, 0, places[name], len(parts[name]), 0, 0, 1, 0
        )
        for name in sections
    )
    content[places["table"] : places["table"] + len(table)] = table
    fields = (2, 62, 1, 0, 0, places["table"], 0, 64, 56, 0, 64, len(sections) + 1, sections.index(".shstrtab") + 1)
    content[:64] = b"\x7fELF\2\1\1".ljust(16, b"\0") + struct.pack("<HHIQQQIHHHHHH", *fields)
    return bytes(content)


PARTS = {".go.buildinfo": GO, ".dep-v0": CRATES, ".shstrtab": b"", "table": b""}


@pytest.mark.parametrize("order", list(permutations(PARTS)))
def test_wherever_its_sections_lie_an_executable_says_the_same(order: tuple[str, ...]) -> None:
    content = elf(order, PARTS)
    whole = read(content)
    assert [len(found.packages) for found in whole] == [5, 1]

    for size in (50_000, 1 << 20):
        said, turns = passed(content, size)
        assert said == whole
        assert turns <= 3


@pytest.mark.parametrize(
    "order", [(".dep-v0", ".go.buildinfo", ".shstrtab", "table"), ("table", ".shstrtab", ".go.buildinfo", ".dep-v0")]
)
def test_an_executable_as_linkers_make_it_passes_by_once(order: tuple[str, ...]) -> None:
    content = elf(order, PARTS, padding=90_000)

    assert passed(content, 30_000) == (read(content), 1)


@pytest.mark.parametrize("sample", ["executables/go", "executables/rust"])
@pytest.mark.parametrize("size", [1, 3, 79, 80, 81, 1000])
def test_pieces_may_end_anywhere(sample: str, size: int) -> None:
    content = content_of(sample)

    assert passed(content, size) == (read(content), 1)


@pytest.mark.parametrize("made", [portable, mach])
def test_executables_of_other_systems_pass_by_too(made: object) -> None:
    content = made(bytes(300_000) + GO + bytes(300_000))  # type: ignore[operator]

    assert passed(content, 100_000) == (read(content), 1)
    assert len(read(content)[0].packages) == 5


def test_magics_that_are_none_cost_a_turn_and_no_package() -> None:
    false = b"\xff Go buildinf:" + bytes(300)
    content = elf(("table", ".shstrtab", ".go.buildinfo", ".dep-v0"), PARTS)[:-_PADDING] + false * 100
    behind = elf((".go.buildinfo", ".dep-v0", ".shstrtab", "table"), {**PARTS, ".shstrtab": b""})
    behind = behind[:64] + false * 100 + behind[64:]

    assert passed(content, 10_000)[0] == read(content)
    assert passed(behind, 10_000)[0] == read(behind)


def test_what_is_no_executable_is_not_looked_at() -> None:
    assert passed(b"#!/bin/sh\n" + GO, 5) == (None, 1)
    assert passed(b"", 5) == (None, 1)


def test_a_section_that_is_too_large_to_be_held_is_a_problem() -> None:
    content = elf(("table", ".shstrtab", ".go.buildinfo", ".dep-v0"), PARTS)
    place = content.index(b"\xff Go buildinf:") + 32
    # The version says that it is longer than the file.
    longest = content[:place] + b"\xff\xff\xff\xff\x7f" + content[place + 5 :]

    said, _ = passed(longest, 100_000)

    assert said is not None
    assert [type(problem) for problem in said[0].problems] == [LimitError]
    assert said == read(longest) or said[0].packages == ()


def test_damaged_executables_pass_by_as_they_are_read_whole() -> None:
    chance = random.Random(7)  # noqa: S311 - the same every time
    samples = [content_of("executables/go"), content_of("executables/rust"), portable(GO), mach(GO)]
    for _ in range(600):
        content = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 3)):
            content[chance.randrange(min(len(content), 400))] = chance.randrange(256)
        cut = bytes(content[: chance.randint(1, len(content))] if chance.random() < 0.3 else content)

        said, _ = passed(cut, chance.choice((7, 100, 5000)))

        whole = read(cut)
        if said is None:
            assert [len(found.packages) for found in whole] == [0, 0]
        else:
            assert [found.packages for found in said] == [found.packages for found in whole]
            assert [len(found.problems) for found in said] == [len(found.problems) for found in whole]


@pytest.mark.parametrize(
    "filling", [b"\xff Go buildinf:", b"x\x9c", b"x\xda{", b"\0"], ids=["go", "zlib", "deflated", "nothing"]
)
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_what_is_full_of_marks_or_comes_in_bytes_takes_no_longer(filling: bytes, size: int) -> None:
    count = 200_000 if size == 1 else 4_000_000
    content = elf(("table", ".shstrtab", ".dep-v0", ".go.buildinfo"), PARTS) + filling * (count // len(filling))
    started = time.process_time()

    said, _ = passed(content, size)

    assert said == read(content)
    assert time.process_time() - started < 4
