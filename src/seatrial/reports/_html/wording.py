"""What the page and its data say in the same words: places, values, fixes, waivers, the order of results."""

import re
from typing import Any

from seatrial.engine.evidence import plain
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report, Subject
from seatrial.model.result import Result, Verdict
from seatrial.model.waiver import Waiver
from seatrial.reports._words import as_json, clean, clean_lines, cut

MOST_TEXT = 500
MOST_RESULTS = 25_000
"""Results that are listed; past that the page would open slowly, and says that it has the worst only."""

# Not before an empty line, an indented one or an item of a list.
_SOFT_BREAK = re.compile(r"(?<=\S)\n(?=[^\s*-])")
_VERDICTS = (Verdict.FAIL, Verdict.ERROR, Verdict.UNKNOWN, Verdict.PASS, Verdict.SKIP)


def line(text: str) -> str:
    """A text from outside: on one line, clean, and as long as is shown."""
    return clean(cut(text, MOST_TEXT))


def paragraph(text: str) -> str:
    """A text of several lines, clean.  Where the author broke a line to keep it short the page breaks it anew."""
    return cut(clean_lines(_SOFT_BREAK.sub(" ", text.strip())), 4 * MOST_TEXT)


def where(place: Location) -> str:
    """``file:line``; the file alone where no line is known."""
    return line(f"{place.file}:{place.line}" if place.line else place.file)


def shown(value: Any) -> str:
    """A value as people write it, on one line."""
    data = plain(value)
    match data:
        case None:
            return "not set"
        case str():
            return line(data) or '""'
        case {"$unknown": reason}:
            return line(f"unknown: {reason}")
    return line(as_json(data))


def fixes(check: Subject) -> list[str]:
    """What to do: a line for each property to set, then the steps."""
    settings = [f"Set `{line(name)}` to `{shown(value)}`" for name, value in check.fix.set.items()]
    return settings + ([paragraph(check.fix.steps)] if check.fix.steps.strip() else [])


def is_link(reference: str) -> bool:
    """Whether a reference leads to the web; of ``javascript:`` and the like nobody makes a link."""
    return reference.startswith(("https://", "http://"))


def means(waiver: Waiver) -> str:
    """How a waiver is said: ``comment of checkov``."""
    return f"{waiver.means} of {line(waiver.tool)}" if waiver.tool else str(waiver.means)


def until(waiver: Waiver) -> str:
    return waiver.until.isoformat() if waiver.until else "for ever"


def ordered(report: Report) -> list[tuple[int, AssetReport, Result]]:
    """Every listed result with its asset and the asset's number: what counts first, the most urgent and worst ahead."""
    listed = [(number, asset, result) for number, asset in enumerate(report.assets) for result in asset.results]
    listed.sort(key=lambda item: (*_rank(item[2], report.about(item[2])), item[0]))
    return listed[:MOST_RESULTS]


def _rank(result: Result, check: Subject) -> tuple[Any, ...]:
    urgency, score = (result.risk.action.urgency, result.risk.score) if result.risk else (-1, -1)
    return (
        _VERDICTS.index(result.verdict),
        result.waiver is not None,
        -urgency,
        -score,
        -check.severity.rank,
        result.location,
        result.check,
        result.address,
        result.element,
    )
