"""From the flaws of an image to another tag of it: chosen by scanning the tags that its registry offers.

Whoever names the image is changed, all places or none; each place is proven like every other change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace as with_
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from seatrial.bench import Bench, attempt
from seatrial.connectors.image.access import options_of
from seatrial.connectors.image.find import named_by
from seatrial.connectors.image.reach import opened
from seatrial.errors import UsageError
from seatrial.fix.edit import CannotEditError
from seatrial.fix.images import renamed
from seatrial.images.bases.asking import offers_for
from seatrial.images.bases.comparison import compare, content_of
from seatrial.images.reference import Reference, parse_reference
from seatrial.images.tags import Kind, parse_tag
from seatrial.images.transports.registry import RegistryOptions
from seatrial.model.advisory import Match
from seatrial.model.asset import Asset, Collected
from seatrial.model.base import Candidate, Comparison, Content, Step
from seatrial.model.gap import Gap
from seatrial.model.naming import Naming
from seatrial.model.report import AssetReport
from seatrial.model.result import Result
from seatrial.repair.nouns import Change, Fix, Outcome, Renamed, Update
from seatrial.repair.packages import SAMPLE
from seatrial.repair.plan import Planner, fixes_of_checks, identity_of
from seatrial.repair.planned import Planned
from seatrial.repair.sites import renaming
from seatrial.repair.texts import Texts
from seatrial.reports._words import plural
from seatrial.request import Images
from seatrial.vulns.match import assess

_MOST_NAMED = 3
_LEAST_BYTES = 50_000
_SAFE = frozenset({Step.DIGEST, Step.PATCH, Step.MINOR})
_ASKS_NOBODY = "`--images always` asks its registry which tag to take instead"
_NO_OTHER = "no tag that its registry offers is without it"


class Offer(Struct, frozen=True, kw_only=True):
    """A tag that could be taken instead, and what the scan of it says.

    ``removes``  the names of the flaws that go.   ``more``  what else there is to know, in words.
    ``left``     how bad what it has is: how many flaws are high or critical, and how many there are.
    """

    candidate: Candidate
    is_safe: bool
    removes: frozenset[str]
    left: tuple[int, int]
    more: str


class Imaged(Struct, frozen=True, kw_only=True):
    """An image that code names, its findings, and the best tag to take instead.

    ``others``  the fixes of what checks find in it.
    ``report``  without its results.
    ``near``    breaks nothing as its name has it; ``far`` is better and may.   ``why``  there is none.
    """

    asset: Asset
    flaws: tuple[Result, ...]
    others: tuple[Fix, ...]
    report: AssetReport
    near: Offer | None = None
    far: Offer | None = None
    why: str = ""

    @property
    def reference(self) -> Reference:
        return parse_reference(self.asset.key.removeprefix("image:"))


def plan_image(bench: Bench, asset: Asset, is_wanted: Callable[[Result], bool], *, unsafe: bool) -> Imaged:
    """Judge an image that code names, and look for a tag that could be taken instead."""
    collected = bench.collect(asset)
    resources = bench.resources(collected)
    report = bench.judge(collected, resources)
    wanted = [result for result in report.results if result.is_finding and is_wanted(result)]
    flaws = tuple(result for result in wanted if result.match)
    planner = Planner(asset.key, resources, Texts({}))
    # What an image says of itself is written where it is built; it has no lines that could be changed.
    others = map(_left_alone, fixes_of_checks(bench, planner, (result for result in wanted if not result.match)))
    planned = Imaged(asset=asset, flaws=flaws, others=tuple(others), report=replace(report, results=()))
    if not flaws:
        return planned
    if bench.request.images is not Images.ALWAYS:
        return replace(planned, why=_ASKS_NOBODY)
    if bench.database.sample:
        return replace(planned, why=SAMPLE)
    offers = attempt(asset.name, partial(_offers, bench, asset, collected))
    if isinstance(offers, Gap):
        return replace(planned, why=f"nobody can say which tag to take instead: {offers.reason}")
    near, far = _best(offer for offer in offers if offer.is_safe), _best(offers)
    if near and far and far.left >= near.left:
        far = None
    if unsafe and far:
        near, far = far, None
    return replace(planned, near=near, far=far, why=_NO_OTHER)


def _left_alone(fix: Fix) -> Fix:
    return replace(fix, outcome=Outcome.LEFT, changes=()) if fix.outcome is Outcome.FIXED else fix


def _best(offers: Iterable[Offer]) -> Offer | None:
    """The one with the fewest flaws; of equals the one that changes least."""
    return min(offers, key=lambda offer: offer.left, default=None)


def _offers(bench: Bench, asset: Asset, collected: Collected) -> list[Offer]:
    """What is better than what is there.  Raises ConnectorError, ParseError or LimitError."""
    reference = parse_reference(asset.key.removeprefix("image:"))
    options = options_of(bench.request.options).registry or RegistryOptions()
    current = _content(bench, collected)
    now = _left(compare(current, current))
    found = []
    for candidate in offers_for(str(reference), "", options):
        if reference.digest and not candidate.digest:
            # A digest that stands beside the tag must be that of the tag.
            continue
        name = with_(reference, tag=candidate.tag, digest=candidate.digest)
        other = named_by((), name, (f"docker://{name}",))
        comparison = compare(current, _content(bench, bench.collect(other)))
        if _left(comparison) < now:
            found.append(_offer(candidate, comparison))
    return found


def _offer(candidate: Candidate, comparison: Comparison) -> Offer:
    return Offer(
        candidate=candidate,
        is_safe=candidate.step in _SAFE or parse_tag(candidate.tag).kind in (Kind.DATE, Kind.BUILD),
        removes=frozenset(name for match in comparison.fixed for name in match.names),
        left=_left(comparison),
        more="; ".join(_more(comparison)),
    )


def _left(comparison: Comparison) -> tuple[int, int]:
    matches = (*comparison.remaining, *comparison.new, *comparison.unclear)
    return sum(match.severity in ("high", "critical") for match in matches), len(matches)


def _content(bench: Bench, collected: Collected) -> Content:
    """What is known of an image that was read."""
    packages = collected.packages or ()
    release = next((package.ecosystem for package in packages if package.kind == "os"), "")
    life = bench.database.lifecycle(release, bench.request.today) if release else None
    image = attempt(collected.asset.name, partial(opened, collected.asset, options_of(bench.request.options)))
    return content_of(
        assess(packages, bench.database),
        collected.gaps,
        size=None if isinstance(image, Gap) else sum(layer.size for layer in image[0].layers),
        ends=life.ends if life else None,
        ended=life.ended if life else None,
    )


def _more(comparison: Comparison) -> Iterator[str]:
    """What else changes, in words."""
    if comparison.remaining:
        yield f"{plural(len(comparison.remaining), 'flaw')} stay" + "s" * (len(comparison.remaining) == 1)
    if comparison.new:
        yield f"{len(comparison.new)} new ({_ids(comparison.new)})"
    if comparison.unclear:
        yield f"{len(comparison.unclear)} unclear ({comparison.why[0]})"
    size = comparison.size or 0
    if abs(size) >= _LEAST_BYTES:
        yield f"{abs(size) / 1e6:.1f} MB {'larger' if size > 0 else 'smaller'}"
    if comparison.ends:
        yield f"maintained until {comparison.ends}"
    elif comparison.ended:
        yield "its distribution is maintained no more"


def _ids(matches: Sequence[Match]) -> str:
    more = f" and {len(matches) - _MOST_NAMED} more" if len(matches) > _MOST_NAMED else ""
    return ", ".join(match.id for match in matches[:_MOST_NAMED]) + more


def renames(planned: Planned, images: Iterable[Imaged]) -> Iterator[Fix]:
    """Yield for each image that an asset names, and that another tag would be better for, what names the other one."""
    offers = {image.reference: image.near.candidate for image in images if image.near}
    found: dict[Reference, list[Naming]] = {}
    for naming in planned.report.images:
        try:
            reference = parse_reference(naming.reference)
        except UsageError:
            # A name that is none has become a gap.
            continue
        if reference in offers:
            found.setdefault(reference, []).append(naming)
    for reference, namings in found.items():
        yield _rename(planned, reference, offers[reference], namings)


def _rename(planned: Planned, reference: Reference, offer: Candidate, namings: Sequence[Naming]) -> Fix:
    place = namings[0].use.location
    changes: list[Change] = []
    reason = ""
    for naming in namings:
        site = planned.sites.get(naming.use.location)
        try:
            new = renamed(naming.reference, offer.tag, offer.digest)
        except CannotEditError as error:
            reason = str(error)
            continue
        change = renaming(site, naming.reference, new, offer.tag) if site else None
        if change is None:
            place = site.place if site else naming.use.location
            reason = site.reason if site else "it is not known where its name is written"
            continue
        changes.append(change)
    to = with_(reference, tag=offer.tag, digest=offer.digest if reference.digest else "")
    return Fix(
        identity=(planned.asset.key, "", str(reference), ""),
        location=place,
        message=f"{reference.familiar} becomes {to.familiar}",
        changes=tuple(changes),
        outcome=Outcome.SUGGESTED if reason else Outcome.FIXED,
        reason=reason,
        place=place,
        renamed=Renamed(old=str(reference), new=str(to)),
    )


def fixes_of(image: Imaged, done: Iterable[Fix]) -> Iterator[Fix]:
    """Yield the fixes of an image's findings; ``done`` are the renames, as they came out of their proof."""
    yield from image.others
    about = [fix for fix in done if fix.renamed and fix.renamed.old == str(image.reference)]
    failed = next((fix for fix in about if fix.outcome is not Outcome.FIXED), None)
    changes = tuple(change for fix in about for change in fix.changes)
    for flaw in image.flaws:
        match = flaw.match
        if match is None:
            continue
        if image.near and match.id in image.near.removes:
            if failed is None and about:
                yield _fix(image, flaw, match, image.near, changes=changes)
            else:
                reason = failed.reason if failed else "it is not known where its name is written"
                place = failed.place if failed else flaw.location
                told = _fix(image, flaw, match, image.near, outcome=Outcome.SUGGESTED, reason=reason)
                yield replace(told, place=place)
        elif image.far and match.id in image.far.removes:
            reason = f"{image.far.candidate.because}, which may break what is built on it; --unsafe takes it"
            yield _fix(image, flaw, match, image.far, outcome=Outcome.SUGGESTED, reason=reason)
        else:
            yield _fix(image, flaw, match, None, outcome=Outcome.LEFT, reason=image.why)


def _fix(
    image: Imaged,
    flaw: Result,
    match: Match,
    offer: Offer | None,
    *,
    changes: tuple[Change, ...] = (),
    outcome: Outcome = Outcome.FIXED,
    reason: str = "",
) -> Fix:
    name = with_(image.reference, tag="latest", digest="").familiar.removesuffix(":latest")
    version = image.reference.tag or image.reference.digest
    to, more = (offer.candidate.tag, offer.more) if offer else ("", "")
    if to == version:
        to = f"{to}@{offer.candidate.digest[:19]}" if offer else to
    return Fix(
        identity=identity_of(image.asset.key, flaw),
        location=flaw.location,
        message=flaw.message,
        changes=changes,
        outcome=outcome,
        reason=reason,
        place=flaw.location,
        update=Update(name=name, version=version, to=to, more=more),
        match=match,
    )
