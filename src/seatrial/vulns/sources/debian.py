"""Debian's security tracker: the state of every CVE in every release, also where no fix has been announced.

https://security-tracker.debian.org/tracker/data/json; what its words mean is in
https://security-team.debian.org/security_tracker.html
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct, field

from seatrial.errors import ParseError
from seatrial.model.advisory import Advisory, Affected, Event, FixState, Rating
from seatrial.model.check import Severity

_NAMES = ("wheezy", "jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky", "duke")
_RELEASES = {name: str(number) for number, name in enumerate(_NAMES, start=7)}
"""What the tracker calls the releases that have numbers; sid has none."""

_URGENCIES = {"high": Severity.HIGH, "medium": Severity.MEDIUM, "low": Severity.LOW, "unimportant": Severity.LOW}


class _Release(Struct):
    status: str = ""
    fixed_version: str = ""
    urgency: str = ""
    nodsa: str | None = None
    nodsa_reason: str | None = None


class _Issue(Struct):
    description: str = ""
    releases: dict[str, _Release] = field(default_factory=dict)


def read(content: bytes) -> Iterator[Advisory]:
    """An advisory a flaw of a package.  Raises ParseError, before the first, where the whole cannot be read."""
    try:
        packages = msgspec.json.decode(content, type=dict[str, dict[str, msgspec.Raw]])
    except msgspec.DecodeError as error:
        raise ParseError(f"Debian's tracker cannot be read: {error}") from error
    # Of each package by itself: what is serious in one is unimportant in another.
    every = (_advisory(package, flaw, raw) for package, issues in packages.items() for flaw, raw in issues.items())
    return (advisory for advisory in every if advisory.affected)


def _advisory(package: str, flaw: str, raw: msgspec.Raw) -> Advisory:
    name = f"debian:{flaw}:{package}"
    try:
        issue = msgspec.json.decode(raw, type=_Issue)
    except msgspec.DecodeError as error:
        unread = _unread(package, f"Debian's tracker says it in another shape: {error}")
        return Advisory(id=name, upstream=(flaw,), affected=unread)
    releases = ((_RELEASES.get(release), said) for release, said in issue.releases.items())
    affected = (_affected(package, release, said) for release, said in releases if release)
    every = tuple(item for item in affected if item)
    return Advisory(id=name, upstream=(flaw,), summary=issue.description[:300], affected=every)


def _unread(package: str, reason: str) -> tuple[Affected, ...]:
    return tuple(Affected(ecosystem=f"Debian:{n}", package=package, unread=reason) for n in _RELEASES.values())


def _affected(package: str, release: str, said: _Release) -> Affected | None:
    """What is said of one release; None where it is not affected (``fixed_version`` is 0)."""
    events = [Event("introduced", "0")]
    state = FixState.AFFECTED
    if said.status == "resolved":
        if said.fixed_version in ("", "0"):
            return None
        events.append(Event("fixed", said.fixed_version))
    elif said.status == "undetermined":
        state = FixState.INVESTIGATED
    elif said.urgency == "end-of-life":
        state = FixState.END_OF_LIFE
    elif said.nodsa_reason == "ignored":
        # "postponed", and a no-dsa without a reason, may still be fixed: with the next update or point release.
        state = FixState.WILL_NOT_FIX
    severity = _URGENCIES.get(said.urgency)
    return Affected(
        ecosystem=f"Debian:{release}",
        package=package,
        ranges=(tuple(events),),
        state=state,
        rating=Rating(word=said.urgency, severity=severity) if severity else Rating(),
    )
