"""The tables of the static page: what to fix first, the assets, the waivers, what was not read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from seatrial.model.check import Severity
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result, Verdict
from seatrial.model.risk import FixGroup
from seatrial.model.waiver import WaiverState, WaiverUse
from seatrial.reports._html.markup import Markup, breakable, element, link_to_findings, path, prose, table, together
from seatrial.reports._html.summary import grade
from seatrial.reports._html.wording import fixes, line, means, ordered, until, where
from seatrial.reports._words import findings, plural

_MOST_ROWS = 500
_MOST_GROUPS = 10
_MORE_GROUPS = 40
_WORST = 200
_IN_FORCE = (WaiverState.ACTIVE, WaiverState.ENDS_SOON)
_STATES = (WaiverState.EXPIRED, WaiverState.ENDS_SOON, WaiverState.UNUSED, WaiverState.ACTIVE)


def fix_first(report: Report) -> Markup:
    """The changes that are most urgent, and of those the ones that are worth most."""
    groups = report.groups
    if not groups:
        return _section("first", "Fix first", element("p", "There is nothing to fix."))
    parts = [_groups(report, groups[:_MOST_GROUPS], 1)]
    following = groups[_MOST_GROUPS : _MOST_GROUPS + _MORE_GROUPS]
    if following:
        more = element("summary", f"The next {plural(len(following), 'change')}")
        parts.append(element("details", more, _groups(report, following, _MOST_GROUPS + 1)))
    left = len(groups) - len(following) - _MOST_GROUPS
    if left > 0:
        parts.append(element("p", f"{plural(left, 'change')} more.", class_="soft"))
    return _section("first", f"Fix first ({plural(len(groups), 'change')})", *parts)


def _groups(report: Report, groups: Sequence[FixGroup], start: int) -> Markup:
    return element("ol", together(_group(report, group) for group in groups), start=start, class_="groups")


def _group(report: Report, group: FixGroup) -> Markup:
    check = report.checks.get(group.check)
    title = check.title if check else f"Update {group.change}"
    count = f"{plural(len(group.findings), 'finding')} in {plural(len(group.assets), 'asset')}"
    gain = element("span", element("strong", _gain(group.gain)), " points", class_="gain")
    facts = (
        path(where(group.location)),
        *([element("span", str(check.severity), class_=f"severity {check.severity}")] if check else []),
        element("span", group.action.label),
        element("span", f"score {group.score}"),
        element("code", line(group.check)),
        link_to_findings(count, **({"check": check.id} if check else {}), path=where(group.location), waiver="no"),
    )
    return element(
        "li",
        element("p", element("span", prose(line(title))), gain, class_="what"),
        element("p", *_spaced(facts), class_="facts"),
        *(element("p", prose(text), class_="fix") for text in (fixes(check) if check else ())),
    )


def _gain(gain: float) -> str:
    return f"−{gain:.2f}" if gain >= 0.005 else "less than −0.01"


def _spaced(parts: Sequence[Markup]) -> Iterator[str]:
    for part in parts:
        yield part
        yield " "


def assets(report: Report) -> Markup:
    """Every asset with its grade, the worst first."""
    order = sorted(report.assets, key=lambda a: (-(a.standing.score if a.standing else 0), a.key))
    rows = [_asset(report, asset) for asset in order[:_MOST_ROWS]]
    heads = ("asset", "grade", "score", "without waivers", "value", *Severity, "unknown", "pass", "gaps")
    parts = [table("Assets, the worst first", heads, rows, class_="numbers")] if rows else []
    return _section("assets", f"Assets ({len(order)})", *parts, *_left(len(order)))


def _asset(report: Report, asset: AssetReport) -> list[str]:
    counted = Counter(report.about(result).severity for result in asset.results if result.is_finding)
    stands, name = asset.standing, breakable(line(asset.name))
    scores = [grade("?"), "", ""]
    if stands is not None:
        scores = [grade(stands.grade), f"{stands.score:.1f}", f"{stands.unwaived_grade} {stands.unwaived:.1f}"]
    numbers = [*(counted[severity] for severity in Severity), asset.counts.get(Verdict.UNKNOWN, 0)]
    numbers += [asset.counts.get(Verdict.PASS, 0), len(asset.gaps)]
    linked = link_to_findings(name, asset=line(asset.key)) if asset.results else name
    named = Markup(f"{element('span', linked)} {element('small', line(asset.kind))}")
    return [named, *scores, str(asset.value or ""), *(str(number) if number else "·" for number in numbers)]


def waivers(report: Report) -> Markup:
    """What became of every waiver, those that need somebody first; and those that cannot be followed."""
    parts: list[Markup] = []
    if report.flaws:
        parts.append(element("p", f"{plural(len(report.flaws), 'waiver')} cannot be followed:", class_="alarm-text"))
        rows = [(path(where(flaw.location)), prose(line(flaw.message))) for flaw in report.flaws[:_MOST_ROWS]]
        parts += [table("Waivers that cannot be followed", ("place", "what is wrong"), rows), *_left(len(report.flaws))]
    if report.waivers:
        order = sorted(report.waivers, key=lambda use: _STATES.index(use.state))
        heads = ("state", "checks", "covers", "reason", "owner", "until", "said by", "place")
        parts += [table("Waivers", heads, map(_waiver, order[:_MOST_ROWS])), *_left(len(order))]
    if not parts:
        parts.append(element("p", "Nothing was waived."))
    return _section("waivers", f"Waivers ({len(report.waivers)})", *parts)


def _waiver(use: WaiverUse) -> list[str]:
    waiver = use.waiver
    state = element("span", str(use.state), class_=f"state {use.state.name.lower().replace('_', '-')}")
    checks = element("span", *_spaced([element("code", line(check)) for check in waiver.checks]))
    said = (line(waiver.owner), until(waiver), means(waiver), path(where(waiver.location)))
    count = plural(use.count, "finding")
    covers = link_to_findings(count, waiver="yes", q=where(waiver.location)) if use.state in _IN_FORCE else count
    return [state, checks, covers, prose(line(waiver.reason)), *said]


def unread(report: Report) -> Markup:
    """What nothing is said of: gaps, what no check asks about, what could not be known."""
    gaps = [("", gap) for gap in report.gaps] + [(asset.name, gap) for asset in report.assets for gap in asset.gaps]
    parts: list[Markup] = []
    if gaps:
        told = f"{plural(len(gaps), 'gap')}: this was not read, and nothing is said of it."
        rows = [
            (path(where(gap.location)), prose(line(gap.reason)), line(gap.bound), breakable(line(asset)))
            for asset, gap in gaps[:_MOST_ROWS]
        ]
        parts.append(element("p", told, class_="alarm-text"))
        parts += [table("Gaps", ("place", "reason", "bound", "asset"), rows), *_left(len(gaps))]
    else:
        parts.append(element("p", "No gaps: all that was found was read."))
    return _section(
        "unread", f"Not read, not known ({plural(len(gaps), 'gap')})", *parts, *_unknown(report), *_unasked(report)
    )


def _unknown(report: Report) -> Iterator[Markup]:
    reasons: Counter[tuple[Verdict, str]] = Counter()
    for _, result in report.every_result():
        if result.verdict in (Verdict.UNKNOWN, Verdict.ERROR):
            reasons[result.verdict, result.reason] += 1
    if reasons:
        order = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        rows = [(prose(line(reason)), verdict, str(count)) for (verdict, reason), count in order[:_MOST_ROWS]]
        yield table("Why verdicts could not be known", ("reason", "verdict", "results"), rows)
        yield from _left(len(order))


def _unasked(report: Report) -> Iterator[Markup]:
    types: Counter[str] = Counter()
    for asset in report.assets:
        types.update(asset.unasked)
    if types:
        order = sorted(types.items(), key=lambda item: (-item[1], item[0]))
        rows = [(element("code", line(name)), str(count)) for name, count in order[:_MOST_ROWS]]
        summary = element("summary", f"{plural(types.total(), 'object')} that no check asks about")
        yield element("details", summary, table("What no check asks about", ("type", "objects"), rows))
        yield from _left(len(order))


def worst(report: Report) -> Markup:
    """The worst findings as a plain table, for whoever runs no scripts."""
    listed = islice((result for _, _, result in ordered(report) if result.verdict is Verdict.FAIL), _WORST)
    rows = [_finding(report, result) for result in listed]
    told = f"Without scripts these are the worst {len(rows)} of {plural(len(findings(report)), 'finding')}."
    heads = ("finding", "severity", "score", "action", "check", "place", "resource")
    parts = [element("p", told), table("The worst findings", heads, rows)] if rows else []
    return element("noscript", *parts)


def _finding(report: Report, result: Result) -> list[str]:
    check, risk = report.about(result), result.risk
    waived = element("em", " (waived)") if result.waiver else Markup("")
    message = Markup(prose(line(result.message or check.title)) + waived)
    scores = [str(risk.score), risk.action.label] if risk else ["", ""]
    places = [path(text) for text in (check.id, where(result.location), line(result.address))]
    return [message, element("span", str(check.severity), class_=f"severity {check.severity}"), *scores, *places]


def _left(count: int) -> Iterator[Markup]:
    if count > _MOST_ROWS:
        yield element("p", f"{count - _MOST_ROWS} more are not shown here; the JSON report has all.", class_="soft")


def _section(id_: str, title: str, *parts: Markup) -> Markup:
    return element("section", element("h2", title), together(parts), id=id_)
