"""The HTML report in a real browser: it opens from disk, asks for nothing, obeys the keyboard, and prints."""

import io
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypdf
import pytest
from benchmarks.large_report import large_report
from playwright.sync_api import Browser, Page, expect

from seatrial.model.report import Report
from seatrial.reports import Canvas
from seatrial.reports.html import render
from tests.reports.made import HOSTILE, canvas, gap, hostile_report, report, result

Open = Callable[..., Page]
"""Opens a report from disk; keywords go to the page, ``at`` is what follows the number sign."""


_OUTLINE = """() => {
    const focused = document.activeElement;
    return focused === document.body ? "" : getComputedStyle(focused).outlineStyle;
}"""


@pytest.fixture
def open_(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """A page that fails the test if it complains, asks for anything, or shows a dialog."""
    complaints: list[str] = []
    asked: list[str] = []
    pages: list[Page] = []

    def opened(given: tuple[Report, Canvas], *, at: str = "", **options: Any) -> Page:
        file = tmp_path / "report.html"
        file.write_text(render(*given), encoding="utf-8")
        page = browser.new_page(**({"viewport": {"width": 1280, "height": 900}} | options))
        pages.append(page)
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri() + at)
        complaints.extend(url for url in asked if not url.startswith(file.as_uri()))
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []


@pytest.fixture(scope="module")
def many() -> tuple[Report, Canvas]:
    return large_report(300)


def rows(page: Page) -> int:
    return page.locator(".finding").count()


def has_address(page: Page, ending: str) -> None:
    """Wait for the address, which changes when the list has changed."""
    expect(page).to_have_url(re.compile(ending))


def open_first(page: Page) -> None:
    page.locator(".finding > summary").first.click()
    page.locator(".finding .body").first.wait_for()


def violations(page: Page) -> list[str]:
    """What axe finds, each rule with the first place."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    assert found["passes"]
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing(open_: Open, many: tuple[Report, Canvas], scheme: str, width: int) -> None:
    page = open_(many, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.evaluate(
        "for (const one of document.querySelectorAll('main > section > details, figure details')) one.open = true"
    )
    open_first(page)

    assert violations(page) == []


@pytest.mark.parametrize(
    "given", [report([result()], gaps=[gap()]), report(assets=(), checks=[])], ids=["small", "empty"]
)
def test_axe_finds_nothing_in_a_small_report(open_: Open, given: Report) -> None:
    assert violations(open_((given, canvas()))) == []


def test_every_finding_opens_to_all_that_is_known(open_: Open, many: tuple[Report, Canvas]) -> None:
    page = open_(many, at="#waiver=yes")

    open_first(page)

    body = page.locator(".finding .body").first.inner_text()
    for told in (
        "Why",
        "Fix",
        "What decided",
        "Parts of the score",
        "By when",
        "Called from",
        "Waived",
        "By platform",
        "Fingerprint",
    ):
        assert told in body
    assert page.locator(".finding mark").first.inner_text()


def test_the_parts_of_a_score_add_up_on_the_page(open_: Open, many: tuple[Report, Canvas]) -> None:
    page = open_(many)

    open_first(page)

    body = page.locator(".finding .body").first
    points = body.locator(".points").all_inner_texts()
    assert sum(map(int, points)) == int(page.locator(".finding .score").first.inner_text().split()[0])


def test_the_keyboard_alone_is_enough(open_: Open, many: tuple[Report, Canvas]) -> None:
    page = open_(many)
    everything = rows(page)

    page.keyboard.press("/")
    page.keyboard.type("aws j /")
    page.keyboard.press("Control+A")
    page.keyboard.type("aws")
    has_address(page, "#q=aws$")
    narrowed = rows(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    has_address(page, "severity=critical")
    critical = rows(page)
    page.keyboard.press("Space")
    has_address(page, "#q=aws$")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")

    assert 0 < critical < narrowed <= everything
    assert page.evaluate("document.activeElement.parentElement === document.querySelector('.finding[open]')")
    expect(page.locator(".finding .body")).to_have_count(1)


def test_keys_can_be_switched_off(open_: Open, many: tuple[Report, Canvas]) -> None:
    page = open_(many)
    page.locator("#keys").uncheck()

    page.locator("#keys").press("j")

    assert page.evaluate("document.activeElement.id") == "keys"


def test_every_control_shows_that_it_has_the_focus(open_: Open) -> None:
    page = open_((report([result()], gaps=[gap()]), canvas()))

    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(_OUTLINE))

    assert len([outline for outline in seen if outline]) > 25
    assert {outline for outline in seen if outline} <= {"solid", "auto"}


@pytest.mark.parametrize(
    "filters", ["severity=high", "action=soon", "verdict=unknown", "waiver=yes", "path=billing", "q=bucket"]
)
def test_filters_are_in_the_address(open_: Open, many: tuple[Report, Canvas], filters: str) -> None:
    page = open_(many, at=f"#{filters}")

    status = page.locator("#status").inner_text()
    name, value = filters.split("=")
    assert not status.startswith("309")
    assert 0 < int(status.split()[0]) + rows(page) < 300
    controls = page.locator(f"[name={name}]")
    said = controls.evaluate_all("all => all.filter(c => c.type !== 'checkbox' || c.checked).map(c => c.value)")
    assert said == [value]


def test_a_change_to_make_leads_to_just_its_findings(open_: Open, many: tuple[Report, Canvas]) -> None:
    page = open_(many)

    page.locator(".groups a").first.click()

    expect(page.locator(".finding")).to_have_count(1)
    assert page.locator("#status").inner_text().startswith("1 finding of ")


def test_the_link_of_a_finding_opens_it(open_: Open, many: tuple[Report, Canvas]) -> None:
    report_, _ = many
    wanted = [found for _, found in report_.every_finding()][-1]

    page = open_(many, at=f"#finding={wanted.fingerprint[:16]}")

    assert page.locator(".finding[open]").count() == 1
    assert wanted.address in page.locator(".finding[open]").inner_text()


def test_what_is_hostile_stays_text(open_: Open) -> None:
    page = open_((hostile_report(), canvas({text: text for text in HOSTILE})), at="#q=<img src=x onerror=alert(1)>")
    page.locator("#clear").click()
    has_address(page, "html$")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    expect(page.locator(".finding .body")).to_have_count(4 * len(HOSTILE))

    assert rows(page) == 4 * len(HOSTILE)
    assert page.locator("img, iframe, object, #list script").count() == 0
    assert "<script>alert(1)</script>" in page.locator("#list").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_can_be_smuggled_into_the_page_afterwards(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render(report([result()]), canvas()), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())

    script = "const s = document.createElement('script'); s.append('window.owned = 1'); document.body.append(s)"
    page.evaluate(f"() => {{ try {{ {script} }} catch {{}} }}")

    assert page.evaluate("window.owned") is None
    page.close()


def test_paper_has_the_whole_finding(open_: Open) -> None:
    given = report([result(address=f"hull.{number}", message=f"`h{number}` leaks") for number in range(120)])
    page = open_((given, canvas({"fleet.tf": "a {\n  sealed = false\n}\n"})))

    paper = pypdf.PdfReader(io.BytesIO(page.pdf()))

    text = "\n".join(sheet.extract_text() for sheet in paper.pages)
    assert all(f"h{number} leaks" in text for number in range(120))
    assert text.count("Water comes in") == 120
    assert text.count("sealed = false") >= 120
    assert "Clear filters" not in text


def test_without_scripts_there_are_the_worst_findings_and_no_dead_controls(
    open_: Open, many: tuple[Report, Canvas]
) -> None:
    page = open_(many, java_script_enabled=False)

    assert page.get_by_role("table", name="The worst findings").locator("tbody tr").count() == 200
    assert not page.locator("#filters").is_visible()
    assert page.get_by_role("heading", name="Fix first").is_visible()


@pytest.mark.parametrize("width", [360, 768, 1100, 1920])
def test_nothing_sticks_out_at_any_width(open_: Open, many: tuple[Report, Canvas], width: int) -> None:
    page = open_(many, viewport={"width": width, "height": 800})
    open_first(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_ten_thousand_findings_are_shown_by_the_hundred(open_: Open) -> None:
    page = open_(large_report(10_000))

    assert rows(page) == 100
    page.locator("#more").click()
    assert rows(page) == 200
    assert page.evaluate("document.activeElement.parentElement.dataset.number") == "100"
    page.locator("[name=path]").fill("estate/")
    has_address(page, "#path=")
    assert "of 10000 results" in page.locator("#status").inner_text()


def test_paper_says_what_it_leaves_out(open_: Open) -> None:
    page = open_((report([result(address=f"hull.{number}") for number in range(503)]), canvas()))
    left_out = page.get_by_text("3 more are not printed")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(left_out).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    expect(left_out).to_have_count(0)
    assert page.locator(".finding[open]").count() == 0


def test_the_link_to_a_finding_can_be_copied(open_: Open, many: tuple[Report, Canvas]) -> None:
    page = open_(many)
    open_first(page)
    button = page.get_by_role("button", name="Copy the link")

    button.click()

    expect(page.locator(".copy")).to_have_text(re.compile("Copied|It is in the address bar"))


@pytest.mark.parametrize("section", ["unread", "waivers", "assets"])
def test_a_section_in_the_address_is_where_the_page_opens(
    open_: Open, many: tuple[Report, Canvas], section: str
) -> None:
    page = open_(many, at=f"#{section}")

    expect(page.locator(f"#{section} h2")).to_be_in_viewport()
    assert rows(page) == 100


def test_a_waiver_leads_to_what_it_covers(open_: Open, many: tuple[Report, Canvas]) -> None:
    page = open_(many)

    page.locator("#waivers td a").first.click()

    expect(page.locator("#status")).to_have_text(re.compile("^0 findings, 1 waived of "))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white(open_: Open, many: tuple[Report, Canvas], scheme: str) -> None:
    page = open_(many, color_scheme=scheme)

    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
