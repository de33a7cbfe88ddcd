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


class Fix(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes a failing resource pass.

    ``set``    properties and the values they must have; a patch is written from it.
    ``steps``  what a person does where no patch can be written.
    """

    set: dict[str, Any] = field(default_factory=dict)
    steps: str = ""


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
    def variable(self) -> str:
        """The name that ``each`` gives to an element; empty without ``each``."""
        return self.each.partition(" in ")[0].strip()

    @property
    def elements(self) -> str:
        """The expression whose elements ``each`` goes through; empty without ``each``."""
        return self.each.partition(" in ")[2].strip()
