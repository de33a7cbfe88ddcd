"""What distributions' own trackers say beside OSV's records: flaws without a fix, and what is to become of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from seatrial.errors import DatabaseError, ParseError
from seatrial.model.advisory import Advisory
from seatrial.vulns.feeds import Feeds
from seatrial.vulns.fetch import MIB, NotThereError, below, fetch, fetch_to
from seatrial.vulns.sources import alpine, debian, ubuntu
from seatrial.vulns.tarball import documents
from seatrial.vulns.writer import Writer

_MOST_FEED = 1024 * MIB
# Documents about notices, beside those, say again what OSV's records of them say.
_UBUNTU_DOCUMENT = re.compile(r"(?:.*/)?cve/(?:\d{4}/)?(CVE-\d{4}-\d{1,19})\.json")


def add(writer: Writer, ecosystem: str, feeds: Feeds, beside: Path) -> str:
    """Add what an ecosystem's own tracker says.

    Returns why it cannot be had, or nothing: what it said before stays.  ``beside`` is a path for what has to lie on
    disk meanwhile.
    """
    readers: Mapping[str, tuple[str, Callable[[Writer, str, Path], None]]] = {
        "Debian": (feeds.debian, _read_debian),
        "Alpine": (feeds.alpine, _read_alpine),
        "Ubuntu": (feeds.ubuntu, _read_ubuntu),
    }
    address, reader = readers.get(ecosystem, ("", None))
    if not address or reader is None:
        return ""
    try:
        reader(writer, address, beside)
    except (DatabaseError, ParseError) as error:
        return str(error)
    return ""


def _read_debian(writer: Writer, address: str, _: Path) -> None:
    writer.replace_source("debian", debian.read(fetch(address, _MOST_FEED)))


def _read_alpine(writer: Writer, address: str, _: Path) -> None:
    """Read the branches that OSV has advisories for."""
    branches = sorted(filter(alpine.is_branch, writer.releases))
    contents: list[tuple[str, bytes]] = []
    for branch in branches:
        for repository in alpine.REPOSITORIES:
            try:
                contents.append((branch, fetch(below(address, branch, f"{repository}.json"), _MOST_FEED)))
            except NotThereError:
                # The oldest branches have no community repository.
                continue
    writer.replace_source("alpine", [*alpine.read(contents)])


def _read_ubuntu(writer: Writer, address: str, beside: Path) -> None:
    problems: dict[str, list[str]] = {}
    try:
        fetch_to(beside, address, _MOST_FEED)
        # All of it before any of it is written: half an archive takes nothing back.
        found = [*_ubuntu_advisories(beside, address, problems)]
    finally:
        beside.unlink(missing_ok=True)
    if not found:
        raise DatabaseError(f"{address} holds no documents about CVEs")
    writer.replace_source("ubuntu", (advisory for advisory in found if advisory.affected))
    for reason, records in problems.items():
        more = f", and in {len(records) - 1} more" if len(records) > 1 else ""
        writer.skip("ubuntu", records[0], f"{reason}{more}")


def _ubuntu_advisories(path: Path, address: str, problems: dict[str, list[str]]) -> Iterator[Advisory]:
    """Yield what is said of each CVE; problems get the documents that have them."""
    for entry in documents(path, address):
        name = _UBUNTU_DOCUMENT.fullmatch(entry.name)
        if not name:
            continue
        try:
            if entry.flaw:
                raise ParseError(entry.flaw)
            vex = ubuntu.read(entry.content, name[1])
        except ParseError as error:
            problems.setdefault(str(error), []).append(f"ubuntu:{name[1]}")
            continue
        for problem in vex.problems:
            problems.setdefault(problem, []).append(vex.advisory.id)
        yield vex.advisory
