"""From the flaws of a package to another version of it: written where a plain text pins it, else the command that does.

All flaws of one package in one file are one change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from seatrial.errors import DatabaseError
from seatrial.fix.edit import CannotEditError
from seatrial.fix.pins import FORMATS, Pin
from seatrial.model.advisory import Match
from seatrial.model.asset import Asset
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.model.result import Result
from seatrial.parsers.packages import format_of
from seatrial.repair.managers import asking, command_for, then
from seatrial.repair.nouns import Change, Fix, How, Outcome, Update
from seatrial.repair.plan import identity_of
from seatrial.repair.texts import Texts, real_path
from seatrial.vulns import updates
from seatrial.vulns.database import Database

_LOCKS = "packages"
"""The connector of what a package manager writes; an image has no line that says which version is in it."""

SAMPLE = "Which version has no other flaws the built-in sample cannot tell; `seatrial db update` gets what can."
_LESS = "every later version that fixes it is a pre-release, or has other flaws"


class _Flaw(NamedTuple):
    """A finding and its match."""

    result: Result
    match: Match


class PackagePlanner:
    """Plans the updates of the packages of one asset.  ``unsafe``: also those that their number calls breaking."""

    def __init__(self, asset: Asset, database: Database, texts: Texts, *, unsafe: bool) -> None:
        self.asset = asset
        self.database = database
        self.texts = texts
        self.unsafe = unsafe

    def fixes(self, wanted: Iterable[Result], results: Iterable[Result]) -> Iterator[Fix]:
        """Yield the fixes of findings; ``results`` are all of the asset's, those that are waived, too."""
        known = _by_package(results)
        for package, flaws in _by_package(wanted).items():
            yield from self._of_package(flaws, {flaw.match.id for flaw in known[package]})

    def _of_package(self, flaws: Sequence[_Flaw], known: set[str]) -> Iterator[Fix]:
        if self.asset.connector != _LOCKS:
            yield from (self._left(flaw, flaw.match.fix.steps) for flaw in flaws)
            return
        if self.database.sample:
            yield from (self._left(flaw, f"{flaw.match.fix.steps} {SAMPLE}") for flaw in flaws)
            return
        package, ids = flaws[0].match.package, {flaw.match.id for flaw in flaws}
        try:
            found = updates.updates_of(package, self.database, ids, known)
        except DatabaseError as error:
            yield from (self._left(flaw, str(error)) for flaw in flaws)
            return
        if self.unsafe and found.far:
            # Two versions of one package cannot both be written.
            found = updates.Updates(far=found.far)
        for flaw in flaws:
            yield self._fix(flaw, found)

    def _fix(self, flaw: _Flaw, found: updates.Updates) -> Fix:
        for update, risk in ((found.near, ""), (found.far, "may break what uses it")):
            if update and flaw.match.id not in update.remaining:
                return self._updated(flaw, written(flaw.match.package, update.to), risk)
        return self._left(flaw, _LESS if flaw.match.fixed else flaw.match.fix.steps)

    def _updated(self, flaw: _Flaw, to: str, risk: str) -> Fix:
        package = flaw.match.package
        format_ = format_of(self.asset.key)
        update = Update(name=package.name, version=package.version, to=to, then=then(format_))
        try:
            changes = tuple(self._changes(package, format_, to))
        except CannotEditError as error:
            return self._suggested(flaw, update, str(error), risk)
        return self._made(flaw, update, changes=changes, risk=risk and f"{to} {risk}")

    def _changes(self, package: Package, format_: str, to: str) -> Iterator[Change]:
        if format_ not in FORMATS:
            raise CannotEditError("its hashes stand beside the version")
        pin = Pin(format=format_, name=package.name, version=package.version, to=to)
        for place in package.locations:
            yield self.texts.worked_out(Change(head=_line(place), how=How.PIN, value=pin))

    def _suggested(self, flaw: _Flaw, update: Update, why: str, risk: str) -> Fix:
        format_, package = format_of(self.asset.key), flaw.match.package
        asked = asking(self.asset, format_, package.name)
        content = self.texts.contents.get(real_path(flaw.result.location.file), b"")
        command = command_for(format_, package, update.to, content, is_asked_for=bool(asked))
        reason = f"`{command}`" if command else f"update it to {update.to} by hand: {why}"
        barred = next((each for each in asked if not each.allows(update.to)), None)
        if barred:
            reason = f"{barred.told(update.to)}, then {reason}"
        reason += f"; it {risk}" if risk else ""
        place = barred.place if barred else flaw.result.location
        return self._made(flaw, update, outcome=Outcome.SUGGESTED, reason=reason, command=command, place=place)

    def _left(self, flaw: _Flaw, reason: str) -> Fix:
        match = flaw.match
        return self._made(flaw, Update(name=match.name, version=match.version), outcome=Outcome.LEFT, reason=reason)

    def _made(
        self,
        flaw: _Flaw,
        update: Update,
        *,
        changes: tuple[Change, ...] = (),
        outcome: Outcome = Outcome.FIXED,
        reason: str = "",
        risk: str = "",
        command: str = "",
        place: Location | None = None,
    ) -> Fix:
        result = flaw.result
        return Fix(
            identity=identity_of(self.asset.key, result),
            location=result.location,
            message=result.message,
            changes=changes,
            outcome=outcome,
            reason=reason,
            place=place or result.location,
            risk=risk,
            update=update,
            command=command,
            match=flaw.match,
        )


def written(package: Package, version: str) -> str:
    """A version as its ecosystem's files write it, of which advisories leave a part away."""
    if package.ecosystem == "GitHub Actions":
        return f"{'v' * package.version.startswith('v')}{version.removeprefix('v')}"
    if package.ecosystem != "Go":
        return version
    version = f"v{version.removeprefix('v')}"
    # https://go.dev/ref/mod#incompatible-versions: without a suffix of its path a module has no later major version.
    is_old = package.version.endswith("+incompatible") and not version.endswith("+incompatible")
    return f"{version}+incompatible" if is_old else version


def _by_package(results: Iterable[Result]) -> dict[tuple[str, str, str], list[_Flaw]]:
    """The flaws of each package of a version."""
    found: dict[tuple[str, str, str], list[_Flaw]] = defaultdict(list)
    for result in results:
        match = result.match
        if match is not None:
            found[match.package.ecosystem, match.name, match.version].append(_Flaw(result, match))
    return found


def _line(place: Location) -> Location:
    """The beginning of a line."""
    return Location(place.file, place.line, 1, place.line, 1)
