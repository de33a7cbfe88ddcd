"""Laws of the tags that may take another's place."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from seatrial.images.bases.candidates import candidates
from seatrial.images.tags import newer, parse_tag
from seatrial.model.base import Step

_NUMBERS = st.lists(st.sampled_from((1, 2, 10)), min_size=1, max_size=3).map(lambda each: ".".join(map(str, each)))
_VERSIONS = st.one_of(
    _NUMBERS,
    _NUMBERS,
    _NUMBERS,
    st.sampled_from(("20240101", "20241231", "2024-01", "2024-02", "2024.1.1", "2024.2.10", "1234567", "999", "1007")),
)
_TAGS = st.one_of(
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from(("", "", "", "v", "base-")),
            _VERSIONS,
            st.sampled_from(("", "", "", "", "rc1", "-rc2", "-alpha", "-1", "-12", "-1a2b3c4", "-9f8e7d6")),
            st.sampled_from(
                (
                    "",
                    "",
                    "",
                    "",
                    "-slim",
                    "-alpine",
                    "-bookworm",
                    "-slim-bookworm",
                    "-distroless",
                    "-jdk",
                    "-alpine3.20",
                )
            ),
        ),
    ),
    st.sampled_from(("latest", "slim", "bookworm", "bookworm-slim", "alpine", "stable")),
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
)
_LISTS = st.lists(_TAGS, max_size=25)
_UPDATES = {Step.PATCH, Step.MINOR, Step.MAJOR, Step.NEWEST}


@given(_TAGS, _LISTS)
def test_nothing_older_is_offered_and_prefix_suffix_and_precision_stay(tag: str, tags: list[str]) -> None:
    current = parse_tag(tag)

    for each in candidates(tag, tags):
        found = parse_tag(each.tag)
        if each.step in _UPDATES:
            assert found.order > current.order
            assert (found.prefix, found.suffix, len(found.numbers), found.kind) == (
                current.prefix,
                current.suffix,
                len(current.numbers),
                current.kind,
            )
            assert current.is_pre_release or not found.is_pre_release
        else:
            assert (found.prefix, found.numbers, found.before) == (current.prefix, current.numbers, current.before)


@given(_TAGS, _LISTS)
def test_what_is_offered_exists_once_and_is_another(tag: str, tags: list[str]) -> None:
    found = [each.tag for each in candidates(tag, tags)]

    assert set(found) <= set(tags) - {tag}
    assert len(found) == len(set(found))


@given(_TAGS, _LISTS, st.randoms(use_true_random=False))
def test_the_order_of_the_tags_and_repetitions_do_not_matter(tag: str, tags: list[str], chance: object) -> None:
    shuffled = [*tags, *tags]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert candidates(tag, tags) == candidates(tag, shuffled)


@given(_TAGS, _LISTS)
def test_who_has_taken_the_newest_is_offered_nothing_newer(tag: str, tags: list[str]) -> None:
    updates = [each for each in candidates(tag, tags) if each.step in _UPDATES]

    if updates:
        highest = max(updates, key=lambda each: parse_tag(each.tag).order)
        again = [each.step for each in candidates(highest.tag, tags)]
        assert not _UPDATES & set(again)


@given(_TAGS, _LISTS)
def test_who_has_taken_a_step_is_not_offered_it_again(tag: str, tags: list[str]) -> None:
    for each in candidates(tag, tags):
        again = {one.step: one.tag for one in candidates(each.tag, tags)}
        if each.step is Step.PATCH:
            assert Step.PATCH not in again
        if each.step is Step.MINOR:
            assert Step.MINOR not in again


@given(_TAGS, _LISTS)
def test_slimmer_variants_get_slimmer(tag: str, tags: list[str]) -> None:
    slim = [each.tag for each in candidates(tag, tags) if each.step is Step.SLIMMER]

    for lower, higher in pairwise([tag, *slim]):
        others = [each.tag for each in candidates(higher, tags) if each.step is Step.SLIMMER]
        assert lower not in others


@given(_TAGS)
def test_a_tag_is_not_newer_than_itself(tag: str) -> None:
    assert newer(parse_tag(tag), [parse_tag(tag)]) == []


@given(_LISTS)
def test_being_newer_is_an_order(tags: list[str]) -> None:
    parsed = [parse_tag(tag) for tag in tags]

    for first in parsed:
        for second in newer(first, parsed):
            assert first not in newer(second, parsed)
            for third in newer(second, parsed):
                assert third in newer(first, parsed) or third.is_pre_release


@given(
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
    st.sampled_from(("rc1", "-rc2", "-alpha", "a1", "-ea-3")),
    st.sampled_from(("", "-slim", "-alpine")),
)
def test_a_release_is_never_followed_by_a_pre_release(
    mine: tuple[int, int], its: tuple[int, int], before: str, suffix: str
) -> None:
    release, other = f"{mine[0]}.{mine[1]}{suffix}", f"{its[0]}.{its[1]}{before}{suffix}"

    assert candidates(release, [release, other]) == []
    assert [each.tag for each in candidates(other, [release, other])] == ([release] if mine >= its else [])
