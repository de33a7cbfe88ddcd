"""Words and numbers as every report shows them; nothing that came from outside is shown raw."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from seatrial.model.location import Location
from seatrial.model.report import PackageCounts, Report, Subject
from seatrial.model.result import Result
from seatrial.model.risk import FixGroup, Risk, Term
from seatrial.model.waiver import Waiver

# C0, DEL, C1, line and paragraph separators, the marks that turn the direction of writing, and what nobody sees:
# spaces without width, invisible operators, interlinear annotations and the tags of plane 14.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL_IN_JSON = re.compile(_CONTROL.pattern.replace("\x00-\x1f", ""))
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMAND_AT_START = re.compile(r"^(\s*)::(?=[A-Za-z])")
_COMMAND_ANYWHERE = re.compile(r"##(vso\[|\[)")
_SENTENCE = re.compile(r"(?>`[^`]*`|.)+?[.;:](?=\s|$)")
_MOST_BITS = 4096
_SHORT = 10
_ASCII = str.maketrans({"…": "...", "—": "-", "–": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "→": "->"})


def clean(text: str) -> str:
    """One line that no terminal acts upon: control characters are written as escapes."""
    # None of what is replaced can be printed, and most texts hold nothing else.
    if text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(_escaped, text))


def clean_lines(text: str) -> str:
    """A text of several lines, each of them clean."""
    return "\n".join(map(clean, text.split("\n")))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in (9, 10, 13):
        return " "
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def harmless(line: str) -> str:
    """A line of output that no build server takes for a command of its own.

    GitHub's runner looks for ``::name`` at the start of a line, spaces aside, and for ``##[`` anywhere in it; Azure's
    agent for ``##vso[``.
    """
    if "::" not in line and "##" not in line:
        return line
    return _COMMAND_ANYWHERE.sub(r"# #\1", _COMMAND_AT_START.sub(r"\1: :", line))


def ascii_only(text: str) -> str:
    """The text for a terminal that knows nothing else: dots for an ellipsis, escapes for what has no likeness."""
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits, ending in an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def as_json(data: Any, indent: int = -1) -> str:
    """Data as JSON, on one line unless an indent is said; no line feed at the end.

    What a terminal would act upon is escaped, and a surrogate that stands alone (a file's name that is no UTF-8) is
    replaced: JSON that programs exchange has none.
    """
    try:
        encoded = msgspec.json.encode(data)
    except (ValueError, OverflowError):
        encoded = msgspec.json.encode(_sendable(data))
    text = msgspec.json.format(encoded, indent=indent).decode()
    # Control characters can stand in strings only, where JSON has the same escapes as we.
    text = _CONTROL_IN_JSON.sub(_escaped_in_json, text)
    return _COMMAND_ANYWHERE.sub(r"#\\u0023\1", text)


def _escaped_in_json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[index : index + 4]}" for index in range(0, len(units), 4))


def _sendable(data: Any) -> Any:
    """The same data without what the encoder refuses: lone surrogates, and numbers of more than 64 bits."""
    match data:
        case str():
            return _SURROGATE.sub("\ufffd", data)
        case dict():
            return {_sendable(key): _sendable(value) for key, value in data.items()}
        case list() | tuple():
            return [_sendable(item) for item in data]
        case int() if data.bit_length() > _MOST_BITS:
            return f"a number of {data.bit_length()} bits"
        case int() if data.bit_length() > 63:
            return msgspec.Raw(str(data).encode())
    return data


def plural(count: int, noun: str) -> str:
    """``1 gap``, ``2 gaps``, ``2 policies``."""
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{count} {noun[:-1]}ies"
    return f"{count} {noun}" if noun.endswith("s") else f"{count} {noun}s"


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph, on one line.  What stands in backticks is one word."""
    line = " ".join(text.split())
    found = _SENTENCE.match(line)
    return found[0].rstrip(";:") if found else line


def findings(report: Report) -> list[Result]:
    """The failing results of a report that nobody has accepted."""
    return [result for _, result in report.every_finding()]


def news(report: Report) -> list[Result]:
    """The findings that were not there before: all of them where there was nothing to hold them against."""
    return [result for _, result in report.every_new()]


def groups_of_news(report: Report) -> Iterator[FixGroup]:
    """Yield the changes that would remove findings which were not there before."""
    new = {result.fingerprint for result in news(report)}
    return (group for group in report.groups if not new.isdisjoint(group.findings))


def difference_told(report: Report) -> str:
    """``since main (3fa2c1d0): 2 new, 14 known, 3 fixed``; empty where nothing was held against the scan."""
    found = report.difference
    if found is None:
        return ""
    commit = f" ({found.commit[:_SHORT]})" if found.commit else ""
    parts = [f"{found.new} new", f"{found.known} known"]
    parts += [f"{len(found.fixed)} fixed"] if not found.gone or found.fixed else []
    parts += [f"{len(found.gone)} not found again, which may not be fixed: {found.why}"] if found.gone else []
    parts += [f"{plural(len(found.gaps), 'gap')} there, of which findings count as new"] if found.gaps else []
    return f"since {found.told}{commit}: {', '.join(parts)}"


def place_told(place: Location) -> str:
    """``file:line``; the file alone where no line is known."""
    return f"{place.file}:{place.line}" if place.line else place.file


def fix_told(check: Subject) -> str:
    """What to do, in words: the properties to set, else the steps."""
    if check.fix.set:
        return ", ".join(f"{name} = {as_json(value)}" for name, value in check.fix.set.items())
    return " ".join(check.fix.steps.split())


def waived_told(waiver: Waiver) -> str:
    """Why something is waived, by whom, and until when."""
    end = f", until {waiver.until}" if waiver.until else ""
    return f"{waiver.reason}{f' ({waiver.owner})' if waiver.owner else ''}{end}"


def totals(report: Report) -> str:
    """What was found and seen, on one line."""
    counts = [f"{count} {verdict}" for verdict, count in report.counts().items()]
    gaps = plural(sum(1 for _ in report.every_gap()), "gap")
    waived = sum(1 for _ in report.every_waived())
    seen = ", ".join(f"{count} {name}" for name, count in coverage(report).items())
    grade = f"grade {report.standing.grade}; " if report.standing else ""
    severities = ", ".join(f"{count} {name}" for name, count in by_severity(report).items())
    found = f" ({severities})" if severities else ""
    since = f"; {difference_told(report)}" if report.difference else ""
    return f"{grade}{', '.join(counts)}{found}, {waived} waived, {gaps}; scanned {seen}{since}"


def risk_told(risk: Risk) -> str:
    """A risk with its parts: ``83 high: likelihood 40 + exposure 32 + value 11; would be 67 if ...; SOON (14 d)``."""
    known = [term for term in risk.terms if term.value is not None or term.points]
    parts = "".join(f" {'-' if t.points < 0 else '+'} {_term(t)}" for t in known).removeprefix(" + ")
    missing = [term.name for term in risk.terms if term.value is None and not term.points]
    unknown = f", {' and '.join(missing)} not known" if missing else ""
    otherwise = f"; would be {risk.otherwise}" if risk.otherwise else ""
    intruders = ", and look for intruders" if risk.intruders else ""
    return f"{risk.score} {risk.band}: {parts}{unknown}{otherwise}; {risk.action.label}{intruders}"


def _term(term: Term) -> str:
    return f"{term.name} {abs(term.points)}" + (f" ({term.said})" if term.name == "floor" else "")


def by_severity(report: Report) -> dict[str, int]:
    """How many findings of each severity there are, the worst first."""
    counted = Counter(report.about(result).severity for result in findings(report))
    return {str(severity): counted[severity] for severity in sorted(counted, key=lambda s: -s.rank)}


def by_urgency(report: Report) -> list[Result]:
    """The findings, but for those that were there before; those first that must be fixed first."""

    def order(result: Result) -> tuple[Any, ...]:
        urgency = (-result.risk.action.urgency, -result.risk.score) if result.risk else (0, 0)
        severity = report.about(result).severity
        return (*urgency, -severity.rank, result.location, result.check, result.address, result.element)

    return sorted(news(report), key=order)


def unscanned_told(report: Report) -> str:
    """How many images are named that nobody wanted scanned; empty where there are none."""
    count = len(report.unscanned)
    if not count:
        return ""
    it = "it" if count == 1 else "them"
    return f"{plural(count, 'image')} {'is' if count == 1 else 'are'} named and not scanned; --images always scans {it}"


def packages_told(counts: PackageCounts) -> str:
    """``297 packages, 3 of them not assessed``; empty where there are none."""
    if not counts.found:
        return ""
    rest = f", {counts.unassessed} of them not assessed" if counts.unassessed else ""
    return plural(counts.found, "package") + rest


def assets_by_kind(report: Report) -> dict[str, int]:
    return dict(sorted(Counter(asset.kind for asset in report.assets).items()))


def seen_told(report: Report) -> str:
    """What was read and asked: ``1 image: 4 resources, 297 packages, 370 checks of policy default``."""
    seen = coverage(report)
    kinds = ", ".join(plural(count, kind) for kind, count in assets_by_kind(report).items())
    unasked = f" and {seen['undeclared']} that no check asks about" if seen["undeclared"] else ""
    policies = f"{'policies' if len(report.policies) > 1 else 'policy'} {', '.join(report.policies)}"
    packages = packages_told(report.packages())
    things = [f"{plural(seen['resources'], 'resource')}{unasked}"] if seen["resources"] or not packages else []
    things += [packages] if packages else []
    return f"{kinds}: {', '.join(things)}, {plural(report.asked, 'check')} of {policies}"


def coverage(report: Report) -> dict[str, int]:
    """What was seen and asked: assets, resources of declared types, objects that no check knows, checks chosen."""
    return {
        "assets": len(report.assets),
        "resources": sum(asset.judged for asset in report.assets),
        "undeclared": sum(sum(asset.unasked.values()) for asset in report.assets),
        "checks": report.asked,
    }
