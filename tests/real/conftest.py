"""Images, kept between runs; registries, and a database of advisories."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.advisories import ECOSYSTEMS, feeds, records_of
from tests.real.kept import kept
from tests.real.programs import seatrial
from tests.real.registries import Served, serving
from tests.vulns import mirror


@pytest.fixture(scope="session", autouse=True)
def nothing_is_known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The command begins without a cache: what an earlier run has seen of a layer decides nothing here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def bullseye() -> Path:
    """Debian 11 as it was released last: `oci`, and dpkg's `status`.  What was mended since is in another suite."""
    return kept("debian", "bullseye")


@pytest.fixture(scope="session")
def application(bullseye: Path) -> Path:
    """Five layers: Debian 11, more of Debian's packages, PyPI's, an npm application, and what that loses again."""
    return kept("application", bullseye)


@pytest.fixture(scope="session")
def distroless() -> Path:
    return kept("distroless", "bullseye", "base-files", "libc6", "libssl1.1", "netbase", "tzdata", "zlib1g")


@pytest.fixture(scope="session")
def alma() -> Path:
    """AlmaLinux 9: `sqlite` and `bdb`, and what rpm says is `installed`."""
    return kept("alma")


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A registry without a certificate, where anybody may do anything."""
    with serving(tmp_path_factory.mktemp("registry")) as served:
        yield served


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A registry with a password, and a certificate of an authority that nobody knows."""
    with serving(tmp_path_factory.mktemp("guarded"), is_guarded=True) as served:
        yield served


@pytest.fixture(scope="session")
def advisories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of databases that the command has built from a mirror on the loopback."""
    folder = tmp_path_factory.mktemp("advisories")
    with mirror.serving(folder / "mirror") as served:
        for name in ECOSYSTEMS:
            served.lay_out(name, records_of(name), singly=False)
        answer = seatrial("db", "update", *ECOSYSTEMS, "--db", folder / "db", *feeds(served), no_proxy="127.0.0.1")
    assert answer.code == 0, answer.err
    return folder / "db"
