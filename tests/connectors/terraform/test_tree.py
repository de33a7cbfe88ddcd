"""The files that the evaluator may see."""

import os
from pathlib import Path

import pytest

from seatrial.connectors.terraform import tree
from seatrial.connectors.terraform.tree import Tree
from seatrial.errors import ConnectorError, LimitError

from .folders import write


def test_names_are_those_of_files_in_order(tmp_path: Path) -> None:
    write(tmp_path, {"b.tf": "", "a.tf": "", "sub/c.tf": ""})

    files = Tree(tmp_path)

    assert files.names(".") == ("a.tf", "b.tf")
    assert files.names("sub") == ("c.tf",)
    assert files.names("gone") == ()
    assert files.names("a.tf") == ()


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.tf": "one"})
    files = Tree(tmp_path)
    before = files.read("a.tf")

    (tmp_path / "a.tf").write_text("three")
    write(tmp_path, {"b.tf": ""})

    assert (before, files.read("a.tf")) == (b"one", b"three")
    assert files.names(".") == ("a.tf", "b.tf")


@pytest.mark.parametrize("path", ["../secret", "/etc/hostname", "a/../../secret", "link", "linked/secret", "nul\0"])
def test_nothing_outside_is_read(tmp_path: Path, path: str) -> None:
    top = tmp_path / "top"
    write(tmp_path, {"secret": "hush", "top/a/b.tf": ""})
    (top / "link").symlink_to(tmp_path / "secret")
    (top / "linked").symlink_to(tmp_path)

    with pytest.raises(ConnectorError):
        Tree(top).read(path)


@pytest.mark.parametrize("directory", ["..", "../top/..", "/", "linked", "nul\0"])
def test_nothing_outside_is_listed(tmp_path: Path, directory: str) -> None:
    write(tmp_path, {"secret": "hush", "top/a.tf": ""})
    (tmp_path / "top" / "linked").symlink_to(tmp_path)

    assert Tree(tmp_path / "top").names(directory) == ()


def test_what_was_read_with_one_boundary_is_not_given_out_with_a_narrower_one(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "hush", "top/a.tf": ""})
    (tmp_path / "top" / "link").symlink_to(tmp_path / "secret")

    assert Tree(tmp_path).read("top/link") == b"hush"
    with pytest.raises(ConnectorError):
        Tree(tmp_path / "top").read("link")


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(ConnectorError, match="not a regular file"):
        Tree(tmp_path).read("pipe")


def test_a_file_past_the_limit_says_so(tmp_path: Path) -> None:
    with (tmp_path / "big.tf").open("wb") as file:
        file.truncate(tree.MAX_FILE + 1)

    with pytest.raises(LimitError, match="larger than 8 MiB"):
        Tree(tmp_path).read("big.tf")


def test_what_is_kept_does_not_grow_past_its_bound(tmp_path: Path) -> None:
    reads = tree._Reads(most=10)
    for name in "abcdef":
        (tmp_path / name).write_text("1234")
        assert reads.read(tmp_path / name, tmp_path, name) == b"1234"

    assert reads._bytes <= 10
    assert reads.read(tmp_path / "a", tmp_path, "a") == b"1234"


def test_a_walk_yields_what_lies_below_and_follows_no_links_to_folders(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "", "sub/b.txt": "", "sub/deep/c.txt": ""})
    (tmp_path / "sub" / "up").symlink_to(tmp_path)

    files = Tree(tmp_path)

    assert sorted(files.walk(".")) == ["a.txt", "sub/b.txt", "sub/deep/c.txt"]
    assert sorted(files.walk("sub")) == ["b.txt", "deep/c.txt"]


def test_a_walk_ends_at_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {f"{number}.txt": "" for number in range(5)})
    monkeypatch.setattr(tree, "MAX_WALKED", 3)

    with pytest.raises(LimitError, match="more than 3 files"):
        list(Tree(tmp_path).walk("."))


@pytest.mark.parametrize(
    ("directory", "shown", "path", "expected"),
    [
        (".", ".", "main.tf", "main.tf"),
        ("live", "live", "shared/q/main.tf", "shared/q/main.tf"),
        ("live", ".", "shared/q/main.tf", "../shared/q/main.tf"),
        ("live", "/repo/live", "shared/main.tf", "/repo/shared/main.tf"),
        ("live", "../other/live", "live/main.tf", "../other/live/main.tf"),
    ],
)
def test_paths_are_shown_as_their_root_module_is(directory: str, shown: str, path: str, expected: str) -> None:
    assert Tree(Path("/repo"), directory=directory, shown=shown).shown(path) == expected
