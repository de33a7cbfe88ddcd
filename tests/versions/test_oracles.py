"""The tools that define the orders agree with ours, over the cases and over versions made of awkward pieces."""

import random
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from seatrial.errors import VersionError
from seatrial.versions import scheme
from tests.versions.cases import ordered
from tests.versions.made import made
from tests.versions.oracles import ORACLES, AbsentError, Pairs

MADE = 1500
# dpkg compares one pair a call.
PAIRS = {"deb": 200}

_THREE_NUMBERS = re.compile(r"[v=\s]*[0-9]+\.[0-9]+\.[0-9]+")
_TOO_LONG = re.compile(r"[0-9]{16}")


def _keys(name: str) -> dict[str, bytes]:
    keys = {}
    for version in {*ordered(name), *made(name, MADE)}:
        try:
            keys[version] = scheme(name).key(version)
        except VersionError:
            continue
    return keys


def _pairs(keys: dict[str, bytes], count: int) -> Pairs:
    """Neighbours in our order, which prove all of it if theirs is an order too, and some that are far apart."""
    chance = random.Random(1)  # noqa: S311
    versions = sorted(keys, key=lambda version: (keys[version], version))
    neighbours = list(pairwise(versions))
    far = [(chance.choice(versions), chance.choice(versions)) for _ in range(count)]
    return [*chance.sample(neighbours, min(count, len(neighbours))), *far]


def _is_named_branch(text: str) -> bool:
    return text.lower().startswith("dev-") or text.partition("@")[0] in ("master", "trunk", "default")


def _has_release(text: str) -> bool:
    return "-" in text


def _is_beyond_npm(text: str) -> bool:
    """Less than three numbers, or one that JavaScript cannot hold."""
    return not _THREE_NUMBERS.match(text) or _TOO_LONG.search(text) is not None


# Where the tool has no order, or takes less than advisories write; each is told in the module's docstring.
BEYOND: dict[str, Callable[[str, str], bool]] = {
    "composer": lambda left, right: _is_named_branch(left) and _is_named_branch(right),
    # A hyphen in front is an option to dpkg's command line.
    "deb": lambda left, right: left.startswith("-") or right.startswith("-"),
    "golang": lambda left, right: "go" in left + right,
    "pacman": lambda left, right: _has_release(left) != _has_release(right),
    "semver": lambda left, right: _is_beyond_npm(left) or _is_beyond_npm(right),
}


@pytest.mark.parametrize("name", ORACLES)
def test_the_tool_orders_as_we_do(name: str, tmp_path: Path) -> None:
    keys = _keys(name)
    beyond = BEYOND.get(name)
    pairs = [pair for pair in _pairs(keys, PAIRS.get(name, 3000)) if not (beyond and beyond(*pair))]

    try:
        signs = ORACLES[name](pairs, tmp_path)
    except AbsentError as absent:
        pytest.skip(str(absent))

    ours = [(keys[left] > keys[right]) - (keys[left] < keys[right]) for left, right in pairs]
    assert len(pairs) >= 100
    differ = [(*pair, our) for pair, sign, our in zip(pairs, signs, ours, strict=True) if sign != our]
    assert [found for found in differ if name != "maven" or found not in _circles(tuple(differ), tmp_path)] == []


@cache
def _circles(differ: tuple[tuple[str, str, int], ...], directory: Path) -> list[tuple[str, str, int]]:
    """Those of which ComparableVersion itself puts a beginning of one between the two, as we order them."""
    asked = []
    for left, right, our in differ:
        lower, upper = (left, right) if our < 0 else (right, left)
        for between in (text[:end] for text in (left, right) for end in range(1, len(text))):
            asked.append(((left, right, our), (lower, between), (between, upper)))
    below = ORACLES["maven"]([pair for _, pair, _ in asked], directory)
    above = ORACLES["maven"]([pair for _, _, pair in asked], directory)
    return [found for (found, _, _), less, more in zip(asked, below, above, strict=True) if less == more == -1]
