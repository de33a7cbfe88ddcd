"""Checks: one question about one resource type, as content has it (DESIGN section 5)."""

from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Severity(StrEnum):
    """How bad it is where it matters."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """4 for critical down to 1 for low."""
        return 4 - list(Severity).index(self)

    @property
    def middle(self) -> float:
        """The impact, 0..1, of a flaw that has this severity and no CVSS score (RISK.md, section B)."""
        return self.impact / 100 if self is not Severity.LOW else 0.25

    @property
    def impact(self) -> int:
        """The impact, 0..100, of a check that states none (RISK.md, section B)."""
        return {"critical": 95, "high": 80, "medium": 55, "low": 20}[self.value]


class Likelihood(StrEnum):
    """How far a misconfiguration is from an attack."""

    DIRECT = "direct"
    CONDITIONAL = "conditional"
    DEPTH = "depth"


class Parameter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that a policy gives to a check.  Without a default the check asks nothing until a policy gives one."""

    type: str
    doc: str
    default: Any = None


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change to the words of a Dockerfile that a finding points to.

    ``replace``  words; the first one there that is one of them becomes ``with``.
    ``insert``   a word that comes behind the first one there that is one of ``after``.
    ``suffix``   what the word that is found gets at its end.
    ``rename``   the keyword that the instruction gets.
    ``flag``     a flag that the instruction gets: ``--checksum=...``.
    ``append``   a command that the RUN runs at its end, once all others have succeeded.
    ``before``   an instruction that comes before it; ``behind`` one that comes behind it.
    One of them is said.
    """

    replace: tuple[str, ...] = ()
    with_: str = field(default="", name="with")
    insert: str = ""
    after: tuple[str, ...] = ()
    suffix: str = ""
    rename: str = ""
    flag: str = ""
    append: str = ""
    before: str = ""
    behind: str = ""

    @property
    def verbs(self) -> tuple[str, ...]:
        """Which of them are said."""
        names = ("replace", "insert", "suffix", "rename", "flag", "append", "before", "behind")
        return tuple(name for name in names if getattr(self, name))


class Fix(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes a failing resource pass.  All but ``steps`` a machine writes.

    ``set``     properties and the values that they must have; ``{params.days}`` is the value of a parameter.
    ``add``     properties that are lists, and an element, or several, that must be in them.
    ``words``   changes to the instruction of a Dockerfile that the finding points to.
    ``risk``    what it may break that a scan cannot see; it is written with ``--unsafe`` only.
    ``unsafe``  by source: what is added beside the resource where `set` finds nothing to write to.
    ``steps``   what a person does where no patch can be written.
    ``by_hand`` the proofs on which a machine writes nothing, as it should.
    """

    set: dict[str, Any] = field(default_factory=dict)
    add: dict[str, Any] = field(default_factory=dict)
    words: tuple[Words, ...] = ()
    risk: str = ""
    unsafe: dict[str, Any] = field(default_factory=dict)
    steps: str = ""
    by_hand: tuple[str, ...] = ()

    @property
    def is_written(self) -> bool:
        """Whether a machine can write it."""
        return bool(self.set or self.add or self.words or self.unsafe)


class Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question.

    ``expects``, ``when`` and the part of ``each`` after "in" are CEL; ``each`` reads ``variable in expression``.
    ``message`` is a template with paths in braces: ``{resource.name}``, ``{rule.cidr}``.
    ``impact`` is 1..100 where it differs from its severity's.
    ``automatable``: whoever reaches it needs no login, so that a program can try it everywhere.
    ``credential``: what is found is a credential in plain text that can write or administer.
    ``exploited``: attackers are known to use just this.
    ``opt_in`` keeps a check out of the policy "default".
    ``file`` is the check's own file and ``id`` its path; the loader fills both.
    """

    title: str
    severity: Severity
    resource: str
    expects: str
    message: str
    why: str
    fix: Fix
    likelihood: Likelihood
    when: str = ""
    each: str = ""
    impact: int = 0
    automatable: bool = False
    credential: bool = False
    exploited: bool = False
    opt_in: bool = False
    params: dict[str, Parameter] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    id: str = ""
    file: str = ""

    @property
    def tags(self) -> tuple[str, ...]:
        """What it is about, in words to filter by."""
        return ("security", f"likelihood/{self.likelihood}", *self.resource.split(".")[:2])

    @property
    def variable(self) -> str:
        """The name that ``each`` gives to an element; empty without ``each``."""
        return self.each.partition(" in ")[0].strip()

    @property
    def elements(self) -> str:
        """The expression whose elements ``each`` goes through; empty without ``each``."""
        return self.each.partition(" in ")[2].strip()
