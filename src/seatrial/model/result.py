"""Results: what a check says about a resource, or an advisory about a package, and why."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from seatrial.model.advisory import Match
from seatrial.model.location import Location
from seatrial.model.risk import Risk
from seatrial.model.waiver import Waiver


class Verdict(StrEnum):
    """The answer to a check.  ``skip`` is a check that asks nothing of this resource."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIP = "skip"
    ERROR = "error"


class Status(StrEnum):
    """What a finding is to an earlier state of the same sources."""

    NEW = "new"
    KNOWN = "known"


class How(StrEnum):
    """How a property came to its value."""

    EXPLICIT = "explicit"
    DEFAULT = "default"
    UNKNOWN = "unknown"
    ABSENT = "absent"


class Evidence(Struct, frozen=True, kw_only=True):
    """A value that decided.  ``value`` is plain data; an unknown is ``{"$unknown": reason, "$ref": address}``."""

    property: str
    value: Any
    how: How
    location: Location


class Result(Struct, frozen=True, kw_only=True):
    """A check on a resource, or a flaw of a package.

    ``check``     the id of the check, or of the flaw: ``CVE-2021-44228``.
    ``address``   of the resource; of a package its purl without version and qualifiers: ``pkg:npm/lodash``.
    ``element``   which element was judged where the check goes through a list: ``ingress[1]``; else empty.
    ``reason``    why the verdict is unknown, skip or error; empty for pass and fail.
    ``calls``     the module calls that lead to the resource, outermost first.
    ``condition`` why it is not certain that the resource exists; empty where it does.
    ``declared``  where the resource begins, which may be elsewhere than what decided.
    ``waiver``    the waiver that covers a finding; None where none does, or where it has ended.
    ``risk``      of a finding; None for every other verdict.
    ``match``     the flaw of a package; None for a check.
    ``status``    of a finding, where the scan was held against an earlier state; else None.
    """

    check: str
    resource_type: str
    address: str
    verdict: Verdict
    location: Location
    element: str = ""
    message: str = ""
    reason: str = ""
    condition: str = ""
    fingerprint: str = ""
    evidence: tuple[Evidence, ...] = ()
    calls: tuple[Location, ...] = ()
    declared: Location | None = None
    waiver: Waiver | None = None
    risk: Risk | None = None
    match: Match | None = None
    status: Status | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a waiver may have for what it is about: the check's id, or every name of the flaw."""
        return self.match.names if self.match else (self.check,)

    @property
    def is_finding(self) -> bool:
        """Whether it fails and nobody has accepted it: what counts."""
        return self.verdict is Verdict.FAIL and self.waiver is None

    @property
    def is_news(self) -> bool:
        """Whether it is a finding that was not there before; without anything to hold it against every one is."""
        return self.is_finding and self.status is not Status.KNOWN
