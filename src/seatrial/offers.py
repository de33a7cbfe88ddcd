"""Which tags could take the place of an image: each that its registry offers is held against what is there."""

from collections.abc import Iterator
from dataclasses import replace as with_

from seatrial.bench import Bench
from seatrial.connectors.image.access import options_of
from seatrial.connectors.image.find import named_by
from seatrial.images.bases.asking import offers_for
from seatrial.images.bases.comparison import compare, content_of
from seatrial.images.opening import registry_reference
from seatrial.images.tags import Kind, parse_tag
from seatrial.images.transports.registry import RegistryOptions
from seatrial.model.asset import Asset, Collected
from seatrial.model.base import Candidate, Comparison, Content, Offer, Step
from seatrial.model.words import some_of
from seatrial.reports._words import plural
from seatrial.vulns.match import assess

_MOST_NAMED = 3
_LEAST_BYTES = 50_000
_SAFE = frozenset({Step.DIGEST, Step.PATCH, Step.MINOR})


def is_offered(asset: Asset) -> bool:
    """Whether an asset is an image of a registry, which may have others to offer."""
    scheme, _, reference = asset.key.partition(":")
    return scheme == "image" and registry_reference(reference) is not None


def offers_of(bench: Bench, asset: Asset, collected: Collected) -> list[Offer]:
    """What is better than what is there.  Raises ConnectorError, ParseError or LimitError."""
    reference = registry_reference(asset.key.removeprefix("image:"))
    if reference is None:
        return []
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
        fixed=len(comparison.fixed),
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
    return content_of(
        assess(packages, bench.database),
        collected.gaps,
        size=collected.size,
        ends=life.ends if life else None,
        ended=life.ended if life else None,
    )


def _more(comparison: Comparison) -> Iterator[str]:
    """What else changes, in words."""
    if comparison.remaining:
        yield f"{plural(len(comparison.remaining), 'flaw')} stay" + "s" * (len(comparison.remaining) == 1)
    if comparison.new:
        new = [match.id for match in comparison.new]
        yield f"{len(new)} new ({some_of(new, _MOST_NAMED)})"
    if comparison.unclear:
        yield f"{len(comparison.unclear)} unclear ({comparison.why[0]})"
    size = comparison.size or 0
    if abs(size) >= _LEAST_BYTES:
        yield f"{abs(size) / 1e6:.1f} MB {'larger' if size > 0 else 'smaller'}"
    if comparison.ends:
        yield f"maintained until {comparison.ends}"
    elif comparison.ended:
        yield "its distribution is maintained no more"
