"""Real git repositories, made by the test, with hulls of which some leak."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from seatrial.model.report import Report
from seatrial.request import Request
from seatrial.revision.compare import scan_against
from tests.ships import write_ships

_IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "a@ships.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def hull(name: str, *, sealed: bool = False) -> str:
    return f'resource "ships_hull" "{name}" {{\n  name   = "{name}"\n  sealed = {str(sealed).lower()}\n}}\n'


class Repo:
    """A repository; its content of checks lies beside it, so that it is the same for every revision."""

    def __init__(self, folder: Path, content: Path) -> None:
        self.folder = folder
        self.content = content
        self.request: dict[str, Any] = {"policies": ("ships",), "packages": False}
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _IDENTITY,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files; None takes one away."""
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, files: Mapping[str, str | bytes | None]) -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "more")
        return self.git("rev-parse", "HEAD")

    def against(self, base: str = "HEAD", *targets: str, exact: bool = False, **more: Any) -> Report:
        asked: dict[str, Any] = {"targets": targets or (".",), "content": (self.content,), "jobs": 1}
        return scan_against(Request(**(asked | self.request | more)), base, exact=exact)


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("content") / ".seatrial"
    folder.mkdir()
    write_ships(folder)
    return folder


@pytest.fixture
def repo(tmp_path: Path, content: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repo]:
    made = Repo(tmp_path / "repository", content)
    monkeypatch.chdir(made.folder)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    yield made
    assert [*(tmp_path / "temporary").iterdir()] == []


def new(report: Report) -> list[str]:
    return [f"{result.location.file} {result.address}" for _, result in report.every_new()]


def known(report: Report) -> list[str]:
    return [f"{result.location.file} {result.address}" for _, result in report.every_finding() if not result.is_news]


def fixed(report: Report) -> list[str]:
    assert report.difference is not None
    return [f"{past.location.file} {past.address}" for past in report.difference.fixed]


def gone(report: Report) -> list[str]:
    assert report.difference is not None
    return [f"{past.location.file} {past.address}" for past in report.difference.gone]
