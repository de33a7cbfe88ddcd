"""The pipeline on one page: target -> assets -> raw source -> resources -> verdicts -> report.

This is the only module that knows everyone.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from seatrial import __version__, connectors
from seatrial.connectors import Options
from seatrial.engine.evaluate import AssetFacts, judge
from seatrial.engine.fingerprint import fingerprinted
from seatrial.engine.normalise import Resources, Shapes
from seatrial.engine.question import Question, QuestionError, compile_check
from seatrial.errors import ConnectorError, ContentError, ParseError, UsageError
from seatrial.executor import executor_for
from seatrial.files import File, walk
from seatrial.library import Chosen, Library, load
from seatrial.model.asset import Asset, Collected
from seatrial.model.check import Check
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result, Verdict

_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to scan, and how.

    ``targets``   as they were typed.   ``options``  the connectors' own.   ``exclude``  patterns as in .gitignore.
    ``content``   the repository's own content folders.   ``only``  connector names; empty for all of them.
    ``jobs``      processes at most; 0 decides by the amount of work.
    """

    targets: tuple[str, ...] = (".",)
    policies: tuple[str, ...] = ("default",)
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    options: Options = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    content: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    all_verdicts: bool = False
    jobs: int = 0


Watch = Callable[[int, int, str], None]
"""Is told how many of how many assets are done, and the name of the one that is waited for."""


def scan(request: Request, watch: Watch | None = None) -> Report:
    """Scan the targets.  Raises UsageError and ContentError; what cannot be read becomes a gap."""
    started = time.monotonic()
    library = load(request.content)
    demand_sound(library, request.content)
    chosen = library.choose(request.policies, request.params)
    assets, gaps = find_assets(request)
    executor = executor_for(map(_seconds, assets), request.jobs)
    reports = tuple(_watched(executor.map(_examine, assets, _prepare, request), assets, watch))
    named = {result.check for report in reports for result in report.results}
    return Report(
        version=__version__,
        targets=request.targets,
        policies=request.policies,
        assets=reports,
        checks={id_: check for id_, check in chosen.checks.items() if id_ in named},
        asked=len(chosen.checks),
        root=str(Path.cwd()),
        gaps=tuple(gaps),
        seconds=time.monotonic() - started,
    )


def _watched(reports: Iterator[AssetReport], assets: Sequence[Asset], watch: Watch | None) -> Iterator[AssetReport]:
    """The reports as they come; the watch is told of each."""
    if watch is None:
        yield from reports
        return
    names = [*(asset.name for asset in assets), ""]
    watch(0, len(assets), names[0])
    for done, report in enumerate(reports, 1):
        watch(done, len(assets), names[done])
        yield report


def demand_sound(library: Library, own: Sequence[Path]) -> None:
    """Raise ContentError for the first flaw in the repository's own definitions and checks; ours are proven."""
    if not own:
        return
    # What is compiled for linting is no small thing to import, and most repositories bring no content.
    from seatrial.library.lint import lint_checks, lint_definitions, path_of

    definitions = [found for found in library.definitions.values() if path_of(found.file, own)]
    checks = [check for check in library.checks.values() if path_of(check.file, own)]
    for flaw in (*lint_definitions(definitions, fact_function, own), *lint_checks(checks, library, own)):
        raise flaw.as_error()


def find_assets(request: Request) -> tuple[list[Asset], list[Gap]]:
    """The assets of all targets, sorted, and what could not be read on the way to them."""
    gaps: list[Gap] = []
    found: dict[tuple[str, str], Asset] = {}
    wanted = [connector for connector in connectors.every() if not request.only or connector.name in request.only]
    for target in request.targets:
        files = [*walk(target, lambda name: any(c.claims(name) for c in wanted), request.exclude)]
        gaps += [_gap_of(file.name, file.refused) for file in files if file.refused]
        is_known = False
        for connector in wanted:
            claimed = [file for file in files if not file.refused and connector.claims(file.name)]
            readable = _readable(claimed, gaps)
            if not readable:
                # Importing a slice that has nothing to read costs more than reading a small file does.
                continue
            assets = _attempt(target, partial(_enter, connector.name, readable, request.options, found))
            gaps += [assets] if isinstance(assets, Gap) else []
            is_known = is_known or assets != 0
        if Path(target).is_file() and not is_known:
            gaps += _unread(target, gaps)
    return sorted(found.values(), key=lambda asset: (asset.name, asset.connector)), sorted(set(gaps))


def _unread(target: str, gaps: Sequence[Gap]) -> list[Gap]:
    """A file that was named outright and is no asset is a gap, unless one says already why it was not read."""
    name = Path(target).as_posix()
    if any(gap.location.file == name for gap in gaps):
        return []
    reason = f"no connector knows what {name} is; `seatrial list connectors` says what can be read"
    return [Gap(location=Location(name, 0, 0), reason=reason)]


def _readable(files: list[File], gaps: list[Gap]) -> list[File]:
    """The files that can be read; the others become gaps."""
    readable = []
    for file in files:
        try:
            _ = file.content
        except (ConnectorError, ParseError) as error:
            gaps.append(_gap_of(file.name, error))
        else:
            readable.append(file)
    return readable


def _enter(connector: str, files: list[File], options: Options, found: dict[tuple[str, str], Asset]) -> int:
    """Enter the assets that the files are, and count them.

    What is entered stays, should a later one be too much for the connector.
    """
    count = 0
    for count, asset in enumerate(connectors.module(connector, "collect").find(files, options), 1):  # noqa: B007
        found.setdefault((asset.connector, asset.key), asset)
    return count


def _attempt(name: str, work: Callable[[], _Done]) -> _Done | Gap:
    """Do what a hostile source may make impossible; whatever it makes of it is a gap under a name."""
    try:
        return work()
    except (UsageError, ContentError):
        raise
    except Exception as error:  # noqa: BLE001 - the one place where anything may happen
        return _gap_of(name, error)


def _gap_of(name: str, error: Exception) -> Gap:
    reason = str(error) if isinstance(error, ConnectorError | ParseError) else f"{type(error).__name__}: {error}"
    location = Location(name, getattr(error, "line", 0), getattr(error, "column", 0))
    return Gap(location=location, reason=reason, bound=getattr(error, "bound", ""))


class Bench:
    """Everything that judging assets needs, built once a process."""

    def __init__(self, library: Library, chosen: Chosen, options: Options, *, all_verdicts: bool) -> None:
        self.library = library
        self.chosen = chosen
        self.options = options
        self.all_verdicts = all_verdicts
        self.shapes = Shapes(library.definitions.values(), fact_function)
        self._questions: dict[str, Question] = {}

    @classmethod
    def for_request(cls, request: Request) -> "Bench":
        library = load(request.content)
        chosen = library.choose(request.policies, request.params)
        return cls(library, chosen, request.options, all_verdicts=request.all_verdicts)

    def collect(self, asset: Asset) -> Collected:
        """Read an asset.  Whatever a hostile source makes of a connector costs this asset only."""
        collected = _attempt(asset.names[0], partial(self._collected, asset))
        return Collected(asset=asset, gaps=(collected,)) if isinstance(collected, Gap) else collected

    def _collected(self, asset: Asset) -> Collected:
        collected = connectors.module(asset.connector, "collect").collect(asset, self.options)
        assert isinstance(collected, Collected)  # noqa: S101 - the contract of a slice
        return collected

    def resources(self, collected: Collected) -> Resources:
        return Resources(collected.raws, self.shapes)

    def examine(self, asset: Asset) -> AssetReport:
        """Read an asset and judge it."""
        collected = self.collect(asset)
        report = _attempt(asset.names[0], partial(self._judged, collected))
        # Much of what a connector collects is read only when a check asks for it.
        return report if isinstance(report, AssetReport) else _report_of(asset, gaps=(*collected.gaps, report))

    def _judged(self, collected: Collected) -> AssetReport:
        asset = collected.asset
        resources = self.resources(collected)
        counts: Counter[Verdict] = Counter()
        results = sorted(self.results(resources, AssetFacts(kind=asset.kind, name=asset.name), counts), key=_order)
        return _report_of(
            asset,
            results=tuple(fingerprinted(results, asset.key, _scope(asset))),
            gaps=tuple(sorted(set(collected.gaps))),
            counts={str(verdict): count for verdict, count in counts.items()},
            resources={type_: len(found) for type_ in sorted(self._types()) if (found := resources.of(type_))},
            unasked=dict(sorted(resources.undeclared().items())),
        )

    def results(self, resources: Resources, facts: AssetFacts, counts: Counter[Verdict]) -> Iterator[Result]:
        """Yield the results of every chosen check that has a resource to ask, and count all."""
        for check in self.chosen.checks.values():
            if resources.of(check.resource):
                yield from judge(self.question(check), resources, facts, counts, all_verdicts=self.all_verdicts)

    def question(self, check: Check) -> Question:
        """A check, compiled when the first resource of its type turns up.

        Raises ContentError where the repository's own definition has taken away what a check of ours asks for.
        """
        if check.id not in self._questions:
            given = self.chosen.params.get(check.id, {})
            try:
                self._questions[check.id] = compile_check(check, self.library.definitions, given)
            except QuestionError as error:
                raise ContentError(f"`{error.key}`: {error}", file=check.file) from error
        return self._questions[check.id]

    def _types(self) -> set[str]:
        return {check.resource for check in self.chosen.checks.values()}


def _report_of(asset: Asset, **more: Any) -> AssetReport:
    return AssetReport(key=asset.key, kind=asset.kind, connector=asset.connector, name=asset.name, **more)


@cache
def fact_function(source: str, name: str) -> Any:
    """The function that a definition names for a source.  Raises KeyError."""
    try:
        return getattr(connectors.module(source, "facts"), name)
    except (ImportError, AttributeError) as error:
        raise KeyError(f"the connector {source!r} has no fact function {name!r}") from error


_bench: Bench


def _prepare(request: Request) -> None:
    global _bench
    _bench = Bench.for_request(request)


def _examine(asset: Asset) -> AssetReport:
    return _bench.examine(asset)


def _order(result: Result) -> tuple[Any, ...]:
    place = result.location
    return (place.file, place.line, place.column, result.check, result.address, result.element)


def _scope(asset: Asset) -> str:
    return asset.key if asset.connector == "terraform" else str(Path(asset.key).parent)


def _seconds(asset: Asset) -> float:
    """About how long an asset takes."""
    return sum(map(_size, asset.paths)) / connectors.load(asset.connector).rate


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(entry.stat().st_size for entry in path.iterdir() if entry.is_file())
        return path.stat().st_size
    except OSError:
        return 0
