"""``seatrial explain CVE-...``: what the advisories on this machine say of a flaw."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seatrial.errors import UsageError

if TYPE_CHECKING:
    from seatrial.model.advisory import Exploitation
    from seatrial.vulns.lookup import Known

_MOST_RANGES = 30


def explained(name: str, folder: Path | None) -> int:
    """Print what is known of a flaw.  Raises UsageError where nothing is, DatabaseError for a damaged database."""
    from seatrial.config import load_config
    from seatrial.library.pack import cache_folder
    from seatrial.reports._words import clean_lines
    from seatrial.vulns.lookup import known_of
    from seatrial.vulns.opening import databases

    where = folder or load_config(Path.cwd()).advisories
    database = databases(where, None if folder else cache_folder())
    try:
        known = [*known_of(database, name)]
        if not known:
            raise UsageError(f"no advisory in {database.folder} is about {name}; `seatrial db update` gets the newest")
        names = sorted({each for one in known for each in one.names})
        text = "\n\n".join(_parts(name, known, database.exploitation(names)))
    finally:
        database.close()
    click.echo(clean_lines(text))
    return 0


def _parts(name: str, known: Sequence["Known"], exploitation: "Exploitation | None") -> Iterator[str]:
    rated = [one for one in known if one.severity]
    worst = max(rated, key=lambda one: one.severity.rank if one.severity else 0, default=None)
    head = f"{name}  {worst.severity} ({worst.rated})" if worst else f"{name}  (nobody has rated it)"
    summary = next((one.summary for one in known if one.summary), "")
    yield f"{head}\n{summary}" if summary else head
    scores = {one.score for one in known if one.score}
    if scores:
        yield "\n".join(f"CVSS {score.score:.1f}  {score.vector}" for score in sorted(scores, reverse=True))
    yield from _attacks(exploitation)
    for one in known:
        yield f"{one.advisory}, for {one.ecosystem}:\n" + "\n".join(_ranges(one))
    others = sorted({each for one in known for each in one.names} - {name})
    if others:
        yield "Also known as: " + ", ".join(others)
    from seatrial.model.pages import page_of

    yield "More:\n" + "\n".join(f"  {page_of(one.advisory)}" for one in known)


def _attacks(known: "Exploitation | None") -> Iterator[str]:
    if known is None:
        yield "Whether it is exploited is not known here; `seatrial db update` gets CISA's catalogue and EPSS."
    else:
        yield from known.told(2)


def _ranges(one: "Known") -> Iterator[str]:
    for range_ in one.ranges[:_MOST_RANGES]:
        release = f" {range_.release}" if range_.release else ""
        told = f"fixed in {range_.fixed}" if range_.fixed else str(range_.state)
        yield f"  {range_.package} in {range_.ecosystem}{release}: {told}"
    if len(one.ranges) > _MOST_RANGES:
        yield f"  and {len(one.ranges) - _MOST_RANGES} more"
