"""The images of a registry that a policy wants: ``registry:HOST/PREFIX``."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from seatrial.errors import ConnectorError, ParseError, RateLimitError
from seatrial.images.limits import DEFAULTS, Limits
from seatrial.images.listing import Listing, digest_of_tag, list_repositories, list_tags
from seatrial.images.reference import Reference
from seatrial.images.selection import Place, Policy, Selected, distinct, selected, wants
from seatrial.images.transports.registry import RegistryOptions
from seatrial.model.gap import Gap
from seatrial.model.location import Location

_PATIENCE = 20
"""Listing all of it may take so many times as long as one answer."""


class Choice(Struct, frozen=True, kw_only=True):
    """The images of a registry that are looked at; each is ``host/repository:tag``.

    ``gaps``  what could not be listed, and what the policy wants and does not find.
    """

    host: str
    images: tuple[Selected, ...]
    gaps: tuple[Gap, ...]

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(f"{self.host}/{each.repository}:{each.tag}" for each in self.images)


def choose_images(target: str, policy: Policy, options: RegistryOptions, limits: Limits = DEFAULTS) -> Choice:
    """The images at and below ``HOST[/PREFIX]`` that a policy wants, each digest once.

    Raises UsageError on what is no such place; ConnectorError, ParseError or LimitError where the registry does not
    list its repositories.
    """
    host, _, prefix = target.partition("/")
    found = list_repositories(host, prefix, options, limits)
    gaps = list(_of_listing(target, found))
    tags: dict[str, tuple[str, ...]] = {}
    wanted = [each for each in found.names if wants(each, policy)]
    if len(wanted) > policy.limit:
        gaps.append(
            _gap(target, f"of {len(wanted)} repositories {policy.limit} are looked at", f"{policy.limit} images")
        )
    until = options.clock.now() + options.manners.timeout * _PATIENCE
    for repository in wanted[: policy.limit]:
        name = f"{found.host}/{repository}"
        if options.clock.now() > until:
            gaps.append(_gap(target, f"it answers too slowly; nothing from {repository} on is looked at"))
            break
        try:
            listed = list_tags(name, options, limits)
        except RateLimitError as error:
            # Asking on would only make it longer.
            gaps.append(_gap(target, f"{error}; nothing from {repository} on is looked at"))
            break
        except (ConnectorError, ParseError) as error:
            gaps.append(_gap(name, str(error)))
            continue
        gaps += _of_listing(name, listed)
        tags[repository] = listed.names
    chosen = selected(tags, tags, policy)
    gaps += (_gap(f"{found.host}/{each}", "the policy fits none of its tags") for each in chosen.empty)
    gaps += [_gap(target, chosen.cut, f"{policy.limit} images")] if chosen.cut else []
    digests = dict(_digests(found.host, chosen.images, options, limits, until))
    return Choice(host=found.host, images=distinct(chosen.images, digests), gaps=tuple(gaps))


def _digests(
    host: str, images: Iterable[Selected], options: RegistryOptions, limits: Limits, until: float
) -> Iterator[tuple[Place, str]]:
    """The digests that can be had in time.  An image without one stays, and whoever opens it is told what is wrong."""
    for each in images:
        if options.clock.now() > until:
            return
        reference = Reference(registry=host, repository=each.repository, tag=each.tag)
        try:
            yield (each.repository, each.tag), digest_of_tag(reference, options, limits)
        except RateLimitError:
            return
        except (ConnectorError, ParseError):
            continue


def _of_listing(name: str, listing: Listing) -> Iterator[Gap]:
    if listing.cut:
        yield _gap(name, f"not all of it is listed: {listing.cut}")
    if listing.odd:
        yield _gap(name, f"{listing.odd} of the names in it are none that could be asked for")


def _gap(name: str, reason: str, bound: str = "") -> Gap:
    return Gap(location=Location(f"registry:{name}", 1), reason=reason, bound=bound)
