"""Small databases, made of a few records as OSV has them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from seatrial.model.package import Kind, Package
from seatrial.versions import scheme_of
from seatrial.vulns.database import Database
from seatrial.vulns.sources import osv
from seatrial.vulns.writer import Writer, replacing

Record = dict[str, Any]

REAL = Path(__file__).parents[3] / "shared" / "vulndata"
"""Real advisories, where they are at hand."""


def record(id_: str, ecosystem: str, package: str, *events: dict[str, str], **more: Any) -> Record:
    """One record about one package; ``versions`` are its enumerated ones."""
    affected: Record = {"package": {"ecosystem": ecosystem, "name": package}}
    if events:
        affected["ranges"] = [{"type": "ECOSYSTEM", "events": [*events]}]
    if "versions" in more:
        affected["versions"] = more.pop("versions")
    return {"id": id_, "modified": "2026-01-01T00:00:00Z", "affected": [affected], **more}


def fixed_in(version: str, since: str = "0") -> tuple[dict[str, str], dict[str, str]]:
    return {"introduced": since}, {"fixed": version}


def shelf(folder: Path, **records: Iterable[Record]) -> Database:
    """A folder of databases; an ecosystem's name is written with an underscore for whatever is no letter."""
    for name, items in records.items():
        ecosystem = {"Rocky_Linux": "Rocky Linux", "crates_io": "crates.io"}.get(name, name)
        database = Database(folder)
        with replacing(database.path(ecosystem)) as aside:
            writer = Writer(aside, ecosystem, scheme_of(ecosystem).key)
            for item in items:
                writer.add(osv.read(json.dumps(item).encode(), ecosystem), "osv")
            writer.finish({"built": "2026-11-01T00:00:00+00:00"})
    return Database(folder)


def package(ecosystem: str, name: str, version: str, kind: Kind = "library", **more: Any) -> Package:
    return Package(ecosystem=ecosystem, name=name, version=version, purl=f"pkg:x/{name}@{version}", kind=kind, **more)
