"""Which images of a registry are looked at: a policy over the names of its repositories and tags."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from seatrial.images.tags import Kind, Tag, parse_tag

Place = tuple[str, str]
"""A repository, and a tag of it."""

_ORDINARY = frozenset({"", "v", "V", "release-", "r", "version-"})
_RANKS = {Kind.VERSION: 3, Kind.YEAR: 2, Kind.DATE: 1, Kind.BUILD: 0}
_ATTACHED = (".sig", ".att", ".sbom")


class Policy(Struct, frozen=True, kw_only=True):
    """Which images of a registry are looked at.

    ``newest``        of each repository so many versions, the newest first; None is every tag.
    ``latest``        and the tag ``latest``, where there is one.
    ``repositories``  patterns (``team/*``) of which one must fit a repository, and ``but_not`` such as must not.
    ``tags``          the same for tags, and ``no_tags``.
    ``days``          images that are known to be older are left out; None is any age.
    ``limit``         images in all.
    """

    newest: int | None = 1
    latest: bool = True
    repositories: tuple[str, ...] = ("*",)
    but_not: tuple[str, ...] = ()
    tags: tuple[str, ...] = ("*",)
    no_tags: tuple[str, ...] = ()
    days: int | None = None
    limit: int = 200


class Selected(Struct, frozen=True, kw_only=True):
    """An image that is looked at, why, and which other names (``repository:tag``) it has."""

    repository: str
    tag: str
    because: str
    also: tuple[str, ...] = ()


class Selection(Struct, frozen=True, kw_only=True):
    """The images that are looked at, by repository and tag.

    ``empty``  the repositories that the policy wants and finds nothing in.
    ``cut``    why there are not all of those that it wants; empty where there are.
    """

    images: tuple[Selected, ...]
    empty: tuple[str, ...] = ()
    cut: str = ""


def selected(
    repositories: Iterable[str],
    tags: Mapping[str, Sequence[str]],
    policy: Policy,
    *,
    created: Mapping[Place, datetime] | None = None,
    now: datetime | None = None,
) -> Selection:
    """Choose by policy.  Where it wants more than its limit, each repository gets its first before any its second.

    ``created``  when images were made, as far as it is known, and ``now``; an age that is not known leaves nothing out.
    """
    wanted: dict[str, list[Selected]] = {}
    for repository in sorted(set(repositories)):
        if wants(repository, policy):
            ages = {tag: (created or {}).get((repository, tag)) for tag in sorted(set(tags.get(repository, ())))}
            there = [tag for tag, made in ages.items() if not _is_old(made, policy.days, now)]
            wanted[repository] = list(_of_repository(repository, there, policy))
    ranked = sorted(
        ((place, each) for found in wanted.values() for place, each in enumerate(found)),
        key=lambda pair: (pair[0], pair[1].repository),
    )
    images = [each for _, each in ranked[: policy.limit]]
    count = len(ranked)
    return Selection(
        images=tuple(sorted(images, key=lambda each: (each.repository, each.tag))),
        empty=tuple(repository for repository, found in wanted.items() if not found),
        cut=f"of {count} images {policy.limit} are looked at" if count > policy.limit else "",
    )


def distinct(images: Iterable[Selected], digests: Mapping[Place, str]) -> tuple[Selected, ...]:
    """Leave out what has the digest of one before it; that one tells the other names.

    Of an image whose digest is not known nothing is left out.
    """
    found: dict[str, Selected] = {}
    for each in images:
        name = f"{each.repository}:{each.tag}"
        key = digests.get((each.repository, each.tag)) or name
        first = found.get(key)
        found[key] = each if first is None else replace(first, also=(*first.also, name))
    return tuple(found.values())


def wants(repository: str, policy: Policy) -> bool:
    """Whether a policy is about a repository at all."""
    return _fits(repository, policy.repositories, policy.but_not)


def _fits(name: str, patterns: Iterable[str], others: Iterable[str]) -> bool:
    return any(fnmatchcase(name, each) for each in patterns) and not any(fnmatchcase(name, each) for each in others)


def _is_old(made: datetime | None, days: int | None, now: datetime | None) -> bool:
    return made is not None and days is not None and now is not None and made < now - timedelta(days=days)


def _of_repository(repository: str, tags: Sequence[str], policy: Policy) -> Iterator[Selected]:
    fitting = [tag for tag in tags if _fits(tag, policy.tags, policy.no_tags) and not _is_attached(tag)]
    if policy.newest is None:
        yield from (Selected(repository=repository, tag=tag, because="the policy fits it") for tag in fitting)
        return
    for place, tag in enumerate(_newest([parse_tag(tag) for tag in fitting], policy.newest), 1):
        because = "its newest version" if place == 1 else f"one of its {policy.newest} newest versions"
        yield Selected(repository=repository, tag=tag.name, because=because)
    if policy.latest and "latest" in fitting:
        yield Selected(repository=repository, tag="latest", because="what is had without a tag")


def _newest(tags: Sequence[Tag], count: int) -> list[Tag]:
    """The newest releases, one tag of each: the most precise one, without a suffix if there is one."""
    counted = [tag for tag in tags if tag.kind is not Kind.NAME and not tag.is_pre_release]
    best = max((_rank(tag) for tag in counted), default=None)
    ordered = sorted(
        (tag for tag in counted if _rank(tag) == best),
        key=lambda tag: (tag.numbers, tag.build, -len(tag.suffix), tag.name),
        reverse=True,
    )
    found: list[Tag] = []
    for tag in ordered:
        if len(found) == count:
            break
        # 1.27 is what 1.27.3 is, too.
        if not any(one.numbers[: len(tag.numbers)] == tag.numbers for one in found):
            found.append(tag)
    return found


def _rank(tag: Tag) -> tuple[bool, int]:
    """Of several ways to count in one repository the ordinary one is meant: 3.13 before alpine3.20 and 20241130."""
    return tag.prefix in _ORDINARY, _RANKS[tag.kind]


def _is_attached(tag: str) -> bool:
    """What cosign and clients without the referrers API keep beside images."""
    return tag.startswith(("sha256-", "sha512-")) and (tag.endswith(_ATTACHED) or len(tag) > 64)
