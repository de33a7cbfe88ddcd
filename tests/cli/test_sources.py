"""The lines of files that locations name."""

from pathlib import Path

import pytest

from seatrial.cli.sources import Sources


def test_what_is_no_file_has_no_lines_however_often_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.tf").write_text("")
    sources = Sources()

    for _ in range(2):
        assert list(sources("image:debian:12:/var/lib/dpkg/status")) == []
        assert list(sources("empty.tf")) == []


def test_lines_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.tf").write_text("a\nb\n")

    assert list(Sources()("main.tf")) == ["a", "b", ""]
