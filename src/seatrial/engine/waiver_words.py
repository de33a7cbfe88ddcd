"""From notes to waivers: our own words, and those of the tools that people come from.

``seatrial:waive ID[,ID] [until=2027-01-31] [owner=NAME] [justification=LABEL] -- reason`` is the form of a comment; an
annotation ``seatrial.dev/waive`` and CloudFormation's metadata ``seatrial: {waive: ...}`` hold the same, a line each.
Of other tools' words those count that name a check by an id that is an alias of one of ours.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any

from seatrial.model.check import Check
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.model.vex import Justification, Status
from seatrial.model.waiver import WHOLE_FILE, Means, Scope, Waiver, WaiverFlaw, WaiverRules
from seatrial.model.words import did_you_mean

_OWN = re.compile(r"seatrial:([A-Za-z-]+)(?:\s+(.*))?")
_OPTIONS = ("until", "owner", "justification")
_CHECKOV = re.compile(r"checkov:skip=([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s*:\s*(.*))?")
_TRIVY = re.compile(r"(trivy|tfsec):ignore:([\w*-]+)((?:\[[^\]]*\])?)((?::[\w.*-]+)*)")
_KICS = re.compile(r"kics-scan disable=([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+(.*))?")
_HADOLINT = re.compile(r"hadolint\s+(global\s+)?ignore=([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+#?\s*(.*))?")
_SPLIT = re.compile(r"[\s,]+")
_UNEXPLAINED = "no reason was given"


# Ids of flaws and advisories, as those who give them out write them; none of a check looks like one.
_FLAW_ID = re.compile(
    r"(?:CVE|GHSA|PYSEC|GO|RUSTSEC|OSV|MAL|HSEC|PSF|BIT|CGA|DSA|DLA|DTSA|ELA|USN|(?:DEBIAN|ALPINE|UBUNTU)-CVE"
    r"|(?:ALSA|ALBA|ALEA|RHSA|RHBA|RHEA|RLSA|RXSA|RLBA|ELSA|ELBA|ALAS\w*)|(?:open)?SUSE-\w\w|TEMP|AVG|ASA|EEF|GSD|SNYK)"
    r"-[\w.:*-]+"
)


class _FlawError(Exception):
    """A waiver that cannot be followed; the message is a sentence."""


def is_flaw(name: str) -> bool:
    """Whether a name is that of a flaw or an advisory: ``CVE-2021-44228``, ``GHSA-...``; it may be a pattern."""
    return _FLAW_ID.fullmatch(name) is not None


class CheckNames:
    """The checks by id and by other tools' names for them, in any case of letters."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self.ids: set[str] = set()
        self._aliases: dict[str, list[str]] = {}
        for check in checks:
            self.ids.add(check.id)
            for alias in check.aliases:
                self._aliases.setdefault(alias.upper(), []).append(check.id)

    def of(self, name: str) -> tuple[str, ...]:
        """The ids that a name means; empty where it means none.  A pattern with ``*`` stays one."""
        if is_flaw(name):
            return (name,)
        if name in self.ids or ("*" in name and any(fnmatchcase(id_, name) for id_ in self.ids)):
            return (name,)
        return tuple(self._aliases.get(name.upper(), ()))

    def demand(self, name: str) -> tuple[str, ...]:
        found = self.of(name)
        if not found:
            raise _FlawError(f"there is no check {name!r}{did_you_mean(name, self.ids)}")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading waivers needs: the names of checks, what is demanded, and the day."""

    names: CheckNames
    rules: WaiverRules
    today: date


def waivers_in(notes: Iterable[Note], reading: Reading) -> Iterator[Waiver | WaiverFlaw]:
    """Yield the waivers that notes say, and a flaw for each of ours that cannot be followed."""
    for note in notes:
        try:
            if note.key:
                yield from _keyed(note, reading)
            elif note.text.startswith("seatrial:"):
                yield from _own_comment(note, reading)
            elif reading.rules.foreign:
                yield from _foreign_comment(note, reading)
        except _FlawError as error:
            yield WaiverFlaw(location=note.location, message=str(error))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A waiver as ``seatrial.yaml`` has it: ``check``, ``reason``, ``until``, ``owner``, and its scope."""

    said: Mapping[str, Any]
    scope: Scope
    location: Location


def waivers_of(entries: Iterable[Entry], reading: Reading) -> Iterator[Waiver | WaiverFlaw]:
    """Yield the waivers of the configuration, and a flaw for each that cannot be followed."""
    for entry in entries:
        try:
            yield _structured(entry.said, entry.scope, entry.location, Means.CONFIGURATION, reading)
        except _FlawError as error:
            yield WaiverFlaw(location=entry.location, message=str(error))


# Our own words


def _own_comment(note: Note, reading: Reading) -> Iterator[Waiver]:
    found = _OWN.match(note.text)
    if found is None:
        return
    if found[1] != "waive":
        near = did_you_mean(found[1], ["waive"]) or "; a finding is accepted with `seatrial:waive`"
        raise _FlawError(f"`seatrial:{found[1]}` means nothing{near}")
    scope = Scope(file=note.location.file, lines=note.lines)
    if note.lines == (0, 0):
        raise _FlawError("it stands above nothing: a waiver is written on the line that it is about, or above it")
    yield _said(found[2] or "", scope, note.location, Means.COMMENT, reading)


def _said(text: str, scope: Scope, location: Location, means: Means, reading: Reading) -> Waiver:
    """The waiver that one line says: ids, options, two hyphens, the reason."""
    head, dashes, reason = text.partition("--")
    options: dict[str, Any] = {}
    names: list[str] = []
    for word in filter(None, _SPLIT.split(head)):
        name, equals, value = word.partition("=")
        if not equals:
            names.append(word)
        elif name in _OPTIONS:
            options[name] = value
        else:
            raise _FlawError(f"{name!r} is no option of a waiver{did_you_mean(name, _OPTIONS)}")
    if not dashes:
        raise _FlawError("it gives no reason; write it behind two hyphens: `-- why it is accepted`")
    return _structured(options | {"checks": names, "reason": reason}, scope, location, means, reading)


def _structured(value: Mapping[str, Any], scope: Scope, location: Location, means: Means, reading: Reading) -> Waiver:
    checks = value.get("checks", value.get("check", ()))
    names = [checks] if isinstance(checks, str) else [*checks]
    if not names:
        raise _FlawError("it names no check")
    reason = str(value.get("reason") or "").strip()
    if not reason:
        raise _FlawError("it gives no reason")
    return Waiver(
        checks=tuple(dict.fromkeys(id_ for name in names for id_ in reading.names.demand(str(name)))),
        reason=reason,
        until=_until(value.get("until"), reading),
        owner=str(value.get("owner") or ""),
        location=location,
        scope=scope,
        means=means,
        **_judgement(str(value.get("justification") or ""), names),
    )


def _judgement(justification: str, names: Iterable[str]) -> dict[str, Any]:
    """What a waiver says of a flaw for which it gives one of VEX's justifications: arguments of `Waiver`."""
    if not justification:
        return {}
    if justification not in set(Justification):
        near = did_you_mean(justification, Justification) or f"; there are {', '.join(Justification)}"
        raise _FlawError(f"{justification!r} is no justification of VEX{near}")
    others = [name for name in names if not is_flaw(name)]
    if others:
        raise _FlawError(f"a justification is about flaws of packages, and {others[0]!r} is none")
    return {"status": Status.NOT_AFFECTED, "justification": justification}


def _until(said: Any, reading: Reading) -> date | None:
    rules = reading.rules
    if said is None:
        if rules.require_until or rules.longest:
            raise _FlawError("it has no end, and `seatrial.yaml` demands one: until=YYYY-MM-DD")
        return None
    try:
        until = said if isinstance(said, date) else date.fromisoformat(str(said))
    except ValueError:
        raise _FlawError(f"{str(said)!r} is no date; write it as YYYY-MM-DD") from None
    if rules.longest and until > reading.today + timedelta(days=rules.longest):
        raise _FlawError(f"it ends on {until}, and `seatrial.yaml` allows {rules.longest} days at most")
    return until


# Annotations and metadata


def _keyed(note: Note, reading: Reading) -> Iterator[Waiver | WaiverFlaw]:
    scope = Scope(address=note.address)
    means = Means.METADATA if note.key in ("seatrial.waive", "checkov.skip") else Means.ANNOTATION
    if note.key in ("seatrial.dev/waive", "seatrial.waive"):
        for line in filter(None, map(str.strip, note.text.splitlines())):
            try:
                yield _said(line, scope, note.location, means, reading)
            except _FlawError as error:
                yield WaiverFlaw(location=note.location, message=str(error))
    elif reading.rules.foreign:
        yield from _foreign_key(note, scope, means, reading)


def _foreign_key(note: Note, scope: Scope, means: Means, reading: Reading) -> Iterator[Waiver]:
    for tool, known in _KEYS.items():
        found = known(note)
        if found is not None:
            name, reason = found
            yield from _foreign([name], reason, tool, scope, note.location, means, reading)


def _checkov_key(note: Note) -> tuple[str, str] | None:
    if not note.key.startswith("checkov.io/skip") and note.key != "checkov.skip":
        return None
    name, _, reason = note.text.partition("=")
    return name.strip(), reason


def _kube_linter_key(note: Note) -> tuple[str, str] | None:
    prefix, _, name = note.key.partition("/")
    return (name, note.text) if prefix == "ignore-check.kube-linter.io" else None


def _polaris_key(note: Note) -> tuple[str, str] | None:
    prefix, _, name = note.key.partition("/")
    if prefix != "polaris.fairwinds.com" or not name.endswith("-exempt") or note.text.strip().lower() != "true":
        return None
    return name.removesuffix("-exempt"), ""


_KEYS: Mapping[str, Callable[[Note], tuple[str, str] | None]] = {
    "checkov": _checkov_key,
    "kube-linter": _kube_linter_key,
    "polaris": _polaris_key,
}


# Other tools' comments


def _foreign_comment(note: Note, reading: Reading) -> Iterator[Waiver]:
    file, text = note.location.file, note.text
    here = Scope(file=file, lines=note.lines)
    everywhere = Scope(file=file, lines=WHOLE_FILE)
    if found := _CHECKOV.match(text):
        inside = Scope(file=file, lines=note.around if note.around[0] else note.lines)
        yield from _comment(_SPLIT.split(found[1]), found[2], "checkov", inside, note, reading)
    elif found := _KICS.match(text):
        yield from _comment(_SPLIT.split(found[1]), found[2], "kics", everywhere, note, reading)
    elif found := _HADOLINT.match(text):
        scope = everywhere if found[1] else here
        yield from _comment(_SPLIT.split(found[2]), found[3], "hadolint", scope, note, reading)
    else:
        for found in _TRIVY.finditer(text):
            yield from _trivy(found, here, note, reading)


def _trivy(found: re.Match[str], scope: Scope, note: Note, reading: Reading) -> Iterator[Waiver]:
    """``trivy:ignore:ID:exp:2027-01-31``.  One that holds for a workspace or a parameter only is not followed."""
    options = found[4].split(":")[1:]
    pairs = dict(zip(options[::2], options[1::2], strict=False))
    if found[3] or set(pairs) - {"exp"} or len(options) % 2:
        return
    try:
        until = date.fromisoformat(pairs["exp"]) if pairs else None
    except ValueError:
        return
    yield from _comment([found[2]], "", found[1], scope, note, reading, until=until)


def _comment(
    names: Iterable[str],
    reason: str | None,
    tool: str,
    scope: Scope,
    note: Note,
    reading: Reading,
    until: date | None = None,
) -> Iterator[Waiver]:
    if scope.lines != (0, 0):
        yield from _foreign(names, reason or "", tool, scope, note.location, Means.COMMENT, reading, until)


def _foreign(
    names: Iterable[str],
    reason: str,
    tool: str,
    scope: Scope,
    location: Location,
    means: Means,
    reading: Reading,
    until: date | None = None,
) -> Iterator[Waiver]:
    """The waiver of those names that are ours; what another tool alone asks is none of our business."""
    checks = tuple(id_ for name in names if "*" not in name for id_ in reading.names.of(name))
    if checks:
        yield Waiver(
            checks=checks,
            reason=reason.strip() or _UNEXPLAINED,
            location=location,
            scope=scope,
            means=means,
            until=until,
            tool=tool,
        )
