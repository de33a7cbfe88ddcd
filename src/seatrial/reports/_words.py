"""Words and numbers as every report shows them; nothing that came from outside is shown raw."""

import re
from collections import Counter

from seatrial.model.report import Report
from seatrial.model.result import Result, Verdict

# C0, DEL, C1, line and paragraph separators, and the marks that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """One line that no terminal acts upon: control characters are written as escapes."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return {9: " ", 10: " ", 13: " "}.get(code, f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def plural(count: int, noun: str) -> str:
    """``1 gap``, ``2 gaps``, ``2 policies``."""
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{count} {noun[:-1]}ies"
    return f"{count} {noun}" if noun.endswith("s") else f"{count} {noun}s"


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph, on one line."""
    line = " ".join(text.split())
    found = re.match(r".+?[.;:](?=\s|$)", line)
    return found[0].rstrip(";:") if found else line


def findings(report: Report) -> list[Result]:
    """The failing results of a report."""
    return [result for _, result in report.every_result() if result.verdict is Verdict.FAIL]


def by_severity(report: Report) -> dict[str, int]:
    """How many findings of each severity there are, the worst first."""
    counted = Counter(report.checks[result.check].severity for result in findings(report))
    return {str(severity): counted[severity] for severity in sorted(counted, key=lambda s: -s.rank)}


def assets_by_kind(report: Report) -> dict[str, int]:
    return dict(sorted(Counter(asset.kind for asset in report.assets).items()))


def coverage(report: Report) -> dict[str, int]:
    """What was seen and asked: assets, resources of declared types, objects that no check knows, checks chosen."""
    return {
        "assets": len(report.assets),
        "resources": sum(sum(asset.resources.values()) for asset in report.assets),
        "undeclared": sum(sum(asset.unasked.values()) for asset in report.assets),
        "checks": report.asked,
    }
