"""The vectors are what github/codeql-action's own hash gives."""

from seatrial.reports._linehash import LineHashes


def list_of(text: str) -> list[str]:
    return [*LineHashes(text)]


def test_each_line_has_the_hash_that_github_computes() -> None:
    hashes = list_of(" a\nb\n  \t\tc\n d")

    assert hashes == ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]


def test_line_ends_do_not_matter() -> None:
    assert list_of("a\r\nb\rc") == list_of("a\nb\nc")


def test_lines_with_the_same_hash_are_counted() -> None:
    hashes = list_of("x\n" * 300)

    assert hashes[0].endswith(":1")
    assert hashes[1] == hashes[0].replace(":1", ":2")


def test_an_empty_file_has_one_line() -> None:
    assert list_of("") == ["c129715d7a2bc9a3:1"]


def test_characters_beyond_the_first_65536_are_two_as_javascript_has_it() -> None:
    assert list_of("\U0001f6a2a")[0] == list_of("\ud83d\udea2a")[0]
    assert list_of("\U0001f6a2" * 60 + "a")[0] == list_of("\U0001f6a2" * 60 + "b")[0]
