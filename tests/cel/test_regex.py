"""RE2's syntax, with its answers and its promise of linear time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.cel import EvaluationError
from seatrial.cel.meter import MAX_STEPS, Meter
from seatrial.cel.regex import Regex, compiled


def found(pattern: str, text: str) -> bool:
    """Whether a pattern occurs, by both engines where both can say."""
    regex = Regex(pattern)
    answer = regex.found_in(text, Meter())
    assert regex.automaton.occurs(text, Meter()) is answer
    assert (regex.automaton.search(text, 0, Meter()) is not None) is answer
    return answer


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("c$", "abc", True),
        ("c$", "abc\n", False),
        ("(?m)c$", "abc\nd", True),
        ("(?m)^d", "abc\nd", True),
        ("^$", "", True),
        (r"\Aabc\z", "abc", True),
        ("a.c", "a\nc", False),
        ("(?s)a.c", "a\nc", True),
        ("(?i)ABC", "xabcx", True),
        ("(?i:a)B", "aB", True),
        ("(?i:a)B", "ab", False),
        (r"\d+", "٣", False),
        (r"\w", "é", False),
        (r"\s", "\v", False),
        (r"\bfoo\b", "a foo b", True),
        (r"\bfoo\b", "afoo b", False),
        (r"\B", "", True),
        ("[[:upper:]][^[:digit:]]", "Ab", True),
        ("[a-c-]", "-", True),
        ("[]a]", "]", True),
        (r"[\d\-x]", "-", True),
        (r"\pL{3}", "äöü", True),
        (r"\p{Lu}", "abc", False),
        (r"\P{L}", "a1", True),
        (r"[^\pL]", "abc", False),
        (r"\x41\x{1F600}", "A😀", True),
        (r"\Qa.b*\E+", "a.b**", True),
        (r"\101", "A", True),
        ("a{2,3}$", "aa", True),
        ("^a{2,3}$", "aaaa", False),
        ("a{,2}", "a{,2}", True),
        ("(?P<year>[0-9]{4})-(?<month>[0-9]{2})", "2024-05", True),
        ("(a|ab)(c|bcd)$", "abcd", True),
        ("(?U)a+b", "aab", True),
        ("", "", True),
        ("|a", "b", True),
    ],
)
def test_re2s_constructs_mean_what_they_mean_there(pattern: str, text: str, expected: bool) -> None:
    assert found(pattern, text) is expected


REFUSED = r"""
(?=a) (?<!a)b (a)\1 (?>a) a** a{1001} a{3,2} (a a) [a [z-a] \y *a \ (?P<n>a)(?P<n>b) \p{Greek} [[:nope:]] \x{110000} \C
"""


@pytest.mark.parametrize("pattern", REFUSED.split())
def test_what_re2_does_not_have_is_an_error(pattern: str) -> None:
    with pytest.raises(EvaluationError):
        Regex(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 5000 + "b"),
        ("(a|aa)+$", "a" * 5000 + "b"),
        ("(x+x+)+y", "x" * 5000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5000),
        (".*.*.*=.*", "x" * 5000),
        ("(?:a?){30}a{30}b", "a" * 60),
        ("[a-z]+@[a-z]+", "a" * 5000),
        ("(.*)*(.*)*z", "x" * 5000),
        ("(a?|b?|ab)*c", "ab" * 3000),
    ],
)
def test_patterns_that_make_others_backtrack_for_ever_are_answered_at_once(pattern: str, text: str) -> None:
    regex = Regex(pattern)
    started = time.process_time()

    assert regex.found_in(text, Meter()) is False
    assert list(regex.matches(text, Meter())) == []
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("pattern", "is_found"),
    [
        (r"^(\d+(a|\d*[a-z]+)(\.(a|\d*[a-z]*))*)?$", False),
        ("((a+b*)+c)+", False),
        ("((a*b)*c){0}", True),
        ("^((a|b*)+c)?$", False),
    ],
)
def test_what_is_past_every_bound_goes_to_the_automaton(pattern: str, is_found: bool) -> None:
    for length in (10, 64, 1000, 5000):
        assert Regex(pattern).found_in("a" * length, Meter()) is is_found


def test_patterns_that_are_too_long_or_too_deep_are_an_error() -> None:
    for pattern in ("a" * 5000, "(" * 200 + "a" + ")" * 200):
        with pytest.raises(EvaluationError, match="more than"):
            Regex(pattern)


def test_a_pattern_that_unfolds_to_too_much_is_refused() -> None:
    with pytest.raises(EvaluationError, match="unfolds to more than"):
        Regex("((a{0,50}){0,50}){0,50}b").found_in("a" * 5000, Meter())


def test_matching_takes_steps_of_the_evaluation() -> None:
    for pattern in ("^a+$", "(a|aa)+$", "b"):
        meter = Meter()
        compiled(pattern).found_in("a" * 2000, meter)

        assert meter.left < MAX_STEPS


def test_cheap_patterns_are_left_to_pythons_engine() -> None:
    for pattern in ("^arn:aws:iam::[0-9]{12}:root$", "latest", r"^TLSv1\.[23]$", "a|b|c"):
        assert Regex(pattern).quick is not None
    for pattern in ("(a+)+", "[a-z]+-[a-z]+"):
        assert Regex(pattern).quick is None


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        ("a*", "baac", [(0, 0), (1, 3), (4, 4)]),
        ("a|ab", "abab", [(0, 1), (2, 3)]),
        ("ab|a", "aba", [(0, 2), (2, 3)]),
        ("a+?", "aaa", [(0, 1), (1, 2), (2, 3)]),
        ("(a|b)*?c", "abc", [(0, 3)]),
        ("", "ab", [(0, 0), (1, 1), (2, 2)]),
        (r"\b", "ab c", [(0, 0), (2, 2), (3, 3), (4, 4)]),
        ("^a", "aa", [(0, 1)]),
    ],
)
def test_matches_are_leftmost_and_the_preferred_ones(pattern: str, text: str, spans: list[tuple[int, int]]) -> None:
    regex = Regex(pattern)
    by_automaton = Regex(pattern)
    by_automaton.python = None

    assert [match[:2] for match in regex.matches(text, Meter())] == spans
    assert [match[:2] for match in by_automaton.matches(text, Meter())] == spans


PIECES = r"""
a b ab . [ab] [^a] \d \w \s \b ^ $ (a) (?:b|a) (a|ab) (?:(a|b)*) (?i:A) x \n [[:alpha:]] \pL (?s:.) (?m:^) (?m:$)
\A \z (a*) (?:(a+)+) (?:a|b|)
"""
REPEATS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?", "??", "{0,2}?"])
PATTERNS = st.lists(st.tuples(st.sampled_from(PIECES.split()), REPEATS).map("".join), min_size=1, max_size=4).map(
    "".join
)
SUBJECTS = st.text(st.sampled_from("aabbAB x1\n."), max_size=8)


@settings(max_examples=300, deadline=None)
@given(PATTERNS, SUBJECTS)
def test_both_engines_agree(pattern: str, text: str) -> None:
    regex = Regex(pattern)
    if regex.python is None:
        return

    by_python = regex.python.search(text)
    by_automaton = regex.automaton.search(text, 0, Meter())

    assert (by_automaton is not None) is regex.automaton.occurs(text, Meter())
    assert (None if by_python is None else by_python.span()) == (None if by_automaton is None else by_automaton[:2])


@settings(max_examples=300, deadline=None)
@given(PATTERNS, SUBJECTS)
def test_re2_itself_agrees(pattern: str, text: str) -> None:
    re2 = pytest.importorskip("re2")
    theirs = re2.search(pattern, text)
    ours = Regex(pattern).automaton.search(text, 0, Meter())

    assert (theirs is not None) is Regex(pattern).found_in(text, Meter())
    assert (None if theirs is None else theirs.span()) == (None if ours is None else ours[:2])
