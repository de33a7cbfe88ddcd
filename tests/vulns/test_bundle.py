"""Databases carried in one file: what comes out is what went in, or nothing comes out."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from seatrial.errors import DatabaseError
from seatrial.vulns.bundle import export, import_
from tests.vulns.shelf import fixed_in, record, shelf

Entries = list[tuple[str, bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shelf(
        tmp_path / "db",
        PyPI=[record("P-1", "PyPI", "x", *fixed_in("2"))],
        npm=[record("N-1", "npm", "x", *fixed_in("2.0.0"))],
    )
    return tmp_path / "db"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def rewritten(source: Path, change: Callable[[Entries], Entries]) -> Path:
    """An export whose entries somebody has changed."""
    with tarfile.open(source) as archive:
        entries = [(entry.name, stream.read()) for entry in archive if (stream := archive.extractfile(entry))]
    target = source.with_name("changed.tar")
    with tarfile.open(target, "w") as archive:
        for name, content in change(entries):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


def test_what_is_exported_can_be_imported_elsewhere(folder: Path, tmp_path: Path) -> None:
    assert export(folder, tmp_path / "all.tar") == ["PyPI.sqlite", "npm.sqlite"]

    assert import_(tmp_path / "all.tar", tmp_path / "other") == ["PyPI.sqlite", "npm.sqlite"]

    assert contents(tmp_path / "other") == contents(folder)


def test_the_same_databases_make_the_same_file(folder: Path, tmp_path: Path) -> None:
    export(folder, tmp_path / "a.tar")
    export(folder, tmp_path / "b.tar")

    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()


def test_nothing_is_exported_from_a_damaged_database(folder: Path, tmp_path: Path) -> None:
    path = folder / "npm.sqlite"
    path.write_bytes(path.read_bytes().replace(b"N-1", b"N-2"))

    with pytest.raises(DatabaseError, match="its digest is another"):
        export(folder, tmp_path / "all.tar")
    assert not (tmp_path / "all.tar").exists()


def _manifest(entries: Entries, **more: object) -> Entries:
    manifest = json.loads(entries[0][1]) | more
    return [(entries[0][0], json.dumps(manifest).encode()), *entries[1:]]


def _renamed(entries: Entries, name: str) -> Entries:
    files = json.loads(entries[0][1])["files"]
    files[0]["name"] = name
    return [*_manifest(entries, files=files)[:1], (name, entries[1][1]), entries[2]]


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: [],
        lambda entries: entries[1:],
        lambda entries: entries[:-1],
        lambda entries: [*entries, ("more.sqlite", b"")],
        lambda entries: [*entries, entries[-1]],
        lambda entries: [*entries[:-1], (entries[-1][0], entries[-1][1].replace(b"N-1", b"N-2"))],
        lambda entries: [*entries[:-1], (entries[-1][0], b"short")],
        lambda entries: _manifest(entries, seatrial="something else"),
        lambda entries: _manifest(entries, files=[]),
        lambda entries: _manifest(entries, files="?"),
        lambda entries: _renamed(entries, "../PyPI.sqlite"),
        lambda entries: _renamed(entries, "/tmp/PyPI.sqlite"),  # noqa: S108 - it must not be written to
        lambda entries: _renamed(entries, "PyPI.txt"),
        lambda entries: _renamed(entries, ".sqlite"),
    ],
)
def test_an_export_that_somebody_has_changed_is_refused(
    folder: Path, tmp_path: Path, change: Callable[[Entries], Entries]
) -> None:
    export(folder, tmp_path / "all.tar")
    shelf(tmp_path / "other", npm=[record("N-9", "npm", "y", *fixed_in("2.0.0"))])
    before = contents(tmp_path / "other")

    with pytest.raises(DatabaseError):
        import_(rewritten(tmp_path / "all.tar", change), tmp_path / "other")

    assert contents(tmp_path / "other") == before


def test_a_database_of_other_tables_is_refused(folder: Path, tmp_path: Path) -> None:
    """Digests are no signatures: whoever writes the manifest writes them. What is in a file is looked at."""
    import sqlite3

    from seatrial.vulns.seal import seal
    from seatrial.vulns.store import SCHEMA

    connection = sqlite3.connect(folder / "npm.sqlite", isolation_level=None)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM spans; END")
    seal(connection, SCHEMA)
    connection.close()

    with pytest.raises(DatabaseError, match="other tables"):
        export(folder, tmp_path / "all.tar")


@pytest.mark.parametrize("size", [0, 100, 700, 3000])
def test_an_export_that_is_cut_short_is_refused(folder: Path, tmp_path: Path, size: int) -> None:
    export(folder, tmp_path / "all.tar")
    (tmp_path / "all.tar").write_bytes((tmp_path / "all.tar").read_bytes()[:size])

    with pytest.raises(DatabaseError):
        import_(tmp_path / "all.tar", tmp_path / "other")

    assert contents(tmp_path / "other") == {}
