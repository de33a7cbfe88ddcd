import os
from pathlib import Path

import pytest

from seatrial.errors import ConnectorError, LimitError, UsageError
from seatrial.files import File, read_bytes, walk


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
