"""VEX: what statements say of a flaw of one package -> the waiver that follows.

Things are compared by the rules of purl: what a statement leaves out (version, qualifier, subpath) may be anything, and
what it says must be so.  Of several statements about a finding the newest counts, wherever it comes from; of two of one
time the one that waives nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from typing import Final
from urllib.parse import quote

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.model.result import Result
from seatrial.model.vex import OWN_ASSET, Subject, Thing, VexStatement
from seatrial.model.waiver import Means, Scope, Waiver
from seatrial.parsers.packages.purl import Purl, canonical_purl, parse_purl

_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)
_LONGEST: Final = 1000
"""Of what is told of a statement: some impact statements are essays."""
_SOURCE: Final = {"deb": "source", "rpm": "src"}
"""What purls of source packages say as their architecture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A package as statements may name it, and what it is in.

    ``own``       the package.   ``source``    its source package, which is meant only where that is said.
    ``around``    the applications, images or other assets that it is part of.
    ``platform``  the ecosystem of an OS package (``Red Hat:9``); empty for any other.
    """

    own: Thing
    source: Thing | None = None
    around: tuple[Thing, ...] = ()
    platform: str = ""

    @classmethod
    def of(cls, package: Package, around: Iterable[Thing] = ()) -> "Whereabouts":
        own = thing_named(package.purl)
        purl = _purl(own.id) if own.id else None
        return cls(
            own=own,
            source=Thing(id=str(_source_purl(purl, package))) if purl and purl.type in _SOURCE else None,
            around=tuple(around),
            platform=package.ecosystem if package.kind == "os" else "",
        )

    def has(self, thing: Thing) -> bool:
        """Whether it is a thing, or in it."""
        return fits(thing, self.own) or self._has_source(thing) or any(fits(thing, other) for other in self.around)

    def _has_source(self, thing: Thing) -> bool:
        if self.source is None or not thing.id.startswith("pkg:"):
            return False
        return "arch" in dict(_purl(thing.id).qualifiers) and fits(thing, self.source)

    def is_within(self, thing: Thing) -> bool:
        if thing.id.startswith("cpe:"):
            return self.platform != "" and self.platform == platform_of(thing.id)
        return self.has(thing)


def thing_named(purl: str, digests: Iterable[str] = ()) -> Thing:
    """What a purl names that nobody has looked at; what is none names nothing."""
    try:
        id_ = str(_purl(purl)) if purl else ""
    except ParseError:
        id_ = ""
    return Thing(id=id_, digests=tuple(sorted(digests)))


def _source_purl(own: Purl, package: Package) -> Purl:
    qualifiers = {**dict(own.qualifiers), "arch": _SOURCE[own.type]}
    version = package.source_version or package.version
    epoch, colon, rest = version.partition(":")
    if own.type == "rpm" and colon:
        # Of an rpm the epoch is a qualifier.
        qualifiers["epoch"], version = epoch, rest
    return Purl(
        type=own.type,
        namespace=own.namespace,
        name=package.source_name or own.name,
        version=version,
        qualifiers=tuple(sorted(qualifiers.items())),
    )


class Claims:
    """Statements, by the flaws and the things that they name."""

    def __init__(self, statements: Iterable[VexStatement]) -> None:
        self._found: dict[tuple[str, str], list[tuple[VexStatement, Subject]]] = defaultdict(list)
        for statement in statements:
            for name in {name.upper() for name in statement.names}:
                for subject in statement.subjects:
                    for key in _keys(subject.thing):
                        self._found[name, key].append((statement, subject))

    def __bool__(self) -> bool:
        return bool(self._found)

    def about(self, names: Iterable[str], place: Whereabouts) -> VexStatement | None:
        """The statement that counts for a flaw, by all of its names, of a package; None where there is none."""
        return max(self._about({name.upper() for name in names}, place), key=_weight, default=None)

    def _about(self, names: Iterable[str], place: Whereabouts) -> Iterator[VexStatement]:
        things = (place.own, *((place.source,) if place.source else ()), *place.around)
        keys = {key for thing in things for key in _keys(thing)}
        for name in sorted(names):
            for key in sorted(keys):
                for statement, subject in self._found.get((name, key), ()):
                    if applies(subject, place):
                        yield statement


def _keys(thing: Thing) -> Iterator[str]:
    """Under which names a thing is looked for."""
    yield from thing.digests
    if thing.id.startswith("pkg:"):
        purl = _purl(thing.id)
        yield f"{purl.type}/{purl.namespace}/{purl.name}"
    elif thing.id:
        yield thing.id


def _weight(statement: VexStatement) -> tuple[datetime, bool]:
    return statement.timestamp or _BEFORE_ALL, not statement.status.waives


def applies(subject: Subject, place: Whereabouts) -> bool:
    """Whether what a statement is about is a package there, or something that this package is in."""
    return place.has(subject.thing) and all(map(place.is_within, subject.within))


def fits(said: Thing, known: Thing) -> bool:
    """Whether what a statement names is a thing.

    Digests that are both known decide.  Those of what nobody has digests of do no harm where a version is said.
    """
    if said.digests and known.digests:
        return not set(said.digests).isdisjoint(known.digests)
    if said.digests and not (said.id.startswith("pkg:") and _purl(said.id).version):
        return False
    if said.id.startswith("pkg:"):
        return known.id.startswith("pkg:") and _fits_purl(_purl(said.id), _purl(known.id))
    return said.id == known.id != ""


def _fits_purl(said: Purl, known: Purl) -> bool:
    if (said.type, said.namespace, said.name) != (known.type, known.namespace, known.name):
        return False
    if said.version not in ("", known.version) or said.subpath not in ("", known.subpath):
        return False
    return set(said.qualifiers) <= set(known.qualifiers)


@lru_cache(maxsize=65536)
def _purl(text: str) -> Purl:
    return canonical_purl(parse_purl(text))


def platform_of(cpe: str) -> str:
    """The ecosystem that a CPE names, in either of its two forms; empty for what is no distribution that is known.

    Red Hat's statements are about its packages within products that have no other name.
    """
    parts = cpe.removeprefix("cpe:2.3:").removeprefix("cpe:/").split(":")
    if parts[1:3] != ["redhat", "enterprise_linux"] or len(parts) < 4 or not parts[3].isdigit():
        return ""
    return f"Red Hat:{parts[3]}"


_INSIDE: Final = "!/"
"""Behind the path of an archive, before that of a file in it."""

_Holders = dict[str, tuple[Thing, ...]]
"""What the packages of a file are part of, by the file; by an archive and `_INSIDE` for what is in archives in it."""


def holders(packages: Iterable[Package]) -> _Holders:
    """The applications that files hold or tell of: the main module of a binary, the one artifact of a jar."""
    found: dict[str, list[Thing]] = defaultdict(list)
    for package in packages:
        thing = thing_named(package.purl)
        if not thing.id:
            continue
        for place in package.locations:
            found[place.file + _INSIDE].append(thing)
            if package.kind == "application":
                found[place.file].append(thing)
    known = {file: tuple(dict.fromkeys(things)) for file, things in found.items()}
    # Of several artifacts that were merged into one jar nobody knows which is the whole.
    return {file: things for file, things in known.items() if not file.endswith(_INSIDE) or len(things) == 1}


def around(package: Package, known: _Holders) -> tuple[Thing, ...]:
    """What a package is part of wherever it was found: of two that each have it, it is part of neither."""
    each = [_holding(file, known) for file in dict.fromkeys(place.file for place in package.locations)]
    return tuple(thing for thing in each[0] if all(thing in others for others in each)) if each else ()


def _holding(file: str, known: _Holders) -> tuple[Thing, ...]:
    archives = accumulate(file.split(_INSIDE)[:-1], lambda outer, inner: outer + _INSIDE + inner)
    return (*known.get(file, ()), *(thing for path in archives for thing in known.get(path + _INSIDE, ())))


def own_name(key: str) -> Thing:
    """What our own documents call the asset of a key."""
    return Thing(id=OWN_ASSET + quote(key, errors="replace"))


class Hearing:
    """What statements say of the findings of one asset.

    ``things``    what the asset is called.   ``identity``  what makes packages one finding: a statement about some of
                  them, and none of the others, is none about the finding.
    """

    def __init__(
        self,
        claims: Claims,
        packages: Iterable[Package],
        things: Sequence[Thing],
        identity: Callable[[Package], Hashable],
    ) -> None:
        self._claims = claims
        self._things = tuple(things)
        self._identity = identity
        self._packages: dict[Hashable, list[Package]] = defaultdict(list)
        found = [*packages]
        self._holders = holders(found)
        for package in found:
            self._packages[identity(package)].append(package)

    def about(self, result: Result) -> VexStatement | None:
        """The statement that counts for a finding.  Where its packages differ it is one that waives nothing, if any."""
        if result.match is None:
            return None
        alike = self._packages.get(self._identity(result.match.package)) or [result.match.package]
        said = [self._claims.about(result.names, self._place(package)) for package in alike]
        return next((one for one in said if one is None or not one.status.waives), said[0])

    def _place(self, package: Package) -> Whereabouts:
        return Whereabouts.of(package, (*around(package, self._holders), *self._things))


def waiver_of(statement: VexStatement) -> Waiver:
    """The waiver that a statement is which says `not affected` or `fixed`."""
    return Waiver(
        checks=statement.names,
        reason=told(statement),
        location=statement.location,
        scope=Scope(),
        means=Means.VEX,
        owner=statement.author,
        status=statement.status,
        justification=statement.justification,
    )


def said_by(statement: VexStatement) -> str:
    """The same, with who says it."""
    return f"VEX of {statement.author or 'somebody'}: {told(statement)}"


def told(statement: VexStatement) -> str:
    """What a statement says, on one line."""
    said: Sequence[str] = (
        statement.status.replace("_", " "),
        statement.justification.replace("_", " "),
        " ".join((statement.impact if statement.status.waives else statement.action).split()),
        "out of an attestation whose signature nobody has verified" if statement.unverified else "",
    )
    whole = "; ".join(filter(None, said))
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"
