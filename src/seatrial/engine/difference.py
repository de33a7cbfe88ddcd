"""Difference: the findings of a scan and those of an earlier state -> which are new, which known, which fixed.

Three passes, and each finding of the earlier state explains at most one: packages by flaw and version, everything by
fingerprint, and then renames, which give up where more than one answer is possible (DESIGN 8).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from seatrial.engine.fingerprint import decided_by
from seatrial.model.difference import Difference, Earlier, Past
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result, Status, Verdict

_Found = tuple[AssetReport, Result]
_Key = tuple[str, str]


def compared(report: Report, earlier: Earlier) -> Report:
    """The report with what became of each finding since an earlier state.

    What is waived now is accepted and what is unknown now is not settled: neither is fixed.
    """
    pairing = _Pairing([*report.every_finding()], earlier)
    known = pairing.known(report)
    assets = tuple(_told(asset, known) for asset in report.assets)
    unsettled = {_subject(asset, result) for asset, result in report.every_result() if not _is_settled(result)}
    accepted = {result.fingerprint for _, result in report.every_waived()}
    left = [past for past in pairing.gone if past.fingerprint not in accepted]
    why = _why_not(report, earlier)
    fixed: list[Past] = []
    gone: list[Past] = []
    for past in left:
        is_open = bool(why) or (past.connector, past.asset, past.check, past.address) in unsettled
        (gone if is_open else fixed).append(past)
    difference = Difference(
        told=earlier.told,
        commit=earlier.commit,
        new=sum(1 for _ in report.every_finding()) - len(known),
        known=len(known),
        fixed=tuple(sorted(fixed, key=_order)),
        gone=tuple(sorted(gone, key=_order)),
        why=why or ("whether they are is not known now" if gone else ""),
        gaps=earlier.gaps,
    )
    return replace(report, assets=assets, difference=difference)


def earlier_of(report: Report, told: str, commit: str) -> Earlier:
    """A report as the earlier state of another one."""
    return Earlier(
        told=told,
        commit=commit,
        scope=report.scope,
        findings=tuple(past_of(report)),
        assets=frozenset(_key(asset) for asset in report.assets),
        uses={_key(asset): _uses(asset) for asset in report.assets if asset.uses},
        gaps=tuple(report.every_gap()),
    )


def past_of(report: Report) -> Iterator[Past]:
    """Yield the findings of a report as those of an earlier state; what is waived is none."""
    for asset, result in report.every_finding():
        yield Past(
            check=result.check,
            names=result.names,
            connector=asset.connector,
            asset=asset.key,
            resource_type=result.resource_type,
            address=result.address,
            property=decided_by(result),
            fingerprint=result.fingerprint,
            severity=report.about(result).severity,
            message=result.message,
            location=result.location,
            version=result.match.version if result.match else "",
        )


def _told(asset: AssetReport, known: Collection[tuple[_Key, str]]) -> AssetReport:
    results = (
        replace(result, status=Status.KNOWN if (_key(asset), result.fingerprint) in known else Status.NEW)
        if result.is_finding
        else result
        for result in asset.results
    )
    return replace(asset, results=tuple(results))


def _why_not(report: Report, earlier: Earlier) -> str:
    """Why nobody can say that what is gone is fixed; empty where one can."""
    if any(True for _ in report.every_gap()):
        return "not everything could be read now"
    if not earlier.scope or earlier.scope != report.scope:
        return "what was asked then is not what was asked now"
    return ""


def _is_settled(result: Result) -> bool:
    return result.verdict not in (Verdict.UNKNOWN, Verdict.ERROR)


def _subject(asset: AssetReport, result: Result) -> tuple[str, str, str, str]:
    return (*_key(asset), result.check, result.address)


def _order(past: Past) -> tuple[object, ...]:
    return (past.location, past.check, past.address, past.property, past.fingerprint)


def _key(asset: AssetReport) -> _Key:
    return (asset.connector, asset.key)


def _uses(asset: AssetReport) -> frozenset[_Key]:
    return frozenset((use.asset, use.address) for use in asset.uses)


class _Pairing:
    """Pairs what is there with what was there; what is left over on either side is new, or gone."""

    def __init__(self, found: Sequence[_Found], earlier: Earlier) -> None:
        self.earlier = earlier
        self.new = [*found]
        self.gone = [*earlier.findings]
        self._known: set[tuple[_Key, str]] = set()

    def known(self, report: Report) -> set[tuple[_Key, str]]:
        """The assets and fingerprints of the findings that were there before."""
        # An update that leaves a flaw in a package moves its ordinal among several copies: versions tell them apart.
        self._pair(_copy_now, _copy_then, only_packages=True)
        self._pair(_package_now, _package_then, only_packages=True)
        self._pair(_print_now, _print_then, only_packages=False)
        self._disclosed()
        self._renamed(report)
        return self._known

    def _pair(
        self,
        now: Callable[[_Found], Iterable[Hashable]],
        then: Callable[[Past], Iterable[Hashable]],
        *,
        only_packages: bool,
    ) -> None:
        """Pair by an equal name, in order."""
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for number, past in enumerate(self.gone):
            if bool(past.version) or not only_packages:
                for name in then(past):
                    waiting[name].append(number)
        taken: set[int] = set()
        left = []
        for found in self.new:
            names = now(found) if found[1].match or not only_packages else ()
            fitting = next((n for name in names for n in waiting.get(name, ()) if n not in taken), None)
            if fitting is None:
                left.append(found)
            else:
                taken.add(fitting)
                self._keep(found)
        self.new = left
        self.gone = [past for number, past in enumerate(self.gone) if number not in taken]

    def _disclosed(self) -> None:
        """Take for known what has come to be known of packages that were there: a change did not bring it."""
        left = []
        for found in self.new:
            match = found[1].match
            if match is not None and (*_key(found[0]), match.package.purl) in self.earlier.purls:
                self._keep(found)
            else:
                left.append(found)
        self.new = left

    def _keep(self, found: _Found) -> None:
        self._known.add((_key(found[0]), found[1].fingerprint))

    def _renamed(self, report: Report) -> None:
        """Pair what has another name: assets that were moved, then resources in an asset that is still there."""
        if not self.new or not self.gone:
            return
        moved = self._moved(report)
        self._pair_alone(
            lambda found: (_key(found[0]), *_identity_now(found[1])),
            lambda past: (moved.get((past.connector, past.asset)), *_identity_then(past)),
        )
        self._pair_alone(
            lambda found: (_key(found[0]), *_likeness_now(found[1])) if _is_named(report, found[1]) else None,
            lambda past: ((past.connector, past.asset), *_likeness_then(past)) if not past.version else None,
        )

    def _moved(self, report: Report) -> dict[_Key, _Key]:
        """Where assets went: of those that are gone and those that are there instead, the pairs that have something
        in common with each other and with no other one."""
        now = {_key(asset): _uses(asset) for asset in report.assets}
        appeared: dict[_Key, set[Hashable]] = defaultdict(set)
        vanished: dict[_Key, set[Hashable]] = defaultdict(set)
        for asset, result in self.new:
            if _key(asset) not in self.earlier.assets:
                appeared[_key(asset)].add(_identity_now(result))
        for past in self.gone:
            key = (past.connector, past.asset)
            if key not in now:
                vanished[key].add(_identity_then(past))
        uses = self.earlier.uses
        ways = [
            (old, new)
            for old, were in vanished.items()
            for new, are in appeared.items()
            if old[0] == new[0]
            and not were.isdisjoint(are)
            # An image that another one has taken the place of is named at the same place.
            and (not now[new] or not uses.get(old) or not now[new].isdisjoint(uses[old]))
        ]
        return {
            old: new
            for old, new in ways
            if sum(old == other for other, _ in ways) == 1 and sum(new == other for _, other in ways) == 1
        }

    def _pair_alone(self, now: Callable[[_Found], Hashable], then: Callable[[Past], Hashable]) -> None:
        """Pair by a name that exactly one has on either side; None is no name."""
        here: dict[Hashable, list[int]] = defaultdict(list)
        there: dict[Hashable, list[int]] = defaultdict(list)
        for number, found in enumerate(self.new):
            here[now(found)].append(number)
        for number, past in enumerate(self.gone):
            there[then(past)].append(number)
        names = [name for name in here if name is not None and len(here[name]) == 1 and len(there.get(name, ())) == 1]
        taken, explained = ({numbers[name][0] for name in names} for numbers in (here, there))
        for number in taken:
            self._keep(self.new[number])
        self.new = [found for number, found in enumerate(self.new) if number not in taken]
        self.gone = [past for number, past in enumerate(self.gone) if number not in explained]


def _copy_now(found: _Found) -> Iterator[Hashable]:
    asset, result = found
    version = result.match.version if result.match else ""
    return ((*_key(asset), result.address, name, version) for name in result.names)


def _copy_then(past: Past) -> Iterator[Hashable]:
    return ((past.connector, past.asset, past.address, name, past.version) for name in past.names)


def _package_now(found: _Found) -> Iterator[Hashable]:
    asset, result = found
    return ((*_key(asset), result.address, name) for name in result.names)


def _package_then(past: Past) -> Iterator[Hashable]:
    return ((past.connector, past.asset, past.address, name) for name in past.names)


def _print_now(found: _Found) -> Iterator[Hashable]:
    yield (*_key(found[0]), found[1].fingerprint)


def _print_then(past: Past) -> Iterator[Hashable]:
    yield (past.connector, past.asset, past.fingerprint)


def _identity_now(result: Result) -> tuple[str, ...]:
    """What a finding is apart from its asset; of a flaw whichever version has it."""
    return (result.check, result.address, "" if result.match else decided_by(result))


def _identity_then(past: Past) -> tuple[str, ...]:
    return (past.check, past.address, "" if past.version else past.property)


def _is_named(report: Report, result: Result) -> bool:
    """Whether what a finding says tells its resource from others: one that goes must not hide one that comes."""
    return result.match is None and _NAME in report.checks[result.check].message


_NAME = "{resource.name}"


def _likeness_now(result: Result) -> tuple[str, ...]:
    """What a finding is apart from its resource's address.  What it says has the name that the vendor knows it by."""
    return (result.check, result.resource_type, decided_by(result), result.message)


def _likeness_then(past: Past) -> tuple[str, ...]:
    return (past.check, past.resource_type, past.property, past.message)
