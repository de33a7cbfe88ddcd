import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from seatrial.errors import ConnectorError, LimitError, UsageError
from seatrial.files import MAX_RULES, File, Overlay, Reads, ignore_rules, overlaid, read_bytes, walk


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_tf", ".tf")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(target: Path, *exclude: str) -> list[str]:
    return [file.key for file in walk(str(target), lambda name: name.endswith(".tf"), exclude)]


def test_only_what_somebody_claims_is_found(tmp_path: Path) -> None:
    write(tmp_path, main_tf="", README="")

    assert names(tmp_path) == ["main.tf"]


def test_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n*.gen.tf\n!kept.gen.tf\n")
    write(tmp_path, main_tf="", build__a_tf="")
    (tmp_path / "x.gen.tf").write_text("")
    (tmp_path / "kept.gen.tf").write_text("")

    assert names(tmp_path) == ["kept.gen.tf", "main.tf"]


def test_a_deeper_gitignore_wins(tmp_path: Path) -> None:
    write(tmp_path, sub__a_tf="")
    (tmp_path / ".gitignore").write_text("*.tf\n")
    (tmp_path / "sub" / ".gitignore").write_text("!a.tf\n")

    assert names(tmp_path) == ["sub/a.tf"]


def test_the_rules_above_the_target_hold(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("secret.tf\n")
    write(tmp_path, sub__secret_tf="", sub__main_tf="")

    assert names(tmp_path / "sub") == ["sub/main.tf"]


@pytest.mark.parametrize("folder", [".terraform", "node_modules", ".git", "venv"])
def test_folders_that_nobody_means_are_left_out(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "main.tf").write_text("")
    if folder == "venv":
        (tmp_path / folder / "pyvenv.cfg").write_text("")

    assert names(tmp_path) == []


def test_a_file_named_outright_is_always_read(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*\n")
    write(tmp_path, main_tf="")

    assert names(tmp_path / "main.tf") == ["main.tf"]


def test_excluded_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, main_tf="", test__main_tf="")

    assert names(tmp_path, "test/") == ["main.tf"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, main_tf="")
    (tmp_path / "again").symlink_to(tmp_path)

    assert names(tmp_path) == ["main.tf"]


def test_a_target_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UsageError, match="nothing at"):
        list(walk("no/such/place", bool))


def test_a_link_out_of_the_boundary_is_not_read(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret").write_text("x")
    (inside / "link.tf").symlink_to(tmp_path / "secret")

    with pytest.raises(ConnectorError, match="leads out"):
        read_bytes(inside / "link.tf", inside, "link.tf")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tf")

    with pytest.raises(ConnectorError, match="not a regular file"):
        read_bytes(tmp_path / "pipe.tf", tmp_path, "pipe.tf")


def test_a_folder_is_not_read_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="not a regular file"):
        read_bytes(tmp_path, tmp_path, "folder")


def test_a_file_past_the_bound_names_it(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 2_000_000)

    with pytest.raises(LimitError) as caught:
        read_bytes(tmp_path / "big", tmp_path, "big", limit=1024 * 1024)

    assert caught.value.bound == "1 MiB"


def test_a_file_that_has_vanished_says_so(tmp_path: Path) -> None:
    file = File("gone.tf", "gone.tf", tmp_path / "gone.tf", tmp_path)

    with pytest.raises(ConnectorError, match=r"gone\.tf cannot be read"):
        _ = file.content


def test_a_pattern_that_is_none_matches_nothing_as_in_git(tmp_path: Path) -> None:
    write(tmp_path, main_tf="", left_tf="")
    (tmp_path / ".gitignore").write_bytes(b"!\n///\n[\n[[]\n\xff\nleft.tf\n")

    assert names(tmp_path) == ["main.tf"]


def test_a_pattern_to_exclude_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="exclude"):
        names(tmp_path, "!")


@pytest.mark.parametrize("content", ["a/\n" * (MAX_RULES + 1), "#" * 1024 * 1024 + "\n"])
def test_rules_past_the_bound_are_not_followed_and_say_so(tmp_path: Path, content: str) -> None:
    write(tmp_path, a__main_tf="")
    (tmp_path / ".gitignore").write_text(content)

    refused, main = walk(str(tmp_path), lambda name: name.endswith(".tf"))

    assert isinstance(refused.refused, LimitError)
    assert refused.key == ".gitignore"
    assert main.key == "a/main.tf"


@pytest.mark.parametrize("pattern", ["*a" * 60 + "b", "*[ab]" * 60 + "b", "*?a" * 40 + "b"])
def test_a_pattern_cannot_go_back_and_forth(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, main_tf="")
    (tmp_path / ("a" * 250 + ".tf")).write_text("")
    (tmp_path / ".gitignore").write_text(pattern + "\n")
    started = time.monotonic()

    assert len(names(tmp_path)) == 2
    assert time.monotonic() - started < 2


@pytest.mark.filterwarnings("ignore:Possible nested set")
@given(
    pattern=st.text("ab*?/[].\\", min_size=1, max_size=10).filter(lambda text: text != "/"),
    path=st.text("ab/.", min_size=1, max_size=12).map(lambda text: "x" + text),
)
def test_patterns_mean_what_git_means(pattern: str, path: str) -> None:
    try:
        expected = GitIgnoreSpec.from_lines([pattern], backend="simple").match_file(path)
    except GitIgnorePatternError:
        return

    assert ignore_rules([pattern]).match_file(path) is expected


def test_a_link_to_a_folder_outside_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "code").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (inside / "more").symlink_to(tmp_path / "outside")
    (inside / "again").symlink_to(inside / "code")

    (refused,) = walk(str(inside), lambda name: name.endswith(".tf"))

    assert refused.key == "more"
    assert "leads out of inside" in str(refused.refused)


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, and a user who may not look everywhere; for root may."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        before = os.geteuid()
        if before == 0:
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(before)
            for inner in Path(folder).iterdir():
                inner.chmod(0o700)


@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
def test_a_folder_that_may_not_be_looked_into_is_refused(unprivileged: Path, mode: int) -> None:
    write(unprivileged, main_tf="", closed__main_tf="")
    (unprivileged / "closed").chmod(mode)

    closed, main = sorted(walk(str(unprivileged), lambda name: name.endswith(".tf")))

    assert main.key == "main.tf"
    assert closed.key.startswith("closed")
    with pytest.raises(ConnectorError, match="cannot be"):
        _ = closed.content


def test_a_path_that_is_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    write(tmp_path, main_tf="")
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=folder)
        inner = os.open("x" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)

    main, refused = walk(str(tmp_path), lambda name: name.endswith(".tf"))

    assert main.key == "main.tf"
    assert "File name too long" in str(refused.refused)


def test_an_overlay_is_read_in_place_of_a_file_and_only_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.tf"
    path.write_bytes(b"old")

    with Overlay({path.resolve(): b"new"}):
        assert (read_bytes(path, tmp_path, "a.tf"), overlaid(path)) == (b"new", b"new")
        with Overlay({}):
            assert read_bytes(path, tmp_path, "a.tf") == b"old"

    assert (read_bytes(path, tmp_path, "a.tf"), overlaid(path)) == (b"old", None)


def test_an_overlay_is_found_through_links_and_bound_as_files_are(tmp_path: Path) -> None:
    path, link = tmp_path / "a.tf", tmp_path / "b.tf"
    path.write_bytes(b"old")
    link.symlink_to(path)

    with Overlay({path.resolve(): b"newer"}):
        assert read_bytes(link, tmp_path, "b.tf") == b"newer"
        with pytest.raises(LimitError):
            read_bytes(link, tmp_path, "b.tf", limit=4)


def test_what_is_read_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.tf"
    path.write_bytes(b"x")

    with Reads() as reads:
        read_bytes(path, tmp_path, "a.tf")
    read_bytes(path, tmp_path, "a.tf")

    assert reads.contents == {path.resolve(): b"x"}
