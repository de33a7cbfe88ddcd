"""The large trees, written once for all tests of this folder."""

from pathlib import Path

import pytest
from benchmarks.generate import generate


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("trees")
    for kind in ("eks", "fabric", "manifests", "cloudformation"):
        generate(kind, root / kind)
    return root
