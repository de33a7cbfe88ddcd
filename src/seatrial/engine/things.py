"""Things that have a name: which of them a statement means, and what a package is part of.

Things are compared by the rules of purl: what is left out (version, qualifier, subpath) may be anything, and what is
said must be so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final
from urllib.parse import quote

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.model.vex import OWN_ASSET, Thing
from seatrial.parsers.packages.purl import Purl, canonical_purl, parse_purl

_SOURCE: Final = {"deb": "source", "rpm": "src"}
"""What purls of source packages say as their architecture."""


def thing_named(purl: str, digests: Iterable[str] = ()) -> Thing:
    """What a purl names that nobody has looked at; what is none names nothing."""
    try:
        id_ = str(purl_named(purl)) if purl else ""
    except ParseError:
        id_ = ""
    return Thing(id=id_, digests=tuple(sorted(digests)))


def own_name(key: str) -> Thing:
    """What our own documents call the asset of a key."""
    return Thing(id=OWN_ASSET + quote(key, errors="replace"))


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
        purl = purl_named(own.id) if own.id else None
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
        return "arch" in dict(purl_named(thing.id).qualifiers) and fits(thing, self.source)

    def is_within(self, thing: Thing) -> bool:
        if thing.id.startswith("cpe:"):
            return self.platform != "" and self.platform == platform_of(thing.id)
        return self.has(thing)


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


def fits(said: Thing, known: Thing) -> bool:
    """Whether what a statement names is a thing.

    Digests that are both known decide.  Those of what nobody has digests of do no harm where a version is said.
    """
    if said.digests and known.digests:
        return not set(said.digests).isdisjoint(known.digests)
    if said.digests and not (said.id.startswith("pkg:") and purl_named(said.id).version):
        return False
    if said.id.startswith("pkg:"):
        return known.id.startswith("pkg:") and _fits_purl(purl_named(said.id), purl_named(known.id))
    return said.id == known.id != ""


def _fits_purl(said: Purl, known: Purl) -> bool:
    if (said.type, said.namespace, said.name) != (known.type, known.namespace, known.name):
        return False
    if said.version not in ("", known.version) or said.subpath not in ("", known.subpath):
        return False
    return set(said.qualifiers) <= set(known.qualifiers)


@lru_cache(maxsize=65536)
def purl_named(text: str) -> Purl:
    """A purl as it is compared.  Raises ParseError on what is none."""
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
