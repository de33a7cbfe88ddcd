"""Settle: the results of one asset -> the same with waivers and risks, and how the asset stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from seatrial.engine.appraise import Appraiser, Probes, RiskRules, Risks
from seatrial.engine.labels import Labels
from seatrial.engine.naming import ImageNames, with_notes
from seatrial.engine.normalise import Resources
from seatrial.engine.spoken import spoken
from seatrial.engine.standing import standing_of
from seatrial.engine.vex import Hearing
from seatrial.engine.waive import Circumstances, Waived, names
from seatrial.engine.waiver_words import Reading, is_flaw, waivers_in
from seatrial.model.asset import Asset
from seatrial.model.check import Check
from seatrial.model.naming import Naming
from seatrial.model.note import Note
from seatrial.model.report import PackageCounts
from seatrial.model.result import Result, Verdict
from seatrial.model.risk import BusinessValue, Standing
from seatrial.model.value import Value
from seatrial.model.waiver import Waiver, WaiverFlaw


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What holds for all assets of a scan.

    ``checks``   those that are asked.           ``reading``  how waivers are read, and the day.
    ``entries``  the configuration's waivers.    ``path_of``  a shown file as seen from the configuration's folder.
    ``names``    where resources name images.
    """

    checks: Mapping[str, Check]
    reading: Reading
    entries: tuple[Waiver, ...]
    probes: Probes
    rules: RiskRules
    risks: Risks
    path_of: Callable[[str], str]
    names: ImageNames


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An asset's results, settled.

    ``covered``  waivers and how many findings each covers, or would if it had not ended.
    ``idle``     our own waivers in its sources that are about nothing that was found.
    ``flaws``    those that cannot be followed.
    ``images``   the names of images in it.
    """

    results: tuple[Result, ...]
    covered: tuple[tuple[Waiver, int], ...]
    idle: tuple[Waiver, ...]
    flaws: tuple[WaiverFlaw, ...]
    images: tuple[Naming, ...]
    standing: Standing | None
    value: BusinessValue | None


def settle(
    results: Sequence[Result],
    counts: Mapping[str, int],
    *,
    asset: Asset,
    facts: Mapping[str, Value],
    notes: Iterable[Note],
    resources: Resources,
    has_gaps: bool,
    packages: PackageCounts | None,
    vex: Hearing | None,
    given: Settlement,
) -> Settled:
    """Waive and appraise the results of an asset; ``counts`` are its verdicts, ``facts`` what checks can ask of it.

    ``packages``  what became of its packages.   ``vex``  what statements say of their flaws.
    """
    labels = Labels(resources)
    remarks = (*notes, *spoken(resources.index.raws))
    said = [*waivers_in((*remarks, *asset.notes), given.reading)]
    inside = tuple(dict.fromkeys(item for item in said if isinstance(item, Waiver)))
    circumstances = Circumstances(asset=asset.key, path_of=given.path_of, tags_of=labels.of, uses=asset.uses, vex=vex)
    waived = Waived((*inside, *given.entries), circumstances, given.reading.today)
    appraiser = Appraiser(
        asset=asset,
        resources=resources,
        facts=facts,
        labels=labels,
        probes=given.probes,
        rules=given.rules,
        risks=given.risks,
        path_of=given.path_of,
    )
    settled = tuple(
        appraiser.appraised(result, given.checks.get(result.check)) if result.verdict is Verdict.FAIL else result
        for result in waived.results(results)
    )
    return Settled(
        results=settled,
        covered=tuple(waived.covered.items()),
        idle=tuple(w for w in inside if not w.tool and w not in waived.covered and is_asked(w, given.checks, packages)),
        flaws=tuple(sorted({item for item in said if isinstance(item, WaiverFlaw)})),
        images=tuple(with_notes(naming, remarks) for naming in given.names.of(resources, appraiser.use)),
        standing=standing_of(settled, counts, packages, has_gaps=has_gaps),
        value=appraiser.value(),
    )


def is_asked(waiver: Waiver, checks: Iterable[str], packages: PackageCounts | None) -> bool:
    """Whether a waiver is about one of these checks, or about a flaw where packages were looked up."""
    if any(map(is_flaw, waiver.checks)):
        return packages is not None and packages.assessed > 0
    return any(names(waiver, (id_,)) for id_ in checks)
