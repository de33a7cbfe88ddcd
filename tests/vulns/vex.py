"""Documents as Red Hat's CSAF VEX has them, and a folder of them as it is served."""

import csv
import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.vulns.shelf import Record

PRODUCTS = {
    "AppStream-9.4.0.Z.MAIN": "cpe:/a:redhat:enterprise_linux:9::appstream",
    "BaseOS-9.3.0.Z.MAIN": "cpe:/o:redhat:enterprise_linux:9::baseos",
    "AppStream-9.2.0.Z.EUS": "cpe:/a:redhat:rhel_eus:9.2::appstream",
    "AppStream-8.9.0.Z.MAIN": "cpe:/a:redhat:enterprise_linux:8::appstream",
    "RHEL-10.1.Z": "cpe:/o:redhat:enterprise_linux:10.1",
    "7Server-ELS": "cpe:/o:redhat:rhel_els:7",
    "red_hat_enterprise_linux_9": "cpe:/o:redhat:enterprise_linux:9",
    "red_hat_enterprise_linux_8": "cpe:/o:redhat:enterprise_linux:8",
    "red_hat_enterprise_linux_7": "cpe:/o:redhat:enterprise_linux:7",
    "9Base-RHOSE-4.16": "cpe:/a:redhat:openshift:4.16::el9",
}

Said = Mapping[str, Iterable[str]]
"""By product, the purls of its packages; a chain of components is written with " in "."""


def vex(cve: str, *, severity: str = "moderate", remedies: Iterable[Record] = (), **statuses: Said) -> Record:
    """One document; a status is ``fixed={"AppStream-9.4.0.Z.MAIN": [purl]}``."""
    parts: dict[str, Record] = {}
    components: dict[str, Record] = {}
    lists = {
        status: [_related(product, purl, parts, components) for product, purls in said.items() for purl in purls]
        for status, said in statuses.items()
    }
    names = [
        {"category": "product_name", "name": id_, "product": _product(id_, cpe=cpe)} for id_, cpe in PRODUCTS.items()
    ]
    versions = [{"category": "product_version", "name": id_, "product": one} for id_, one in components.items()]
    family = {"category": "product_family", "name": "Red Hat Enterprise Linux", "branches": names}
    vendor = {"category": "vendor", "name": "Red Hat", "branches": [family, *versions]}
    return {
        "document": {
            "aggregate_severity": {"namespace": "https://access.redhat.com/", "text": severity},
            "category": "csaf_vex",
            "tracking": {"id": cve, "current_release_date": "2026-01-01T00:00:00+00:00"},
        },
        "product_tree": {"branches": [vendor], "relationships": [*parts.values()]},
        "vulnerabilities": [
            {"cve": cve, "title": f"a flaw, {cve}", "product_status": lists, "remediations": [*remedies]}
        ],
    }


def remedy(category: str, details: str, *product_ids: str) -> Record:
    return {"category": category, "details": details, "product_ids": [*product_ids]}


def _product(id_: str, **helper: str) -> Record:
    return {"name": id_, "product_id": id_, "product_identification_helper": helper}


def _related(product: str, purl: str, parts: dict[str, Record], components: dict[str, Record]) -> str:
    """Tie a package to a product, through the module that it is in, if there is one; returns the id of both."""
    own, _, module = purl.partition(" in ")
    home = _related(product, module, parts, components) if module else product
    components[own] = _product(own, purl=own)
    whole = f"{home}:{own}"
    parts[whole] = {
        "category": "default_component_of",
        "full_product_name": {"name": whole, "product_id": whole},
        "product_reference": own,
        "relates_to_product_reference": home,
    }
    return whole


class Site:
    """A folder as Red Hat serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def archive(self, *every: Record | tuple[str, bytes], day: str = "2026-01-10") -> None:
        """Write the archive, and nothing beside it; what is no document is given with its name."""
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for one in every:
                name, content = one if isinstance(one, tuple) else (path_of(one), json.dumps(one).encode())
                info = tarfile.TarInfo(name)
                info.size = len(content)
                info.pax_headers = {"comment": "which makes a header of pax"}
                archive.addfile(info, io.BytesIO(content))
        name = f"csaf_vex_{day}.tar.zst"
        (self.folder / name).write_bytes(compressed(tar.getvalue()))
        (self.folder / "archive_latest.txt").write_text(name)

    def change(self, *every: tuple[Record, str], gone: Iterable[tuple[str, str]] = ()) -> None:
        """Write documents one by one, with when each changed, and what is gone since when."""
        for one, _ in every:
            path = self.folder / path_of(one)
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(one))
        self._index("changes.csv", [(path_of(one), time) for one, time in every])
        self._index("deletions.csv", gone)

    def _index(self, name: str, rows: Iterable[tuple[str, str]]) -> None:
        path = self.folder / name
        old = [*csv.reader(path.read_text().splitlines())] if path.exists() else []
        text = io.StringIO()
        fresh = sorted([*rows], key=lambda row: row[1], reverse=True)
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows([*fresh, *old])
        path.write_text(text.getvalue())


def path_of(document: Record) -> str:
    cve: str = document["vulnerabilities"][0]["cve"]
    return f"{cve.split('-')[1]}/{cve.lower()}.json"


def compressed(content: bytes) -> bytes:
    zstd: Any = pytest.importorskip("backports.zstd")
    result: bytes = zstd.compress(content)
    return result
