"""Whatever becomes of a file of packages, its reader ends soon and says what it could not read."""

import os
import random
import re

import pytest

from seatrial.errors import ParseError

from ...fuzz.mutations import mutated
from ...fuzz.watch import at_most
from .samples import EXECUTABLES, content_of, paths, read

SAMPLES = paths()
ROUNDS = int(os.environ.get("SEATRIAL_FUZZ_ROUNDS", "25"))
SECONDS = 5
NAMELESS = re.compile(r"requirements.txt$")
"""Formats of which almost any word is a line."""


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 5


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_mutated_file_never_raises_and_never_hangs(sample: str) -> None:
    whole = content_of(sample)
    for seed in range(ROUNDS):
        chance = random.Random(f"{sample} {seed}")  # noqa: S311 - the same files for the same seed
        other = content_of(chance.choice(SAMPLES))
        broken = mutated(whole, chance, other)
        with at_most(SECONDS):
            found = read(sample, broken)
        for problem in found.problems:
            assert isinstance(problem, ParseError) and problem.file and problem.message, seed
        for package in found.packages:
            assert package.name and package.purl.startswith("pkg:") and package.locations, seed


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("content", [b"\0" * 5000, b"\xff\xfe\xfd" * 900, b"{" * 100_000, b"[" * 100_000, b"x"])
def test_what_is_no_such_file_at_all_is_a_problem(sample: str, content: bytes) -> None:
    with at_most(SECONDS):
        found = read(sample, content)

    assert found.packages == () or NAMELESS.search(sample)
    assert found.problems or sample in EXECUTABLES or NAMELESS.search(sample)
