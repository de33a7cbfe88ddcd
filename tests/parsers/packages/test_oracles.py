"""What the tools themselves say of this machine."""

import importlib.metadata
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from seatrial.parsers.packages.purl import normal_pypi

from .samples import read


def test_every_distribution_of_this_environment_is_found() -> None:
    expected = {
        (normal_pypi(found.name), found.version): Path(str(found.locate_file("")))
        for found in importlib.metadata.distributions()
    }
    metadata = [
        file for folder in set(expected.values()) for file in folder.glob("*.dist-info/METADATA") if file.is_file()
    ]

    read_back = {
        (package.name, package.version)
        for file in metadata
        for package in read(file.as_posix(), file.read_bytes()).packages
    }

    assert len(read_back) > 5
    assert read_back >= {key for key, folder in expected.items() if any(folder in file.parents for file in metadata)}


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_lists_what_its_lock_file_says(tmp_path: Path) -> None:
    packages = {
        "": {"name": "harbour", "version": "1.0.0", "dependencies": {"a": "^1"}, "devDependencies": {"b": "^2"}},
        "node_modules/a": {"version": "1.1.0", "resolved": "https://x.example/a.tgz", "dependencies": {"b": "^1"}},
        "node_modules/a/node_modules/b": {"version": "1.0.0", "resolved": "https://x.example/b1.tgz"},
        "node_modules/b": {"version": "2.0.0", "resolved": "https://x.example/b2.tgz", "dev": True},
    }
    lock = json.dumps({"name": "harbour", "lockfileVersion": 3, "requires": True, "packages": packages})
    (tmp_path / "package-lock.json").write_text(lock)
    (tmp_path / "package.json").write_text(json.dumps(packages[""]))
    command = ["npm", "ls", "--all", "--json", "--package-lock-only", "--offline"]
    tree = json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)

    found = {
        f"{package.name}@{package.version}": package for package in read("package-lock.json", lock.encode()).packages
    }

    assert {f"{name}@{entry['version']}" for name, entry in tree["dependencies"].items()} == {
        key for key, package in found.items() if package.direct
    }
    (inner,) = tree["dependencies"]["a"]["dependencies"].items()
    assert found["a@1.1.0"].depends == (f"pkg:npm/{inner[0]}@{inner[1]['version']}",)
