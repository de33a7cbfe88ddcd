"""Documents that projects have really published."""

import gzip
import json
from collections.abc import Iterator

import pytest

from seatrial.engine.things import Whereabouts, thing_named
from seatrial.engine.vex import Claims
from seatrial.model.package import Package
from seatrial.model.vex import Status
from seatrial.parsers.vex import Found, parse_vex
from tests.vulns.shelf import REAL

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not here")


def documents() -> Iterator[bytes]:
    """Those of the file; what else is in it are indexes of them."""
    with gzip.open(REAL / "meta" / "openvex.jsonl.gz", "rb") as lines:
        yield from (line for line in lines if b'"statements"' in line)


@pytest.fixture(scope="module")
def read() -> list[Found]:
    return [parse_vex(document, "real.json") for document in documents()]


def test_every_statement_of_every_document_is_read(read: list[Found]) -> None:
    expected = [len(json.loads(document)["statements"]) for document in documents()]

    assert [len(found.statements) for found in read] == expected
    assert sum(expected) > 15_000
    assert all(found.flaws == () for found in read)


def test_what_trivy_says_of_helm_is_said_of_helm_in_trivy(read: list[Found]) -> None:
    claims = Claims(statement for found in read for statement in found.statements)
    purl = "pkg:golang/helm.sh/helm/v3@v3.14.0"
    helm = Package(ecosystem="Go", name="helm.sh/helm/v3", version="v3.14.0", purl=purl, kind="library")

    def said(product: str) -> Status | None:
        found = claims.about(("CVE-2024-26147",), Whereabouts.of(helm, [thing_named(product)]))
        return found.status if found else None

    assert said("pkg:golang/github.com/aquasecurity/trivy@v0.50.0") is Status.NOT_AFFECTED
    assert said("pkg:golang/github.com/elsewhere/other@v0.50.0") is None
