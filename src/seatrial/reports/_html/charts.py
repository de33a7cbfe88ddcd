"""Charts as inline SVG, each with the same numbers as a table below it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from seatrial.model.check import Severity
from seatrial.model.report import Report
from seatrial.model.risk import Action
from seatrial.reports._html.markup import Markup, element, table
from seatrial.reports._words import plural

_GRADES = ("A", "B", "C", "D", "F", "?")
_WIDTH = 460
_NO_ACTION = "not appraised"


def grades(report: Report) -> Markup:
    """How many assets have each grade."""
    counted = Counter(asset.standing.grade if asset.standing else "?" for asset in report.assets)
    told = ", ".join(f"{counted[letter]} {letter}" for letter in _GRADES if counted[letter]) or "none"
    most = max(counted.values(), default=1)
    bars = [part for at, letter in enumerate(_GRADES) for part in _column(at, letter, counted[letter], most)]
    rows = [(letter, str(counted[letter])) for letter in _GRADES]
    return _figure("Grades of the assets", f"Assets by grade: {told}", 170, bars, (("grade", "assets"), rows))


def _column(at: int, letter: str, count: int, most: int) -> Iterable[Markup]:
    width, room, base = _WIDTH / len(_GRADES), 110.0, 140.0
    height = max(2.0, room * count / most) if count else 0.0
    middle = round(at * width + width / 2, 1)
    kind = "none" if letter == "?" else letter.lower()
    yield element(
        "rect",
        x=round(middle - 22, 1),
        y=round(base - height, 1),
        width=44,
        height=round(height, 1),
        rx=2,
        class_=f"bar-{kind}",
    )
    yield element("text", str(count), x=middle, y=round(base - height - 6, 1), text_anchor="middle", class_="number")
    yield element("text", letter, x=middle, y=158, text_anchor="middle")


def severities(report: Report) -> Markup:
    """How many findings have each severity, and by when they must be fixed."""
    counted: dict[str, Counter[str]] = {str(severity): Counter() for severity in Severity}
    for _, result in report.every_finding():
        action = result.risk.action if result.risk else _NO_ACTION
        counted[report.about(result).severity][action] += 1
    names = [str(action) for action in Action]
    if any(counts[_NO_ACTION] for counts in counted.values()):
        names.append(_NO_ACTION)
    most = max(max(counts.total() for counts in counted.values()), 1)
    parts = [p for at, (name, counts) in enumerate(counted.items()) for p in _bar(at, name, counts, names, most)]
    told = ", ".join(f"{counts.total()} {name}" for name, counts in counted.items())
    rows = [(name, *(str(counts[a]) for a in names), str(counts.total())) for name, counts in counted.items()]
    heads = ("severity", *names, "all")
    return _figure(
        "Findings by severity and action", f"Findings: {told}", 170, [*parts, *_legend(names)], (heads, rows)
    )


def _bar(at: int, severity: str, counts: Counter[str], names: Sequence[str], most: int) -> Iterable[Markup]:
    left, top, room = 70.0, 8 + at * 32, _WIDTH - 70 - 50
    yield element("text", severity, x=0, y=top + 16)
    for number, name in enumerate(names):
        if not counts[name]:
            continue
        width = max(2.0, room * counts[name] / most)
        title = element("title", f"{severity}, {name}: {plural(counts[name], 'finding')}")
        yield element(
            "rect", title, x=round(left, 1), y=top, width=round(width - 1, 1), height=22, class_=f"action-{number}"
        )
        left += width
    yield element("text", str(counts.total()), x=round(left + 6, 1), y=top + 16, class_="number")


def _legend(names: Sequence[str]) -> Iterable[Markup]:
    for number, name in enumerate(names):
        left = number * _WIDTH // max(4, len(names))
        yield element("rect", x=left, y=148, width=12, height=12, class_=f"action-{number}")
        yield element("text", name, x=left + 18, y=158)


def _figure(
    caption: str, told: str, height: int, parts: Sequence[Markup], twin: tuple[Sequence[str], Sequence[Sequence[str]]]
) -> Markup:
    drawn = element("svg", *parts, viewBox=f"0 0 {_WIDTH} {height}", role="img", aria_label=told)
    heads, rows = twin
    as_table = element("details", element("summary", "The same as a table"), table(caption, heads, rows))
    return element("figure", element("figcaption", caption), drawn, as_table)
