from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.artifacts.keys import Keys, made
from tests.real.registries import serving


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A real registry: its host, and the folder of its contents."""
    folder = tmp_path_factory.mktemp("registry")
    with serving(folder) as registry:
        yield registry.host, folder / "data"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """A pair on P-256."""
    return made(tmp_path_factory.mktemp("keys"), "one")


@pytest.fixture(scope="session")
def other_keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """A pair of Ed25519."""
    return made(tmp_path_factory.mktemp("keys"), "other", "ed25519")
