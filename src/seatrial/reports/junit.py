"""JUnit XML, as Jenkins, Azure, GitLab and CircleCI read it: a suite an asset, a case a finding.

There is no standard; this keeps to what the Jenkins schema (junit-10.xsd of jenkinsci/xunit-plugin) allows.  What is
waived or not known is a skipped case with its reason, a gap is an error: a file that could not be read must not look
like one in which nothing was found.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result, Status, Verdict
from seatrial.reports import Canvas
from seatrial.reports._words import (
    by_severity,
    clean,
    clean_lines,
    coverage,
    cut,
    fix_told,
    harmless,
    place_told,
    risk_told,
    waived_told,
)

SUMMARY = "for build servers that show test results: JUnit XML"

_MOST_TEXT = 2_000


def render(report: Report, canvas: Canvas) -> str:
    """The report as XML."""
    suites = [*map(_Suite, report.assets)]
    outside = [_error("seatrial", gap) for gap in report.gaps]
    failures = sum(suite.failures for suite in suites)
    errors = sum(suite.errors for suite in suites) + len(outside)
    tests = sum(len(suite.cases) for suite in suites) + len(outside)
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}" time="{report.seconds:.3f}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="seatrial" {counts}>']
    for number, suite in enumerate(suites):
        properties = _properties(report) if number == 0 else []
        lines += [*suite.lines(report, properties)]
    if outside or not suites:
        lines += [f'<testsuite name="seatrial" tests="{len(outside)}" errors="{len(outside)}">']
        lines += [*([] if suites else _properties(report)), *outside, "</testsuite>"]
    lines.append("</testsuites>")
    return "".join(f"{harmless(line)}\n" for text in lines for line in text.split("\n"))


class _Suite:
    """One asset: its cases, and how many of them are what."""

    def __init__(self, asset: AssetReport) -> None:
        self.asset = asset
        told = [result for result in asset.results if result.verdict is not Verdict.SKIP]
        self.cases: list[Result | Gap] = [*told, *asset.gaps]
        self.failures = sum(1 for result in told if result.is_news)
        self.skipped = sum(1 for result in told if _is_skipped(result))
        self.errors = len(asset.gaps) + sum(1 for result in told if result.verdict is Verdict.ERROR)

    def lines(self, report: Report, properties: list[str]) -> Iterator[str]:
        name = _attribute(self.asset.name)
        counts = f'tests="{len(self.cases)}" failures="{self.failures}" errors="{self.errors}" skipped="{self.skipped}"'
        yield f"<testsuite name={name} {counts}>"
        yield from properties
        for case in self.cases:
            yield _error(self.asset.name, case) if isinstance(case, Gap) else _case(case, report)
        yield "</testsuite>"


def _is_skipped(result: Result) -> bool:
    return result.waiver is not None or result.verdict is Verdict.UNKNOWN or result.status is Status.KNOWN


def _properties(report: Report) -> list[str]:
    """What was counted and covered."""
    counted: dict[str, object] = {f"verdict.{verdict}": count for verdict, count in report.counts().items()}
    counted |= {f"severity.{name}": count for name, count in by_severity(report).items()}
    counted |= {f"coverage.{name}": count for name, count in coverage(report).items()}
    if report.standing is not None:
        counted |= {"grade": report.standing.grade, "score": round(report.standing.score, 1)}
    rows = (f'<property name="{name}" value={_attribute(str(value))}/>' for name, value in counted.items())
    return ["<properties>", *rows, "</properties>"]


def _case(result: Result, report: Report) -> str:
    check = report.about(result)
    head = _head(f"{result.check} {result.address}", result.location.file, result.location)
    if result.waiver is not None:
        return f"{head}><skipped message={_attribute(f'waived: {waived_told(result.waiver)}')}/></testcase>"
    if result.status is Status.KNOWN:
        return f"{head}><skipped message={_attribute(f'known: {result.message or check.title}')}/></testcase>"
    match result.verdict:
        case Verdict.FAIL:
            body = [
                result.message or check.title,
                place_told(result.location),
                check.why.strip(),
                f"Fix: {fix_told(check)}",
            ]
            body += [f"Risk: {risk_told(result.risk)}"] if result.risk else []
            text = _text("\n".join(filter(None, body)))
            message = _attribute(result.message or check.title)
            return f'{head}><failure type="{check.severity}" message={message}>{text}</failure></testcase>'
        case Verdict.ERROR:
            return f'{head}><error type="check" message={_attribute(result.reason)}/></testcase>'
        case Verdict.UNKNOWN:
            return f"{head}><skipped message={_attribute(f'not known: {result.reason}')}/></testcase>"
    return f"{head}/>"


def _error(name: str, gap: Gap) -> str:
    head = _head(f"read {place_told(gap.location)}", name, gap.location)
    return f'{head}><error type="gap" message={_attribute(f"not read: {gap.reason}")}/></testcase>'


def _head(name: str, group: str, place: Location) -> str:
    """The opening of a case without its end; GitLab links the file."""
    where = f"file={_attribute(place.file)}" + (f' line="{place.line}"' if place.line else "")
    return f"<testcase name={_attribute(name)} classname={_attribute(group)} {where}"


def _attribute(text: str) -> str:
    return quoteattr(cut(clean(text), _MOST_TEXT))


def _text(text: str) -> str:
    return escape(cut(clean_lines(text), _MOST_TEXT))
