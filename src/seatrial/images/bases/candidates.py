"""Which tags could be taken instead of one: the same tag anew, newer versions of it, and slimmer variants.

Newer versions follow what Dependabot documents for Docker: equal prefix, suffix and precision, no pre-release unless it
is one already, dates apart from versions, nothing older.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from seatrial.images.digest import short
from seatrial.images.tags import Kind, Tag, newer, parse_tag
from seatrial.model.base import Candidate, Step

_SLIM = re.compile(r"slim|minimal|lite|light|small|micro|nano|tiny")
_ALPINE = re.compile(r"alpine(?:[0-9]+(?:\.[0-9]+)*)?")
_DISTROLESS = re.compile(r"distroless|static|scratch|chiseled")
_RELEASE = re.compile(
    r"jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid|debian[0-9]*|xenial|bionic|focal|jammy|noble"
    r"|ubuntu[0-9.]*|ubi[0-9]*|ol[0-9]+|fedora[0-9]*"
)
_SLIMNESS = ((1, _SLIM, "in slim"), (2, _ALPINE, "on Alpine"), (3, _DISTROLESS, "without a distribution"))


def candidates(
    tag: str, tags: Iterable[str], *, pinned: str = "", digests: Mapping[str, str] | None = None
) -> list[Candidate]:
    """The tags that could be taken instead of one, the smallest change first, slimmer variants last.

    ``tags``     those that the repository has, in any order.
    ``pinned``   the digest that is in use, and
    ``digests``  what tags mean today, as far as that is known: where they differ for ``tag``, a new digest is the first
                 candidate; where ``latest`` is one of the newer tags, those above it are not offered.
    """
    known = digests or {}
    current = parse_tag(tag)
    there = [parse_tag(name) for name in sorted(set(tags))]
    found = [*_same(tag, pinned, known), *_newer(current, there, known), *_slimmer(current, there)]
    return [
        Candidate(step=each.step, tag=each.tag, because=each.because, digest=known.get(each.tag, "")) for each in found
    ]


def _same(tag: str, pinned: str, digests: Mapping[str, str]) -> Iterator[Candidate]:
    today = digests.get(tag, "")
    if pinned and today and pinned != today:
        because = f"{tag} has been built anew: it was {short(pinned)}, and is {short(today)} now"
        yield Candidate(step=Step.DIGEST, tag=tag, because=because)


def _newer(current: Tag, there: Sequence[Tag], digests: Mapping[str, str]) -> Iterator[Candidate]:
    found = _up_to_latest(current, newer(current, there), digests)
    if not found:
        return
    told = set()
    for step, tag, because in _steps(current, found):
        if tag.name not in told:
            told.add(tag.name)
            yield Candidate(step=step, tag=tag.name, because=because)


def _up_to_latest(current: Tag, found: list[Tag], digests: Mapping[str, str]) -> list[Tag]:
    """Leave out what is above the tag that ``latest`` means: its publisher does not call it released."""
    latest = digests.get("latest", "")
    same = [tag for tag in found if latest and digests.get(tag.name) == latest]
    if not same:
        return found
    return [tag for tag in found if tag.order <= same[-1].order]


def _steps(current: Tag, found: Sequence[Tag]) -> Iterator[tuple[Step, Tag, str]]:
    newest = found[-1]
    if current.kind in (Kind.VERSION, Kind.YEAR):
        yield from _by_level(current, found)
    what = "date" if current.kind is Kind.DATE else "one"
    yield Step.NEWEST, newest, f"{newest.name} is the newest {what} of its kind"


def _by_level(current: Tag, found: Sequence[Tag]) -> Iterator[tuple[Step, Tag, str]]:
    patches = [tag for tag in found if _level(current, tag) >= 2]
    minors = [tag for tag in found if _level(current, tag) == 1]
    majors = [tag for tag in found if _level(current, tag) == 0]
    if patches:
        series = _shown(current, 2)
        yield Step.PATCH, patches[-1], f"{patches[-1].name} is the newest of {series}"
    if minors:
        yield Step.MINOR, minors[-1], f"{minors[-1].name} is the newest of {_shown(current, 1)}"
    if majors:
        following = majors[0].numbers[0]
        last = [tag for tag in majors if tag.numbers[0] == following][-1]
        yield Step.MAJOR, last, f"{last.name} is the newest of {_shown(last, 1)}, the next major version"


def _level(current: Tag, tag: Tag) -> int:
    """Which number is the first that differs; past the last, where only a build or a pre-release does."""
    pairs = zip(current.numbers, tag.numbers, strict=True)
    return next((place for place, (mine, its) in enumerate(pairs) if mine != its), max(2, len(tag.numbers)))


def _shown(tag: Tag, count: int) -> str:
    return tag.prefix + ".".join(str(number) for number in tag.numbers[:count])


class _Variant(Struct, frozen=True, kw_only=True):
    """What the words of a tag say beside its version; ``slimness`` is 0 where they do not speak of it."""

    slimness: int
    releases: frozenset[str]
    others: tuple[str, ...]


def _slimmer(current: Tag, there: Sequence[Tag]) -> Iterator[Candidate]:
    """The same version in variants with less in them: one of each, in the order of how little is left."""
    mine = _variant(current)
    for slimness, _, what in _SLIMNESS:
        if slimness <= mine.slimness:
            continue
        fitting = [tag for tag in there if _is_same_version(current, tag) and _is_slim(_variant(tag), mine, slimness)]
        if fitting:
            best = min(fitting, key=lambda tag: (len(tag.name), tag.name))
            yield Candidate(step=Step.SLIMMER, tag=best.name, because=f"{best.name} is the same version {what}")


def _is_same_version(current: Tag, tag: Tag) -> bool:
    return (current.kind, current.prefix, current.numbers, current.before, current.build, current.shape) == (
        tag.kind,
        tag.prefix,
        tag.numbers,
        tag.before,
        tag.build,
        tag.shape,
    )


def _is_slim(variant: _Variant, mine: _Variant, slimness: int) -> bool:
    """Whether it is the same but for how slim it is: of the same release, or of another distribution altogether."""
    releases = mine.releases if slimness == 1 else frozenset()
    return (variant.slimness, variant.others, variant.releases) == (slimness, mine.others, releases)


def _variant(tag: Tag) -> _Variant:
    text = tag.suffix if tag.kind is not Kind.NAME else tag.name
    words = [word for word in re.split(r"[-_]", text) if word and word != "latest"]
    slimness = 0
    releases, others = set(), []
    for word in words:
        rank = next((rank for rank, pattern, _ in _SLIMNESS if pattern.fullmatch(word)), 0)
        slimness = max(slimness, rank)
        if _RELEASE.fullmatch(word):
            releases.add(word)
        elif not rank:
            others.append(word)
    return _Variant(slimness=slimness, releases=frozenset(releases), others=tuple(sorted(others)))
