"""The top of the page: how everything stands, what was counted, what was seen; and the foot."""

from seatrial.model.report import Report
from seatrial.model.result import Verdict
from seatrial.model.risk import Standing
from seatrial.reports._html.markup import Markup, element, link_to_findings, together
from seatrial.reports._html.wording import line
from seatrial.reports._words import findings, plural, seen_told


def subject(report: Report) -> str:
    return ", ".join(map(line, report.targets)) or "nothing"


def header(report: Report) -> Markup:
    title = element("h1", element("span", "Seatrial", class_="name"), f" report: {subject(report)}")
    return element("header", title, element("p", _seen(report), class_="soft"))


def _seen(report: Report) -> str:
    """What was read and asked, also where nothing came of it."""
    if not report.assets:
        return "There is nothing here that can be read."
    return f"{line(seen_told(report))}."


def standing(report: Report) -> Markup:
    """The grade of everything, and the counts that nobody may overlook."""
    return element(
        "section", element("h2", "Standing"), _grade(report.standing), _counts(report), id="standing", class_="standing"
    )


def _grade(stands: Standing | None) -> Markup:
    if stands is None:
        return element("div", grade("?"), element("p", "Nothing was judged."), class_="grade-and-score")
    lines = [element("p", element("strong", f"{stands.score:.1f}"), " of 100, higher is worse", class_="score-line")]
    if stands.grade == "?":
        lines.append(element("p", "Too little could be decided for a grade."))
    if round(stands.unwaived, 1) != round(stands.score, 1) or stands.unwaived_grade != stands.grade:
        lines.append(element("p", f"Without waivers {stands.unwaived_grade}, {stands.unwaived:.1f}"))
    else:
        lines.append(element("p", "The same without waivers"))
    lines.append(element("p", f"{100 * stands.decided:.1f} % of what was asked could be decided"))
    return element("div", grade(stands.grade, large=True), element("div", *lines), class_="grade-and-score")


def grade(letter: str, *, large: bool = False) -> Markup:
    """A grade as a tile; said as words to whoever hears it."""
    kind = "none" if letter == "?" else letter.lower()
    spoken = element("span", "Grade " if letter != "?" else "No grade ", class_="spoken")
    return element("span", spoken, letter, class_=f"grade grade-{kind}{' large' if large else ''}")


def _counts(report: Report) -> Markup:
    counts = report.counts()
    waived = sum(1 for _ in report.every_waived())
    gaps = sum(1 for _ in report.every_gap())
    tiles = [
        _tile(len(findings(report)), "findings", "wrong, and nobody has accepted it", verdict="fail", waiver="no"),
        _tile(waived, "waived", "wrong, and accepted", waiver="yes"),
        _tile(counts[Verdict.UNKNOWN], "unknown", "the answer hangs on what is not known", verdict="unknown"),
        _tile(counts[Verdict.PASS], "pass", "read, and right"),
        _tile(counts[Verdict.SKIP], "skip", "the check asks nothing of it"),
    ]
    if counts[Verdict.ERROR]:
        tiles.insert(3, _tile(counts[Verdict.ERROR], "error", "the check could not be computed", verdict="error"))
    alarm = "tile alarm" if gaps else "tile"
    said = "not read: nothing is said of it" if gaps else "all that was found was read"
    linked = element("a", "gap" if gaps == 1 else "gaps", href="#unread") if gaps else "gaps"
    tiles.append(_written(gaps, linked, said, alarm))
    return element("dl", *tiles, class_="tiles")


def _tile(count: int, name: str, said: str, **filters: str) -> Markup:
    linked = link_to_findings(name, **filters) if filters and count else name
    return _written(count, linked, said, "tile")


def _written(count: int, name: str, said: str, kind: str) -> Markup:
    return element("div", element("dt", name), element("dd", str(count), element("small", said)), class_=kind)


def footer(report: Report) -> Markup:
    lines = (
        f"Seatrial {line(report.version)}. Targets: {subject(report)}. "
        f"Policies: {', '.join(map(line, report.policies)) or 'none'}. "
        f"{plural(report.asked, 'check')} asked in {report.seconds:.1f} s.",
        "A pass means that the value was read and is right. What cannot be known is unknown, what could not be read "
        "is a gap; neither is a pass.",
    )
    return element("footer", together(element("p", text) for text in lines))
