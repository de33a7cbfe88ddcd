"""A real browser, where one is installed."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window.  Where there is none the tests are skipped; CI sets ``SEATRIAL_NEEDS_BROWSER``."""
    path = shutil.which("chromium")
    if path is None:
        missing = "there is no Chromium; on Debian, as root: apt-get install chromium"
        if os.environ.get("SEATRIAL_NEEDS_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield started
        started.close()
