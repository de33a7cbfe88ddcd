"""Building and updating: an ecosystem's file from its feeds, and the files of exploits and lifecycles."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from seatrial.errors import UsageError, VersionError
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.versions import scheme_of
from seatrial.vulns import exploits, lifecycles, trackers
from seatrial.vulns.database import SUFFIX
from seatrial.vulns.ecosystems import demand_name
from seatrial.vulns.feeds import Feeds
from seatrial.vulns.fetch import MIB, fetch
from seatrial.vulns.origins import Origin, arch, osv, redhat, repositories
from seatrial.vulns.sources import endoflife, epss, kev
from seatrial.vulns.store import Store
from seatrial.vulns.writer import Writer, replacing

_MOST_FEED = 1024 * MIB


class Updated(NamedTuple):
    """What became of one file.

    ``how``      ``built`` anew or ``updated``.
    ``changed``  how many records were read, and ``gone`` how many were taken out.
    ``gaps``     what could not be used of the feeds.
    ``failed``   why a feed beside the first could not be had; what it said before is still there.  Else empty.
    """

    name: str
    how: str
    changed: int
    gone: int
    gaps: tuple[Gap, ...] = ()
    failed: str = ""


def offered(feeds: Feeds) -> frozenset[str]:
    """The ecosystems that the mirror of OSV has, and those that are built from feeds of their own.

    Raises DatabaseError.
    """
    return osv.offered(feeds.osv) | {name for name, (address, _) in _own_feeds(feeds).items() if address}


def update(folder: Path, ecosystem: str, feeds: Feeds, now: datetime, *, anew: bool = False) -> Updated:
    """Build an ecosystem's file, or bring it up to date.  Raises DatabaseError, and then what was there still is.

    ``anew``  build it, whatever is there.
    """
    path = folder / f"{demand_name(ecosystem)}{SUFFIX}"
    try:
        key = scheme_of(ecosystem).key
    except VersionError as error:
        raise UsageError(str(error)) from error
    origin, address = _origin(ecosystem, feeds, now)
    change = None if anew else origin.change(path)
    with replacing(path, keep=change is not None) as aside:
        writer = Writer(aside, ecosystem, key)
        try:
            # The process's number stays last, so that what a killed one leaves is swept.
            beside = aside.with_name(aside.name.replace(SUFFIX, f"{SUFFIX}.feed", 1))
            done = origin.fill(writer, beside) if change is None else change.apply(writer)
            failed = trackers.add(writer, ecosystem, feeds, beside)
            writer.finish({"built": now.isoformat(timespec="seconds"), "feed": address, **done.facts})
        finally:
            writer.close()
    with Store(path) as store:
        gaps = tuple(Gap(location=Location(f"{ecosystem}/{name}", 1), reason=why) for name, why in store.skipped())
    return Updated(ecosystem, "built" if change is None else "updated", done.changed, done.gone, gaps, failed)


def _origin(ecosystem: str, feeds: Feeds, now: datetime) -> tuple[Origin, str]:
    """What an ecosystem is built from, and where that is."""
    address, make = _own_feeds(feeds).get(ecosystem, ("", None))
    if address and make:
        return make(address, now), address
    return osv.Export(ecosystem, feeds.osv), feeds.osv


def _own_feeds(feeds: Feeds) -> Mapping[str, tuple[str, Callable[[str, datetime], Origin]]]:
    """The ecosystems of which OSV has less than their vendors say, or nothing."""
    return {
        "Amazon Linux": (feeds.amazon, lambda address, _: repositories.Errata("Amazon Linux", "amazon", address)),
        "Arch Linux": (feeds.arch, lambda address, _: arch.Tracker(address)),
        "Oracle Linux": (feeds.oracle, lambda address, _: repositories.Errata("Oracle Linux", "oracle", address)),
        "Red Hat": (feeds.redhat, redhat.Vex),
    }


def update_exploits(folder: Path, feeds: Feeds, now: datetime) -> Updated:
    """Get CISA's catalogue and EPSS.  Raises DatabaseError, ParseError."""
    known = kev.read(fetch(feeds.kev, _MOST_FEED)) if feeds.kev else []
    scores = epss.read(fetch(feeds.epss, _MOST_FEED)) if feeds.epss else epss.Scores("", [], 0)
    facts = {"built": now.isoformat(timespec="seconds"), "epss": scores.day}
    exploits.write_exploits(folder / exploits.FILE, known, scores.scores, facts)
    reason = f"{scores.skipped} lines of EPSS are no scores"
    gaps = (Gap(location=Location(feeds.epss, 1), reason=reason),) if scores.skipped else ()
    return Updated("exploits", "built", len(known) + len(scores.scores), 0, gaps)


def update_lifecycles(folder: Path, feeds: Feeds, now: datetime) -> Updated:
    """Get endoflife.date's releases.  Raises DatabaseError, ParseError."""
    cycles = endoflife.read(fetch(feeds.endoflife, _MOST_FEED))
    facts = {"built": now.isoformat(timespec="seconds")}
    lifecycles.write_lifecycles(folder / lifecycles.FILE, cycles, facts)
    return Updated("lifecycles", "built", len(cycles), 0)
