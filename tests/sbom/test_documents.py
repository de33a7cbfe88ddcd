"""Documents of bills: valid by their schemas, the same bytes for the same bill, harmless whatever is in it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from hypothesis import given, settings
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry, Resource
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from seatrial.model.location import Location
from seatrial.sbom import cyclonedx, spdx, table
from seatrial.sbom.bill import Bill, Layer, Subject
from tests.parsers.packages.samples import found_in, paths
from tests.sbom.bills import bills, package

IMAGE = Subject(
    name="harbour:1.4",
    of="image",
    version="sha256:" + "1" * 64,
    purl=f"pkg:oci/harbour@sha256:{'1' * 64}?tag=1.4",
    layers=(Layer(digest="sha256:a", instruction="ADD rootfs.tar /"), Layer(digest="sha256:b", instruction="RUN x")),
)
HOSTILE = "</script>\x1b[31m\u202e\r\n::error::##[x]\x00\ud800'\"\\ " + "x" * 50
FORMATS = [cyclonedx, spdx]


@cache
def validator() -> Draft7Validator:
    folder = resources.files("cyclonedx.schema") / "_res"
    schemas: dict[str, Any] = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    registry: Registry[Any] = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", Resource.from_contents(schema))
        for name, schema in schemas.items()
    )
    return Draft7Validator(schemas["bom-1.6"], registry=registry, format_checker=FormatChecker())


def flaws(format_: ModuleType, text: str) -> list[str]:
    """What the format's own tools have against a document."""
    document = json.loads(text)
    if format_ is cyclonedx:
        return [error.message for error in validator().iter_errors(document)]
    try:
        parsed = JsonLikeDictParser().parse(document)  # type: ignore[no-untyped-call]
    except SPDXParsingError as error:
        return list(error.get_messages())  # type: ignore[no-untyped-call]
    return [message.validation_message for message in validate_full_spdx_document(parsed)]


def everything() -> Bill:
    """All samples of packages, in one bill."""
    return Bill.of(IMAGE, [each for sample in paths() for each in found_in(sample).packages], ["go.mod: unreadable"])


def of_harbour() -> Bill:
    layer = {"layer": "sha256:b", "instruction": "RUN x"}
    place = Location("srv/package-lock.json", 12)
    return Bill.of(
        IMAGE,
        [
            package(
                "@saltmarsh/ballast", licences=("MIT OR ISC",), depends=("pkg:npm/ms@2.0.0", "pkg:npm/no@1"), **layer
            ),
            package("ms", "2.0.0", licences=("MIT",), locations=(place,), direct=True, **layer),
            package("hull", "1", "deb", ecosystem="Debian:12", kind="os", source_name="h", licences=("Own", "ISC")),
            package("oars", "", "helm", development=True, licences=("as you like",)),
        ],
        ["etc/os-release: it is broken"],
    )


def named(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    things: list[dict[str, Any]] = document.get("components") or document["packages"]
    [found] = [one for one in things if one["name"] == name]
    return found


def properties(thing: Mapping[str, Any]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in thing.get("properties", ())}


def comments(thing: Mapping[str, Any]) -> list[str]:
    return [each["comment"] for each in thing.get("annotations", ())]


@pytest.mark.parametrize("format_", FORMATS)
def test_documents_of_all_samples_are_valid(format_: ModuleType) -> None:
    text = format_.write(everything(), None)

    assert flaws(format_, text) == []
    assert len(everything().packages) > 60


@pytest.mark.parametrize("format_", FORMATS)
def test_an_empty_bill_is_valid(format_: ModuleType) -> None:
    assert flaws(format_, format_.write(Bill(subject=Subject(name="harbour")), None)) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_the_validators_find_what_is_wrong(format_: ModuleType) -> None:
    document = json.loads(format_.write(of_harbour(), None))
    (document.get("components") or document["packages"])[1].pop("name")

    assert flaws(format_, json.dumps(document)) != []


@given(bill=bills)
@settings(max_examples=30)
def test_whatever_is_in_a_bill_cyclonedx_is_valid(bill: Bill) -> None:
    assert flaws(cyclonedx, cyclonedx.write(bill, None)) == []


def test_another_reader_of_cyclonedx_sees_the_same() -> None:
    document = json.loads(cyclonedx.write(everything(), None))

    bom: Any = Bom.from_json(document)  # type: ignore[attr-defined]

    read = {(each.bom_ref.value, each.group, each.name, each.version) for each in bom.components}
    assert read == {(c["bom-ref"], c.get("group"), c["name"], c.get("version")) for c in document["components"]}
    assert {(each.ref.value, other.ref.value) for each in bom.dependencies for other in each.dependencies} == {
        (each["ref"], other) for each in document["dependencies"] for other in each.get("dependsOn", ())
    }


@pytest.mark.parametrize("format_", [*FORMATS, table])
def test_the_same_packages_in_another_order_make_the_same_bytes(format_: ModuleType) -> None:
    found = [each for sample in paths() for each in found_in(sample).packages]

    assert format_.write(Bill.of(IMAGE, reversed(found)), None) == format_.write(Bill.of(IMAGE, found), None)


@pytest.mark.parametrize("format_", FORMATS)
def test_another_package_makes_another_serial_number(format_: ModuleType) -> None:
    key = "serialNumber" if format_ is cyclonedx else "documentNamespace"
    one, other = (format_.write(Bill.of(IMAGE, [package(version=version)]), None) for version in ("1", "2"))

    assert json.loads(one)[key].startswith("urn:uuid:")
    assert json.loads(one)[key] != json.loads(other)[key]


def test_no_time_is_said_unless_it_is_wanted() -> None:
    now = datetime(2026, 11, 28, 17, 30, 1, 999, tzinfo=UTC)

    assert "timestamp" not in json.loads(cyclonedx.write(of_harbour(), None))["metadata"]
    assert json.loads(cyclonedx.write(of_harbour(), now))["metadata"]["timestamp"] == "2026-11-28T17:30:01Z"
    # SPDX must have one.
    assert json.loads(spdx.write(of_harbour(), None))["creationInfo"]["created"] == "1970-01-01T00:00:00Z"
    assert json.loads(spdx.write(of_harbour(), now))["creationInfo"]["created"] == "2026-11-28T17:30:01Z"


def test_a_component_of_cyclonedx() -> None:
    document = json.loads(cyclonedx.write(of_harbour(), None))

    assert named(document, "ms") == {
        "type": "library",
        "bom-ref": "pkg:npm/ms@2.0.0",
        "name": "ms",
        "version": "2.0.0",
        "licenses": [{"license": {"id": "MIT", "acknowledgement": "declared"}}],
        "purl": "pkg:npm/ms@2.0.0",
        "properties": [
            {"name": "seatrial:ecosystem", "value": "npm"},
            {"name": "seatrial:kind", "value": "library"},
            {"name": "seatrial:direct", "value": "true"},
            {"name": "seatrial:location", "value": "srv/package-lock.json:12:1"},
            {"name": "seatrial:layer", "value": "sha256:b"},
        ],
    }
    ballast = named(document, "ballast")
    assert (ballast["group"], ballast["licenses"]) == (
        "@saltmarsh",
        [{"expression": "MIT OR ISC", "acknowledgement": "declared"}],
    )
    assert properties(ballast)["seatrial:depends"] == "pkg:npm/no@1"
    hull = named(document, "hull")
    assert [each["license"].get("id", each["license"].get("name")) for each in hull["licenses"]] == ["Own", "ISC"]
    assert properties(hull)["seatrial:source-name"] == "h"
    oars = named(document, "oars")
    assert (oars["scope"], "version" in oars) == ("excluded", False)
    assert [each["value"] for each in oars["properties"] if each["name"] == "seatrial:unknown"] == [
        "ecosystem",
        "version",
    ]


def test_the_target_and_the_graph_of_cyclonedx() -> None:
    document = json.loads(cyclonedx.write(of_harbour(), None))

    target = document["metadata"]["component"]
    assert (target["type"], target["version"], target["bom-ref"]) == ("container", IMAGE.version, IMAGE.purl)
    assert [each["value"] for each in target["properties"]] == ["sha256:a ADD rootfs.tar /", "sha256:b RUN x"]
    needs = {each["ref"]: each.get("dependsOn") for each in document["dependencies"]}
    assert needs[IMAGE.purl] == ["pkg:npm/ms@2.0.0"]
    assert needs["pkg:npm/%40saltmarsh/ballast@1.0"] == ["pkg:npm/ms@2.0.0"]
    assert needs["pkg:npm/ms@2.0.0"] is None
    assert document["metadata"]["properties"] == [{"name": "seatrial:gap", "value": "etc/os-release: it is broken"}]
    assert document["compositions"] == [{"aggregate": "incomplete", "assemblies": [IMAGE.purl]}]


def test_a_package_of_spdx() -> None:
    document = json.loads(spdx.write(of_harbour(), None))

    ms, ballast = named(document, "ms"), named(document, "@saltmarsh/ballast")
    assert ms["externalRefs"][0]["referenceLocator"] == "pkg:npm/ms@2.0.0"
    assert (ms["licenseDeclared"], ballast["licenseDeclared"]) == ("MIT", "MIT OR ISC")
    assert "seatrial:location=srv/package-lock.json:12:1" in comments(ms)
    hull, oars, target = (named(document, name) for name in ("hull", "oars", "harbour:1.4"))
    assert hull["licenseDeclared"] == "NOASSERTION"
    assert [text for text in comments(hull) if "licence" in text] == ["seatrial:licence=Own", "seatrial:licence=ISC"]
    [own] = document["hasExtractedLicensingInfos"]
    assert (own["licenseId"], own["extractedText"]) == (oars["licenseDeclared"], "as you like")
    assert target["primaryPackagePurpose"] == "CONTAINER"
    said = {(e["spdxElementId"], e["relationshipType"], e["relatedSpdxElement"]) for e in document["relationships"]}
    assert {
        ("SPDXRef-DOCUMENT", "DESCRIBES", target["SPDXID"]),
        (target["SPDXID"], "CONTAINS", ms["SPDXID"]),
        (ballast["SPDXID"], "DEPENDS_ON", ms["SPDXID"]),
        (oars["SPDXID"], "DEV_DEPENDENCY_OF", target["SPDXID"]),
    } <= said
    assert comments(document) == ["seatrial:gap=etc/os-release: it is broken"]


@pytest.mark.parametrize("format_", [*FORMATS, table])
def test_nothing_that_a_terminal_acts_upon_comes_through(format_: ModuleType) -> None:
    hostile = package(
        HOSTILE, HOSTILE, licences=(HOSTILE,), locations=(Location(HOSTILE, 1),), owned_by=HOSTILE, layer=HOSTILE
    )

    text = format_.write(Bill.of(Subject(name=HOSTILE), [hostile], [HOSTILE]), None)

    assert not {*"\x1b\u202e\r\x00\ud800"} & {*text}
    if format_ is cyclonedx:
        assert flaws(format_, text) == []


def test_a_table_has_a_line_for_each_package() -> None:
    bill = Bill.of(
        IMAGE, [package(locations=(Location("a.lock", 7), Location("b.lock", 1))), package("oars", "", "helm")]
    )

    head, *rows = table.write(bill, None).splitlines()

    assert head.split() == ["NAME", "VERSION", "ECOSYSTEM", "LICENCE", "WHERE"]
    assert [row.split() for row in rows] == [
        ["oars", "?", "?"],
        ["ballast", "1.0", "npm", "a.lock:7", "and", "1", "more"],
    ]
