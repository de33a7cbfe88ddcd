"""Waive: results and waivers -> results that say by which waiver they are covered.

A finding that is covered stays where it is and no longer counts.  What has ended covers nothing, and is told.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache

from msgspec.structs import replace

from seatrial.engine.things import fits, thing_named
from seatrial.engine.vex import Hearing, said_by, waiver_of
from seatrial.model.asset import Use
from seatrial.model.location import Location
from seatrial.model.result import Result, Verdict
from seatrial.model.value import Value
from seatrial.model.waiver import Means, Waiver, WaiverState, WaiverUse

SOON = timedelta(days=14)
"""A waiver that ends within that time is told, so that nobody is surprised by what it covered."""

_COVERED = (Verdict.FAIL, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What waivers ask of an asset beside its results.

    ``path_of``  a shown file, as seen from the folder of ``seatrial.yaml``.
    ``uses``     the places that name the asset: what is said at one of them says nothing of the others.
    ``tags_of``  the tags, labels and annotations of the resource at an address.
    ``vex``      what statements of VEX say of the findings; None where there are none.
    """

    asset: str
    path_of: Callable[[str], str]
    tags_of: Callable[[str], Mapping[str, Value]]
    uses: tuple[Use, ...] = ()
    vex: Hearing | None = None


class Waived:
    """The waivers that may be about one asset, by what they are about."""

    def __init__(self, waivers: Iterable[Waiver], circumstances: Circumstances, today: date) -> None:
        self.today = today
        self.covered: Counter[Waiver] = Counter()
        self._circumstances = circumstances
        self._files: dict[str, list[Waiver]] = defaultdict(list)
        self._addresses: dict[str, list[Waiver]] = defaultdict(list)
        self._findings: dict[str, list[Waiver]] = defaultdict(list)
        self._entries: dict[str, list[Waiver]] = defaultdict(list)
        self._patterns: list[Waiver] = []
        for waiver in waivers:
            if waiver.scope.file:
                self._files[waiver.scope.file].append(waiver)
            elif waiver.scope.address:
                self._addresses[waiver.scope.address].append(waiver)
            elif waiver.scope.finding:
                self._findings[waiver.scope.finding].append(waiver)
            elif any("*" in name for name in waiver.checks):
                self._patterns.append(waiver)
            else:
                for name in waiver.checks:
                    self._entries[name].append(waiver)
        self._lengths = sorted({len(beginning) for beginning in self._findings})

    def results(self, results: Iterable[Result]) -> Iterator[Result]:
        """Yield the results, findings with the waiver that covers them; count in ``covered`` what each covers.

        A verdict that is not known uses a waiver, too, though there is nothing yet that it could cover.
        """
        for result in results:
            if result.verdict not in _COVERED:
                yield result
                continue
            covering = [waiver for waiver in self._candidates(result) if self._covers(waiver, result)]
            is_finding = result.verdict is Verdict.FAIL
            for waiver in covering:
                self.covered[waiver] += is_finding
            holding = self._holding(covering)
            if not is_finding:
                yield result
            elif holding is not None:
                yield replace(result, waiver=holding)
            else:
                yield self._witnessed(result)

    def _witnessed(self, result: Result) -> Result:
        """The finding with what a statement of VEX says of it: that it does no harm, or what is to be done."""
        statement = self._circumstances.vex.about(result) if self._circumstances.vex else None
        if statement is None:
            return result
        if not statement.status.waives:
            return replace(result, message=f"{result.message} ({said_by(statement)})")
        waiver = waiver_of(statement)
        self.covered[waiver] += 1
        return replace(result, waiver=waiver)

    def _holding(self, covering: Iterable[Waiver]) -> Waiver | None:
        """The first that holds.  Those at places that name the asset hold where every such place is under one."""
        holding = [waiver for waiver in covering if waiver.holds(self.today)]
        uses = self._circumstances.uses
        local = [waiver for waiver in holding if uses and (waiver.scope.file or waiver.scope.address)]
        if all(any(_is_at(waiver, use) for waiver in local) for use in uses):
            return holding[0] if holding else None
        return next((waiver for waiver in holding if waiver not in local), None)

    def _candidates(self, result: Result) -> Iterator[Waiver]:
        if self._files:
            for file in dict.fromkeys(place.file for place in _places(result)):
                yield from self._files.get(file, ())
        addresses = (use.address for use in self._circumstances.uses)
        for address in dict.fromkeys((result.address, *addresses)) if self._addresses else ():
            yield from self._addresses.get(address, ())
        for length in self._lengths:
            yield from self._findings.get(result.fingerprint[:length], ())
        for name in result.names:
            yield from self._entries.get(name, ())
        yield from self._patterns

    def _covers(self, waiver: Waiver, result: Result) -> bool:
        if not names(waiver, result.names):
            return False
        scope = waiver.scope
        if scope.file:
            first, last = scope.lines
            return any(place.file == scope.file and first <= place.line <= last for place in _places(result))
        if scope.address and self._circumstances.uses:
            return any(_is_at(waiver, use) for use in self._circumstances.uses)
        return waiver.means is not Means.CONFIGURATION or self._fits(waiver, result)

    def _fits(self, waiver: Waiver, result: Result) -> bool:
        """Whether all that an entry of ``seatrial.yaml`` says holds."""
        scope, here = waiver.scope, self._circumstances
        return (
            (not scope.finding or result.fingerprint.startswith(scope.finding))
            and (not scope.asset or matches_path(here.asset, scope.asset))
            and (not scope.resource or matches_address(result.address, scope.resource))
            and (not scope.package or matches_package(result, scope.package))
            and (not scope.path or all(matches_path(here.path_of(file), scope.path) for file in self._files_of(result)))
            and (not scope.tags or matches_tags(here.tags_of(result.address), scope.tags))
        )

    def _files_of(self, result: Result) -> frozenset[str]:
        """The file of a finding; of an asset that is named elsewhere, each file that names it."""
        uses = self._circumstances.uses
        return frozenset(use.location.file for use in uses) if uses else frozenset((result.location.file,))


def _is_at(waiver: Waiver, use: Use) -> bool:
    """Whether a comment, or what a resource says of itself, is about a place that names an asset."""
    scope = waiver.scope
    if scope.file:
        return scope.file == use.location.file and scope.lines[0] <= use.location.line <= scope.lines[1]
    return scope.address == use.address and waiver.location.file == use.location.file


def _places(result: Result) -> Iterator[Location]:
    yield result.location
    if result.declared is not None:
        yield result.declared
    yield from result.calls


def matches_tags(tags: Mapping[str, Value], wanted: Sequence[tuple[str, str]]) -> bool:
    """A tag that is not known is not the one that is meant."""
    said = {key.lower(): value for key, value in tags.items()}
    return all(
        isinstance(value := said.get(key.lower()), str) and fnmatchcase(value.lower(), pattern.lower())
        for key, pattern in wanted
    )


def matches_package(result: Result, pattern: str) -> bool:
    """Whether a finding is one of a package that a purl, or a glob over purls, means."""
    if result.match is None:
        return False
    package = result.match.package
    own = thing_named(package.purl)
    if "*" in pattern:
        return fnmatchcase(own.id.partition("?")[0], pattern)
    said = thing_named(pattern)
    return said.id != "" and fits(said, own)


def matches_address(address: str, pattern: str) -> bool:
    """Whether an address fits a glob.  Brackets mean themselves: they are what an index is written in."""
    return fnmatchcase(address, pattern.replace("[", "[[]"))


def matches_path(path: str, pattern: str) -> bool:
    """Whether a path with forward slashes fits a glob: ``*`` stays in its folder, ``**`` does not."""
    return _path_pattern(pattern.removeprefix("./").rstrip("/")).fullmatch(path) is not None


@lru_cache(maxsize=1024)
def _path_pattern(pattern: str) -> re.Pattern[str]:
    parts = (_GLOB.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*|\?)", pattern))
    return re.compile("".join(parts) + "(?:/.*)?", re.DOTALL)


_GLOB = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def names(waiver: Waiver, ids: Sequence[str]) -> bool:
    """Whether a waiver is about what has one of these names."""
    return any(said in ids or ("*" in said and any(fnmatchcase(id_, said) for id_ in ids)) for said in waiver.checks)


def uses(covered: Iterable[tuple[Waiver, int]], unused: Iterable[Waiver], today: date) -> tuple[WaiverUse, ...]:
    """What became of every waiver, by place; ``covered`` may name one several times."""
    counts: Counter[Waiver] = Counter()
    for waiver, count in covered:
        counts[waiver] += count
    found = [WaiverUse(waiver=waiver, state=_state(waiver, today), count=count) for waiver, count in counts.items()]
    idle = {waiver for waiver in unused if waiver not in counts}
    found += [WaiverUse(waiver=waiver, state=WaiverState.UNUSED, count=0) for waiver in idle]
    return tuple(sorted(found, key=lambda use: (use.waiver.location, use.waiver.checks)))


def _state(waiver: Waiver, today: date) -> WaiverState:
    if not waiver.holds(today):
        return WaiverState.EXPIRED
    is_soon = waiver.until is not None and waiver.until - today <= SOON
    return WaiverState.ENDS_SOON if is_soon else WaiverState.ACTIVE


def worth_telling(uses_: Sequence[WaiverUse]) -> Iterator[WaiverUse]:
    """Those that somebody should do something about."""
    return (use for use in uses_ if use.state is not WaiverState.ACTIVE)
