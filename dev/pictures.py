"""Takes the pictures of the documentation from the program itself, in Chromium: ``python dev/pictures.py``."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
_SIZE = {"width": 1400, "height": 900}


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("there is no Chromium; on Debian, as root: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="seatrial-pictures-") as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        command = [sys.executable, "-m", "seatrial", "scan", "examples", "--fail-on", "never", "--allow-incomplete"]
        subprocess.run([*command, "-o", f"html={file}"], cwd=ROOT, check=True)  # noqa: S603 - our own command
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=_SIZE, color_scheme="light")
        page.goto(file.as_uri())
        page.locator(".finding").first.wait_for()
        page.screenshot(path=FOLDER / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
