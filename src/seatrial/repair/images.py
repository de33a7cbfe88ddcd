"""From the flaws of an image to another name: in all places that name it or in none, each of them proven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace as with_

from msgspec.structs import replace

from seatrial.errors import UsageError
from seatrial.fix.edit import CannotEditError
from seatrial.fix.images import renamed
from seatrial.images.reference import Reference, parse_reference
from seatrial.model.advisory import Match
from seatrial.model.base import Candidate, Offer
from seatrial.model.naming import Naming
from seatrial.model.result import Result
from seatrial.repair.nouns import Change, Fix, Outcome, Renamed, Update
from seatrial.repair.offers import Imaged
from seatrial.repair.plan import identity_of
from seatrial.repair.planned import Planned
from seatrial.repair.sites import renaming


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
