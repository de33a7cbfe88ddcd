"""The report as a stream: one JSON object a line, each with what it is in ``record``, else as in the JSON report.

First the scan, then assets, results, gaps, groups, waivers and flaws.
"""

from typing import Any

from seatrial.model.report import Report
from seatrial.reports import Canvas
from seatrial.reports._data import as_data
from seatrial.reports._words import as_json

SUMMARY = "for log pipelines: everything, one JSON object a line"

_LISTS = {
    "assets": "asset",
    "results": "result",
    "gaps": "gap",
    "groups": "group",
    "waivers": "waiver",
    "waiver_flaws": "waiver_flaw",
}


def render(report: Report, canvas: Canvas) -> str:
    """The lines, in a fixed order."""
    data = as_data(report)
    rows: list[dict[str, Any]] = [{"record": "scan"} | {key: data[key] for key in data if key not in _LISTS}]
    rows += [{"record": record} | row for key, record in _LISTS.items() for row in data[key]]
    return "".join(f"{as_json(row)}\n" for row in rows)
