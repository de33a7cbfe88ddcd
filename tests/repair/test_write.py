"""Files are written whole or not at all, and only where they are what was scanned."""

import stat
from pathlib import Path

import pytest

from seatrial.repair.making import Patched
from seatrial.repair.write import NotWrittenError, write

OLD, NEW = b"old\n", b"new\n"


@pytest.fixture
def patched(tmp_path: Path) -> Patched:
    path = tmp_path / "main.tf"
    path.write_bytes(OLD)
    return Patched(file=str(path), before=OLD, after=NEW, replaced=())


def names(patched: Patched) -> list[str]:
    return sorted(path.name for path in Path(patched.file).parent.iterdir())


def test_a_file_is_written_and_nothing_lies_beside_it(patched: Patched) -> None:
    write(patched)

    assert (Path(patched.file).read_bytes(), names(patched)) == (NEW, ["main.tf"])


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o664])
def test_a_file_keeps_its_mode(patched: Patched, mode: int) -> None:
    Path(patched.file).chmod(mode)

    write(patched)

    assert stat.S_IMODE(Path(patched.file).stat().st_mode) == mode


def test_a_file_that_changed_since_is_left_alone(patched: Patched) -> None:
    Path(patched.file).write_bytes(b"somebody was quicker\n")

    with pytest.raises(NotWrittenError, match="has changed since it was scanned"):
        write(patched)

    assert (Path(patched.file).read_bytes(), names(patched)) == (b"somebody was quicker\n", ["main.tf"])


def test_a_file_that_is_gone_is_not_made(patched: Patched) -> None:
    Path(patched.file).unlink()

    with pytest.raises(NotWrittenError):
        write(patched)

    assert names(patched) == []


def test_what_a_link_leads_to_is_written_and_the_link_stays(patched: Patched, tmp_path: Path) -> None:
    link = tmp_path / "link.tf"
    link.symlink_to(patched.file)

    write(Patched(file=str(link), before=OLD, after=NEW, replaced=()))

    assert (link.is_symlink(), Path(patched.file).read_bytes()) == (True, NEW)


def test_a_folder_that_nobody_may_write_to_leaves_the_file_alone(
    patched: Patched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refused)

    with pytest.raises(NotWrittenError, match="cannot be written: Permission denied"):
        write(patched)

    assert (Path(patched.file).read_bytes(), names(patched)) == (OLD, ["main.tf"])
