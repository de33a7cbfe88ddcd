from collections.abc import Iterator
from pathlib import Path

import pytest

from seatrial.vulns import fetch
from tests.vulns.mirror import Mirror, serving


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """An empty mirror, which nobody reaches through a proxy, and for which nobody waits."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(fetch, "_PAUSE", 0.0)
    with serving(tmp_path / "mirror") as made:
        yield made
