"""Joining: several advisories about one package, of which some are about the same flaw, become one answer a flaw."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from seatrial.model.advisory import FixState, Rating
from seatrial.model.check import Severity
from seatrial.vulns.cvss import Score, best_score, severity_of
from seatrial.vulns.store import Hit

_SETTLED = (FixState.FIXED, FixState.WILL_NOT_FIX, FixState.END_OF_LIFE, FixState.AFFECTED, FixState.INVESTIGATED)
"""Which state holds where advisories differ: whoever knows a fix knows more than who knows none."""

_TRACKERS = frozenset({"debian", "ubuntu"})
"""Whose advisories say of what has no fix more than OSV's records do, which have one word for all of it."""


class Flaw(NamedTuple):
    """One flaw: its names, the best known first, and the advisories that are about it."""

    names: tuple[str, ...]
    hits: tuple[Hit, ...]


class Rated(NamedTuple):
    """A severity, who says so, and the CVSS score if there is one."""

    severity: Severity | None
    said: str
    score: Score | None


def flaws_of(hits: Sequence[Hit]) -> Iterator[Flaw]:
    """Yield the flaws that advisories are about, sorted by their best known names."""
    groups: list[tuple[set[str], list[Hit]]] = []
    for hit in hits:
        for names in names_of(hit):
            mine, others = (names, [hit]), []
            for group in groups:
                if group[0].isdisjoint(mine[0]):
                    others.append(group)
                else:
                    mine = (group[0] | mine[0], [*group[1], *mine[1]])
            groups = [*others, mine]
    for names, about in sorted(groups, key=lambda group: min(map(_fame, group[0]))):
        unique = {hit.advisory: hit for hit in about}
        yield Flaw(tuple(sorted(names, key=_fame)), tuple(unique[id_] for id_ in sorted(unique)))


def names_of(hit: Hit) -> list[set[str]]:
    """The names of each flaw that an advisory is about.

    An erratum is about each CVE that it names, which are flaws of their own.  Where it names one, whatever else it
    names is another name of that; where it names several, nobody says which is whose, and the CVEs are what counts.
    """
    upstream = hit.body.upstream
    if not upstream:
        return [{hit.advisory, *hit.body.aliases}]
    known = [name for name in upstream if name.startswith("CVE-")]
    if len(known) == 1:
        return [{*upstream, *hit.body.aliases}]
    return [{name} for name in known or upstream]


def _fame(name: str) -> tuple[int, str]:
    return (0 if name.startswith("CVE-") else 1 if name.startswith("GHSA-") else 2, name)


def state_of(hits: Iterable[Hit]) -> FixState:
    """The state of a flaw that every one of these advisories is about."""
    every = [(hit.advisory.partition(":")[0] in _TRACKERS, hit.state) for hit in hits]
    states = {state for _, state in every}
    told = {state for is_told, state in every if is_told}
    return next(state for state in _SETTLED if state in (told if told and FixState.FIXED not in states else states))


def rated(ratings: Sequence[Rating]) -> Rated:
    """How bad a flaw is: the worst that a vendor says, else what the CVSS score says."""
    best = best_score(tuple(vector for rating in ratings for vector in rating.vectors))
    words = [(rating.severity, rating.word) for rating in ratings if rating.severity]
    if words:
        severity, word = max(words, key=lambda pair: pair[0].rank)
        return Rated(severity, f"vendor: {word}", best)
    return Rated(severity_of(best.score), best.version, best) if best else Rated(None, "", None)
