"""VEX: what statements say of a flaw of one package -> the waiver that follows.

Of several statements about a finding the newest counts, wherever it comes from; of two of one time the one that waives
nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from seatrial.engine.things import Whereabouts, around, holders, purl_named
from seatrial.model.package import Package
from seatrial.model.result import Result
from seatrial.model.vex import Subject, Thing, VexStatement
from seatrial.model.waiver import Means, Scope, Waiver

_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)
_LONGEST: Final = 1000
"""Of what is told of a statement: some impact statements are essays."""


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
        purl = purl_named(thing.id)
        yield f"{purl.type}/{purl.namespace}/{purl.name}"
    elif thing.id:
        yield thing.id


def _weight(statement: VexStatement) -> tuple[datetime, bool]:
    return statement.timestamp or _BEFORE_ALL, not statement.status.waives


def applies(subject: Subject, place: Whereabouts) -> bool:
    """Whether what a statement is about is a package there, or something that this package is in."""
    return place.has(subject.thing) and all(map(place.is_within, subject.within))


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
