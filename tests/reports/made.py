"""Reports made by hand, and the strings that a hostile source would like to see printed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from seatrial.model.advisory import Exploitation, FixState, Match
from seatrial.model.check import Check, Fix, Likelihood, Severity
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Evidence, How, Result, Verdict
from seatrial.model.risk import Action, Answer, Band, FixGroup, Risk, Term
from seatrial.model.waiver import Means, Scope, Waiver, WaiverFlaw, WaiverState, WaiverUse
from seatrial.reports import Canvas

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "\x9b31m and \x9d0;title\x9c",
    "\x00",
    "two\nlines\r\nand\rmore\x0b\x0c\x85",
    "\u2028\u2029",
    "\u202etxt.exe\u2066",
    "\u061c\u200b\ufeff\U000e0041",
    "::error file=x::gotcha",
    "##vso[task.complete result=Failed]",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "[click here](https://evil.example)",
    "{0} {resource.name} %s %n",
    "\ud800 and \udcff",
    "'\"`\\",
    "]]>--><!--",
    "../../../etc/passwd",
    "-rf",
    "",
    " ",
    "x" * 10_000,
    "\U0001f6a2" * 300,
)


def check(id_: str = "ships-hull-sealed", severity: Severity = Severity.HIGH, **more: Any) -> Check:
    given: dict[str, Any] = {
        "title": "Hulls are sealed",
        "resource": "ships.hull",
        "expects": "resource.sealed",
        "message": "unused here",
        "why": "Water comes in. A ship sinks.",
        "fix": Fix(set={"sealed": True}),
        "likelihood": Likelihood.DIRECT,
        "file": f"content/{id_}/check.yaml",
    }
    return Check(id=id_, severity=severity, **(given | more))


def result(check_id: str = "ships-hull-sealed", place: Location | None = None, **more: Any) -> Result:
    given: dict[str, Any] = {
        "resource_type": "ships.hull",
        "address": "hull.a",
        "verdict": Verdict.FAIL,
        "location": place or Location("fleet.tf", 2, 3, 2, 17),
        "message": "`a` leaks",
        "fingerprint": "0" * 64,
    }
    return Result(check=check_id, **(given | more))


def evidence(name: str = "sealed", value: Any = False, how: How = How.EXPLICIT, **more: Any) -> Evidence:
    given = {"location": Location("fleet.tf", 2, 3, 2, 17)} | more
    return Evidence(property=name, value=value, how=how, **given)


def gap(file: str = "broken.tf", line: int = 3, reason: str = "it ends too early", bound: str = "") -> Gap:
    return Gap(location=Location(file, line), reason=reason, bound=bound)


def report(
    results: Sequence[Result] = (), checks: Sequence[Check] | None = None, gaps: Sequence[Gap] = (), **more: Any
) -> Report:
    """A report of one asset with these results."""
    counts = Counter(str(item.verdict) for item in results)
    asset = AssetReport(
        key="fleet",
        kind="Terraform root module",
        connector="terraform",
        name="fleet",
        results=tuple(results),
        gaps=tuple(gaps),
        counts={"pass": 7, **counts},
        resources={"ships.hull": 8},
        judged=8,
        unasked={"ships_anchor": 2},
    )
    given: dict[str, Any] = {
        "version": "1.2.3",
        "targets": (".",),
        "policies": ("default",),
        "assets": (asset,),
        "checks": {item.id: item for item in (checks if checks is not None else [check()])},
        "asked": 12,
        "root": "/harbour",
        "seconds": 0.25,
    }
    return Report(**(given | more))


def canvas(files: Mapping[str, str] | None = None, **more: Any) -> Canvas:
    """A canvas over sources that are given as text."""
    given = files or {}

    def lines(file: str) -> Sequence[str]:
        return given[file].split("\n") if file in given else []

    return Canvas(lines=lines, **({"width": 80} | more))


def hostile_report() -> Report:
    """Every hostile string in every place of a report that a source can write to."""
    checks, results, gaps = [], [], []
    for number, text in enumerate(HOSTILE):
        id_ = f"hostile-{number}"
        checks.append(check(id_, title=text or "t", why=text or "w", fix=Fix(steps=text), aliases=(text, "CKV_1")))
        place = Location(text or "x", 1, 1, 1, 4)
        results.append(
            result(
                id_,
                place,
                address=text,
                element=text,
                message=text,
                condition=text,
                evidence=(evidence(text, value={text: text}, location=place), evidence("p", value=10**80)),
                risk=risk(text),
                calls=(place,),
            )
        )
        results.append(result(id_, place, address=text, message="", reason=text, verdict=Verdict.UNKNOWN))
        results.append(
            result(
                f"CVE-{number}{text}",
                place,
                address=text,
                evidence=(evidence(text),),
                match=flaw(text, id=f"CVE-{number}{text}"),
            )
        )
        results.append(result(id_, place, address=text, message=text, waiver=_hostile_waiver(text)))
        gaps.append(Gap(location=Location(text, number), reason=text, bound=text))
    return report(
        results,
        checks,
        gaps,
        waivers=tuple(
            WaiverUse(waiver=_hostile_waiver(text), state=state, count=1) for text in HOSTILE for state in WaiverState
        ),
        flaws=tuple(WaiverFlaw(location=Location(text, 1), message=text) for text in HOSTILE),
        unscanned=HOSTILE,
        groups=tuple(
            FixGroup(
                check=result.check,
                location=result.location,
                findings=(result.fingerprint,),
                assets=(result.address,),
                score=90,
                action=Action.ACT_NOW,
                gain=1.0,
            )
            for result in results
        ),
    )


def flaw(text: str = "", **more: Any) -> Match:
    """A flaw that says a text wherever an advisory or a package says something."""
    package = Package(
        ecosystem=text,
        name=text,
        version=text,
        purl=text,
        kind="os",
        source_name=text,
        source_version=text,
        locations=(Location(text, 1),),
        layer=text,
        instruction=text,
    )
    given: dict[str, Any] = {
        "summary": text,
        "fixed": text,
        "rated": text,
        "vector": text,
        "score": 9.8,
        "installed": (text, "a"),
    }
    known = Exploitation(exploited=date(2026, 1, 1), probability=0.5, percentile=0.9)
    state = FixState.FIXED
    return Match(
        package=package,
        names=(text,),
        advisories=(text,),
        state=state,
        exploitation=known,
        **({"id": text} | given | more),
    )


def _hostile_waiver(text: str) -> Waiver:
    place = Location(text, 3)
    return Waiver(
        checks=(text,), reason=text, owner=text, tool=text, location=place, scope=Scope(), means=Means.COMMENT
    )


def risk(text: str = "") -> Risk:
    """A risk that says a text wherever it says something."""
    return Risk(
        score=83,
        band=Band.HIGH,
        action=Action.ACT_NOW,
        terms=(
            Term(name="likelihood", points=45, value=1.0, said=text),
            Term(name="exposure", points=38, value=1.0, said=text),
            Term(name="value", points=0, said=text),
        ),
        answers=(Answer(question="exposed", yes=True, said=text),),
        confidence=0.8,
        otherwise=text,
    )
