"""Tags of images, read as people write them: a prefix, a version or a date, and a suffix that names a variant.

Which tags may take each other's place follows what Dependabot documents for Docker
(https://github.com/dependabot/dependabot-core/blob/main/docker/README.md): equal prefix, suffix and precision.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What a tag counts by.  Tags of different kinds do not compare.

    ``version``  ``1.27``, ``v3.12.1-slim``.    ``year``  ``2024.12.1``: a version that begins with a year.
    ``date``     ``20241130``, ``2024-11-30``.  ``build``  ``1004217``: one long number.
    ``name``     ``latest``, ``bookworm``, a commit: it counts by nothing.
    """

    VERSION = "version"
    YEAR = "year"
    DATE = "date"
    BUILD = "build"
    NAME = "name"


class Tag(Struct, frozen=True, kw_only=True):
    """A tag and its parts.

    ``numbers``  of the version, as many as are written: how many is its precision.
    ``before``   of a pre-release how it ranks among those of one version; empty for a release.
    ``build``    the number behind the version, ``2.51.0-1``; -1 without one.
    ``suffix``   what follows; a commit in it is left out.
    ``shape``    what must be equal beside prefix, suffix, kind and precision for two tags to compare.
    """

    name: str
    kind: Kind
    prefix: str = ""
    numbers: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    build: int = -1
    suffix: str = ""
    shape: str = ""

    @property
    def is_pre_release(self) -> bool:
        return bool(self.before)

    @property
    def family(self) -> tuple[Kind, str, int, str, str]:
        """Equal for tags that compare."""
        return self.kind, self.prefix, len(self.numbers), self.suffix, self.shape

    @property
    def order(self) -> tuple[tuple[int, ...], bool, tuple[int, ...], int]:
        """Sorts the tags of one family, the oldest first."""
        return self.numbers, not self.before, self.before, self.build


_YEAR, _MONTH, _DAY = r"(?:19|20)[0-9]{2}", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(
    rf"({_YEAR}{_MONTH}{_DAY}(?:[0-9]{{4}}|[0-9]{{6}})?)(?![0-9.])"
    rf"|({_YEAR}-{_MONTH}(?:-{_DAY}(?:T[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}Z)?)?)(?![0-9.])"
)
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
# What cosign and clients without the referrers API attach to an image.
_ATTACHED = re.compile(r"sha(?:256|512)-[0-9a-f]{32}")
# A letter alone announces something only where a number follows: 3.13.0a1.
_BEFORE = re.compile(
    r"[-._]?(?:(alpha|beta|milestone|preview|prerelease|pre|ea|rc|cr)(?![a-z])(?:[-._]?([0-9]+(?:\.[0-9]+)*))?|([abm])([0-9]+))(?![a-z0-9])",
    re.IGNORECASE,
)
_RANKS = {"alpha": 1, "a": 1, "beta": 2, "b": 2, "milestone": 3, "m": 3, "ea": 4, "pre": 5, "prerelease": 5}
_RANKS |= {"preview": 5, "cr": 6, "rc": 6}
_BUILD = re.compile(r"[-_]([0-9]+)(?![0-9a-zA-Z.])")
_COMMIT = re.compile(r"(?:^|[-_.]g?)(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}(?![0-9a-zA-Z])")
_FROM_A_YEAR = re.compile(rf"{_YEAR}\.")
_LONG = 6


def parse_tag(name: str) -> Tag:
    """The parts of a tag.  There is no tag that has none: what is no version is a name."""
    commit, version = _COMMIT.search(name), _VERSION.search(name)
    is_commit = version is not None and commit is not None and commit.start() <= version.start() < commit.end()
    if version is None or is_commit or _ATTACHED.match(name):
        return Tag(name=name, kind=Kind.NAME)
    prefix, rest = name[: version.start()], name[version.end() :]
    if date := _DATE.match(name, version.start()):
        numbers = tuple(int(part) for part in re.findall(r"[0-9]+", date[0]))
        shape = re.sub(r"[0-9]", "0", date[0])
        return _tag(name, Kind.DATE, prefix, numbers, name[date.end() :], shape)
    numbers = tuple(int(part) for part in version[0].split("."))
    kind = Kind.VERSION
    if _FROM_A_YEAR.match(version[0]):
        kind = Kind.YEAR
    elif len(numbers) == 1 and len(version[0]) >= _LONG:
        kind = Kind.BUILD
    return _tag(name, kind, prefix, numbers, rest, "")


def _tag(name: str, kind: Kind, prefix: str, numbers: tuple[int, ...], rest: str, shape: str) -> Tag:
    before: tuple[int, ...] = ()
    build = -1
    if kind in (Kind.VERSION, Kind.YEAR):
        if found := _BEFORE.match(rest):
            word = (found[1] or found[3]).lower()
            before = _RANKS[word], *(int(part) for part in (found[2] or found[4] or "0").split("."))
            rest = rest[found.end() :]
        if (found := _BUILD.match(rest)) and not _COMMIT.match(rest):
            build = int(found[1])
            rest, shape = rest[found.end() :], f"{shape}-build"
    if commit := _COMMIT.search(rest):
        rest, shape = rest[: commit.start()] + rest[commit.end() :], f"{shape}-commit"
    return Tag(
        name=name,
        kind=kind,
        prefix=prefix,
        numbers=numbers,
        before=before,
        build=build,
        suffix=rest,
        shape=shape,
    )


def newer(current: Tag, tags: Iterable[Tag]) -> list[Tag]:
    """The tags of the same family that come after one, the oldest first.

    A release is not followed by a pre-release; a pre-release is followed by both.
    """
    if current.kind is Kind.NAME:
        return []
    found = {
        tag.name: tag
        for tag in tags
        if tag.family == current.family
        and tag.order > current.order
        and (current.is_pre_release or not tag.is_pre_release)
    }
    return sorted(found.values(), key=lambda tag: (tag.order, tag.name))
