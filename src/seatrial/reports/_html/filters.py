"""The form above the list of findings.  The script brings it to life; without one it stays hidden."""

from collections.abc import Iterable, Sequence

from seatrial.model.check import Severity
from seatrial.model.report import Report
from seatrial.model.result import Verdict
from seatrial.model.risk import Action
from seatrial.reports._html.markup import Attribute, Markup, element, together
from seatrial.reports._html.wording import MOST_RESULTS, line
from seatrial.reports._words import plural

_SORTS = {"risk": "risk, the worst first", "severity": "severity", "path": "path", "check": "check"}
_WAIVERS = {"": "waived or not", "no": "not waived", "yes": "waived"}


def findings(report: Report) -> Markup:
    """The section of the list; what is in it when scripts do not run comes from elsewhere."""
    listed = sum(len(asset.results) for asset in report.assets)
    more = Markup("")
    if listed > MOST_RESULTS:
        told = f"The worst {MOST_RESULTS} of {plural(listed, 'result')} are listed; the JSON report has all."
        more = element("p", told, class_="alarm-text")
    status = element("p", "", id="status", role="status")
    again = element("button", "Show more", type="button", id="more", hidden=True)
    listing = element("div", status, element("div", "", id="list", class_="list"), again, class_="listing")
    panel = element("details", element("summary", "Filters"), _form(report), id="panel", open=True)
    return element("div", more, element("div", panel, listing, class_="browse"), id="browse", hidden=True)


def _form(report: Report) -> Markup:
    verdicts = [verdict for verdict in Verdict if any(result.verdict is verdict for _, result in report.every_result())]
    shown = sorted({result.check for _, result in report.every_result()})
    names = [(line(asset.key), line(asset.name)) for asset in report.assets if asset.results]
    parts = (
        _labelled("Search", _input("q", type="search", placeholder="words in anything")),
        _chips("severity", "Severity", list(Severity)),
        _chips("action", "By when", list(Action)),
        _chips("verdict", "Verdict", verdicts),
        _labelled("Check", _select("check", [("", "all checks"), *((id_, id_) for id_ in shown)])),
        _labelled("Asset", _select("asset", [("", "all assets"), *names])),
        _labelled("Path or address", _input("path", type="text", placeholder="modules/bucket")),
        _labelled("Waiver", _select("waiver", _WAIVERS.items())),
        _labelled("Sort by", _select("sort", _SORTS.items())),
        element("p", element("button", "Clear filters", type="button", id="clear")),
        _keys(),
    )
    return element("form", together(parts), id="filters", role="search", aria_label="Filter the findings")


def _labelled(name: str, control: Markup) -> Markup:
    return element("label", element("span", name), control, class_="field")


def _input(name: str, **attributes: Attribute) -> Markup:
    return element("input", name=name, autocomplete="off", spellcheck="false", **attributes)


def _select(name: str, options: Iterable[tuple[str, str]]) -> Markup:
    return element("select", *(element("option", told, value=value) for value, told in options), name=name)


def _chips(name: str, legend: str, values: Sequence[str]) -> Markup:
    chips = [
        element(
            "label",
            element("input", type="checkbox", name=name, value=value),
            element("span", str(value)),
            element("span", "", class_="count", data_of=f"{name} {value}"),
            class_="chip",
        )
        for value in values
    ]
    return element("fieldset", element("legend", legend), element("div", *chips, class_="chips"))


def _keys() -> Markup:
    keys = [element("kbd", key) for key in ("/", "j", "k", "Enter")]
    told = (keys[0], " searches, ", keys[1], " and ", keys[2], " move, ", keys[3], " opens")
    box = element("input", type="checkbox", id="keys", checked=True)
    return element("label", box, element("span", *told), class_="keys")
