"""Arch Linux's security tracker: groups of flaws, and the packages that have them.  https://security.archlinux.org/all.json

What its words mean is in https://wiki.archlinux.org/title/Arch_Security_Team.
"""

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from seatrial.errors import ParseError
from seatrial.model.advisory import Advisory, Affected, Event, FixState, Rating
from seatrial.model.check import Severity

ECOSYSTEM = "Arch Linux"
_ID = re.compile(r"AVG-\d{1,9}")
_SEVERITIES = {
    "Critical": Severity.CRITICAL,
    "High": Severity.HIGH,
    "Medium": Severity.MEDIUM,
    "Low": Severity.LOW,
}
_STATES = {
    "Vulnerable": FixState.AFFECTED,
    "Fixed": FixState.AFFECTED,
    "Testing": FixState.AFFECTED,
    "Unknown": FixState.INVESTIGATED,
}
"""What has no fixed version is; a fix may be in the testing repositories only."""


class _Group(Struct):
    name: str
    packages: list[str]
    status: str
    severity: str = ""
    type: str = ""
    fixed: str | None = None
    issues: list[str] = []


def read(content: bytes) -> Iterator[Advisory | str]:
    """Yield an advisory a group, or why it is none.  Raises ParseError, before the first, where nothing can be read."""
    try:
        groups = msgspec.json.decode(content, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ParseError(f"Arch Linux's tracker cannot be read: {error}") from error
    return (_advisory(raw) for raw in groups)


def _advisory(raw: msgspec.Raw) -> Advisory | str:
    try:
        group = msgspec.json.decode(raw, type=_Group)
    except (msgspec.DecodeError, RecursionError) as error:
        return f"a group is of another shape: {error}"
    if not _ID.fullmatch(group.name):
        return f"{group.name[:40]!r} is no name of a group"
    if group.status == "Not affected":
        return Advisory(id=group.name)
    state = _STATES.get(group.status)
    unread = "" if state else f"its status is {group.status[:40]!r}, which is not known"
    events = [Event("introduced", "0")]
    if group.fixed:
        events.append(Event("fixed", group.fixed))
    elif group.status == "Fixed":
        unread = "it is fixed in a version that it does not name"
    severity = _SEVERITIES.get(group.severity)
    return Advisory(
        id=group.name,
        upstream=tuple(sorted(set(group.issues))),
        summary=f"{group.type} in {', '.join(group.packages)}"[:300],
        rating=Rating(word=group.severity.lower(), severity=severity) if severity else Rating(),
        affected=tuple(
            Affected(
                ecosystem=ECOSYSTEM,
                package=package,
                ranges=() if unread else (tuple(events),),
                state=state or FixState.AFFECTED,
                unread=unread,
            )
            for package in dict.fromkeys(group.packages)
        ),
    )
