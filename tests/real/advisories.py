"""Real advisories about what is in the images, served on the loopback as OSV serves them.

They lie beside the project and are no part of it: where they are not there, what needs them is skipped.
"""

import gzip
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.vulns.mirror import Mirror
from tests.vulns.shelf import REAL

Record = dict[str, Any]

ECOSYSTEMS = ("AlmaLinux", "Debian", "PyPI", "npm")
RELEASES: Mapping[str, tuple[str, ...]] = {
    "AlmaLinux": ("AlmaLinux:9",),
    "Debian": ("Debian:11", "Debian:12", "Debian:13"),
}
"""What the images are of; advisories about other releases only take time."""
_OTHERS = ("debian", "alpine", "kev", "epss", "endoflife")


@cache
def records_of(ecosystem: str) -> tuple[Record, ...]:
    """The records of an ecosystem, of a distribution those about the releases of the images."""
    path = REAL / "osv" / f"{ecosystem}.jsonl.gz"
    if not path.is_file():
        pytest.skip("the real advisories are not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    releases = RELEASES.get(ecosystem)
    if releases is None:
        return tuple(records)
    return tuple(cut for record in records if (cut := _about(record, releases))["affected"])


def _about(record: Record, releases: tuple[str, ...]) -> Record:
    affected = [one for one in record["affected"] if one["package"]["ecosystem"] in releases]
    return {**record, "affected": affected}


def feeds(mirror: Mirror) -> tuple[str, ...]:
    """The options that make an update ask this mirror and nobody else."""
    return (f"--feed=osv={mirror.address}", *(f"--feed={name}=" for name in _OTHERS))
