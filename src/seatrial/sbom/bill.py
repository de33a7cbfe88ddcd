"""A bill of materials: what it is of, the packages in it, and what could not be read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from msgspec.structs import astuple, replace

from seatrial.model.package import Package

Of = Literal["folder", "file", "image", "root"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer of an image: its digest, and the instruction that made it; empty where nobody says."""

    digest: str
    instruction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a bill is of.

    ``name``     without the folders above it, which are nobody else's business.
    ``version``  an image's: the digest of its manifest.
    ``layers``   lowest first.
    """

    name: str
    of: Of = "folder"
    version: str = ""
    purl: str = ""
    layers: tuple[Layer, ...] = ()

    def instructions(self) -> dict[str, str]:
        """The instruction that made each layer, by its digest."""
        return {layer.digest: layer.instruction for layer in self.layers}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """``packages`` are in one order, whatever order they were found in, and no two say the same.

    ``gaps``  what could not be read, a sentence each.
    """

    subject: Subject
    packages: tuple[Package, ...] = ()
    gaps: tuple[str, ...] = ()

    @classmethod
    def of(cls, subject: Subject, packages: Iterable[Package], gaps: Iterable[str] = ()) -> "Bill":
        """The bill of packages as they were found: those that several files tell of become one with all places."""
        found: dict[tuple[Any, ...], Package] = {}
        for package in sorted(packages, key=_order):
            identity = _identity(package)
            found[identity] = _united(found[identity], package) if identity in found else _united(package, package)
        return cls(subject=subject, packages=tuple(found.values()), gaps=tuple(dict.fromkeys(gaps)))

    def unknown(self) -> Counter[str]:
        """How many packages nobody can assess, by what is not known of them."""
        return Counter(what for package in self.packages for what in unknown_of(package))


def unknown_of(package: Package) -> Iterator[str]:
    """What is not known of a package, and without which no advisory can be matched."""
    if not package.ecosystem:
        yield "ecosystem"
    if not package.version:
        yield "version"


def references(bill: Bill) -> Iterator[str]:
    """A name for each package that no other has and that is no subject's: its purl, with a number where it must be."""
    taken = {reference_of(bill.subject)}
    counted: Counter[str] = Counter()
    for package in bill.packages:
        reference = base = package.purl or f"package:{package.name}"
        while reference in taken:
            counted[base] += 1
            reference = f"{base}#{counted[base] + 1}"
        taken.add(reference)
        yield reference


def reference_of(subject: Subject) -> str:
    return subject.purl or "target"


def _identity(package: Package) -> tuple[Any, ...]:
    """What tells packages apart; what several files may each say for themselves takes no part."""
    return astuple(replace(package, licences=(), locations=(), depends=(), direct=None, development=False))


def _order(package: Package) -> tuple[Any, ...]:
    return package.purl, package.name, _identity(package), package.locations, package.licences, package.depends


def _united(one: Package, other: Package) -> Package:
    """Both in one.  What one file needs to run is needed, and what one asks for by name is asked for."""
    said = {one.direct, other.direct} - {None}
    return replace(
        one,
        licences=tuple(dict.fromkeys(licence for licence in (*one.licences, *other.licences) if licence)),
        locations=tuple(sorted({*one.locations, *other.locations})),
        depends=tuple(sorted({*one.depends, *other.depends})),
        direct=(True in said) if said else None,
        development=one.development and other.development,
    )
