"""Matching: packages in, the flaws that advisories know of in them out, and whatever could not be assessed.

Nothing is clean because nothing is known of it: no distribution, no database, no release and no version that can be
ordered are answers of their own.
"""

from collections.abc import Callable, Iterable, Iterator

from seatrial.errors import DatabaseError, VersionError
from seatrial.model.advisory import Assessment, Exploitation, FixState, Match, NotAssessed
from seatrial.model.check import Severity
from seatrial.model.package import Package
from seatrial.versions import scheme_of
from seatrial.vulns import streams
from seatrial.vulns.database import Database
from seatrial.vulns.ecosystems import MODULAR, names_sources, parse_ecosystem, spelled
from seatrial.vulns.flaws import Flaw, flaws_of, rated, state_of
from seatrial.vulns.store import Hit, Store

_Explain = Callable[[Iterable[str]], Exploitation | None]


def assess(packages: Iterable[Package], database: Database) -> Assessment:
    """Look packages up.  Matches come in the order of the packages, and of each by the names of the flaws.

    A database that is damaged, or not there, leaves its packages not assessed.
    """
    matches: list[Match] = []
    unknown: list[NotAssessed] = []
    assessed = owned = 0
    for package in packages:
        if package.owned_by and package.kind != "os":
            # The distribution fixes flaws without changing versions, and its advisories about the owner say so.
            owned += 1
            continue
        try:
            found = _look_up(package, database)
        except DatabaseError as error:
            found = NotAssessed(package=package, reason=str(error))
        if isinstance(found, NotAssessed):
            unknown.append(found)
            continue
        assessed += 1
        if found:
            unknown += (
                NotAssessed(package=package, reason=h.fixed, advisory=h.advisory) for h in found if h.state is None
            )
            hits = [hit for hit in found if hit.state not in (None, FixState.NOT_AFFECTED)]
            matches += (_match(package, flaw, database.exploitation) for flaw in flaws_of(hits))
    return Assessment(matches=tuple(matches), not_assessed=tuple(unknown), assessed=assessed, owned=owned)


def _look_up(package: Package, database: Database) -> list[Hit] | NotAssessed:
    ecosystem = parse_ecosystem(package.ecosystem)
    if not ecosystem.name:
        what = "the distribution is not known" if package.kind == "os" else "it is of no known ecosystem"
        return NotAssessed(package=package, reason=what)
    store = database.store(ecosystem.name)
    if store is None:
        return NotAssessed(package=package, reason=database.absence(ecosystem.name))
    release = _release(ecosystem.release, store)
    if release is None:
        reason = f"there are no advisories for {package.ecosystem}"
        return NotAssessed(package=package, reason=reason)
    return _find(package, store, release)


def _release(release: str, store: Store) -> str | None:
    """The release as its advisories name it: those of ``AlmaLinux:9`` are for 9.4, too.  None where there are none."""
    if release in store.releases:
        return release
    major = release.partition(".")[0]
    return major if "." in release and major in store.releases else None


def _find(package: Package, store: Store, release: str) -> list[Hit] | NotAssessed:
    if streams.FACT in store.facts:
        return streams.find(package, store, release)
    ecosystem = store.ecosystem
    is_source = names_sources(ecosystem) and package.source_name
    name = spelled(ecosystem, package.source_name if is_source else package.name)
    version = (package.source_version or package.version) if is_source else package.version
    try:
        key = scheme_of(ecosystem).key(version)
    except VersionError as error:
        named = store.find_named(name, release, version)
        if named or not store.knows(name, release):
            return named
        return NotAssessed(package=package, reason=str(error) if version else "its version is not known")
    hits = store.find(name, release, key)
    return [*_of_one_stream(hits, version)] if hits and ecosystem in MODULAR else hits


def _of_one_stream(hits: Iterable[Hit], version: str) -> Iterator[Hit]:
    """Leave out what is fixed in a module stream where the package is of none, and the other way round."""
    for hit in hits:
        if hit.state is not FixState.FIXED or streams.is_modular(hit.fixed) == streams.is_modular(version):
            yield hit


def _match(package: Package, flaw: Flaw, explain: _Explain) -> Match:
    bodies = [hit.body for hit in flaw.hits]
    severity, said, best = rated([hit.rating for hit in flaw.hits])
    return Match(
        package=package,
        id=flaw.names[0],
        names=tuple(sorted(flaw.names)),
        advisories=tuple(hit.advisory for hit in flaw.hits),
        state=state_of(flaw.hits),
        fixed=_highest(package, {hit.fixed for hit in flaw.hits if hit.fixed}),
        summary=next((body.summary for body in bodies if body.summary), ""),
        severity=severity or Severity.MEDIUM,
        rated=said,
        score=best.score if best else None,
        vector=best.vector if best else "",
        exploitation=explain(flaw.names),
    )


def _highest(package: Package, versions: set[str]) -> str:
    """The version that all advisories call fixed."""
    if len(versions) < 2:
        return next(iter(versions), "")
    return max(versions, key=scheme_of(package.ecosystem).key)
