"""The pipeline on one page: target -> assets -> raw source -> resources -> verdicts -> report.

This is the only module that knows everyone.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from seatrial import __version__, connectors
from seatrial.bench import Bench, attempt, entries_of, fact_function, gap_of
from seatrial.children import children_of, named_in
from seatrial.connectors import Connector, Options
from seatrial.engine.settle import is_asked
from seatrial.engine.standing import fix_groups, together, weighed
from seatrial.engine.waive import uses
from seatrial.errors import ConnectorError, ParseError
from seatrial.executor import executor_for
from seatrial.files import File, walk
from seatrial.library import Library, load
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.reports._words import plural
from seatrial.request import Images, Request

Watch = Callable[[int, int, str], None]
"""Is told how many of how many assets are done, and the name of the one that is waited for."""


Reuse = Callable[[Asset], AssetReport | None]
"""Gives the report of an asset that need not be read; None for one that must."""


def scan(
    request: Request, watch: Watch | None = None, reuse: Reuse | None = None, known: Sequence[Asset] = ()
) -> Report:
    """Scan the targets.  Raises UsageError and ContentError; what cannot be read becomes a gap.

    ``known``  assets beside those that are found.
    """
    begun, started = datetime.now(UTC), time.monotonic()
    library = load(request.content)
    demand_sound(library, request.content)
    chosen = library.choose(request.policies, request.params)
    assets, gaps = find_assets(request)
    assets = sorted((*assets, *known), key=_shown)
    reports = _examined(assets, request, watch, reuse)
    images = named_in(reports)
    if request.images is not Images.NEVER:
        children, unread = children_of(images, reports, request)
        gaps += [*images.gaps, *unread]
        reports += _examined(children, request, watch, reuse)
    named = {result.check for report in reports for result in report.results if result.match is None}
    entries, wrong = entries_of(request, library)
    idle = [waiver for report in reports for waiver in report.idle]
    if _is_whole(request):
        # A scan of a part cannot say that nothing needs a waiver.
        looked_up = next((report.packages for report in reports if report.packages and report.packages.assessed), None)
        idle += [waiver for waiver in entries if is_asked(waiver, chosen.checks, looked_up)]
    covered = (pair for report in reports for pair in report.covered)
    judged = weighed(reports)
    return Report(
        version=__version__,
        targets=request.targets,
        policies=request.policies,
        assets=reports,
        checks={id_: check for id_, check in chosen.checks.items() if id_ in named},
        asked=len(chosen.checks),
        root=str(Path.cwd()),
        gaps=(*gaps, *sampled(reports)),
        started=begun,
        seconds=time.monotonic() - started,
        waivers=uses(covered, idle, request.today),
        flaws=tuple(sorted({*wrong, *request.flawed, *(flaw for report in reports for flaw in report.flaws)})),
        groups=fix_groups(judged),
        standing=together(judged),
        scope=request.scope,
        unscanned=tuple(sorted(images.names)) if request.images is Images.NEVER else (),
    )


def sampled(reports: Sequence[AssetReport]) -> Iterator[Gap]:
    """One gap for all packages that only the built-in sample was asked about: it knows next to nothing."""
    asked = [report for report in reports if report.sample]
    count = sum(report.packages.found - report.packages.owned for report in asked if report.packages)
    if count:
        reason = (
            f"{plural(count, 'package')} {'was' if count == 1 else 'were'} held against the built-in sample only, "
            f"which knows {asked[0].sample} flaws: "
            "`seatrial db update` gets the advisories"
        )
        yield Gap(location=Location("", 0), reason=reason)


def _examined(
    assets: Sequence[Asset], request: Request, watch: Watch | None, reuse: Reuse | None
) -> tuple[AssetReport, ...]:
    """Read and judge assets, here or in several processes."""
    kept = [reuse(asset) if reuse is not None else None for asset in assets]
    left = [asset for asset, report in zip(assets, kept, strict=True) if report is None]
    executor = executor_for(map(seconds_of, left), request.jobs)
    fresh = iter([*_watched(executor.map(_examine, left, _prepare, request), left, watch)])
    return tuple(next(fresh) if report is None else report for report in kept)


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


def _is_whole(request: Request) -> bool:
    """Whether everything below the configuration's folder is scanned."""
    home = Path(request.home or ".").absolute()
    return not request.only and any(home.is_relative_to(Path(target).absolute()) for target in request.targets)


def demand_sound(library: Library, own: Sequence[Path]) -> None:
    """Raise ContentError for the first flaw in the repository's own definitions and checks; ours are proven."""
    if not own:
        return
    # What is compiled for linting is no small thing to import, and most repositories bring no content.
    from seatrial.library.lint import lint_checks, lint_definitions, path_of

    definitions = [found for found in library.definitions.values() if path_of(found.file, own)]
    checks = [check for check in library.checks.values() if path_of(check.file, own)]
    for flaw in (
        *lint_definitions(definitions, fact_function, own, library.definitions),
        *lint_checks(checks, library, own),
    ):
        raise flaw.as_error()


def find_assets(request: Request) -> tuple[list[Asset], list[Gap]]:
    """The assets of all targets, sorted, and what could not be read on the way to them."""
    gaps: list[Gap] = []
    found: dict[tuple[str, str], Asset] = {}
    wanted = [connector for connector in connectors.every() if is_wanted(connector, request)]
    for target in request.targets:
        if scheme := connectors.scheme_of(target):
            gaps += _enter_named(target, scheme, wanted, request.options, found)
            continue
        files = [*walk(target, lambda name: any(c.claims(name) for c in wanted), request.exclude)]
        gaps += [gap_of(file.name, file.refused) for file in files if file.refused]
        is_known = False
        for connector in wanted:
            claimed = [file for file in files if not file.refused and connector.claims(file.name)]
            readable = _readable(claimed, gaps)
            if not readable:
                # Importing a slice that has nothing to read costs more than reading a small file does.
                continue
            assets = attempt(target, partial(_enter, connector.name, readable, request.options, found))
            gaps += [assets] if isinstance(assets, Gap) else []
            is_known = is_known or assets != 0
        if Path(target).is_file() and not is_known:
            gaps += _unread(target, gaps)
    return sorted(found.values(), key=_shown), sorted(set(gaps))


def _shown(asset: Asset) -> tuple[str, str]:
    return (asset.name, asset.connector)


def is_wanted(connector: Connector, request: Request) -> bool:
    """Whether a scan reads with a connector."""
    if request.only:
        return connector.name in request.only
    return request.packages or not connector.looks_up


def _enter_named(
    target: str, scheme: str, wanted: list[Connector], options: Options, found: dict[tuple[str, str], Asset]
) -> list[Gap]:
    """Enter the assets of a target that is no path."""
    gaps: list[Gap] = []
    for connector in wanted:
        if scheme in connector.schemes:
            named = attempt(target, partial(_enter_all, connector.name, target, options, found, gaps))
            gaps += [named] if isinstance(named, Gap) else []
    if not any(scheme in connector.schemes for connector in wanted):
        gaps.append(Gap(location=Location(target, 0), reason=f"nothing that was asked for reads {scheme}:"))
    return gaps


def _enter_all(
    connector: str, target: str, options: Options, found: dict[tuple[str, str], Asset], gaps: list[Gap]
) -> None:
    for one in connectors.module(connector, "find").named(target, options):
        if isinstance(one, Gap):
            gaps.append(one)
        else:
            found.setdefault((one.connector, one.key), one)


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
            gaps.append(gap_of(file.name, error))
        else:
            readable.append(file)
    return readable


def _enter(connector: str, files: list[File], options: Options, found: dict[tuple[str, str], Asset]) -> int:
    """Enter the assets that the files are, and count them.

    What is entered stays, should a later one be too much for the connector.
    """
    count = 0
    for count, asset in enumerate(connectors.module(connector, "find").find(files, options), 1):  # noqa: B007
        found.setdefault((asset.connector, asset.key), asset)
    return count


_bench: Bench


def _prepare(request: Request) -> None:
    global _bench
    _bench = Bench.for_request(request)


def _examine(asset: Asset) -> AssetReport:
    return _bench.examine(asset, _with_offers if _bench.request.offers else None)


def _with_offers(collected: Collected, report: AssetReport) -> AssetReport:
    if report.sample or not any(result.is_finding and result.match for result in report.results):
        return report
    # Few ask for that, and what asks registries is no small thing to import.
    from seatrial.offers import is_offered, offers_of

    if not is_offered(collected.asset):
        return report
    offers = attempt(collected.asset.name, partial(offers_of, _bench, collected.asset, collected))
    if isinstance(offers, Gap):
        return replace(report, gaps=(*report.gaps, offers))
    return replace(report, offers=tuple(sorted(offers, key=lambda offer: offer.left)))


def seconds_of(asset: Asset) -> float:
    """About how long an asset takes."""
    connector = connectors.load(asset.connector)
    return connector.seconds + sum(map(_size, asset.paths)) / connector.rate


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(entry.stat().st_size for entry in path.iterdir() if entry.is_file())
        return path.stat().st_size
    except OSError:
        return 0
