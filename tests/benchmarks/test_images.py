"""The benchmark of images measures what it says that it does."""

import sys
from pathlib import Path

import pytest

from benchmarks import images
from tests.images.builder import Blobs, layout, tar


def test_it_prints_each_cost_as_a_ratio_to_the_floor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = Blobs()
    package = ("app/node_modules/a/package.json", b'{"name": "a", "version": "1.0.0"}')
    layout(tmp_path, blobs, blobs.image(tar(package), tar(("b", bytes(10_000)))))
    monkeypatch.setattr(sys, "argv", ["images", str(tmp_path), "--repeats", "1"])

    images.main()

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["floor", "cold", "filling", "warm"]
    assert all(" of the floor " in line for line in lines[:4])
    assert lines[4].startswith("2 layers, ")
    assert lines[5].startswith("1 packages, 0 gaps; ")
