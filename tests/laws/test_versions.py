"""Laws of version orders: what must hold in every scheme, whatever is written there (the schemes' docstrings)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.errors import VersionError
from seatrial.versions import keys, scheme
from tests.versions.cases import SCHEMES
from tests.versions.made import pieces

STRICT_ABOUT_ZEROS = {"apk", "golang"}
TILDE = ("deb", "generic", "rpm")
SEMANTIC = ("golang", "nuget", "pub", "semver")

names = st.sampled_from(SCHEMES)
small = st.integers(0, 12)
numbers = st.integers(0, 2**31 - 1) | small
# Composer takes five digits for the first number.
triples = st.tuples(st.integers(0, 99_999) | small, numbers, numbers)
labels = st.from_regex(r"\A[a-z][0-9a-z]{0,4}(\.(0|[1-9][0-9]{0,3})){0,2}\Z")
assembled = names.flatmap(
    lambda name: st.tuples(st.just(name), st.lists(st.sampled_from(pieces(name)), max_size=12).map("".join))
)


def dotted(parts: tuple[int, ...]) -> str:
    return ".".join(map(str, parts))


def key_or_none(name: str, text: str) -> bytes | None:
    try:
        return scheme(name).key(text)
    except VersionError:
        return None


@given(names, st.text())
def test_any_text_has_a_key_or_is_refused(name: str, text: str) -> None:
    key = key_or_none(name, text)

    assert key is None or (isinstance(key, bytes) and key)


@given(assembled)
def test_what_looks_like_a_version_has_a_key_or_is_refused_and_blanks_around_it_say_nothing(
    made: tuple[str, str],
) -> None:
    name, text = made

    assert key_or_none(name, f" {text}\t") == key_or_none(name, text)


@given(names, triples, triples)
def test_three_numbers_sort_as_three_numbers(name: str, left: tuple[int, ...], right: tuple[int, ...]) -> None:
    key = scheme(name).key

    assert (key(dotted(left)) < key(dotted(right))) == (left < right)
    assert (key(dotted(left)) == key(dotted(right))) == (left == right)


@given(names.filter(lambda name: name not in STRICT_ABOUT_ZEROS), triples)
def test_zeros_in_front_of_a_number_say_nothing(name: str, parts: tuple[int, int, int]) -> None:
    major, minor, patch = parts

    assert scheme(name).key(f"{major}.0{minor}.00{patch}") == scheme(name).key(dotted(parts))


@given(st.sampled_from(TILDE), triples, labels)
def test_what_follows_a_tilde_is_older_than_nothing(name: str, parts: tuple[int, ...], label: str) -> None:
    key = scheme(name).key

    assert key(f"{dotted(parts)}~{label}") < key(dotted(parts))


@given(st.sampled_from(SEMANTIC), triples, labels)
def test_a_pre_release_lies_between_its_release_and_the_one_before(
    name: str, parts: tuple[int, int, int], label: str
) -> None:
    major, minor, patch = parts
    key = scheme(name).key

    assert key(f"{major}.{minor}.{patch}-{label}") < key(dotted(parts))
    assert patch == 0 or key(f"{major}.{minor}.{patch - 1}") < key(f"{major}.{minor}.{patch}-{label}")


@given(st.sampled_from(SEMANTIC), triples, labels, labels)
def test_metadata_has_no_say_but_in_dart(name: str, parts: tuple[int, ...], left: str, right: str) -> None:
    key = scheme(name).key
    first, second = (key(f"{dotted(parts)}+{label}") for label in (left, right))

    assert (first == second) == (name != "pub" or left == right)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=2), labels)
def test_an_epoch_or_a_release_goes_where_it_belongs(pairs: list[tuple[int, int]], label: str) -> None:
    (epoch, release), (other_epoch, other_release) = pairs
    for name in ("deb", "rpm", "pacman"):
        key = scheme(name).key
        left, right = f"{epoch}:1.{label}-{release}", f"{other_epoch}:1.{label}-{other_release}"

        assert (key(left) < key(right)) == ((epoch, release) < (other_epoch, other_release))


@given(names, st.text(alphabet="0123456789", min_size=1, max_size=40).map(lambda text: text.lstrip("0") or "0"))
def test_a_number_has_no_largest(name: str, digits: str) -> None:
    smaller, larger = key_or_none(name, f"1.{digits}"), key_or_none(name, f"1.{int(digits) + 1}")

    # NuGet refuses a number past 31 bits, and PHP stops counting at 63.
    assert (name == "nuget" and int(digits) >= 2**31 - 1) or (smaller is not None and larger is not None)
    if smaller is not None and larger is not None:
        assert smaller < larger or (name == "composer" and int(digits) >= 2**63 - 1)


@pytest.mark.parametrize("name", SCHEMES)
def test_no_version_takes_long(name: str) -> None:
    """At the limit of length, whatever it repeats: under a millisecond, here with room for a slow machine."""
    parts = pieces(name)
    for text in [left + right for left in parts for right in ("", *parts)]:
        for hostile in (f"1.0{text * keys.LIMIT}"[: keys.LIMIT], f"1.0{text * keys.LIMIT}"[: keys.LIMIT - 1] + "!"):
            began = time.process_time()
            key_or_none(name, hostile)
            assert time.process_time() - began < 0.05, hostile
