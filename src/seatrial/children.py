"""What assets name -> the images that a second round reads.

Nothing is asked for and nothing is opened here: a child says where it is to be had from, and its connector asks there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from seatrial.engine.naming import ROLES
from seatrial.errors import UsageError
from seatrial.images.reference import Reference, parse_reference
from seatrial.model.asset import Asset, Use
from seatrial.model.gap import Gap
from seatrial.model.naming import Naming
from seatrial.model.report import AssetReport
from seatrial.request import Images, Request

MOST_IMAGES = 1000
"""Of one scan."""

_IMAGE = "image"
_SCRATCH = "scratch:latest"
"""What a Dockerfile calls the image without anything in it; no registry has one of that name."""


@dataclass(slots=True)
class Named:
    """What a scan's assets name: images with their places, and a gap for each name that says nothing."""

    images: dict[Reference, list[Naming]] = field(default_factory=lambda: defaultdict(list))
    gaps: list[Gap] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {reference.familiar for reference in self.images}


def named_in(reports: Iterable[AssetReport]) -> Named:
    """Gather the names of all assets; the names of one image are one, however they are written."""
    named = Named()
    for naming in (naming for report in reports for naming in report.images):
        try:
            reference = _reference(naming)
        except UsageError as error:
            named.gaps.append(Gap(location=naming.use.location, reason=str(error)))
        else:
            if reference.familiar != _SCRATCH:
                named.images[reference].append(naming)
    return named


def _reference(naming: Naming) -> Reference:
    if not naming.reference:
        raise UsageError(f"nobody can say which image this is: {naming.reason}")
    return parse_reference(naming.reference)


def children_of(
    named: Named, reports: Iterable[AssetReport], request: Request, most: int = MOST_IMAGES
) -> tuple[list[Asset], list[Gap]]:
    """An asset for each image that is named, but for those that the command line names itself; sorted by name.

    What is past the bound is a gap at its place: whoever writes a manifest must not choose how many hosts are asked.
    """
    if not named.images:
        return [], []
    # What reads images is no small thing to import, and most scans read none.
    from seatrial.connectors.image.find import named_by
    from seatrial.images.beside import layouts_below

    asked = {reference for report in reports for reference in _of_target(report)}
    layouts = layouts_below(request.targets, request.exclude)
    children, gaps = [], []
    for number, (reference, namings) in enumerate(sorted(named.images.items(), key=lambda item: str(item[0]))):
        if number >= most:
            bound = f"{most} images"
            reason = f"more than {bound} are named, and {reference.familiar} is not scanned"
            gaps.append(Gap(location=namings[0].use.location, reason=reason, bound=bound))
        elif reference not in asked:
            origins = tuple(_origins(reference, layouts.get(reference, ()), request.images))
            notes = dict.fromkeys(note for naming in namings for note in naming.notes)
            children.append(named_by(_uses(namings), reference, origins, tuple(sorted(notes))))
    return children, gaps


def _of_target(report: AssetReport) -> Iterator[Reference]:
    """The name of an image that was asked for by it."""
    from seatrial.images.opening import registry_reference

    scheme, _, name = report.key.partition(":")
    reference = registry_reference(name) if report.connector == _IMAGE and scheme == _IMAGE else None
    if reference is not None:
        yield reference


def _uses(namings: Iterable[Naming]) -> tuple[Use, ...]:
    """The places: first those that run it, where findings are shown, and last those that only build."""
    uses = {
        (ROLES.index(naming.use.role), naming.use.location, naming.use.asset, naming.use.address): naming.use
        for naming in namings
    }
    return tuple(uses[key] for key in sorted(uses))


def _origins(reference: Reference, layouts: Sequence[str], images: Images) -> Iterator[str]:
    """Where an image is had from.  A name never says how: what follows ``docker://`` is a registry's."""
    if images is Images.ALWAYS:
        yield f"docker://{reference}"
    yield from layouts
    yield f"docker-daemon:{reference}"
