"""What the command tells of a target: its bill, and the flaws in it."""

import json
from pathlib import Path
from typing import NamedTuple

from seatrial.sbom.bill import Bill
from seatrial.sbom.read import parse_bill
from tests.real.programs import seatrial

_PLATFORM = ("--platform", "linux/amd64")


class Finding(NamedTuple):
    """A flaw of a package: the purl of what gets fixed, its version, and the place in the target that tells of it."""

    flaw: str
    address: str
    version: str
    place: str


def bill_of(target: str, *options: str, **environment: str) -> Bill:
    """The bill that `seatrial sbom` writes; nothing may be missing of it."""
    answer = seatrial("sbom", target, *options, *_PLATFORM, "-o", "cyclonedx", **environment)
    assert answer.code == 0, answer.err
    return parse_bill(answer.out.encode())


def findings_of(target: str, advisories: Path, *options: str, **environment: str) -> list[Finding]:
    """The flaws that `seatrial scan` finds."""
    answer = seatrial("scan", target, "--db", advisories, *options, *_PLATFORM, "-o", "json", **environment)
    assert answer.code in (0, 1), answer.err
    return findings_in(answer.out, target)


def findings_in(text: str, target: str) -> list[Finding]:
    """The findings of a report; whatever could not be assessed is a failure."""
    report = json.loads(text)
    assert report["gaps"] == []
    return [
        Finding(
            flaw=result["check"]["id"],
            address=result["resource"]["address"],
            version=result["evidence"][0]["value"],
            place=result["location"]["file"].removeprefix(target).lstrip(":/") + f":{result['location']['line']}",
        )
        for result in report["results"]
        if result["verdict"] == "fail" and result["resource"]["type"] == "package"
    ]
