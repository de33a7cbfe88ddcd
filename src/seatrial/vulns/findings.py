"""From packages to findings: one for each flaw of a package, and a gap for each reason why some are not assessed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from msgspec.structs import replace

from seatrial.engine.uses import at_uses
from seatrial.errors import DatabaseError
from seatrial.model.advisory import PACKAGE, Assessment, Match, NotAssessed
from seatrial.model.asset import Use
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.model.report import PackageCounts
from seatrial.model.result import Evidence, How, Result, Verdict
from seatrial.model.words import some_of
from seatrial.vulns.database import Database
from seatrial.vulns.ecosystems import parse_ecosystem
from seatrial.vulns.match import assess

_MOST_NAMED = 5

_Identity = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What advisories say of an asset's packages.

    ``built``   the ecosystems that were asked about, and when the feeds of each were last read.
    ``sample``  how many flaws the built-in sample knows, where nothing else could be asked; else 0.
    """

    counts: PackageCounts
    findings: tuple[Result, ...] = ()
    gaps: tuple[Gap, ...] = ()
    built: dict[str, datetime] = field(default_factory=dict)
    sample: int = 0


def assessed(
    packages: Sequence[Package], database: Database, uses: Sequence[Use], today: date, oldest: datetime | None = None
) -> Assessed:
    """Look up the packages of an asset, which is named at ``uses``.

    What cannot be known of them, for want of a database or of a whole one, is a gap; so is a database that was built
    before ``oldest``.
    """
    found = assess(packages, database)
    ended, unread = _ended(found.matches, database, today)
    findings = tuple(findings_of(found, uses, ended))
    counts = counts_of(found, len(packages))
    if database.sample:
        # It tells what it finds, and of nothing that it is clean.
        return Assessed(findings=findings, counts=replace(counts, assessed=counts.flawed), sample=database.sample)
    built = database.built({parse_ecosystem(package.ecosystem).name for package in packages})
    gaps = (*gaps_of(found), *unread, *_too_old(built, oldest))
    return Assessed(findings=findings, gaps=gaps, counts=counts, built=built)


def _too_old(built: Mapping[str, datetime], oldest: datetime | None) -> Iterator[Gap]:
    for ecosystem, when in built.items():
        if oldest is not None and when < oldest:
            reason = f"the advisories for {ecosystem} are of {when:%Y-%m-%d}, which is too old; `seatrial db update`"
            yield Gap(location=Location("", 0), reason=reason)


def _ended(matches: Iterable[Match], database: Database, today: date) -> tuple[frozenset[str], tuple[Gap, ...]]:
    """The distributions' releases of these matches that are maintained no more."""
    releases = {match.package.ecosystem for match in matches if match.package.kind == "os"}
    try:
        lives = {release: database.lifecycle(release, today) for release in releases}
    except DatabaseError as error:
        return frozenset(), (Gap(location=Location("", 0), reason=str(error)),)
    return frozenset(release for release, life in lives.items() if life and life.ended), ()


def findings_of(assessment: Assessment, uses: Sequence[Use], ended: frozenset[str] = frozenset()) -> Iterator[Result]:
    """Yield a finding for each flaw of a package of each version, in the order of the packages.

    A distribution's packages that are made from one source are one: the source is what gets fixed.  A finding of an
    asset that others name is at the place that names it; what tells of the package is its evidence.
    """
    for match in joined(assessment.matches):
        package = match.package
        inside = package.locations[0] if package.locations else Location("", 0)
        is_old = package.kind == "os" and package.ecosystem in ended
        finding = Result(
            check=match.id,
            resource_type=PACKAGE,
            address=address_of(package),
            verdict=Verdict.FAIL,
            location=inside,
            message=f"`{match.name}` {match.version}: {match.title}",
            evidence=(Evidence(property="version", value=match.version, how=How.EXPLICIT, location=inside),),
            match=replace(match, ended=True) if is_old else match,
        )
        yield at_uses(finding, uses)


def joined(matches: Iterable[Match]) -> Iterator[Match]:
    """Yield one match for each flaw of one source package, or of one package however often it is there."""
    found: dict[tuple[str, _Identity], list[Match]] = defaultdict(list)
    for match in matches:
        found[match.id, identity_of(match.package)].append(match)
    for same in found.values():
        first = same[0]
        names = sorted({match.package.name for match in same} - {first.package.name})
        places = tuple(dict.fromkeys(place for match in same for place in match.package.locations))
        package = replace(first.package, locations=places) if len(same) > 1 else first.package
        purls = sorted({match.package.purl for match in same})
        yield replace(first, package=package, installed=tuple(names), purls=tuple(purls) if len(purls) > 1 else ())


def identity_of(package: Package) -> _Identity:
    """What makes packages one: their source of a version, else their own name and version."""
    return (
        package.ecosystem,
        package.source_name or package.name,
        package.source_version or package.version,
    )


def address_of(package: Package) -> str:
    """The purl of what gets fixed, without version, qualifiers and subpath: the same before and after an update."""
    base = package.purl.partition("#")[0].partition("?")[0]
    at = base.rfind("@")
    # `pkg:npm/@babel/core`: the @ of a scope stands at the beginning of a step.
    address = base[:at] if at > 0 and base[at - 1] != "/" and "/" not in base[at:] else base
    if package.source_name and package.source_name != package.name:
        address = f"{address.rpartition('/')[0]}/{package.source_name}"
    return address or package.name


def gaps_of(assessment: Assessment) -> Iterator[Gap]:
    """Yield a gap for each reason why packages, or what advisories say of them, could not be assessed."""
    reasons: dict[tuple[str, bool], list[NotAssessed]] = defaultdict(list)
    for item in assessment.not_assessed:
        reasons[item.reason, bool(item.advisory)].append(item)
    for (reason, is_advisory), items in reasons.items():
        packages = list(dict.fromkeys(item.package.name for item in items))
        what = (
            f"{_advisories(items)} about {some_of(packages, _MOST_NAMED)} cannot be applied"
            if is_advisory
            else _count(packages)
        )
        places = items[0].package.locations
        yield Gap(location=places[0] if places else Location("", 0), reason=f"{what}: {reason}")


def _count(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"`{names[0]}` is not assessed"
    return f"{len(names)} packages are not assessed ({some_of(names, _MOST_NAMED)})"


def _advisories(items: Sequence[NotAssessed]) -> str:
    ids = list(dict.fromkeys(item.advisory for item in items))
    return ids[0] if len(ids) == 1 else f"{len(ids)} advisories"


def counts_of(assessment: Assessment, found: int) -> PackageCounts:
    """What became of so many packages."""
    flawed = {identity_of(match.package) for match in assessment.matches}
    return PackageCounts(found=found, assessed=assessment.assessed, flawed=len(flawed), owned=assessment.owned)
