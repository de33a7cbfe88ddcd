"""Measure the HTML report of many findings in a real browser: ``python -m benchmarks.page [--findings N]``.

What counts: its size, and the time until the browser has painted something and until the list can be used.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.large_report import large_report
from seatrial.reports.html import render

_TIMES = """() => [
    performance.getEntriesByName("first-contentful-paint")[0].startTime,
    performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
]"""


def main() -> None:
    options = _options()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("there is no Chromium; on Debian, as root: apt-get install chromium")
    report, canvas = large_report(options.findings)
    began = time.perf_counter()
    page = render(report, canvas)
    written = time.perf_counter() - began
    with tempfile.TemporaryDirectory(prefix="seatrial-benchmark-") as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        times = [_opened(browser, file) for _ in range(options.repeats)]
        browser.close()
    painted, ready = (statistics.median(column) / 1000 for column in zip(*times, strict=True))
    print(f"{options.findings} findings: {len(page.encode()) / 1e6:.2f} MB, written in {written:.1f} s")
    print(f"median of {options.repeats}: first paint after {painted:.2f} s, ready after {ready:.2f} s")


def _opened(browser: Browser, file: Path) -> tuple[float, float]:
    """Milliseconds to the first paint, and until the script has drawn the list."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(file.as_uri())
    page.locator(".finding").first.wait_for()
    painted, ready = page.evaluate(_TIMES)
    page.close()
    return painted, ready


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5, help="how often it is opened; the median counts")
    return parser.parse_args()


if __name__ == "__main__":
    main()
