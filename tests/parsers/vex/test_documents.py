"""What documents of VEX say, in each of the formats, and what is told of those that cannot be followed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.errors import LimitError, ParseError
from seatrial.model.vex import Status, Subject, Thing
from seatrial.parsers.vex import Found, parse_vex, statements_of_attestation
from seatrial.parsers.vex import found as reading
from tests.parsers.vex.made import APP, LODASH, attested, csaf, cyclonedx, enveloped, flaw, found, only, openvex

DIGEST = "sha256:" + "1" * 64
IMAGE = Thing(id=APP, digests=(DIGEST,))
IN_APP = Subject(thing=Thing(id=LODASH), within=(IMAGE,))
FORMATS = [openvex, cyclonedx, csaf]
LODASH_PART = {"type": "library", "name": "lodash", "bom-ref": "lodash", "purl": "pkg:npm/lodash", "version": "4.17.20"}


def _product(purl: str) -> dict[str, Any]:
    return {"product_id": "a", "name": "a", "product_identification_helper": {"purl": purl}}


@pytest.mark.parametrize("made", FORMATS)
def test_the_formats_say_the_same(made: Callable[[], dict[str, Any]]) -> None:
    statement = only(made())

    assert statement.names == ("CVE-2026-1", "GHSA-a-b-c")
    assert statement.subjects == (IN_APP,)
    assert statement.status is Status.NOT_AFFECTED
    assert statement.author == "Harbour"
    assert statement.timestamp == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert not statement.unverified


def test_a_justification_is_told_in_the_words_of_its_format() -> None:
    assert only(openvex()).justification == "vulnerable_code_not_in_execute_path"
    assert only(csaf()).justification == "vulnerable_code_not_in_execute_path"
    assert only(cyclonedx()).justification == "code_not_reachable"
    assert only(cyclonedx()).impact == only(csaf()).impact == "nobody calls it"


@pytest.mark.parametrize(
    ("made", "line"),
    [(openvex, '"vulnerability": {'), (cyclonedx, '"id": "CVE-2026-1"'), (csaf, '"app:lodash"')],
)
def test_a_statement_knows_its_line(made: Callable[[], dict[str, Any]], line: str) -> None:
    document = made()
    text = json.dumps(document, indent=1).splitlines()
    key = "vulnerabilities" if made is csaf else ""
    after = next((n for n, said in enumerate(text) if key and f'"{key}"' in said), 0)
    expected = next(n for n, said in enumerate(text) if n >= after and line in said) + 1

    place = only(document).location

    # An object begins with its brace, a line above its first entry.
    assert (place.file, place.line) == ("harbour.vex.json", expected if made is csaf else expected - 1)


@pytest.mark.parametrize("status", ["affected", "under_investigation", "fixed"])
def test_every_status_of_openvex_is_read(status: str) -> None:
    statement = only(openvex({"status": status, "justification": None, "action_statement": "update to 4.17.21"}))

    assert (statement.status, statement.action) == (Status(status), "update to 4.17.21")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("resolved", Status.FIXED),
        ("resolved_with_pedigree", Status.FIXED),
        ("exploitable", Status.AFFECTED),
        ("in_triage", Status.UNDER_INVESTIGATION),
        ("false_positive", Status.NOT_AFFECTED),
    ],
)
def test_every_state_of_cyclonedx_is_read(state: str, status: Status) -> None:
    assert only(cyclonedx({"analysis": {"state": state}})).status is status


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("fixed", Status.FIXED),
        ("first_fixed", Status.FIXED),
        ("known_affected", Status.AFFECTED),
        ("last_affected", Status.AFFECTED),
        ("under_investigation", Status.UNDER_INVESTIGATION),
    ],
)
def test_every_product_status_of_csaf_is_read(key: str, status: Status) -> None:
    assert only(csaf({"product_status": {key: ["app:lodash"]}})).status is status


def test_the_newest_time_of_a_statement_is_its_own() -> None:
    said = {"timestamp": "2026-04-01T00:00:00+02:00"}
    assert only(openvex(said)).timestamp == datetime(2026, 3, 31, 22, tzinfo=UTC)
    # That the document has changed since says nothing about this statement.
    assert only(openvex(last_updated="2026-05-01T00:00:00Z")).timestamp == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert only(openvex({"last_updated": "2026-05-01T00:00:00Z"})).timestamp == datetime(2026, 5, 1, tzinfo=UTC)
    analysis = {"state": "in_triage", "firstIssued": "2026-01-01T00:00:00Z", "lastUpdated": "2026-06-01T00:00:00Z"}
    assert only(cyclonedx({"analysis": analysis})).timestamp == datetime(2026, 6, 1, tzinfo=UTC)


def test_openvex_before_0_2_0_is_read_with_the_components_of_all_products() -> None:
    said = {"vulnerability": "CVE-2026-1", "products": [APP, "pkg:npm/a@1"], "subcomponents": [LODASH]}

    statement = only(openvex(said, **{"@context": "https://openvex.dev/ns"}))

    assert statement.names == ("CVE-2026-1",)
    assert statement.subjects == (IN_APP, Subject(thing=Thing(id=LODASH), within=(Thing(id="pkg:npm/a@1"),)))


def test_a_product_may_be_named_by_digests_and_identifiers() -> None:
    product = {"hashes": {"sha-256": "AB" * 32}, "identifiers": {"cpe23": "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"}}

    statement = only(openvex({"products": [product]}))

    assert statement.subjects[0].thing == Thing(id="cpe:2.3:a:x:y:1:*:*:*:*:*:*:*", digests=("sha256:" + "ab" * 32,))


def test_an_image_by_docker_hubs_other_names_is_the_same() -> None:
    ids = ["index.docker.io/library/harbour", "docker.io/harbour", "https://registry-1.docker.io/library/harbour"]

    products = [{"@id": f"pkg:oci/Harbour?repository_url={id_}"} for id_ in ids]
    statement = only(openvex({"products": products}))

    assert {subject.thing.id for subject in statement.subjects} == {
        "pkg:oci/harbour?repository_url=docker.io%2Flibrary%2Fharbour"
    }


def test_a_component_of_cyclonedx_is_within_what_it_is_nested_in() -> None:
    jar = {"type": "application", "name": "jar", "bom-ref": "jar", "purl": "pkg:maven/a/b@1?type=jar"}
    folder = {"type": "file", "name": "lib", "components": [{**jar, "components": [{**LODASH_PART}]}]}

    statement = only(cyclonedx(components=[folder]))

    assert statement.subjects == (Subject(thing=Thing(id=LODASH), within=(IMAGE, Thing(id="pkg:maven/a/b@1"))),)


def test_a_component_of_a_product_without_a_purl_is_meant_anywhere() -> None:
    metadata = {"component": {"type": "application", "name": "harbour", "bom-ref": "app"}}

    assert only(cyclonedx(metadata=metadata)).subjects == (Subject(thing=Thing(id=LODASH)),)


def test_versions_of_cyclonedx_have_a_status_of_their_own() -> None:
    versions = [{"version": "1.0", "status": "affected"}, {"version": "1.1", "status": "unaffected"}, {"version": "2"}]
    part = {**LODASH_PART, "version": "", "purl": "pkg:npm/lodash"}

    read = found(cyclonedx({"affects": [{"ref": "lodash", "versions": versions}]}, components=[part]))

    assert read.flaws == ()
    assert {
        (statement.status, subject.thing.id) for statement in read.statements for subject in statement.subjects
    } == {
        (Status.AFFECTED, "pkg:npm/lodash@1.0"),
        (Status.NOT_AFFECTED, "pkg:npm/lodash@1.1"),
        (Status.NOT_AFFECTED, "pkg:npm/lodash@2"),
    }


def test_an_element_of_another_bill_is_named_by_its_purl() -> None:
    link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm/lodash%404.17.20"

    assert only(cyclonedx({"affects": [{"ref": link}]})).subjects == (Subject(thing=Thing(id=LODASH)),)


def test_what_has_no_analysis_says_nothing() -> None:
    assert flaw(cyclonedx({"analysis": None})) == "it makes no statement: no vulnerability has a status"


def test_flags_and_threats_of_csaf_may_be_about_groups_or_about_all() -> None:
    grouped = {"flags": [{"label": "component_not_present", "group_ids": ["all"]}], "threats": []}
    whole = {"flags": [], "threats": [{"category": "impact", "details": "it is elsewhere"}]}

    assert only(csaf(grouped)).justification == "component_not_present"
    assert only(csaf(whole)).impact == "it is elsewhere"


def test_a_version_in_a_branch_of_csaf_counts_where_the_purl_has_none() -> None:
    def tree(category: str, name: str) -> dict[str, Any]:
        product = {"product_id": "app:lodash", "name": "x", "product_identification_helper": {"purl": "pkg:npm/lodash"}}
        return {"branches": [{"category": category, "name": name, "product": product}]}

    assert only(csaf(product_tree=tree("product_version", "4.17.20"))).subjects[0].thing.id == LODASH
    # Red Hat's are the names of packages: all of their versions are meant.
    assert only(csaf(product_tree=tree("product_version", "lodash"))).subjects[0].thing.id == "pkg:npm/lodash"
    assert only(csaf(product_tree=tree("product_version_range", "vers:all/*"))).subjects[0].thing.id == "pkg:npm/lodash"
    assert flaw(csaf(product_tree=tree("product_version_range", "<4.17.20"))) == (
        "ranges of versions are not followed: '<4.17.20'"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "harmless"}, "it has no status that VEX knows: 'harmless'"),
        ({"status": None}, "it has no status that VEX knows: ''"),
        ({"justification": "trust_me"}, "it has no justification that VEX knows: 'trust_me'"),
        ({"justification": None}, "it says `not affected` and gives neither a justification nor an impact statement"),
        ({"vulnerability": {}}, "it names no vulnerability"),
        ({"products": []}, "it names no product"),
        ({"products": [{}]}, "it names a product by neither a purl nor a digest"),
        ({"products": ["harbour"]}, "it names a product by neither a purl nor a digest, but as 'harbour'"),
        ({"products": ["pkg:npm"]}, "'pkg:npm' is not a purl: it needs a type and a name"),
        ({"products": ["pkg:npm/a@vers:npm/<2"]}, "ranges of versions are not followed: 'pkg:npm/a@vers:npm/<2'"),
        ({"products": ["pkg:npm/a@1.*"]}, "ranges of versions are not followed: 'pkg:npm/a@1.*'"),
        (
            {"products": ["pkg:npm/a?vers=vers:npm/<2"]},
            "ranges of versions are not followed: 'pkg:npm/a?vers=vers:npm/<2'",
        ),
        ({"products": {}}, "`products` is no list"),
        ({"timestamp": "yesterday"}, "`timestamp` is no time: 'yesterday'"),
        ({"timestamp": "0001-01-01T00:00:00+14:00"}, "`timestamp` is no time: '0001-01-01T00:00:00+14:00'"),
        ({"impact_statement": 7}, "`impact_statement` is no text"),
        ({"status": "fixed", "products": ["pkg:npm/a"]}, "it says `fixed`, but not in which version of the product"),
    ],
)
def test_a_statement_of_openvex_that_cannot_be_followed_is_told(change: dict[str, Any], message: str) -> None:
    assert flaw(openvex(change)) == message


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (cyclonedx({"analysis": {"state": "fine"}}), "it has no state that CycloneDX knows: 'fine'"),
        (cyclonedx({"analysis": []}), "`analysis` is no object"),
        (cyclonedx({"affects": []}), "it says not what it affects"),
        (cyclonedx({"affects": [{"ref": "x"}]}), "it names a product by neither a purl nor a digest, but as 'x'"),
        (
            cyclonedx({"affects": [{"ref": "lodash", "versions": [{"range": "vers:npm/<5"}]}]}),
            "ranges of versions are not followed: 'vers:npm/<5'",
        ),
        (
            cyclonedx({"affects": [{"ref": "lodash", "versions": [{"version": "5"}]}]}),
            f"it says version '5' of '{LODASH}'",
        ),
        (cyclonedx(vulnerabilities=[7]), "a vulnerability is no object"),
        (csaf({"product_status": {"known_not_affected": ["x"]}}), "there is no product 'x' in the product tree"),
        (csaf({"product_status": {"fixed": "app"}}), "`fixed` is no list"),
        (csaf({"product_status": []}), "`product_status` is no object"),
        (csaf({"flags": [{"label": "fine"}]}), "it has no flag that CSAF knows: 'fine'"),
        (
            csaf({"flags": [], "threats": []}),
            "it says `not affected` and gives neither a justification nor an impact statement",
        ),
        (csaf(vulnerabilities=[7]), "a vulnerability is no object"),
        (cyclonedx(components=[LODASH_PART, {**LODASH_PART, "version": "5"}]), "there are two components 'lodash'"),
        (
            csaf(
                {"product_status": {"known_not_affected": ["a"]}, "flags": [{"label": "component_not_present"}]},
                product_tree={"full_product_names": [_product("pkg:npm/a@1"), _product("pkg:npm/a@2")]},
            ),
            "there are two products 'a' in the product tree",
        ),
    ],
)
def test_a_statement_of_the_others_that_cannot_be_followed_is_told(document: dict[str, Any], message: str) -> None:
    assert flaw(document) == message


def test_a_flaw_costs_its_own_statement_only() -> None:
    document = openvex()
    document["statements"] = [*document["statements"], {"status": "affected"}, *openvex()["statements"]]

    read = found(document)

    assert (len(read.statements), len(read.flaws)) == (2, 1)
    assert read.statements[0].location.line < read.flaws[0].location.line < read.statements[1].location.line


def test_products_of_csaf_with_the_same_flaw_are_told_once() -> None:
    tree = {"full_product_names": [{"product_id": str(n), "name": "x"} for n in range(9)]}

    read = found(csaf({"product_status": {"fixed": [str(n) for n in range(9)]}}, product_tree=tree))

    assert [flaw.message for flaw in read.flaws] == ["it names a product by neither a purl nor a digest"]


def test_a_product_of_csaf_that_is_part_of_itself_ends() -> None:
    loop = {
        "product_reference": "app:lodash",
        "relates_to_product_reference": "app:lodash",
        "full_product_name": {"product_id": "app:lodash", "name": "x"},
    }

    assert "part of itself" in flaw(csaf(product_tree={"relationships": [loop]}))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"{",
        json.dumps({"@context": "https://example.com"}).encode(),
        json.dumps(openvex(statements={})).encode(),
        json.dumps(cyclonedx(specVersion="1.3")).encode(),
        json.dumps(csaf(document={"csaf_version": "2.1"})).encode(),
        json.dumps(attested(openvex(), subject=[])).encode(),
        json.dumps(attested(attested(openvex()))).encode(),
        json.dumps(attested(None)).encode(),
        json.dumps(enveloped(openvex(), payload="?")).encode(),
        json.dumps(enveloped(openvex(), payloadType="text/plain")).encode(),
        json.dumps(enveloped(enveloped(attested(openvex())))).encode(),
    ],
)
def test_what_is_no_document_is_refused_with_the_name_of_its_file(text: bytes) -> None:
    with pytest.raises(ParseError) as refused:
        parse_vex(text, "x.json")
    assert str(refused.value).startswith("x.json")


def test_a_document_about_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_SUBJECTS", 0)
    with pytest.raises(LimitError):
        found(openvex())


# Attestations


def test_an_attestation_holds_for_its_subject_and_is_not_verified() -> None:
    statement = only(attested(openvex({"products": [{"@id": LODASH}]})))

    assert statement.subjects == (Subject(thing=Thing(id=LODASH), within=(Thing(digests=(DIGEST,)),)),)
    assert statement.unverified


def test_where_no_product_is_said_it_is_the_subject() -> None:
    statement = only(attested(openvex({"products": None})))

    assert statement.subjects == (Subject(thing=Thing(digests=(DIGEST,))),)


@pytest.mark.parametrize("made", FORMATS)
def test_every_format_may_be_in_an_envelope(made: Callable[[], dict[str, Any]]) -> None:
    statement = only(enveloped(attested(made())))

    assert statement.subjects[0].within[-1] == Thing(digests=(DIGEST,))
    # The payload is one line of the file.
    assert statement.location.line == 3


def test_a_bundle_of_sigstore_holds_an_envelope() -> None:
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "dsseEnvelope": enveloped(attested(openvex())),
    }

    assert statements_of_attestation(json.dumps(bundle).encode(), "x").statements[0].unverified


@pytest.mark.parametrize(
    "predicate", [{"buildType": "x"}, {"bomFormat": "CycloneDX", "specVersion": "1.3"}, cyclonedx(vulnerabilities=[])]
)
def test_an_attestation_of_something_else_says_nothing(predicate: dict[str, Any]) -> None:
    for document in (attested(predicate), enveloped(attested(predicate))):
        assert statements_of_attestation(json.dumps(document).encode(), "x") == Found()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", json.dumps({"_type": "https://in-toto.io/Statement/v1"}).encode()]
)
def test_an_attestation_that_is_broken_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        statements_of_attestation(content, "x")


def test_a_document_that_nobody_has_attested_is_no_attestation() -> None:
    with pytest.raises(ParseError, match="no attestation"):
        statements_of_attestation(json.dumps(openvex()).encode(), "x")


# Hostile documents

_json = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=5), st.sampled_from([APP, LODASH, "fixed"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_document_is_more_than_flawed(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from([*FORMATS, lambda: attested(openvex())]))()
    for _ in range(data.draw(st.integers(1, 3))):
        _spoil(document, data)

    try:
        parse_vex(json.dumps(document).encode(), "x")
    except ParseError as error:
        assert error.file == "x"


def _spoil(node: Any, data: st.DataObject) -> None:
    """Put something else in a place of a document."""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or data.draw(st.booleans()):
            node[key] = data.draw(_json)
            return
        node = node[key]


def test_groups_and_products_that_multiply_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_SUBJECTS", 50)
    many = [f"pkg:npm/a{n}@1" for n in range(10)]
    grouped = csaf({"flags": [{"label": "component_not_present", "group_ids": ["all"] * 99}]})

    for document in (openvex({"products": many, "subcomponents": many}), grouped):
        with pytest.raises(LimitError, match="too many products"):
            found(document)


def test_components_nested_without_end_are_told() -> None:
    part: dict[str, Any] = {**LODASH_PART}
    for number in range(20):
        part = {"type": "library", "name": "x", "bom-ref": str(number), "components": [part]}

    assert flaw(cyclonedx(components=[part])) == "the component 'lodash' is nested too deep"
