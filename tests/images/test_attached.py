"""Attestations beside images: in the index, by referrers, and by cosign's tags."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seatrial.errors import ParseError
from seatrial.images.attached import attestations_of
from seatrial.images.attestation import PAYLOAD, parse_statement
from seatrial.images.bases.find import find_base
from seatrial.images.limits import Limits
from tests.images.builder import INDEX, MANIFEST, Blobs, layout, opened, platform_of, tagged, tar
from tests.images.fake_registry import FakeRegistry, Handler, pulled, serving

LAYER = tar(("a", b"1"))
V1 = "https://slsa.dev/provenance/v1"
DSSE = "application/vnd.dsse.envelope.v1+json"
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with serving(FakeRegistry()) as registry:
        yield registry


def statement(subject: str, kind: str = V1, predicate: Any = None) -> bytes:
    alpine = {"uri": "pkg:docker/alpine@3.17", "digest": {"sha256": "a" * 64}}
    return json.dumps(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "_", "digest": {"sha256": subject.removeprefix("sha256:")}}],
            "predicateType": kind,
            "predicate": predicate or {"buildDefinition": {"resolvedDependencies": [alpine]}},
        }
    ).encode()


def enveloped(content: bytes) -> bytes:
    envelope = {"payload": base64.b64encode(content).decode(), "payloadType": PAYLOAD, "signatures": [{"sig": "x"}]}
    return json.dumps(envelope).encode()


def bundled(content: bytes) -> bytes:
    return json.dumps({"mediaType": BUNDLE, "dsseEnvelope": json.loads(enveloped(content))}).encode()


def artifact(blobs: Blobs, *contents: bytes, media_type: str = PAYLOAD, kind: str = V1, **more: Any) -> dict[str, Any]:
    """A manifest of attestations, as BuildKit and cosign write them."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": blobs.add(b"{}", "application/vnd.oci.empty.v1+json"),
        "layers": [
            blobs.add(content, media_type, annotations={"in-toto.io/predicate-type": kind} if kind else {})
            for content in contents
        ],
    }
    return blobs.add_json(manifest, MANIFEST, **more)


def beside(subject: str, kind: str = "attestation-manifest") -> dict[str, Any]:
    annotations = {"vnd.docker.reference.digest": subject, "vnd.docker.reference.type": kind}
    return {**platform_of("unknown/unknown"), "annotations": annotations}


def with_buildkit(blobs: Blobs) -> tuple[dict[str, Any], bytes]:
    image = blobs.image(LAYER, **platform_of("linux/amd64"))
    other = blobs.image(tar(("b", b"2")), architecture="arm64", **platform_of("linux/arm64"))
    stated = statement(image["digest"])
    return (
        blobs.index(
            image,
            other,
            artifact(blobs, stated, **beside(image["digest"])),
            artifact(blobs, statement(other["digest"]), **beside(other["digest"])),
            artifact(blobs, b"x", **beside(image["digest"], "something else")),
        ),
        stated,
    )


def test_attestations_in_the_index_are_found_in_a_layout(tmp_path: Path) -> None:
    blobs = Blobs()
    index, stated = with_buildkit(blobs)
    layout(tmp_path, blobs, tagged(index, "1.0"))
    image = opened(f"oci:{tmp_path}:1.0")

    found, gaps = attestations_of(image)

    assert [each.content for each in found] == [stated]
    assert found[0].predicate == V1
    assert gaps == ()
    base = find_base(image, None, found)
    assert base is not None
    assert base.name == "docker.io/library/alpine:3.17"


def test_attestations_in_the_index_are_found_in_a_registry(registry: FakeRegistry) -> None:
    index, stated = with_buildkit(registry.blobs)
    registry.tags["1.0"] = index

    found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0"))

    assert [each.content for each in found] == [stated]
    assert gaps == ()


def test_an_image_without_attestations_has_none(registry: FakeRegistry, tmp_path: Path) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    (tmp_path / "file").write_text("x")

    assert attestations_of(pulled(f"{registry.host}/app:1.0")) == ((), ())
    assert attestations_of(opened(f"rootfs:{tmp_path}")) == ((), ())


def referrers(registry: FakeRegistry, *descriptors: dict[str, Any], pages: bool = False) -> None:
    def answer(handler: Handler) -> bool:
        path, _, query = handler.path.partition("?")
        if "/referrers/" not in path:
            return False
        if not path.endswith(registry.tags["1.0"]["digest"]):
            return handler.reply(200, json.dumps({"manifests": []}).encode(), Content_Type=INDEX)
        number = int(query.removeprefix("page=") or 0)
        some = [descriptors[number]] if pages else descriptors
        more = {"Link": f'<{path}?page={number + 1}>; rel="next"'} if pages and number + 1 < len(descriptors) else {}
        document = {"schemaVersion": 2, "mediaType": INDEX, "manifests": some}
        return handler.reply(200, json.dumps(document).encode(), Content_Type=INDEX, **more)

    registry.answers.append(answer)


@pytest.mark.parametrize(("wrap", "media_type"), [(bytes, PAYLOAD), (enveloped, DSSE), (bundled, BUNDLE)])
def test_what_refers_to_an_image_is_found(registry: FakeRegistry, wrap: Any, media_type: str) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    content = wrap(statement(registry.tags["1.0"]["digest"]))
    referrers(registry, artifact(registry.blobs, content, media_type=media_type, kind=""))
    image = pulled(f"{registry.host}/app:1.0")

    found, gaps = attestations_of(image)

    assert [each.content for each in found] == [content]
    assert gaps == ()
    assert parse_statement(content, "x").digests == {image.manifest_digest}
    assert find_base(image, None, found) is not None


def test_referrers_come_in_pages(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    digest = registry.tags["1.0"]["digest"]
    three = [artifact(registry.blobs, statement(digest, predicate={"n": number})) for number in range(1, 4)]
    referrers(registry, *three, pages=True)

    assert len(attestations_of(pulled(f"{registry.host}/app:1.0"))[0]) == 3


def test_without_the_api_referrers_are_found_by_the_tag_schema(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    digest = registry.tags["1.0"]["digest"]
    listed = registry.blobs.index(artifact(registry.blobs, statement(digest)))
    registry.tags[digest.replace(":", "-")] = listed

    assert len(attestations_of(pulled(f"{registry.host}/app:1.0"))[0]) == 1


def test_an_answer_that_is_no_index_is_no_api(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    registry.answers.append(
        lambda handler: "/referrers/" in handler.path and handler.reply(200, b"<html>", Content_Type="text/html")
    )

    assert attestations_of(pulled(f"{registry.host}/app:1.0")) == ((), ())


def test_cosigns_attestations_are_found_by_their_tag(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    digest = registry.tags["1.0"]["digest"]
    content = enveloped(statement(digest))
    registry.tags[f"{digest.replace(':', '-')}.att"] = artifact(registry.blobs, content, media_type=DSSE)

    assert [each.content for each in attestations_of(pulled(f"{registry.host}/app:1.0"))[0]] == [content]


def test_bills_of_materials_are_left_where_they_are(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    referrers(registry, artifact(registry.blobs, b"{}", kind="https://spdx.dev/Document/v2.3"))

    assert attestations_of(pulled(f"{registry.host}/app:1.0")) == ((), ())


# What goes wrong.


def test_an_attestation_that_is_another_is_a_gap(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    content = statement(registry.tags["1.0"]["digest"])
    referrers(registry, artifact(registry.blobs, content))
    for digest, there in registry.blobs.contents.items():
        if there == content:
            registry.blobs.contents[digest] = content.replace(b"alpine", b"debian")

    found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0"))

    assert found == ()
    assert "and not sha256:" in gaps[0].reason


def test_an_attestation_that_is_huge_is_a_gap(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    referrers(registry, artifact(registry.blobs, b"x" * 2000))

    found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0", limits=Limits(attestation=1000)))

    assert found == ()
    assert "larger than 1000 bytes" in gaps[0].reason


def test_attestations_without_end_are_a_gap(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    digest = registry.tags["1.0"]["digest"]
    referrers(registry, artifact(registry.blobs, *(statement(digest, predicate={"n": n}) for n in range(1, 9))))

    found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0", limits=Limits(attestations=5)))

    assert len(found) == 5
    assert [gap.bound for gap in gaps] == ["5 attestations"]


def test_referrers_without_end_are_a_gap(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    descriptor = artifact(registry.blobs, kind="")
    referrers(registry, *({**descriptor, "digest": f"sha256:{number:064x}"} for number in range(1000)))

    found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0", limits=Limits(attestations=5)))

    assert found == ()
    assert "5 attestations" in [gap.bound for gap in gaps]
    assert len(registry.asked) < 30


@pytest.mark.parametrize("content", [b"", b"[]", b'{"manifests": 3}', b"[" * 100_000])
def test_referrers_that_are_broken_are_a_gap(registry: FakeRegistry, content: bytes) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    registry.answers.append(
        lambda handler: "/referrers/" in handler.path and handler.reply(200, content, Content_Type=INDEX)
    )

    found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0"))

    assert found == ()
    assert "what refers to sha256:" in gaps[0].location.file


def test_a_manifest_of_attestations_that_is_broken_is_a_gap(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    referrers(registry, registry.blobs.add(b'{"layers": 3}', MANIFEST))

    found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0"))

    assert found == ()
    assert "cannot be understood" in gaps[0].reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"{}",
        b'{"_type": "https://example.com/"}',
        b'{"payload": "e30=", "payloadType": "text/plain"}',
        b'{"payload": "%%%", "payloadType": "application/vnd.in-toto+json"}',
        b'{"payload": "e30=", "payloadType": "application/vnd.in-toto+json"}',
        b'{"_type": "https://in-toto.io/Statement/v1", "subject": {}}',
        b'{"_type": "https://in-toto.io/Statement/v1", "predicate": 3}',
        gzip.compress(b"{}", mtime=0),
        b'{"predicate":' * 5000,
    ],
)
def test_what_is_no_statement_is_said(content: bytes) -> None:
    with pytest.raises(ParseError):
        parse_statement(content, "x")
