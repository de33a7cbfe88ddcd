"""Documents by other tools, and what is no document."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.errors import LimitError, ParseError
from seatrial.sbom import cyclonedx, spdx
from seatrial.sbom.bill import Bill, Subject
from seatrial.sbom.read import parse_bill
from tests.sbom.bills import package


def read(document: dict[str, Any]) -> Bill:
    return parse_bill(json.dumps(document).encode())


def bom(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [*components], **more}


@pytest.mark.parametrize(
    ("purl", "ecosystem", "kind"),
    [
        ("pkg:npm/%40babel/core@7", "npm", "library"),
        ("pkg:golang/example.org/x@v1", "Go", "library"),
        ("pkg:deb/debian/hull@1?arch=amd64&distro=debian-12", "Debian:12", "os"),
        ("pkg:apk/alpine/hull@1?distro=alpine-3.19.1", "Alpine:v3.19", "os"),
        ("pkg:rpm/opensuse/hull@1?distro=opensuse-leap-15.6", "openSUSE:Leap 15.6", "os"),
        ("pkg:apk/wolfi/hull@1?distro=wolfi", "Wolfi", "os"),
        ("pkg:deb/debian/hull@1?distro=bookworm", "", "os"),
        ("pkg:deb/debian/hull@1", "", "os"),
        ("pkg:generic/hull@1", "", "library"),
        ("hull", "", "library"),
        ("", "", "library"),
    ],
)
def test_where_nobody_says_the_ecosystem_the_purl_tells_it(purl: str, ecosystem: str, kind: str) -> None:
    [found] = read(bom({"type": "library", "name": "hull", "version": "1", "purl": purl})).packages

    assert (found.ecosystem, found.kind, found.source_name) == (ecosystem, kind, "hull")


@pytest.mark.parametrize(
    ("purl", "version", "source"),
    [
        ("pkg:deb/debian/hull@1-2?upstream=harbour%401-1&arch=amd64", "1-2", ("harbour", "1-1")),
        ("pkg:apk/alpine/hull@1-r2?upstream=harbour", "1-2", ("harbour", "1-2")),
        ("pkg:rpm/redhat/hull@1-2?epoch=3&upstream=harbour-1-2.src.rpm", "3:1-2", ("hull", "3:1-2")),
        ("pkg:npm/hull@1-2?upstream=harbour", "1-2", ("hull", "1-2")),
    ],
)
def test_source_packages_and_epochs_are_told_by_the_purl(purl: str, version: str, source: tuple[str, str]) -> None:
    [found] = read(bom({"type": "library", "name": "hull", "version": "1-2", "purl": purl})).packages

    assert (found.version, (found.source_name, found.source_version)) == (version, source)


def test_components_of_other_tools_are_read_with_those_within_them() -> None:
    inner = {"type": "library", "group": "org.slf4j", "name": "slf4j-api", "purl": "pkg:maven/org.slf4j/slf4j-api@2"}
    outer = {
        "type": "framework",
        "bom-ref": "1",
        "name": "rig",
        "components": [inner],
        "licenses": [{"license": {"name": "Own"}}, {"license": {"id": "MIT", "url": "https://example.org"}}],
    }
    file = {"type": "file", "name": "/etc/passwd"}

    bill = read(bom(outer, file, dependencies=[{"ref": "1", "dependsOn": ["nowhere"]}]))

    assert [(found.name, found.kind, found.licences) for found in bill.packages] == [
        ("rig", "application", ("Own", "MIT")),
        ("org.slf4j:slf4j-api", "library", ()),
    ]


def test_packages_of_other_tools_spdx() -> None:
    one = {
        "SPDXID": "SPDXRef-1",
        "name": "ms",
        "versionInfo": "2.0.0",
        "licenseDeclared": "LicenseRef-1",
        "externalRefs": [
            {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:x"},
            {"referenceType": "purl", "referenceLocator": "pkg:npm/ms@2.0.0"},
        ],
    }
    other = {"SPDXID": "SPDXRef-2", "name": "debug", "licenseDeclared": "NONE"}
    document = {
        "spdxVersion": "SPDX-2.2",
        "name": "harbour",
        "packages": [one, other],
        "documentDescribes": ["SPDXRef-1", "SPDXRef-2"],
        "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "name": "NOASSERTION", "extractedText": "Own"}],
        "relationships": [
            {"spdxElementId": "SPDXRef-1", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-2"},
            {"spdxElementId": "SPDXRef-2", "relationshipType": "TEST_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-1"},
        ],
    }

    bill = read(document)

    assert bill.subject == Subject(name="harbour")
    debug, ms = bill.packages
    assert (ms.ecosystem, ms.version, ms.licences, ms.development) == ("npm", "2.0.0", ("Own",), False)
    assert (debug.ecosystem, debug.version, debug.licences, debug.development) == ("", "", (), True)
    assert debug.depends == ("pkg:npm/ms@2.0.0",)


def test_a_document_of_one_package_is_not_empty() -> None:
    document = {"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "SPDXRef-1", "name": "ms"}]}

    assert [found.name for found in read({**document, "documentDescribes": ["SPDXRef-1"]}).packages] == ["ms"]
    assert read(json.loads(spdx.write(Bill(subject=Subject(name="x")), None))).packages == ()


def test_components_within_the_target_are_read() -> None:
    target = {"type": "application", "name": "harbour", "components": [{"type": "library", "name": "ms"}]}

    bill = read(bom(metadata={"component": target}))

    assert (bill.subject.name, [found.name for found in bill.packages]) == ("harbour", ["ms"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff",
        b"<bom/>",
        b'{"spdxVersion": "SPDX-3.0"}',
        b'{"bomFormat": "CycloneDX", "specVersion": "2.0"}',
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library"}]}',
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": {}}',
        b'{"spdxVersion": "SPDX-2.3", "packages": [{"name": "x"}]}',
        b'{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "1", "name": "x"}, {"SPDXID": "1", "name": "y"}]}',
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": ' + b"[" * 100_000,
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": ' + b'[{"name": "a", "components": ' * 50_000,
    ],
)
def test_what_is_no_document_is_an_error(content: bytes) -> None:
    with pytest.raises(ParseError):
        parse_bill(content)


def test_a_place_that_is_none_is_an_error() -> None:
    component = {"name": "x", "properties": [{"name": "seatrial:location", "value": "nowhere"}]}

    with pytest.raises(ParseError, match="'nowhere' is no place in a file"):
        read(bom(component))


def test_too_much_of_it_is_past_a_bound() -> None:
    with pytest.raises(LimitError) as long:
        read(bom({"name": "x" * 1001}))
    with pytest.raises(LimitError) as many:
        read(bom(*({"name": "x"},) * 200_001))

    assert len(read(bom(*({"name": "x"},) * 150_000)).packages) == 1
    assert (long.value.bound, many.value.bound) == ("1000 characters", "200000 packages")


@given(st.sampled_from([cyclonedx, spdx]), st.data())
def test_a_document_that_is_cut_or_changed_is_read_or_an_error(format_: Any, data: st.DataObject) -> None:
    content = bytearray(format_.write(Bill.of(Subject(name="x"), [package(licences=("MIT",))], ["gap"]), None).encode())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at:] = data.draw(st.binary(max_size=3)) + content[at + data.draw(st.integers(0, 40)) :]

    with suppress(ParseError):
        assert isinstance(parse_bill(bytes(content)), Bill)
