"""The report as data, by the schema ``docs/reference/report.schema.json``, version 1."""

from seatrial.model.report import Report
from seatrial.reports import Canvas
from seatrial.reports._data import as_data
from seatrial.reports._words import as_json

SUMMARY = "for programs: everything, by a published schema with a version"


def render(report: Report, canvas: Canvas) -> str:
    """The report as JSON, indented, ending in a line feed."""
    return as_json(as_data(report), indent=2) + "\n"
