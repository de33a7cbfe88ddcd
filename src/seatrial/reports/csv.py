"""CSV for spreadsheets (RFC 4180, with line feeds): a row a finding, waived or not, then a row a gap, then the totals.

A cell that a spreadsheet would take for a formula begins with an apostrophe
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from collections.abc import Iterator

from seatrial.model.gap import Gap
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result, Verdict
from seatrial.reports import Canvas
from seatrial.reports._words import clean, cut, fix_told, harmless, totals

SUMMARY = "for spreadsheets: a row a finding"

_MOST_TEXT = 2_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    *(
        "kind",
        "verdict",
        "severity",
        "action",
        "score",
        "check",
        "title",
        "message",
        "asset",
        "resource_type",
        "resource",
    ),
    *("file", "line", "waived", "waived_until", "waived_reason", "fix", "fingerprint"),
)


def render(report: Report, canvas: Canvas) -> str:
    """The report as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return text.getvalue()


def _rows(report: Report) -> Iterator[dict[str, object]]:
    for asset, result in report.every_result():
        yield _result(asset, result, report)
    for gap in report.gaps:
        yield _gap("", gap)
    for asset in report.assets:
        yield from (_gap(asset.key, gap) for gap in asset.gaps)
    yield {"kind": "total", "message": totals(report)}


def _result(asset: AssetReport, result: Result, report: Report) -> dict[str, object]:
    check, waiver, risk = report.about(result), result.waiver, result.risk
    return {
        "kind": "finding" if result.verdict is Verdict.FAIL else "verdict",
        "verdict": result.verdict,
        "severity": check.severity,
        "action": risk.action if risk else "",
        "score": risk.score if risk else "",
        "check": check.id,
        "title": check.title,
        "message": result.message or result.reason,
        "asset": asset.key,
        "resource_type": result.resource_type,
        "resource": result.address,
        "file": result.location.file,
        "line": result.location.line,
        "waived": "yes" if waiver else "",
        "waived_until": waiver.until.isoformat() if waiver and waiver.until else "",
        "waived_reason": waiver.reason if waiver else "",
        "fix": fix_told(check),
        "fingerprint": result.fingerprint,
    }


def _gap(asset: str, gap: Gap) -> dict[str, object]:
    place = gap.location
    return {"kind": "gap", "message": gap.reason, "asset": asset, "file": place.file, "line": place.line}


def _cell(value: object) -> object:
    """The value; a text as one clean line that is no formula and no build server's command."""
    if not isinstance(value, str):
        return value
    text = harmless(clean(cut(" ".join(value.split()), _MOST_TEXT)))
    return f"'{text}" if text.startswith(_FORMULA) else text
