"""The bench on which assets are judged: raw source -> resources -> verdicts -> waived and appraised results.

One is built in every process that works.
"""

import os.path
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace as altered

from seatrial import connectors
from seatrial.engine.appraise import Probes, RiskRules, Risks
from seatrial.engine.evaluate import AssetFacts, judge
from seatrial.engine.fingerprint import fingerprinted
from seatrial.engine.naming import ImageNames
from seatrial.engine.normalise import Resources, Shapes
from seatrial.engine.question import Question, QuestionError, compile_check
from seatrial.engine.settle import Settlement, settle
from seatrial.engine.things import own_name
from seatrial.engine.uses import at_uses
from seatrial.engine.vex import Claims, Hearing
from seatrial.engine.waiver_words import CheckNames, Reading, waivers_of
from seatrial.errors import ConnectorError, ContentError, DatabaseError, ParseError, UsageError
from seatrial.files import Looks
from seatrial.library import Chosen, Library, load
from seatrial.library.actions import action_table
from seatrial.library.lifecycles import Life, life_of
from seatrial.model.asset import Asset, Collected
from seatrial.model.check import Check
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.model.report import AssetReport, PackageCounts
from seatrial.model.result import Result, Verdict
from seatrial.model.value import Unknown
from seatrial.model.waiver import Waiver, WaiverFlaw
from seatrial.request import Request

if TYPE_CHECKING:
    from seatrial.vulns.database import Database
    from seatrial.vulns.findings import Assessed

_Done = TypeVar("_Done")

More = Callable[[Collected, AssetReport], AssetReport]
"""Adds to a report what only few ask for."""


class Bench:
    """Everything that judging assets needs, built once a process."""

    def __init__(self, library: Library, chosen: Chosen, request: Request) -> None:
        self.library = library
        self.chosen = chosen
        self.request = request
        self.all_verdicts = request.all_verdicts
        self.shapes = Shapes(library.definitions.values(), fact_function)
        self._questions: dict[str, Question] = {}
        self._settlement: Settlement | None = None
        self._database: Database | None = None
        self._claims: Claims | None = None

    @classmethod
    def for_request(cls, request: Request) -> "Bench":
        library = load(request.content)
        chosen = library.choose(request.policies, request.params)
        return cls(library, chosen, request)

    def sharing(self, other: "Bench", *, but: str) -> "Bench":
        """The bench with what another one of the same library has compiled, one check left out."""
        self.shapes = other.shapes
        self._questions = {id_: question for id_, question in other._questions.items() if id_ != but}
        return self

    def collect(self, asset: Asset) -> Collected:
        """Read an asset.  Whatever a hostile source makes of a connector costs this asset only."""
        collected = attempt(asset.names[0], partial(self._collected, asset))
        return Collected(asset=asset, gaps=(_at_use(collected, asset),)) if isinstance(collected, Gap) else collected

    def _collected(self, asset: Asset) -> Collected:
        collected = connectors.module(asset.connector, "collect").collect(asset, self.request.options)
        assert isinstance(collected, Collected)  # noqa: S101 - the contract of a slice
        return collected

    def resources(self, collected: Collected) -> Resources:
        return Resources(collected.raws, self.shapes)

    def examine(self, asset: Asset, more: More | None = None) -> AssetReport:
        """Read an asset and judge it; ``more`` adds to the report, of what was read."""
        if not self.request.track:
            return self._examined(asset, more)
        with Looks() as looks:
            report = self._examined(asset, more)
        return altered(report, looked=tuple(sorted(looks.paths)))

    def _examined(self, asset: Asset, more: More | None) -> AssetReport:
        collected = self.collect(asset)
        report = self.judge(collected, self.resources(collected))
        return more(collected, report) if more else report

    def judge(self, collected: Collected, resources: Resources) -> AssetReport:
        """Judge what was collected, by its resources."""
        asset = collected.asset
        # What is wrong with it is no asset's fault, and must not look like a gap of one.
        _ = self.settlement
        report = attempt(asset.names[0], partial(self._judged, collected, resources))
        # Much of what a connector collects is read only when a check asks for it.
        return report if isinstance(report, AssetReport) else _report_of(asset, gaps=(*collected.gaps, report))

    def _judged(self, collected: Collected, resources: Resources) -> AssetReport:
        asset = collected.asset
        facts = self.facts_of(collected)
        counted: Counter[Verdict] = Counter()
        known = None if collected.packages is None else self._assessed(asset, collected.packages)
        flaws = known.findings if known else ()
        judged = (at_uses(result, asset.uses) for result in self.results(resources, facts, counted))
        results = sorted((*judged, *flaws), key=_order)
        counted[Verdict.FAIL] += len(flaws)
        counts = {str(verdict): count for verdict, count in counted.items()}
        found = {type_: resources.of(type_) for type_ in sorted(self._types())}
        gaps = tuple(sorted({*collected.gaps, *(known.gaps if known else ())}))
        # Settling asks for resources of other types, which no check has looked at.
        unasked = dict(sorted(resources.undeclared().items()))
        settled = settle(
            [*fingerprinted(results, asset.key, scope_of(asset))],
            counts,
            asset=asset,
            facts=facts.as_value(),
            notes=collected.notes,
            resources=resources,
            has_gaps=bool(gaps),
            packages=known.counts if known else None,
            vex=self._hearing(collected) if flaws else None,
            given=self.settlement,
        )
        return _report_of(
            asset,
            results=settled.results,
            gaps=gaps,
            counts=counts,
            resources={type_: len(those) for type_, those in found.items() if those},
            judged=len({resource.raw.address for those in found.values() for resource in those}),
            unasked=unasked,
            covered=settled.covered,
            idle=settled.idle,
            flaws=tuple(sorted({*settled.flaws, *collected.flawed})),
            images=settled.images,
            packages=known.counts if known else None,
            advisories=known.built if known else {},
            purls=tuple(sorted({package.purl for package in collected.packages or ()})),
            sample=known.sample if known else 0,
            standing=settled.standing,
            value=settled.value,
            things=collected.things,
            bases=collected.bases,
        )

    def facts_of(self, collected: Collected, name: str = "") -> AssetFacts:
        """What checks can ask of an asset as a whole; ``name`` in place of its own."""
        asset, today = collected.asset, self.request.today
        facts = AssetFacts(kind=asset.kind, name=name or asset.name, today=today)
        release = collected.release
        if isinstance(release, Unknown):
            return replace(facts, release_ended=release)
        if not release:
            return facts
        life = self._life_of(release)
        if life is None:
            reason = f"until when {release} is maintained is not known; `seatrial db update` may tell"
            return replace(facts, release_ended=Unknown(reason))
        return replace(facts, release_ended=life.ended, release_ends=life.ends.isoformat() if life.ends else None)

    def _life_of(self, release: str) -> Life | None:
        """The life of a distribution's release: the database knows it better than the library."""
        known = None
        # What is wrong with the database is told where packages are looked up.
        with suppress(DatabaseError):
            known = self.database.lifecycle(release, self.request.today) if self.request.packages else None
        return Life(*known) if known else life_of(release, self.library.lifecycles, self.request.today)

    @property
    def database(self) -> "Database":
        """The databases of advisories; the sample where there are none.  Raises DatabaseError where that is damaged."""
        # Most scans have no packages, and what looks them up is no small thing to import.
        from seatrial.vulns.opening import databases

        if self._database is None:
            self._database = databases(self.request.advisories, self.request.cache)
        return self._database

    def _assessed(self, asset: Asset, packages: Sequence[Package]) -> "Assessed":
        """What advisories say of an asset's packages."""
        # Most scans have no packages, and what looks them up is no small thing to import.
        from seatrial.vulns.findings import Assessed, assessed

        request = self.request
        done = attempt(
            asset.names[0], lambda: assessed(packages, self.database, asset.uses, request.today, request.oldest)
        )
        unread = PackageCounts(found=len(packages))
        return Assessed(gaps=(done,), counts=unread) if isinstance(done, Gap) else done

    def _hearing(self, collected: Collected) -> Hearing | None:
        """What VEX says of an asset's packages; None where it says nothing."""
        from seatrial.vulns.findings import identity_of

        claims = self.claims
        if collected.statements:
            claims = Claims((*self.request.statements, *collected.statements))
        if not claims:
            return None
        things = (*collected.things, own_name(collected.asset.key))
        return Hearing(claims, collected.packages or (), things, identity_of)

    @property
    def claims(self) -> Claims:
        """The statements of VEX that hold for all assets; put in order when the first flaw turns up."""
        if self._claims is None:
            self._claims = Claims(self.request.statements)
        return self._claims

    @property
    def settlement(self) -> Settlement:
        """What waiving and appraising need; made when the first asset has been judged."""
        if self._settlement is None:
            request, library = self.request, self.library
            self._settlement = Settlement(
                checks=self.chosen.checks,
                reading=_reading(request, library),
                entries=entries_of(request, library)[0],
                probes=Probes(library.definitions),
                rules=RiskRules(values=request.values, exposures=request.exposures),
                risks=Risks(action_table(request.actions or library.actions)),
                names=ImageNames(library.definitions.values()),
                path_of=partial(_seen_from, request.home or str(Path.cwd())),
            )
        return self._settlement

    def results(self, resources: Resources, facts: AssetFacts, counts: Counter[Verdict]) -> Iterator[Result]:
        """Yield the results of every chosen check that has a resource to ask, and count all."""
        for check in self.chosen.checks.values():
            if resources.of(check.resource):
                yield from judge(self.question(check), resources, facts, counts, all_verdicts=self.all_verdicts)

    def question(self, check: Check) -> Question:
        """A check, compiled when the first resource of its type turns up.

        Raises ContentError where the repository's own definition has taken away what a check of ours asks for.
        """
        if check.id not in self._questions:
            given = self.chosen.params.get(check.id, {})
            try:
                self._questions[check.id] = compile_check(check, self.library.definitions, given)
            except QuestionError as error:
                raise ContentError(f"`{error.key}`: {error}", file=check.file) from error
        return self._questions[check.id]

    def _types(self) -> set[str]:
        return {check.resource for check in self.chosen.checks.values()}


def _report_of(asset: Asset, **more: Any) -> AssetReport:
    return AssetReport(
        key=asset.key, kind=asset.kind, connector=asset.connector, name=asset.name, uses=asset.uses, **more
    )


def _reading(request: Request, library: Library) -> Reading:
    return Reading(names=CheckNames(library.checks.values()), rules=request.rules, today=request.today)


def entries_of(request: Request, library: Library) -> tuple[tuple[Waiver, ...], tuple[WaiverFlaw, ...]]:
    """The waivers of the configuration, and what is wrong with those that cannot be followed."""
    if not request.waivers:
        return (), ()
    found = [*waivers_of(request.waivers, _reading(request, library))]
    return tuple(w for w in found if isinstance(w, Waiver)), tuple(f for f in found if isinstance(f, WaiverFlaw))


def _seen_from(home: str, file: str) -> str:
    """A shown file, which is relative to where the command runs, as a path from a folder."""
    return Path(os.path.relpath(file, home)).as_posix()


@cache
def fact_function(source: str, name: str) -> Any:
    """The function that a definition names for a source.  Raises KeyError."""
    try:
        return getattr(connectors.module(source, "facts"), name)
    except (ImportError, AttributeError) as error:
        raise KeyError(f"the connector {source!r} has no fact function {name!r}") from error


def attempt(name: str, work: Callable[[], _Done]) -> _Done | Gap:
    """Do what a hostile source may make impossible; whatever it makes of it is a gap under a name."""
    try:
        return work()
    except (UsageError, ContentError):
        raise
    except Exception as error:  # noqa: BLE001 - the one place where anything may happen
        return gap_of(name, error)


def gap_of(name: str, error: Exception) -> Gap:
    reason = str(error) if isinstance(error, ConnectorError | ParseError) else f"{type(error).__name__}: {error}"
    location = Location(name, getattr(error, "line", 0), getattr(error, "column", 0))
    return Gap(location=location, reason=reason, bound=getattr(error, "bound", ""))


def _at_use(gap: Gap, asset: Asset) -> Gap:
    """Why an asset cannot be read, at the place that names it; where none does, as it is."""
    if not asset.uses:
        return gap
    return Gap(location=asset.uses[0].location, reason=f"{asset.name}: {gap.reason}", bound=gap.bound)


def _order(result: Result) -> tuple[Any, ...]:
    place = result.location
    return (place.file, place.line, place.column, result.check, result.address, result.element)


def scope_of(asset: Asset) -> str:
    """The directory of the root module or chart that an asset belongs to, which its fingerprints hold."""
    return asset.key if asset.connector == "terraform" or not asset.paths else str(Path(asset.key).parent)
