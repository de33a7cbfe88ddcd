"""Dockerfiles are read as BuildKit reads them, and every instruction knows where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.dockerfile import Dockerfile, Instruction, pairs, parse
from seatrial.parsers.dockerfile_words import words


def only(text: str) -> Instruction:
    (instruction,) = parse(text).instructions
    return instruction


def keywords(tree: Dockerfile) -> list[str]:
    return [instruction.keyword for instruction in tree.instructions if instruction.problem is None]


def problems(text: str) -> list[str]:
    tree = parse(text)
    found = [problem.message for problem in tree.problems]
    return found + [i.problem.message for i in tree.instructions if i.problem is not None]


def test_a_keyword_may_be_written_in_any_case() -> None:
    assert keywords(parse("from a\nRun b\nCMD c\n")) == ["FROM", "RUN", "CMD"]


def test_continued_lines_are_joined_without_the_comments_and_blank_lines_between_them() -> None:
    instruction = only("RUN a \\\n  # why\n\n  && b \\  \n&& c\n")

    assert instruction.text == "RUN a   && b && c"


def test_a_doubled_escape_character_does_not_continue_the_line() -> None:
    assert keywords(parse("RUN echo a\\\\\nUSER b\n")) == ["RUN", "USER"]


def test_the_escape_directive_changes_the_character() -> None:
    tree = parse("# syntax=docker/dockerfile:1\n# escape=`\nRUN dir c:\\ `\n  d:\\\nUSER b")

    assert tree.escape == "`"
    assert [i.text for i in tree.instructions] == ["RUN dir c:\\   d:\\", "USER b"]


def test_a_directive_counts_above_all_else_only() -> None:
    tree = parse("# a comment\n# escape=`\nRUN a \\\n b")

    assert tree.escape == "\\"
    assert tree.directives == {}


def test_a_wrong_directive_is_a_problem() -> None:
    assert problems("# escape=x\n") == ["the escape character may be \\ or `, not `x`"]
    assert problems("# escape=`\n# escape=`\n") == ["the parser directive `escape` is given twice"]


def test_a_byte_order_mark_and_carriage_returns_are_passed_over() -> None:
    tree = parse("\ufeffFROM a\r\nRUN b \\\r\n  c\r\n")

    assert [i.text for i in tree.instructions] == ["FROM a", "RUN b   c"]


@pytest.mark.parametrize(
    ("text", "flags", "argument"),
    [
        ("COPY --from=build --chown=a:b x y", [("from", "build"), ("chown", "a:b")], "x y"),
        ("COPY --link x y", [("link", "")], "x y"),
        ('RUN --mount=type=bind,source="a b" c', [("mount", "type=bind,source=a b")], "c"),
        ("RUN --network=none --security=insecure a --b", [("network", "none"), ("security", "insecure")], "a --b"),
        ("COPY -- --from=x y", [], "--from=x y"),
        ("CMD --help", [], "--help"),
    ],
)
def test_flags_stand_between_the_keyword_and_the_first_other_word(
    text: str, flags: list[tuple[str, str]], argument: str
) -> None:
    instruction = only(text)

    assert [(flag.name, flag.value) for flag in instruction.flags] == flags
    assert instruction.argument == argument


def test_the_exec_form_is_a_json_array_of_strings() -> None:
    instruction = only('CMD [ "a", "b \\" c" ]')

    assert instruction.exec_form is not None
    assert [word.text for word in instruction.exec_form] == ["a", 'b " c']
    assert [instruction.text[word.start : word.end] for word in instruction.exec_form] == ['"a"', '"b \\" c"']


@pytest.mark.parametrize("text", ["CMD ['a']", 'CMD ["a"', 'CMD ["c:\\x"]', "CMD [ -f x ]"])
def test_what_is_no_json_is_the_shell_form(text: str) -> None:
    assert only(text).exec_form is None


def test_an_exec_form_with_a_number_is_a_problem() -> None:
    assert problems("CMD [1]") == ["the exec form takes strings only"]


def test_several_heredocs_are_read_in_their_order() -> None:
    tree = parse('COPY <<A <<-"B" /x/\n1\n$x\nA\n\t2\n\tB\nUSER c\n')
    first, second = tree.instructions[0].heredocs

    assert (first.name, first.content, first.expand, first.chomp) == ("A", "1\n$x\n", True, False)
    assert (second.name, second.content, second.expand, second.chomp) == ("B", "\t2\n", False, True)
    assert keywords(tree) == ["COPY", "USER"]


def test_instructions_in_a_heredoc_are_text() -> None:
    tree = parse("FROM a\nRUN <<EOF\nFROM b\n# c\nUSER d\nEOF\nUSER e\n")

    assert [i.text for i in tree.instructions] == ["FROM a", "RUN <<EOF", "USER e"]


@pytest.mark.parametrize(
    "text", ['RUN echo "<<EOF"', "RUN a<<EOF", "CMD cat <<EOF", 'RUN ["a", "<<EOF"]', "RUN a <<<b"]
)
def test_what_only_looks_like_a_heredoc_is_none(text: str) -> None:
    assert only(text).heredocs == ()


def test_an_onbuild_holds_an_instruction_with_its_flags_and_heredocs() -> None:
    trigger = only("ONBUILD COPY --from=a <<EOF /x\nb\nEOF\n").trigger

    assert trigger is not None
    assert trigger.keyword == "COPY"
    assert [flag.value for flag in trigger.flags] == ["a"]
    assert [heredoc.content for heredoc in trigger.heredocs] == ["b\n"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("RNU a", "`RNU` is no instruction; did you mean RUN?"),
        ("{{ x }}", "`{{` is no instruction"),
        ("USER", "USER needs an argument"),
        ("RUN <<EOF\na\n", "the heredoc `EOF` has no end"),
        ("ONBUILD ONBUILD RUN a", "ONBUILD cannot stand inside ONBUILD"),
        ("ONBUILD", "ONBUILD needs an instruction"),
    ],
)
def test_a_broken_instruction_costs_itself_only(text: str, problem: str) -> None:
    tree = parse(f"FROM a\n{text}")

    assert keywords(tree) == ["FROM"]
    assert problems(f"FROM a\n{text}") == [problem]


def test_what_follows_a_broken_instruction_is_read() -> None:
    tree = parse("FROM a\nUSRE b\nUSER c")

    assert keywords(tree) == ["FROM", "USER"]


def test_a_place_in_the_text_is_a_place_in_the_file() -> None:
    source = "FROM a\nRUN one \\\n  # no\n    two \\\n three\n"
    instruction = parse(source).instructions[1]
    start = instruction.text.index("two")

    begin, end = instruction.place(start, start + 3)

    assert source[begin:end] == "two"
    assert source[slice(*instruction.span)].startswith("RUN one")
    assert source[slice(*instruction.span)].endswith("three")


def test_the_span_of_an_instruction_includes_its_heredocs() -> None:
    source = "RUN <<A\nx\nA\nUSER b"

    assert source[slice(*parse(source).instructions[0].span)] == "RUN <<A\nx\nA"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ENV a=1 b='2 3' c=4\\ 5", [("a", "1"), ("b", "'2 3'"), ("c", "4\\ 5")]),
        ("ENV a  b c", [("a", "b c")]),
        ("LABEL x.y=z", [("x.y", "z")]),
        ("ARG a b=1 c=", [("a", None), ("b", "1"), ("c", "")]),
        ('ENV a="b=c"', [("a", '"b=c"')]),
    ],
)
def test_names_and_values_are_split_as_written(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(name.text, value.text if value else None) for name, value in pairs(only(text))] == found


@pytest.mark.parametrize("text", ["ENV a", "ENV a=1 b", "ENV =1"])
def test_a_variable_without_a_name_or_a_value_is_an_error(text: str) -> None:
    with pytest.raises(ParseError, match="has no"):
        pairs(only(text))


def test_words_end_at_blanks_outside_of_quotes() -> None:
    assert [word.text for word in words('a \'b c\' "d\\" e" f\\ g')] == ["a", "'b c'", '"d\\" e"', "f\\ g"]


def test_a_file_with_too_many_instructions_is_refused() -> None:
    with pytest.raises(LimitError, match="20000 instructions"):
        parse("RUN a\n" * 20_001)


@given(st.lists(st.sampled_from(["RUN ", "a ", "\\\n", "\n", "# c\n", '"', "'", "<<E ", "E\n", "--x=1 ", "[", "é"])))
def test_every_place_lies_in_the_file(pieces: list[str]) -> None:
    source = "".join(pieces)

    for instruction in parse(source).instructions:
        start, end = instruction.span
        assert 0 <= start < end <= len(source)
        for position in range(len(instruction.text)):
            begin, after = instruction.place(position, position + 1)
            assert source[begin:after] == instruction.text[position]
