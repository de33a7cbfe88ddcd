"""Risk: by when a finding must be fixed, how bad it is from 0 to 100, the grade of an asset; each with its parts."""

from enum import StrEnum

from msgspec import Struct

from seatrial.model.location import Location


class Exposure(StrEnum):
    """From where something can be reached."""

    INTERNET = "internet"
    PARTNER = "partner"
    INTERNAL = "internal"
    ISOLATED = "isolated"

    @property
    def weight(self) -> float:
        return {"internet": 1.0, "partner": 0.7, "internal": 0.5, "isolated": 0.2}[self.value]


class BusinessValue(StrEnum):
    """What an asset or a resource is worth to its owner."""

    CROWN = "crown"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def weight(self) -> float:
        return {"crown": 1.0, "high": 0.8, "normal": 0.6, "low": 0.3}[self.value]


class Band(StrEnum):
    """A score in a word."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


class Action(StrEnum):
    """By when a finding must be fixed."""

    ACT_NOW = "act now"
    SOON = "soon"
    PLAN = "plan"
    BACKLOG = "backlog"

    @property
    def days(self) -> int:
        """The days that are left; 0 for the next upgrade."""
        return {"act now": 3, "soon": 14, "plan": 60, "backlog": 0}[self.value]

    @property
    def urgency(self) -> int:
        """3 for the shortest time down to 0."""
        return 3 - list(Action).index(self)

    @property
    def label(self) -> str:
        """``ACT NOW (3 d)``, ``BACKLOG``."""
        return f"{self.value.upper()} ({self.days} d)" if self.days else self.value.upper()


class Term(Struct, frozen=True, kw_only=True):
    """A part of a score.

    ``name``    likelihood, exposure, value, control or floor.   ``points``  what it adds: all parts make the score.
    ``value``   0..1 for the first three; None where it is not known, and then it adds nothing.
    ``said``    what it was taken from: ``a listener that the internet reaches``.
    """

    name: str
    points: int
    value: float | None = None
    said: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """One of the four questions that decide an action: known exploited, exposed, automatable, total impact.

    ``assumed``  nobody knows, which counts as no.   ``said``  what the answer was taken from, or what would tell.
    """

    question: str
    yes: bool
    assumed: bool = False
    said: str = ""


class Risk(Struct, frozen=True, kw_only=True):
    """The risk of one finding.

    ``terms``      the parts of the score; their points add up to it exactly.
    ``confidence`` the sum of the weights that are known, 0..1.
    ``otherwise``  what would make it less: ``67 if it were not reachable from the internet``; else empty.
    ``intruders``  whoever fixes it should also look whether somebody has been there.
    """

    score: int
    band: Band
    action: Action
    terms: tuple[Term, ...]
    answers: tuple[Answer, ...]
    confidence: float
    otherwise: str = ""
    intruders: bool = False


class Standing(Struct, frozen=True, kw_only=True):
    """How an asset, or everything that was scanned, stands.

    ``score``    0..100, higher is worse.   ``grade``  A to F, ``?`` where too little could be decided.
    ``unwaived`` and ``unwaived_grade``  the same, were nothing waived.
    ``decided``  which part of what was asked could be decided, 0..1.
    """

    score: float
    grade: str
    unwaived: float
    unwaived_grade: str
    decided: float


class FixGroup(Struct, frozen=True, kw_only=True):
    """Findings that one change removes: those of one check that one place decides, or the flaws of one package.

    ``check``     the id of the check, or the purl of the package without its version.
    ``change``    what is done, where that is known: ``openssl 1.1.1n to 1.1.1w``.
    ``findings``  their fingerprints.   ``assets``  the keys of the assets that they touch.
    ``score``     the highest of their scores, and ``action`` the most urgent of their actions.
    ``gain``      by how much the score of everything scanned falls without them.
    """

    check: str
    location: Location
    findings: tuple[str, ...]
    assets: tuple[str, ...]
    score: int
    action: Action
    gain: float
    change: str = ""
