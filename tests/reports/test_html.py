"""The HTML report as text: escaped, locked, complete, small.  What a browser makes of it: test_html_browser."""

import base64
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from benchmarks.large_report import large_report
from hypothesis import given
from hypothesis import strategies as st

from seatrial.engine.evidence import HIDDEN
from seatrial.model.check import Fix
from seatrial.model.location import Location
from seatrial.model.report import Report
from seatrial.model.result import Verdict
from seatrial.model.risk import Action, Answer, Band, FixGroup, Risk, Standing, Term
from seatrial.model.waiver import Means, Scope, Waiver, WaiverFlaw, WaiverState, WaiverUse
from seatrial.reports._html import wording
from seatrial.reports._html.markup import element, prose
from seatrial.reports._words import clean
from seatrial.reports.html import render
from tests.reports.made import HOSTILE, canvas, check, evidence, gap, hostile_report, report, result

_FILES = {text: text for text in HOSTILE}


class Page(HTMLParser):
    """The elements of a page with their attributes, and the text outside of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in self.raw:
            self.raw[self.cdata_elem].append(data)
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def strings_of(page: str) -> list[str]:
    return list(data_of(page)["strings"])


def frame_of(page: str, number: int = 0) -> list[Any]:
    """First line, marked line, from, to, and the texts of the lines of a result's frame."""
    data = data_of(page)
    place = data["results"][number][data["columns"].index("place")]
    first, marked, begin, end, *texts = data["frames"][str(place)]
    return [first, marked, begin, end, *(data["strings"][text] for text in texts)]


def waiver(**more: Any) -> Waiver:
    given_: dict[str, Any] = {
        "checks": ("ships-hull-sealed",),
        "reason": "in dock until `spring`",
        "location": Location("fleet.tf", 9),
        "scope": Scope(file="fleet.tf"),
        "means": Means.COMMENT,
        "until": date(2027, 3, 31),
        "owner": "harbour",
    }
    return Waiver(**(given_ | more))


def risk(**more: Any) -> Risk:
    given_: dict[str, Any] = {
        "score": 83,
        "band": Band.HIGH,
        "action": Action.ACT_NOW,
        "terms": (Term(name="likelihood", points=83, value=1.0, said="direct"),),
        "answers": (Answer(question="exposed", yes=True, said="a quay"),),
        "confidence": 0.45,
    }
    return Risk(**(given_ | more))


def test_what_is_hostile_adds_no_element_and_no_handler() -> None:
    hostile, harmless = Page(render(hostile_report(), canvas(_FILES))), Page(render(report([result()]), canvas()))

    assert {name for name, _ in hostile.elements} <= {name for name, _ in harmless.elements} | {
        *("small", "details", "em", "wbr"),
        # Groups, which the harmless one has none of.
        *("ol", "li", "strong"),
    }
    assert [name for name, _ in hostile.elements if name in ("img", "iframe", "object", "link", "base", "form")] == [
        "form"
    ]
    assert sum(name == "script" for name, _ in hostile.elements) == 2
    assert [at for _, attributes in hostile.elements for at in attributes if at.startswith("on") or at == "style"] == []


def test_what_is_hostile_can_still_be_read() -> None:
    page = render(hostile_report(), canvas(_FILES))

    said = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert said in Page(page).text
    assert said in strings_of(page)


def test_the_page_loads_nothing() -> None:
    page = Page(render(large_report(100)[0], canvas()))

    loading = [(name, at) for name, attributes in page.elements for at in attributes if at in ("src", "srcset", "data")]
    links = [attributes["href"] for name, attributes in page.elements if name == "a"]
    assert loading == []
    assert [link for link in links if link is None or not link.startswith("#")] == []
    assert not re.search(r"url\(|@import", "".join(page.raw["style"]))


def test_the_policy_allows_just_the_scripts_and_styles_of_the_page() -> None:
    text = render(report([result()]), canvas())

    page = Page(text)
    policy = next(str(at["content"]) for name, at in page.elements if at.get("http-equiv"))
    for name in ("style", "script"):
        [inline] = re.findall(rf"<{name}(?: type=\"module\")?>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@given(st.text())
def test_whatever_is_put_into_an_element_stays_text(text: str) -> None:
    page = Page(element("p", text, prose(text), title=text))

    assert {name for name, _ in page.elements} <= {"p", "code"}
    assert page.elements[0][1].keys() == {"title"}
    assert clean(text) in page.text


@pytest.mark.parametrize("reference", ["javascript:alert(1)", "data:text/html,x", " https://x", "//x"])
def test_a_reference_that_leads_nowhere_on_the_web_is_no_link(reference: str) -> None:
    given_ = report([result()], [check(references=(reference, "https://ships.example/hulls"))])

    assert data_of(render(given_, canvas()))["checks"][0]["references"] == ["https://ships.example/hulls"]


def test_a_frame_knows_what_is_marked() -> None:
    page = render(report([result()]), canvas({"fleet.tf": "a {\n\tsealed = no\n}\n"}))

    # The tab is drawn as four spaces: the mark begins behind it, at the column that the place says.
    assert frame_of(render(report([result()]), canvas({"fleet.tf": "a {\n  sealed = false\n}\n"}))) == [
        1, 1, 2, 16, "a {", "  sealed = false", "}",
    ]  # fmt: skip
    assert frame_of(page)[4:] == ["a {", "    sealed = no", "}"]


def test_a_secret_is_in_no_frame_whoever_shows_its_line() -> None:
    secret = result(evidence=(evidence("password", HIDDEN),))
    beside = result("ships-keel", Location("fleet.tf", 3, 1, 3, 2), message="another one")
    given_ = report([secret, beside], [check(), check("ships-keel")])

    page = render(given_, canvas({"fleet.tf": 'a {\n  "hunter2-pier"\n}\n'}))

    assert "hunter2" not in page
    assert [frame_of(page, number)[4:] for number in (0, 1)] == [["a {", "  (hidden)", "}"], ["(hidden)", "}"]]


def test_findings_come_by_urgency_and_score_and_what_is_waived_after_them() -> None:
    soon, late = risk(action=Action.SOON, score=40), risk(action=Action.BACKLOG, score=95)
    given_ = [
        result(message="waived", waiver=waiver(), risk=risk()),
        result(message="unknown", verdict=Verdict.UNKNOWN),
        result(message="late", risk=late),
        result(message="soon", risk=soon),
        result(message="now", risk=risk()),
    ]

    order = [item.message for _, _, item in wording.ordered(report(given_))]

    assert order == ["now", "soon", "late", "waived", "unknown"]


def test_more_results_than_can_be_shown_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given_ = report([result(address=f"hull.{number}") for number in range(wording.MOST_RESULTS + 1)])

    page = render(given_, canvas())

    assert len(data_of(page)["results"]) == wording.MOST_RESULTS
    assert f"The worst 25000 of {wording.MOST_RESULTS + 1} results are listed" in page


def test_gaps_are_named_on_top_and_never_look_clean() -> None:
    with_gap, without = (Page(render(report([result()], gaps=gaps), canvas())).text for gaps in ([gap()], []))

    assert "not read: nothing is said of it" in with_gap
    assert "1 gap: this was not read, and nothing is said of it." in with_gap
    assert "all that was found was read" not in with_gap
    assert "No gaps: all that was found was read." in without


def test_the_standing_is_shown_with_what_it_would_be_without_waivers() -> None:
    stands = Standing(score=12.0, grade="A", unwaived=91.2, unwaived_grade="F", decided=0.964)

    page = Page(render(report([result()], standing=stands), canvas())).text

    for told in (
        "12.0 of 100, higher is worse",
        "Without waivers F, 91.2",
        "96.4 % of what was asked could be decided",
    ):
        assert told in page


def test_too_little_to_grade_is_said() -> None:
    stands = Standing(score=0.0, grade="?", unwaived=0.0, unwaived_grade="?", decided=0.1)

    assert "Too little could be decided for a grade." in render(report(standing=stands), canvas())


def test_a_change_says_what_it_gains_and_leads_to_its_findings() -> None:
    group = FixGroup(
        check="ships-hull-sealed",
        location=Location("fleet/a b.tf", 2, 3),
        findings=("0" * 64, "1" * 64),
        assets=("fleet",),
        score=83,
        action=Action.ACT_NOW,
        gain=4.256,
    )
    fix = Fix(set={"sealed": True}, steps="Call the dock.\nThen wait.")

    page = render(report([result()], [check(fix=fix)], groups=(group,)), canvas())

    for told in (
        "−4.26 points",
        "ACT NOW (3 d)",
        "2 findings in 1 asset",
        "Set sealed to true",
        "Call the dock. Then wait.",
    ):
        assert told in Page(page).text
    assert '<a href="#check=ships-hull-sealed&amp;path=fleet/a%20b.tf%3A2&amp;waiver=no">' in page


def test_every_waiver_is_shown_with_what_became_of_it() -> None:
    uses = [
        WaiverUse(waiver=waiver(), state=WaiverState.ACTIVE, count=2),
        WaiverUse(waiver=waiver(until=None, tool="checkov"), state=WaiverState.UNUSED, count=0),
        WaiverUse(waiver=waiver(), state=WaiverState.EXPIRED, count=1),
    ]
    flaw = WaiverFlaw(location=Location("fleet.tf", 4), message="its end is no date")

    page = Page(render(_with(waivers=tuple(uses), flaws=(flaw,)), canvas())).text

    for told in ("in dock until spring", "2027-03-31", "for ever", "comment of checkov", "1 waiver cannot be followed"):
        assert told in page
    assert page.index("expired") < page.index("unused") < page.index("active")


def test_charts_have_their_numbers_as_a_table_too() -> None:
    page = render(_with(), canvas())

    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert len(figures) == 2
    for figure in figures:
        assert "<svg" in figure
        assert "<table" in figure
    assert 'aria-label="Findings: 0 critical, 1 high, 0 medium, 0 low"' in page


def test_ten_thousand_findings_are_less_than_six_megabytes() -> None:
    given_, drawn_on = large_report(10_000)

    page = render(given_, drawn_on)

    assert len(page.encode()) < 6_000_000
    assert len(data_of(page)["results"]) == 10_000


def _with(**more: Any) -> Report:
    return report([result(risk=risk())], **more)
