"""One HTML file that needs nothing else: no network, no server, no account.

The page is static where it can be: standing, charts, what to fix first, assets, waivers, gaps, and the worst findings
for whoever runs no scripts.  The list of findings is drawn by a small script from data in the page.  A content security
policy allows just that script and that style sheet, by their hashes.
"""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from seatrial.model.report import Report
from seatrial.reports import Canvas
from seatrial.reports._html import charts, filters, summary, tables
from seatrial.reports._html.data import script_of
from seatrial.reports._html.markup import Markup, element, together

SUMMARY = "for people in a browser: one page with filters, charts, code and risks, to keep or to send"

_STYLES = ("page.css", "findings.css", "print.css")
_SCRIPTS = ("data.js", "finding.js", "filters.js", "list.js")


def render(report: Report, canvas: Canvas) -> str:
    """The page, ending in a line feed."""
    page = element("html", together((_head(report), _body(report, canvas))), lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def _head(report: Report) -> Markup:
    stands = f"grade {report.standing.grade}: " if report.standing else ""
    return element(
        "head",
        together(
            (
                element("meta", charset="utf-8"),
                element("meta", http_equiv="Content-Security-Policy", content=_policy()),
                element("meta", name="viewport", content="width=device-width, initial-scale=1"),
                element("meta", name="referrer", content="no-referrer"),
                element("meta", name="color-scheme", content="light dark"),
                element("title", f"{stands}{summary.subject(report)} - Seatrial"),
                element("style", _inline(_STYLES)),
            )
        ),
    )


def _body(report: Report, canvas: Canvas) -> Markup:
    found = (element("h2", "Findings"), filters.findings(report), tables.worst(report))
    main = (
        summary.standing(report),
        element("section", element("h2", "Charts"), charts.grades(report), charts.severities(report), class_="charts"),
        tables.fix_first(report),
        tables.assets(report),
        element("section", *found, id="findings"),
        tables.waivers(report),
        tables.unread(report),
    )
    return element(
        "body",
        together(
            (
                element("a", "Skip to the findings", href="#findings", class_="skip"),
                summary.header(report),
                _navigation(),
                element("main", together(main)),
                summary.footer(report),
                element("script", script_of(report, canvas), type="application/json", id="data"),
                element("script", _inline(_SCRIPTS), type="module"),
            )
        ),
    )


def _navigation() -> Markup:
    names = {
        "standing": "Standing",
        "first": "Fix first",
        "assets": "Assets",
        "findings": "Findings",
        "waivers": "Waivers",
        "unread": "Not read",
    }
    links = [element("a", told, href=f"#{name}") for name, told in names.items()]
    return element("nav", *links, aria_label="Sections")


def _policy() -> str:
    """Nothing from anywhere, and of what is inline only ours."""
    style, script = (_hash(_inline(names)) for names in (_STYLES, _SCRIPTS))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _inline(names: tuple[str, ...]) -> Markup:
    """Files of ours, one after the other."""
    folder = files("seatrial.reports._html")
    return Markup("\n" + "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names))
