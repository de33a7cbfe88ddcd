"""Red Hat's CSAF VEX: one document a flaw, with what becomes of it in every package of every release.

https://redhatproductsecurity.github.io/security-data-guidelines/csaf-vex/; the format is
https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html.  Only main streams of RHEL are read.  Packages are
named by `package_key`: what is said of a source package is meant for all that is built from it.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec import Struct

from seatrial.errors import ParseError, VersionError
from seatrial.model.advisory import Advisory, Affected, Event, FixState, Rating
from seatrial.model.check import Severity
from seatrial.versions import rpm
from seatrial.vulns.sources.product_tree import Component, Place, Products, ProductTree
from seatrial.vulns.streams import package_key, without_epoch

_CVE = re.compile(r"CVE-\d{4}-\d{1,19}")
_MAX_PROBLEMS = 5
_SEVERITIES = {
    "critical": Severity.CRITICAL,
    "important": Severity.HIGH,
    "moderate": Severity.MEDIUM,
    "low": Severity.LOW,
}
# https://access.redhat.com/security/updates/classification/
_UNFIXED = (FixState.AFFECTED, FixState.WILL_NOT_FIX, FixState.END_OF_LIFE, FixState.INVESTIGATED)
"""Which state holds where several are said of one package: the one that leaves most open."""


class _Severity(Struct):
    text: str = ""


class _Tracking(Struct):
    current_release_date: str = ""


class _Document(Struct):
    tracking: _Tracking
    aggregate_severity: _Severity | None = None


class _Status(Struct):
    fixed: list[str] = []
    known_affected: list[str] = []
    known_not_affected: list[str] = []
    under_investigation: list[str] = []
    # Of CSAF, and not of Red Hat's: they are told, not guessed at.
    first_affected: list[str] = []
    first_fixed: list[str] = []
    last_affected: list[str] = []


class _Remediation(Struct):
    category: str
    details: str = ""
    product_ids: list[str] | None = None


class _Threat(Struct):
    category: str
    details: str = ""
    product_ids: list[str] | None = None


class _Vector(Struct, rename={"vector": "vectorString"}):
    vector: str = ""


class _Score(Struct):
    cvss_v3: _Vector | None = None
    cvss_v4: _Vector | None = None
    products: list[str] | None = None


class _Vulnerability(Struct):
    cve: str
    title: str = ""
    product_status: _Status | None = None
    remediations: list[_Remediation] | None = None
    threats: list[_Threat] | None = None
    scores: list[_Score] | None = None


class _Vex(Struct):
    document: _Document
    vulnerabilities: list[_Vulnerability]
    product_tree: ProductTree | None = None


_decode = msgspec.json.Decoder(_Vex).decode
_version_key = lru_cache(maxsize=65_536)(rpm.key)


class Vex(NamedTuple):
    """A document's advisory, and what of the document could not be read."""

    advisory: Advisory
    problems: tuple[str, ...]


def id_of(flaw: str) -> str:
    """The id of the advisory about a flaw."""
    return f"redhat:{flaw}"


def read(content: bytes, flaw: str) -> Vex:
    """Read the document about a flaw.  Raises ParseError where it is none, or is about another."""
    try:
        vex = _decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ParseError(f"it is no VEX document: {error}") from error
    if len(vex.vulnerabilities) != 1:
        raise ParseError(f"it is about {len(vex.vulnerabilities)} flaws, and not about one")
    said = vex.vulnerabilities[0]
    if said.cve != flaw or not _CVE.fullmatch(flaw):
        raise ParseError(f"it is about {said.cve[:40]!r} and not about {flaw[:40]}")
    products = Products(vex.product_tree or ProductTree())
    return _Reading(vex, said, products).vex()


class _Reading:
    """One document while it is read."""

    def __init__(self, vex: _Vex, said: _Vulnerability, products: Products) -> None:
        self._document = vex.document
        self._said = said
        self._products = products
        self._problems: dict[str, None] = {}
        self._with_sources: set[tuple[str, str]] = set()
        self._words = _words(said.threats or ())
        self._vectors = _vectors(said.scores or ())

    def vex(self) -> Vex:
        status = self._said.product_status or _Status()
        for name in ("first_affected", "first_fixed", "last_affected"):
            if getattr(status, name):
                self._problems[f"it says {name}, which is not read"] = None
        affected = [*self._fixed(status.fixed), *self._unfixed(status)]
        affected += self._not_affected(status, self._with_sources)
        problems = tuple(self._problems)
        more = (f"and {len(problems) - _MAX_PROBLEMS} more such",) if len(problems) > _MAX_PROBLEMS else ()
        return Vex(
            Advisory(
                id=id_of(self._said.cve),
                modified=self._document.tracking.current_release_date,
                upstream=(self._said.cve,),
                summary=self._said.title[:300],
                rating=self._rating(),
                affected=tuple(affected),
            ),
            problems[:_MAX_PROBLEMS] + more,
        )

    def _places(self, ids: Iterable[str]) -> Iterator[tuple[str, Place]]:
        for id_ in ids:
            try:
                place = self._products.place(id_)
            except ParseError as error:
                self._problems[str(error)] = None
                continue
            if place is not None:
                yield id_, place

    def _at(self, release: str, component: Component) -> tuple[str, str]:
        if component.source:
            self._with_sources.add((release, component.stream))
        return release, _key(component)

    def _fixed(self, ids: Iterable[str]) -> Iterator[Affected]:
        """What is fixed: each package once, in the version that every erratum calls fixed."""
        versions: dict[tuple[str, str], set[str]] = defaultdict(set)
        names: dict[tuple[str, str], str] = {}
        for id_, (release, component) in self._places(ids):
            # A module that is fixed has its packages beside it, each with its version.
            if component.name:
                at = self._at(release, component)
                versions[at].add(without_epoch(component.version) if component.source else component.version)
                names[at] = id_
        for (release, name), fixed in versions.items():
            rating = self._rating(names[release, name])
            try:
                highest = max(fixed, key=_version_key)
            except VersionError as error:
                unread = f"it is fixed in a version that cannot be read: {error}"
                yield Affected(ecosystem=f"Red Hat:{release}", package=name, rating=rating, unread=unread)
                continue
            events = (Event("introduced", "0"), Event("fixed", highest))
            yield Affected(ecosystem=f"Red Hat:{release}", package=name, ranges=(events,), rating=rating)

    def _unfixed(self, status: _Status) -> Iterator[Affected]:
        states = _states(self._said.remediations or ())
        found: dict[tuple[str, str], set[FixState]] = defaultdict(set)
        names: dict[tuple[str, str], str] = {}
        for ids, default in (
            (status.known_affected, FixState.AFFECTED),
            (status.under_investigation, FixState.INVESTIGATED),
        ):
            for id_, (release, component) in self._places(ids):
                at = self._at(release, component)
                found[at].add(states.get(id_, default))
                names[at] = id_
        for (release, name), every in found.items():
            state = next(state for state in _UNFIXED if state in every)
            rating = self._rating(names[release, name])
            yield _throughout(release, name, state, rating)

    def _not_affected(self, status: _Status, sources: Container[tuple[str, str]]) -> Iterator[Affected]:
        """Binary packages without the flaw that others of their release and stream have by their source.

        A version that is free of it says nothing of others: what has no version only is never affected.
        """
        versions: dict[tuple[str, str], set[str]] = defaultdict(set)
        for _, (release, component) in self._places(status.known_not_affected):
            if not component.source and (release, component.stream) in sources:
                versions[release, _key(component)].add(component.version)
        for (release, name), said in versions.items():
            if "" in said:
                yield _throughout(release, name, FixState.NOT_AFFECTED, Rating())
            else:
                ecosystem, state = f"Red Hat:{release}", FixState.NOT_AFFECTED
                yield Affected(ecosystem=ecosystem, package=name, versions=tuple(sorted(said)), state=state)

    def _rating(self, id_: str = "") -> Rating:
        """The rating of a package, where there are several; else the document's."""
        severity = self._document.aggregate_severity
        word = self._words.get(id_) or (severity.text if severity else "")
        return _rating(word, self._vectors.get(id_) or self._vectors.get("", ()))


def _key(component: Component) -> str:
    return package_key(component.name, source=component.source, stream=component.stream)


def _throughout(release: str, name: str, state: FixState, rating: Rating) -> Affected:
    events = ((Event("introduced", "0"),),)
    return Affected(ecosystem=f"Red Hat:{release}", package=name, ranges=events, state=state, rating=rating)


def _states(remediations: Iterable[_Remediation]) -> Mapping[str, FixState]:
    """What is to become of products that are affected, by their ids."""
    found: dict[str, FixState] = {}
    for one in remediations:
        state = _state(one)
        if state:
            found.update(dict.fromkeys(one.product_ids or (), state))
    return found


def _state(one: _Remediation) -> FixState | None:
    if one.category not in ("none_available", "no_fix_planned"):
        return None
    words = one.details.lower()
    if "out of support" in words:
        return FixState.END_OF_LIFE
    # "Affected" and "Fix deferred" leave it open.
    return FixState.WILL_NOT_FIX if one.category == "no_fix_planned" or "will not fix" in words else FixState.AFFECTED


def _words(threats: Iterable[_Threat]) -> dict[str, str]:
    """The vendor's severity of each product."""
    impacts = [threat for threat in threats if threat.category == "impact"]
    return {id_: threat.details for threat in impacts for id_ in threat.product_ids or ()}


def _vectors(scores: Iterable[_Score]) -> dict[str, tuple[str, ...]]:
    """The CVSS vectors of each product; with no name those of most, which come first."""
    found: dict[str, tuple[str, ...]] = {}
    for score in scores:
        both = (score.cvss_v4, score.cvss_v3)
        vectors = tuple(one.vector[:200] for one in both if one and one.vector)
        for id_ in ("", *(score.products or ())):
            found.setdefault(id_, vectors)
    return found


def _rating(word: str, vectors: tuple[str, ...]) -> Rating:
    lower = word.strip().lower()
    return Rating(word=lower[:40], severity=_SEVERITIES.get(lower), vectors=vectors)
