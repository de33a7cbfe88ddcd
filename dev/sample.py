"""Holds the built-in sample against feeds, and makes another one from feeds, as far as their licences allow.

    python dev/sample.py compare SOURCE...
    python dev/sample.py make SOURCE... --known KEV.json -o FOLDER

SOURCE is a file of OSV's records: ``all.zip``, or one record a line (``.jsonl``, ``.jsonl.gz``).  ``compare`` prints
where a record of ours covers other versions than a source does, and exits with 1 if there are such.  ``make`` writes
records of flaws in CISA's catalogue in the form of ``src/seatrial/vulns/famous``; what the sources say in words is left
out.
"""

import argparse
import gzip
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from seatrial.errors import ParseError, VersionError
from seatrial.model.advisory import Advisory
from seatrial.versions import scheme_of
from seatrial.vulns.ecosystems import parse_ecosystem, spelled
from seatrial.vulns.sample import FAMOUS
from seatrial.vulns.sources import kev, osv
from seatrial.vulns.spans import Key, Span, coverage_of

Record = dict[str, Any]
Place = tuple[str, str, str]
"""An ecosystem, a release, a package."""

LICENCES = {
    "DEBIAN-": ("MIT", "Debian's security tracker"),
    "DLA-": ("MIT", "Debian's security tracker"),
    "DSA-": ("MIT", "Debian's security tracker"),
    "ALSA-": ("MIT", "AlmaLinux's OSV database"),
    "GHSA-": ("CC-BY-4.0", "GitHub's Advisory Database"),
    "GO-": ("CC-BY-4.0", "the Go Vulnerability Database"),
    "HSEC-": ("CC0-1.0", ""),
    "PYSEC-": ("CC-BY-4.0", "the Python Packaging Advisory Database"),
    "RUSTSEC-": ("CC0-1.0", ""),
}
"""Whose records may be passed on, by how their names begin: under which licence, and who must be named then.

What is not here is left out: Alpine states no licence for its secdb, and EPSS has terms of its own.
"""


def records_of(source: Path) -> Iterator[tuple[bytes, Record]]:
    """Yield the records of a source, as they are and decoded."""
    if source.suffix == ".zip":
        with zipfile.ZipFile(source) as archive:
            contents = [archive.read(name) for name in archive.namelist() if name.endswith(".json")]
    else:
        opener = gzip.open if source.suffix == ".gz" else open
        with opener(source, "rb") as lines:
            contents = [*lines]
    for content in contents:
        record = json.loads(content)
        if isinstance(record, dict) and "id" in record:
            yield content, record


def ours() -> Iterator[tuple[bytes, Record]]:
    for path in sorted(FAMOUS.glob("*.json")):
        content = path.read_bytes()
        yield content, json.loads(content)


def names_of(record: Record) -> set[str]:
    """Every name that a record has, and those of the flaws that it is about."""
    return {record["id"], *(n for key in ("aliases", "upstream", "related") for n in record.get(key) or ())}


def ecosystems_of(record: Record) -> set[str]:
    packages = (affected.get("package") or {} for affected in record.get("affected") or ())
    return {parse_ecosystem(package["ecosystem"]).name for package in packages if "ecosystem" in package}


def covered(advisory: Advisory, key: Key) -> dict[Place, list[tuple[bytes, bytes | None]]]:
    """Which versions an advisory is about, joined, by package."""
    spans: dict[Place, list[Span]] = defaultdict(list)
    for affected in advisory.affected:
        ecosystem = parse_ecosystem(affected.ecosystem)
        place = (ecosystem.name, ecosystem.release, spelled(ecosystem.name, affected.package))
        # Where there are ranges, single versions beside them say the same once more.
        spans[place] += (span for span in coverage_of(affected, key).spans if span.only is None)
    return {place: joined((span.start, span.until) for span in found) for place, found in spans.items()}


def joined(spans: Iterable[tuple[bytes, bytes | None]]) -> list[tuple[bytes, bytes | None]]:
    result: list[tuple[bytes, bytes | None]] = []
    for start, until in sorted(spans, key=lambda span: span[0]):
        if result and (result[-1][1] is None or start <= result[-1][1]):
            ends = (result[-1][1], until)
            result[-1] = (result[-1][0], None if None in ends else max(end for end in ends if end is not None))
        else:
            result.append((start, until))
    return result


def compare(sources: Iterable[Path]) -> int:
    """Print the differences; returns how many there are."""
    known: dict[str, list[tuple[bytes, Record]]] = defaultdict(list)
    for source in sources:
        for content, record in records_of(source):
            for name in names_of(record):
                known[name].append((content, record))
    differences = places = alone = 0
    for content, record in ours():
        others = {id(other): (text, other) for name in names_of(record) for text, other in known[name]}
        for ecosystem in sorted(ecosystems_of(record)):
            key = scheme_of(ecosystem).key
            said = [(other["id"], read(text, ecosystem, key)) for text, other in others.values()]
            for place, mine in covered(osv.read(content, ecosystem), key).items():
                places += 1
                theirs = {name: about[place] for name, about in said if place in about}
                alone += not theirs
                if theirs and mine not in theirs.values():
                    differences += 1
                    where = " ".join(part for part in place if part)
                    sys.stdout.write(f"{record['id']}: {where}: {', '.join(sorted(theirs))}\n")
                    every = {record["id"]: record, **{other["id"]: other for _, other in others.values()}}
                    for name in (record["id"], *sorted(theirs)):
                        sys.stdout.write(f"    {name}: {told(every[name], place)}\n")
    sys.stderr.write(f"{places} ranges, {differences} differ, {alone} that no source has\n")
    return differences


def told(record: Record, place: Place) -> str:
    """What a record says of a package, as it says it."""
    items = (item for item in record["affected"] if parse_ecosystem(item["package"]["ecosystem"]) == place[:2])
    mine = (item for item in items if spelled(place[0], item["package"]["name"]) == place[2])
    return json.dumps([range_["events"] for item in mine for range_ in item.get("ranges", ())])


def read(content: bytes, ecosystem: str, key: Key) -> dict[Place, list[tuple[bytes, bytes | None]]]:
    try:
        return covered(osv.read(content, ecosystem), key)
    except (ParseError, VersionError):
        # Real feeds have such records; here they just say nothing.
        return {}


def make(sources: Iterable[Path], catalogue: Path, folder: Path) -> None:
    """Write the records that may be passed on, of flaws that are exploited; says how many it leaves out, and why."""
    known = {entry.flaw: entry for entry in kev.read(catalogue.read_bytes())}
    left_out = 0
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        for _, record in records_of(source):
            attacks = [known[flaw] for flaw in sorted(names_of(record) & known.keys())]
            if not attacks or record.get("withdrawn") or not ecosystems_of(record):
                continue
            licence = next((told for prefix, told in LICENCES.items() if record["id"].startswith(prefix)), None)
            if licence is None:
                left_out += 1
                continue
            text = json.dumps(passed_on(record, licence, attacks), indent=2, sort_keys=True)
            (folder / f"{record['id']}.json").write_text(text + "\n", encoding="utf-8")
    sys.stderr.write(f"{left_out} records are left out: nothing says that they may be passed on\n")


def passed_on(record: Record, licence: tuple[str, str], attacks: Iterable[kev.Known]) -> Record:
    """The facts of a record, and whom they come from; not its words."""
    kept = ("id", "aliases", "upstream", "related", "modified", "published", "severity")
    affected = [
        {key: item[key] for key in ("package", "ranges", "versions") if item.get(key)}
        for item in record["affected"]
        if item.get("package")
    ]
    exploited = [
        {"flaw": each.flaw, "since": each.since.isoformat(), "ransomware": each.ransomware} for each in attacks
    ]
    told: Record = {"exploited": exploited, "licence": licence[0]}
    told |= {"by": licence[1]} if licence[1] else {}
    return {key: record[key] for key in kept if record.get(key)} | {"affected": affected, "database_specific": told}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    comparing = commands.add_parser("compare")
    making = commands.add_parser("make")
    for command in (comparing, making):
        command.add_argument("sources", nargs="+", type=Path, metavar="SOURCE")
    making.add_argument("--known", type=Path, required=True, help="CISA's catalogue, as JSON")
    making.add_argument("-o", dest="folder", type=Path, required=True)
    given = parser.parse_args()
    if given.command == "compare":
        return 1 if compare(given.sources) else 0
    make(given.sources, given.known, given.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
