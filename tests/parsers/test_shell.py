"""Shell scripts give up their commands, whatever stands around them."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.shell import Script, Variable, parse


def commands(text: str) -> list[list[str]]:
    return [[word.text for word in command.words] for command in parse(text).commands]


def pipelines(script: Script) -> list[list[list[str]]]:
    return [
        [[script.commands[index].words[0].text for index in member] for member in pipeline.members]
        for pipeline in script.pipelines
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a b && c || d; e & f", [["a", "b"], ["c"], ["d"], ["e"], ["f"]]),
        ("a 'b c' \"d e\" f\\ g ''", [["a", "b c", "d e", "f g", ""]]),
        ("a # b c", [["a"]]),
        ("a#b c", [["a#b", "c"]]),
        ("a \\\n b", [["a", "b"]]),
        ("a >b 2>&1 <c d", [["a", "d"]]),
        ("if a; then b; elif c; then d; else e; fi", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("for x in 1 2; do a $x; done", [["a", "$x"]]),
        ("for ((i=0; i<3; i++)); do a; done", [["a"]]),
        ("while a; do b; done < f", [["a"], ["b"], []]),
        ("case $x in a|b) c;; *) d;; esac; e", [["c"], ["d"], ["e"]]),
        ("case x in (a) b;; esac", [["b"]]),
        ("f() { a; }; f", [["a"], ["f"]]),
        ("function f { a; }", [["a"]]),
        ("( a; (b) )", [["a"], ["b"]]),
        ("! a", [["a"]]),
        ("[[ $a =~ (x|y) && -f b ]] && c", [["[[", "$a", "=~", "(", "x", "|", "y", ")", "&&", "-f", "b", "]]"], ["c"]]),
        ("((i++)); a", [["a"]]),
        ("a $(b c) d", [["b", "c"], ["a", "$(b c)", "d"]]),
        ("a `b` ", [["b"], ["a", "`b`"]]),
        ('a "$(b)"', [["b"], ["a", "$(b)"]]),
        ("a <(b)", [["b"], ["a", "<(b)"]]),
        ("a ${X:-$(b)}", [["b"], ["a", "${X:-$(b)}"]]),
        ("a $((1 + (2)))", [["a", "$((1 + (2)))"]]),
        ("a $( (b) )", [["b"], ["a", "$( (b) )"]]),
        ("a $'b\\'c' d", [["a", "b\\'c", "d"]]),
        ("cat <<E\n$(a)\nE\nb", [["cat"], ["b"]]),
    ],
)
def test_the_commands_of_a_script_are_listed(text: str, found: list[list[str]]) -> None:
    assert commands(text) == found


def test_assignments_before_a_command_are_no_words_of_it() -> None:
    (command,) = parse("A=1 B='x y' c D=2").commands

    assert [(name, value.text) for name, value in command.assignments] == [("A", "1"), ("B", "x y")]
    assert [word.text for word in command.words] == ["c", "D=2"]


def test_variables_are_parts_of_words() -> None:
    (command,) = parse('a x$B"${C:-d}"').commands

    assert command.words[1].parts == ("x", Variable("B", "", False), Variable("C", ":-d", True))


def test_a_pipeline_has_members_and_a_compound_is_one_of_them() -> None:
    script = parse("a | b && { c; d; } | (e | f) | g; h")

    assert pipelines(script) == [[["a"], ["b"]], [["e"], ["f"]], [["c", "d"], ["e", "f"], ["g"]]]


def test_what_follows_a_compound_belongs_to_it() -> None:
    assert [len(pipeline.members) for pipeline in parse("{ a; } > f | b").pipelines] == [2]


def test_a_heredoc_is_a_redirection_with_a_body() -> None:
    (command,) = parse("cat <<-E > f\n\ta\n\tE\n").commands

    assert [(redirect.operator, redirect.body) for redirect in command.redirects] == [(">", ""), ("<<-", "\ta\n")]


def test_words_know_where_they_stand() -> None:
    text = "a && b 'c d'"

    word = parse(text).commands[1].words[1]

    assert text[word.start : word.end] == "'c d'"


@pytest.mark.parametrize(
    ("text", "column"), [("a 'b", 3), ('a "b', 3), ("a $(b", 6), ("fi", 1), ("if a; then", 11), ("a `b", 3), ("a >", 3)]
)
def test_what_is_not_closed_is_an_error_at_its_place(text: str, column: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)

    assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("$(" * 100, "depth 40"),
        ("a ${b:-" * 100, "depth 40"),
        ("{ " * 200, "100 compounds"),
        ("a;" * 6000, "5000 commands"),
    ],
)
def test_a_bound_is_named(text: str, bound: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse(text)

    assert caught.value.bound == bound


@pytest.mark.parametrize(
    "unit", ["((", "a=(", "<<A ", "'\\''", "`\\", "a $((", "case a in ", '"${a', "$'", "a <", "[[ "]
)
def test_reading_takes_time_in_proportion_to_the_text(unit: str) -> None:
    began = time.process_time()

    with suppress(ParseError):
        parse(unit * (200_000 // len(unit)))

    assert time.process_time() - began < 5


@given(st.text(alphabet="ab$(){}'\"`|&;<>\\\n #=[]!", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        script = parse(text)
    except ParseError:
        return

    for command in script.commands:
        assert 0 <= command.start <= command.end <= len(text) + 1
