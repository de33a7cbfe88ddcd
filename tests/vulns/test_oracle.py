"""Every answer of the database against evaluating the real records one by one, word by word as OSV has it."""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seatrial.errors import VersionError
from seatrial.versions import scheme_of
from seatrial.vulns.database import Database
from seatrial.vulns.ecosystems import parse_ecosystem, spelled
from seatrial.vulns.match import assess
from tests.vulns.shelf import REAL, package, shelf

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real advisories are not here")

Record = dict[str, Any]
Key = Callable[[str], bytes]
_PACKAGES = 30
_ENOUGH = 80


def records_of(ecosystem: str) -> list[Record]:
    """Records of a few dozen packages, always the same ones."""
    by_package: dict[tuple[str, str], list[Record]] = defaultdict(list)
    with gzip.open(REAL / "osv" / f"{ecosystem}.jsonl.gz", "rt") as lines:
        for record in map(json.loads, lines):
            for affected in record["affected"]:
                by_package[affected["package"]["ecosystem"], affected["package"]["name"]].append(record)
    often = sorted(by_package, key=lambda name: (-len(by_package[name]), name))[: 5 * _PACKAGES]
    chosen = random.Random(4).sample(  # noqa: S311 - the same ones every time
        often, min(_PACKAGES, len(often))
    )
    return list({record["id"]: record for name in chosen for record in by_package[name]}.values())


def is_affected(affected: Record, version: str, key: Key) -> bool:
    """https://ossf.github.io/osv-schema/#evaluation"""
    at = key(version)
    if any(at == _key_or_none(listed, key) for listed in affected.get("versions") or ()):
        return True
    return any(_in_range(range_["events"], at, key) for range_ in affected["ranges"] if range_["type"] != "GIT")


def _key_or_none(version: str, key: Key) -> bytes | None:
    try:
        return key(version)
    except VersionError:
        return None


def _in_range(events: list[dict[str, str]], at: bytes, key: Key) -> bool:
    vulnerable = False
    for event in sorted(events, key=lambda event: b"" if event == {"introduced": "0"} else key(*event.values())):
        if "introduced" in event:
            vulnerable |= event["introduced"] == "0" or at >= key(event["introduced"])
        elif at >= key(event["fixed"]) if "fixed" in event else at > key(event["last_affected"]):
            vulnerable = False
    return vulnerable


@pytest.mark.parametrize("ecosystem", ["Debian", "Alpine", "PyPI", "npm", "Go", "Packagist", "RubyGems", "crates.io"])
def test_the_database_answers_what_the_records_say(tmp_path: Path, ecosystem: str) -> None:
    records = records_of(ecosystem)
    database = shelf(tmp_path, **{ecosystem: records})
    key = scheme_of(ecosystem).key
    asked = 0

    for (release, name), about in _by_package(records, ecosystem).items():
        for version in _versions(about, key):
            asked += 1
            wanted = {
                r["id"] for r, affected in about if not r.get("withdrawn") and is_affected(affected, version, key)
            }
            said = _advisories(database, ecosystem + release, name, version)
            assert said == wanted, (name, version)

    assert asked > _ENOUGH


def _by_package(records: list[Record], ecosystem: str) -> dict[tuple[str, str], list[tuple[Record, Record]]]:
    found: dict[tuple[str, str], list[tuple[Record, Record]]] = defaultdict(list)
    for record in records:
        for affected in record["affected"]:
            name, release = parse_ecosystem(affected["package"]["ecosystem"])
            if name == ecosystem:
                place = (f":{release}" if release else "", spelled(ecosystem, affected["package"]["name"]))
                found[place].append((record, affected))
    return {
        place: about for place, about in found.items() if all(_is_sound(affected, ecosystem) for _, affected in about)
    }


def _is_sound(affected: Record, ecosystem: str) -> bool:
    """Whether every event can be put in order, and there is one: the others are not assessed, which is told."""
    ranges = [r for r in affected.get("ranges") or () if isinstance(r, dict) and r["type"] != "GIT"]
    if not ranges and not affected.get("versions"):
        return False
    affected["ranges"] = ranges
    key = scheme_of(ecosystem).key
    said = [version for r in ranges for event in r["events"] for version in event.values() if version != "0"]
    return all(_key_or_none(version, key) for version in said)


def _versions(about: list[tuple[Record, Record]], key: Key) -> list[str]:
    """The versions at which answers change, and one that is later than any."""
    said = {
        version
        for _, affected in about
        for r in affected["ranges"]
        for event in r["events"]
        for version in event.values()
    }
    said |= {version for _, affected in about for version in (affected.get("versions") or ())[:20]}
    return sorted(version for version in said if version != "0" and _key_or_none(version, key))[:40]


def _advisories(database: Database, ecosystem: str, name: str, version: str) -> set[str]:
    found = assess([package(ecosystem, name, version)], database)
    assert found.not_assessed == ()
    return {advisory for match in found.matches for advisory in match.advisories}
