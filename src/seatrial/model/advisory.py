"""Advisories: what somebody says about versions of packages that have a flaw, as OSV has it.

https://ossf.github.io/osv-schema/
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from seatrial.model.check import Fix, Severity
from seatrial.model.package import Package
from seatrial.model.pages import page_of

PACKAGE = "package"
"""The resource type of what has a flaw."""


class FixState(StrEnum):
    """What becomes of a flaw in one release."""

    FIXED = "fixed"
    AFFECTED = "affected"
    WILL_NOT_FIX = "will not fix"
    NOT_AFFECTED = "not affected"
    INVESTIGATED = "under investigation"
    END_OF_LIFE = "end of life"


class Event(Struct, frozen=True):
    """A point of a range: from here on it is affected, or no more.  ``last`` is the last version that is affected.

    ``version``  ``0`` as introduced is the beginning of all versions.
    """

    kind: Literal["introduced", "fixed", "last"]
    version: str


class Rating(Struct, frozen=True, kw_only=True):
    """How bad a flaw is.

    ``word``      the vendor's own: ``important``; empty where there is none.
    ``severity``  what that word means here, None where there is no word or where it means "not yet rated".
    ``vectors``   CVSS vectors: ``CVSS:3.1/AV:N/...``.
    """

    word: str = ""
    severity: Severity | None = None
    vectors: tuple[str, ...] = ()


class Affected(Struct, frozen=True, kw_only=True):
    """What an advisory says of one package in one release.

    ``ecosystem``  with its release: ``Debian:12``.         ``package``   as the ecosystem writes it.
    ``ranges``     each a list of events, in any order.     ``versions``  single versions, beside the ranges.
    ``state``      of what has no fix: a range that ends with a fixed version is fixed.
    ``unread``     why it is not known which versions are affected; empty where that is known.
    """

    ecosystem: str
    package: str
    ranges: tuple[tuple[Event, ...], ...] = ()
    versions: tuple[str, ...] = ()
    state: FixState = FixState.AFFECTED
    rating: Rating = Rating()
    unread: str = ""


class Advisory(Struct, frozen=True, kw_only=True):
    """One advisory.

    ``aliases``   other names of the same flaw.
    ``upstream``  the flaws that a distribution's advisory is about: each is a flaw of its own.
    ``modified``, ``published`` and ``withdrawn`` are times as RFC 3339 has them, empty where nothing is said.
    """

    id: str
    modified: str = ""
    published: str = ""
    withdrawn: str = ""
    aliases: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    summary: str = ""
    rating: Rating = Rating()
    affected: tuple[Affected, ...] = ()


class Exploitation(Struct, frozen=True, kw_only=True):
    """What is known of attacks that use a flaw.

    ``exploited``    since when it is in CISA's catalogue of known exploited vulnerabilities, None where it is not.
    ``ransomware``   it is used in ransomware campaigns.
    ``probability``  EPSS: the probability, 0..1, that somebody exploits it in the next 30 days; None without one.
    ``percentile``   which part, 0..1, of all flaws has at most that probability.
    """

    exploited: date | None = None
    ransomware: bool = False
    probability: float | None = None
    percentile: float | None = None

    def told(self, places: int) -> Iterator[str]:
        """Yield what is known in sentences; a probability in percent with so many decimal places."""
        if self.exploited:
            ransom = ", also by ransomware" if self.ransomware else ""
            yield f"Known to be exploited since {self.exploited} (CISA){ransom}."
        if self.probability is not None:
            yield f"The probability of an attack within 30 days is {self.probability:.{places}%} (EPSS)."


class Match(Struct, frozen=True, kw_only=True):
    """One flaw of one package.

    ``id``          its best known name: the CVE where there is one.   ``names``       all of its names, sorted.
    ``advisories``  the ids of those that say so, sorted.
    ``fixed``       the version from which on all of them call it fixed; empty where there is none.
    ``severity``    the vendor's where there is one, else by the CVSS score; medium where nobody has rated it.
    ``rated``       who says so: ``vendor: important``, ``CVSS:4.0``; empty where nobody does.
    ``score``       the CVSS score, 0..10, of ``vector``; v4 before v3; None where there is none.
    ``installed``   the packages that it is in, where a distribution makes several of the source package; sorted.
    ``purls``       of all that it is in, where they are several: other packages of the source, or other architectures.
    ``ended``       the distribution's release is maintained no more.

    Like a `Check` it has an id, a title, a severity, a why, a fix, references, aliases and tags: what a report tells.
    """

    package: Package
    id: str
    names: tuple[str, ...]
    advisories: tuple[str, ...]
    state: FixState
    fixed: str = ""
    summary: str = ""
    severity: Severity = Severity.MEDIUM
    rated: str = ""
    score: float | None = None
    vector: str = ""
    exploitation: Exploitation | None = None
    installed: tuple[str, ...] = ()
    purls: tuple[str, ...] = ()
    ended: bool = False

    @property
    def name(self) -> str:
        """What is to be updated: the source package of a distribution's, else the package."""
        return self.package.source_name or self.package.name

    @property
    def version(self) -> str:
        """Which version of it is there."""
        return self.package.source_version or self.package.version

    @property
    def title(self) -> str:
        """Its summary, if that is no more than a line; else as much of it as one line takes."""
        said = self.summary or f"{self.id} in {self.name}"
        return said if len(said) <= _LONGEST_TITLE else f"{said[: _LONGEST_TITLE - 1].rstrip()}…"

    @property
    def why(self) -> str:
        """What is known of it, in sentences: the flaw, how bad it is and whether it is attacked."""
        attacks = self.exploitation.told(1) if self.exploitation else ()
        return " ".join([*_sentence(self.summary), *self._rating(), *attacks, *self._end()])

    def _rating(self) -> Iterator[str]:
        if not self.rated:
            yield "Nobody has rated it yet."
        if self.score is not None:
            yield f"CVSS {self.score:.1f} ({self.vector})."

    def _end(self) -> Iterator[str]:
        if self.ended:
            yield f"{self.package.ecosystem.replace(':', ' ')} is maintained no more."

    @property
    def fix(self) -> Fix:
        """What a person does; `seatrial fix` knows the files in which a machine does it."""
        return Fix(steps=_STEPS[self.state].format(name=self.name, fixed=self.fixed or "a later version"))

    @property
    def references(self) -> tuple[str, ...]:
        """https://www.cve.org, and the pages of the advisories."""
        cve = [f"https://www.cve.org/CVERecord?id={name}" for name in self.names if name.startswith("CVE-")]
        return (*cve, *map(page_of, self.advisories))

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name != self.id)

    @property
    def resource(self) -> str:
        """The type of what has it."""
        return PACKAGE

    @property
    def tags(self) -> tuple[str, ...]:
        """What it is about, in words to filter by."""
        return ("security", "vulnerability", self.package.ecosystem.partition(":")[0] or "package")


_LONGEST_TITLE = 120
_STEPS = {
    FixState.FIXED: "Update {name} to {fixed}.",
    FixState.AFFECTED: "No version of {name} is fixed yet: look whether it is needed, or can be kept from strangers.",
    FixState.WILL_NOT_FIX: "Whoever maintains {name} will not fix it there: take it out, or take a later release.",
    FixState.NOT_AFFECTED: "Nothing: {name} is not affected.",
    FixState.INVESTIGATED: "Whoever maintains {name} has not said yet whether it is affected: look again.",
    FixState.END_OF_LIFE: "{name} is maintained no more in this release: take a later one.",
}


def _sentence(text: str) -> Iterator[str]:
    if text:
        yield text if text.endswith((".", "!", "?")) else f"{text}."


class NotAssessed(Struct, frozen=True, kw_only=True):
    """A package, or one advisory about it, of which nothing can be said: it is not clean.

    ``advisory``  the id of the one that could not be applied; empty where it is the package as a whole.
    """

    package: Package
    reason: str
    advisory: str = ""


class Assessment(Struct, frozen=True, kw_only=True):
    """What the advisories say of some packages.

    ``assessed``  how many were looked up.
    ``owned``     how many were left to the OS package that installed them: its distribution's advisories decide.
    """

    matches: tuple[Match, ...]
    not_assessed: tuple[NotAssessed, ...]
    assessed: int
    owned: int = 0
