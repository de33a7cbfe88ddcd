"""Code frames: what is underlined stands under what is meant, whatever the line is made of."""

from seatrial.model.location import Location
from seatrial.reports._frame import frame


def drawn(text: str, place: Location, width: int = 40, *, unicode: bool = True, hidden: bool = False) -> list[str]:
    rows = frame(text.split("\n"), place, width, unicode=unicode, hidden=hidden)
    return [f"{row.number or ' '}|{row.text}" for row in rows]


def test_the_line_is_shown_with_its_neighbours() -> None:
    assert drawn("one\ntwo = 2\nthree\nfour", Location("f", 2, 7, 2, 8)) == [
        "1|one",
        "2|two = 2",
        " |      ^",
        "3|three",
    ]


def test_a_tab_runs_to_the_next_stop() -> None:
    assert drawn("\ta\t= b", Location("f", 1, 4, 1, 7)) == [
        "1|    a   = b",
        " |        ^^^",
    ]


def test_wide_characters_fill_two_columns_and_marks_none() -> None:
    assert drawn("港 = e\u0301x", Location("f", 1, 5, 1, 8)) == [
        "1|港 = e\u0301x",
        " |     ^^",
    ]


def test_a_control_character_takes_the_room_of_its_escape() -> None:
    assert drawn("\x1b[2J = x", Location("f", 1, 8, 1, 9)) == [
        "1|\\x1b[2J = x",
        " |          ^",
    ]


def test_windows_line_ends_are_no_part_of_the_line() -> None:
    assert drawn("a = 1\r\nb = 2\r\n", Location("f", 1, 1, 1, 7)) == [
        "1|a = 1",
        " |^^^^^",
        "2|b = 2",
    ]


def test_a_value_that_ends_on_a_later_line_is_underlined_to_the_end_of_its_first() -> None:
    assert drawn("a = [\n  1,\n]", Location("f", 1, 5, 3, 2))[1] == " |    ^"


def test_a_place_without_an_end_runs_to_the_end_of_its_line() -> None:
    assert drawn("key: value  ", Location("f", 1, 6))[1] == " |     ^^^^^"


def test_a_long_line_is_cut_around_what_is_meant() -> None:
    text = "a" * 100 + "VALUE" + "b" * 100

    assert drawn(text, Location("f", 1, 101, 1, 106), 30) == [
        "1|…aaaaaaaaaaVALUEbbbbbbbbbbbbb…",
        " |           ^^^^^",
    ]


def test_a_long_value_is_cut_itself() -> None:
    text = 'x = "' + "v" * 100 + '"'

    assert drawn(text, Location("f", 1, 5, 1, 107), 20) == [
        '1|x = "vvvvvvvvvvvvvv…',
        " |    ^^^^^^^^^^^^^^^",
    ]


def test_a_line_of_millions_of_characters_is_no_work() -> None:
    text = "[" * 3_000_000 + "VALUE" + "]" * 3_000_000

    rows = drawn(text, Location("f", 1, 3_000_001, 1, 3_000_006), 30)

    assert rows == ["1|…[[[[[[[[[[VALUE]]]]]]]]]]]]]…", " |           ^^^^^"]


def test_no_row_is_wider_than_it_may_be() -> None:
    for column in range(1, 90):
        for row in frame(["港x" * 30], Location("f", 1, column, 1, column + 3), 25):
            assert sum(2 if character == "港" else 1 for character in row.text) <= 25


def test_without_unicode_everything_is_ascii_and_still_aligned() -> None:
    assert drawn("é = 1 # " + "x" * 40, Location("f", 1, 5, 1, 6), 20, unicode=False) == [
        "1|\\xe9 = 1 # xxxxxx...",
        " |       ^",
    ]


def test_a_secret_is_not_shown() -> None:
    assert drawn('password = "hunter2" # x', Location("f", 1, 12, 1, 21), hidden=True) == [
        "1|password = (hidden) # x",
        " |           ^^^^^^^^",
    ]


def test_a_secret_of_several_lines_is_not_shown() -> None:
    assert drawn("key = <<EOT\n  BEGIN\nEOT", Location("f", 1, 7, 3, 4), hidden=True) == [
        "1|key = (hidden)",
        " |      ^^^^^^^^",
        "2|(hidden)",
    ]


def test_a_file_without_the_line_has_no_frame() -> None:
    assert drawn("one", Location("f", 7, 1)) == []
    assert drawn("one", Location("f", 0, 0)) == []


def test_a_column_past_the_end_marks_nothing() -> None:
    assert drawn("one", Location("f", 1, 50, 1, 60)) == ["1|one"]
