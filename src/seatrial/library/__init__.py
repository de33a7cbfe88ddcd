"""Content files -> model: the definitions, checks and policies that a scan asks.

The library that comes with Seatrial lies in ``content/`` (in a wheel packed as one file); a repository's own content
lies in its ``.seatrial/`` and works like it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import reduce
from pathlib import Path
from typing import Any

from seatrial.errors import UsageError
from seatrial.library.pack import packed
from seatrial.library.read import Content, read_content
from seatrial.model.check import Check
from seatrial.model.definition import Definition
from seatrial.model.policy import Policy
from seatrial.model.words import did_you_mean

__all__ = ["Chosen", "Content", "Library", "load"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The checks that the policies choose, by id, and the values that they give to their parameters."""

    checks: Mapping[str, Check]
    params: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Library:
    """All content: what is shipped and what the repository brings; the repository's wins where both say something."""

    definitions: Mapping[str, Definition]
    checks: Mapping[str, Check]
    policies: Mapping[str, Policy]
    actions: Mapping[str, list[str]] = field(default_factory=dict)
    lifecycles: Mapping[str, str] = field(default_factory=dict)

    def find_check(self, name: str) -> Check:
        """The check with an id or an alias.  Raises UsageError with the nearest id."""
        if name in self.checks:
            return self.checks[name]
        for check in self.checks.values():
            if name.upper() in (alias.upper() for alias in check.aliases):
                return check
        raise UsageError(f"there is no check {name!r}{did_you_mean(name, self.checks)}")

    def choose(self, policies: Iterable[str], params: Mapping[str, Mapping[str, Any]]) -> Chosen:
        """The checks of several policies together.  ``params``, the configuration's, win over the policies'."""
        found: dict[str, Check] = {}
        given: dict[str, dict[str, Any]] = {}
        for name in policies:
            policy = self._policy(name)
            found.update((check.id, check) for check in self.checks.values() if _chooses(policy, check))
            _give(given, policy.params, found)
        _give(given, params, self.checks)
        return Chosen(dict(sorted(found.items())), given)

    def _policy(self, name: str) -> Policy:
        if name not in self.policies:
            raise UsageError(f"there is no policy {name!r}{did_you_mean(name, self.policies)}")
        return self.policies[name]


def _chooses(policy: Policy, check: Check) -> bool:
    if check.id not in policy.include and check.opt_in and not policy.opt_in:
        return False
    return _matches(check.id, policy.include) and not _matches(check.id, policy.exclude)


def _matches(id_: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(id_, pattern) for pattern in patterns)


def _give(given: dict[str, dict[str, Any]], params: Mapping[str, Mapping[str, Any]], checks: Iterable[str]) -> None:
    for pattern, values in params.items():
        for id_ in checks:
            if fnmatchcase(id_, pattern):
                given.setdefault(id_, {}).update(values)


def load(own: Iterable[Path] = ()) -> Library:
    """Load the shipped library and the content folders of the repository (``.seatrial``).

    Raises ContentError where one of them is wrong.
    """
    contents = [packed(), *(read_content(folder) for folder in own)]
    merged = reduce(_merge, contents, Content(definitions={}, checks={}, policies={}))
    return Library(merged.definitions, merged.checks, merged.policies, merged.actions, merged.lifecycles)


def _merge(left: Content, right: Content) -> Content:
    return Content(
        definitions=left.definitions | right.definitions,
        checks=left.checks | right.checks,
        policies=left.policies | right.policies,
        actions=right.actions or left.actions,
        lifecycles=left.lifecycles | right.lifecycles,
    )
