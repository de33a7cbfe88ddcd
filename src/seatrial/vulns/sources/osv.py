"""OSV records: JSON in, advisories out.  https://ossf.github.io/osv-schema/

Every database that exports to OSV has habits of its own; what a record says in another shape than the schema's costs
that record, and is told.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, field

from seatrial.errors import ParseError
from seatrial.model.advisory import Advisory, Affected, Event, Rating
from seatrial.model.check import Severity
from seatrial.vulns.ecosystems import ERRATA, parse_ecosystem

MAX_EVENTS = 10_000
"""The most events of one range, and the most ranges of one package."""

MAX_VERSIONS = 100_000
MAX_NAMES = 2_000
_LONGEST = 300
_ID = re.compile(r"[!-~]{1,150}")

_SEVERITIES = {
    "critical": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "medium": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "low": Severity.LOW,
    "minor": Severity.LOW,
    "negligible": Severity.LOW,
    "unimportant": Severity.LOW,
}
"""What vendors' words mean here; words like "untriaged" and "not yet assigned" mean nothing yet."""

_ERRATUM = re.compile(r"(Critical|Important|Moderate|Low): ")
"""How the summaries of Red Hat's and its rebuilders' errata begin: with their severity."""


class _Event(Struct):
    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None
    limit: str | None = None


class _Range(Struct):
    type: str = ""
    events: list[_Event] | None = None


class _Package(Struct):
    ecosystem: str = ""
    name: str = ""


class _Severity(Struct):
    type: str = ""
    score: str = ""


class _Specific(Struct):
    severity: Any = None
    urgency: Any = None


class _Affected(Struct):
    package: _Package | None = None
    # One object where the schema has a list of them: Debian's ELA-669-1 is such, and can be meant in one way only.
    ranges: list[_Range] | _Range | None = None
    versions: list[str] | None = None
    severity: list[_Severity] | None = None
    ecosystem_specific: _Specific | None = None
    database_specific: _Specific | None = None


class _Record(Struct):
    id: str
    modified: str = ""
    published: str | None = None
    withdrawn: str | None = None
    aliases: list[str] | None = None
    upstream: list[str] | None = None
    related: list[str] | None = None
    summary: str | None = None
    details: str | None = None
    severity: list[_Severity] | None = None
    affected: list[_Affected] | None = field(default_factory=list)
    database_specific: _Specific | None = None


_decode = msgspec.json.Decoder(_Record).decode


def read(content: bytes, ecosystem: str) -> Advisory:
    """Read one record, as far as it is about an ecosystem.

    Raises ParseError where not even its name and its packages can be read.  Where it is only not known which versions
    it is about, its packages are there, and say so (`Affected.unread`).
    """
    try:
        record = _decode(content)
    except msgspec.ValidationError as error:
        return _as_far_as_possible(content, str(error))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ParseError(f"it is no JSON: {error}") from error
    if not _ID.fullmatch(record.id):
        raise ParseError(f"{record.id[:80]!r} is no name of an advisory")
    if sum(len(names or ()) for names in (record.aliases, record.upstream, record.related)) > MAX_NAMES:
        raise ParseError(f"it has more than {MAX_NAMES} other names")
    return Advisory(
        id=record.id,
        modified=record.modified,
        published=record.published or "",
        withdrawn=record.withdrawn or "",
        aliases=_names(record.aliases),
        upstream=_upstream(record, ecosystem),
        summary=_summary(record),
        rating=_rating(record.severity, _word(record, ecosystem)),
        affected=tuple(_every_affected(record.affected or (), ecosystem)),
    )


def _names(names: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted({name for name in names or () if _ID.fullmatch(name)}))


def _upstream(record: _Record, ecosystem: str) -> tuple[str, ...]:
    """The flaws that an erratum is about.  AlmaLinux's and Freexian's name them as related only."""
    # Ubuntu's notices name its own records of CVEs.
    upstream = _names([name.removeprefix("UBUNTU-") for name in record.upstream or ()])
    if upstream or ecosystem not in ERRATA:
        return upstream
    return tuple(name for name in _names(record.related) if name.startswith("CVE-"))


def _summary(record: _Record) -> str:
    text = record.summary or record.details or ""
    line = next((line for line in text.splitlines() if line.strip()), "").strip().lstrip("# ")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."


def _word(record: _Record, ecosystem: str) -> str:
    specific = record.database_specific.severity if record.database_specific else None
    if isinstance(specific, str):
        return specific
    found = _ERRATUM.match(record.summary or "") if ecosystem in ERRATA else None
    return found[1] if found else ""


def _rating(severities: list[_Severity] | None, word: str) -> Rating:
    vectors: list[str] = []
    for severity in severities or ():
        if severity.type.startswith("CVSS_V"):
            vectors.append(severity.score[:200])
        elif not word:
            # A vendor's scale, as Ubuntu's: {"type": "Ubuntu", "score": "medium"}.
            word = severity.score
    return Rating(word=word.lower()[:40], severity=_SEVERITIES.get(word.lower()), vectors=tuple(vectors))


def _every_affected(items: list[_Affected] | tuple[_Affected, ...], ecosystem: str) -> Iterator[Affected]:
    for item in items:
        if item.package is None:
            raise ParseError("it names commits of a repository and no package")
        if parse_ecosystem(item.package.ecosystem).name == ecosystem:
            yield _affected(item, item.package)


def _affected(item: _Affected, package: _Package) -> Affected:
    ranges = [item.ranges] if isinstance(item.ranges, _Range) else item.ranges or []
    versioned = [range_ for range_ in ranges if range_.type != "GIT"]
    unread = ""
    if len(ranges) > MAX_EVENTS or any(len(range_.events or ()) > MAX_EVENTS for range_ in ranges):
        unread, versioned = f"it has more than {MAX_EVENTS} events", []
    elif len(item.versions or ()) > MAX_VERSIONS:
        unread = f"it lists more than {MAX_VERSIONS} versions"
    elif not versioned and not item.versions:
        unread = "it names commits and no versions" if ranges else "it names no versions"
    elif not all(map(_begins, versioned)):
        unread = "it has a range without a beginning"
    specific = (item.ecosystem_specific, item.database_specific)
    words = (word for s in specific if s for word in (s.severity, s.urgency) if isinstance(word, str))
    return Affected(
        ecosystem=package.ecosystem,
        package=package.name,
        ranges=tuple(tuple(_events(range_)) for range_ in versioned),
        versions=tuple((item.versions or ())[:MAX_VERSIONS]),
        rating=_rating(item.severity, next(words, "")),
        unread=unread,
    )


def _begins(range_: _Range) -> bool:
    return any(event.introduced is not None for event in range_.events or ())


def _events(range_: _Range) -> Iterator[Event]:
    for event in range_.events or ():
        if event.introduced is not None:
            yield Event("introduced", event.introduced)
        if event.fixed is not None:
            yield Event("fixed", event.fixed)
        if event.last_affected is not None:
            yield Event("last", event.last_affected)


def _as_far_as_possible(content: bytes, reason: str) -> Advisory:
    """Of a record that does not follow the schema: its name, and the packages of which it says something."""
    try:
        record = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ParseError(f"it is no JSON: {error}") from error
    name = record.get("id") if isinstance(record, dict) else None
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise ParseError(f"it does not follow the schema: {reason}")
    items = record.get("affected")
    packages = [item.get("package") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return Advisory(
        id=name,
        # A record that was withdrawn says nothing any more, however it says that.
        withdrawn=str(record.get("withdrawn") or ""),
        affected=tuple(
            Affected(ecosystem=p["ecosystem"], package=p["name"], unread=f"it does not follow the schema: {reason}")
            for p in packages
            if isinstance(p, dict) and isinstance(p.get("ecosystem"), str) and isinstance(p.get("name"), str)
        ),
    )
