"""Takes the pictures of the documentation from the program itself, in Chromium: ``python dev/pictures.py``."""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
_SIZE = {"width": 1400, "height": 900}


# What a terminal makes of the codes that the text report uses.
_STYLES = {
    "1": "font-weight: bold",
    "4": "text-decoration: underline",
    "31": "color: #f4707a",
    "33": "color: #e6c35c",
    "34": "color: #6ea8fe",
    "36": "color: #6fd3d3",
    "97": "color: #ffffff",
    "41": "background: #b3202c",
}
_HEAD = re.compile(r"(critical|high|medium|low)\[")
_CODE = re.compile(r"\x1b\[([0-9;]*)m")
_COLUMNS, _ROWS = 116, 58
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #16181d }
pre { display: inline-block; margin: 0; padding: 18px 22px; color: #d7dae0; font: 14px/1.45 monospace }
</style><pre><b>$</b> seatrial scan examples
%s</pre>"""


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
        page = browser.new_page(viewport=_SIZE)
        page.set_content(_TERMINAL % _terminal([*command, "--color", "always"]))
        page.locator("pre").screenshot(path=FOLDER / "terminal.png")
        browser.close()


def _terminal(command: list[str]) -> str:
    """The end of what a command prints, which is what a person sees next to the prompt, as HTML."""
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | {"COLUMNS": str(_COLUMNS)}
    )
    lines = done.stdout.rstrip("\n").split("\n")[-_ROWS:]
    # From the head of a finding on.
    lines = lines[next(number for number, line in enumerate(lines) if _HEAD.match(_CODE.sub("", line))) :]
    return "\n".join(map(_html, lines))


def _html(line: str) -> str:
    """A line with its colors; each style ends where the next begins."""
    text, *rest = _CODE.split(line)
    parts = [html.escape(text)]
    for codes, text in zip(rest[::2], rest[1::2], strict=True):
        style = "; ".join(_STYLES[code] for code in codes.split(";") if code in _STYLES)
        parts.append(f'<span style="{style}">{html.escape(text)}</span>' if style else html.escape(text))
    return "".join(parts)


if __name__ == "__main__":
    main()
