"""OCI layouts and archives of them: what is chosen, what is verified, and what lies."""

import io
import json
import os
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest

from seatrial.errors import ConnectorError, IntegrityError, LimitError, NotFoundError, ParseError, UsageError
from seatrial.images.image import Image
from tests.images.builder import (
    CONFIG,
    INDEX,
    LAYER,
    MANIFEST,
    Blobs,
    digest,
    everything,
    layout,
    opened,
    platform_of,
    tagged,
    tar,
)

LOWER, UPPER = tar(("etc/os-release", b"ID=debian\n"), ("a", b"1")), tar((".wh.a", b""), ("b", b"2"))


def files(image: Image) -> dict[str, bytes]:
    return {path: content for path, content, _ in image.files(everything)}


@pytest.fixture
def blobs() -> Blobs:
    return Blobs()


def test_an_image_has_its_configuration_its_layers_and_their_instructions(tmp_path: Path, blobs: Blobs) -> None:
    manifest = blobs.image(LOWER, UPPER)

    image = opened(f"oci:{layout(tmp_path, blobs, manifest)}")

    assert image.manifest_digest == manifest["digest"]
    assert image.config.config is not None
    assert image.config.config.user == "app"
    assert [(layer.diff_id, layer.created_by) for layer in image.layers] == [
        (digest(LOWER), "ADD layer 0"),
        (digest(UPPER), "ADD layer 1"),
    ]
    assert [blobs.contents[layer.digest][:2] for layer in image.layers] == [b"\x1f\x8b"] * 2
    assert list(image.files(everything)) == [
        ("b", b"2", image.layers[1].digest),
        ("etc/os-release", b"ID=debian\n", image.layers[0].digest),
    ]


def test_a_tag_names_one_of_many(tmp_path: Path, blobs: Blobs) -> None:
    one, two = tagged(blobs.image(LOWER), "1.0"), tagged(blobs.image(UPPER), "registry.example.com/app:2.0")
    folder = layout(tmp_path, blobs, one, two)

    assert opened(f"oci:{folder}:1.0").manifest_digest == one["digest"]
    assert opened(f"oci:{folder}:2.0").manifest_digest == two["digest"]
    with pytest.raises(NotFoundError, match=r"1\.0, registry\.example\.com/app:2\.0"):
        opened(f"oci:{folder}")
    with pytest.raises(NotFoundError, match="no image '3'"):
        opened(f"oci:{folder}:3")


def test_an_index_has_an_image_for_each_platform(tmp_path: Path, blobs: Blobs) -> None:
    amd = blobs.image(LOWER, **platform_of("linux/amd64"))
    arm = blobs.image(UPPER, architecture="arm64", **platform_of("linux/arm64/v8"))
    attestation = blobs.image(UPPER, architecture="unknown", **platform_of("unknown/unknown"))
    folder = layout(tmp_path, blobs, blobs.index(attestation, amd, blobs.index(arm, **platform_of("linux/arm64/v8"))))

    assert opened(f"oci:{folder}", "linux/amd64").manifest_digest == amd["digest"]
    assert opened(f"oci:{folder}", "linux/aarch64").manifest_digest == arm["digest"]
    with pytest.raises(NotFoundError, match="no image for linux/s390x; it has: linux/amd64, linux/arm64/v8"):
        opened(f"oci:{folder}", "linux/s390x")
    with pytest.raises(NotFoundError):
        opened(f"oci:{folder}", "linux/arm64/v9")


def test_the_only_image_is_taken_where_no_platform_is_asked_for(tmp_path: Path, blobs: Blobs) -> None:
    only = blobs.image(LOWER, **platform_of("linux/s390x"))
    folder = layout(tmp_path, blobs, blobs.index(only))

    assert opened(f"oci:{folder}", "").manifest_digest == only["digest"]
    with pytest.raises(NotFoundError):
        opened(f"oci:{folder}", "linux/amd64")


def test_what_is_no_platform_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="linux/amd64"):
        opened(f"oci:{tmp_path}", "amd64")


@pytest.mark.parametrize("part", ["manifest", "config", "layer", "index"])
def test_a_content_that_is_not_what_its_digest_says_is_not_used(tmp_path: Path, blobs: Blobs, part: str) -> None:
    manifest = blobs.image(LOWER, UPPER, **platform_of("linux/amd64"))
    index = blobs.index(manifest)
    document = json.loads(blobs.contents[manifest["digest"]])
    lie = {"manifest": manifest, "config": document["config"], "layer": document["layers"][1], "index": index}[part]
    right = blobs.contents[lie["digest"]]
    # Of the same length, so that only the digest tells.
    blobs.contents[lie["digest"]] = right.replace(b"a", b"b", 1) if part != "layer" else right[:-8] + bytes(8)
    folder = layout(tmp_path, blobs, index)

    if part == "layer":
        image = opened(f"oci:{folder}")
        filesystem = image.filesystem(everything)
        assert {path for path, _, _ in filesystem.files()} == {"a", "etc/os-release"}
        assert len(image.gaps(filesystem.problems)) == 1
        with pytest.raises(ConnectorError, match="layer sha256:"):
            files(image)
    else:
        with pytest.raises(IntegrityError):
            opened(f"oci:{folder}")


@pytest.mark.parametrize("size", [-1, 1])
def test_a_size_that_lies_is_not_believed(tmp_path: Path, blobs: Blobs, size: int) -> None:
    manifest = blobs.image(LOWER)
    manifest["size"] += size

    with pytest.raises(IntegrityError, match="promised"):
        opened(f"oci:{layout(tmp_path, blobs, manifest)}")


def image_with(blobs: Blobs, **changes: Any) -> dict[str, Any]:
    """An image whose manifest says something else here and there."""
    manifest = json.loads(blobs.contents[blobs.image(LOWER)["digest"]])
    return blobs.add_json(manifest | changes, MANIFEST)


def test_layers_and_their_digests_in_the_configuration_must_be_as_many(tmp_path: Path, blobs: Blobs) -> None:
    layer = blobs.add(LOWER, LAYER)

    with pytest.raises(ConnectorError, match="2 layers, and digests of 1"):
        opened(f"oci:{layout(tmp_path, blobs, image_with(blobs, layers=[layer, layer]))}")


def test_what_is_no_image_is_named(tmp_path: Path, blobs: Blobs) -> None:
    chart = blobs.add(b"{}", "application/vnd.cncf.helm.config.v1+json")

    with pytest.raises(ConnectorError, match=r"no container image, but application/vnd\.cncf\.helm"):
        opened(f"oci:{layout(tmp_path, blobs, image_with(blobs, config=chart))}")


def test_an_old_manifest_of_docker_is_refused(tmp_path: Path, blobs: Blobs) -> None:
    old = blobs.add(b'{"schemaVersion": 1}', "application/vnd.docker.distribution.manifest.v1+prettyjws")

    with pytest.raises(ConnectorError, match="schema 1"):
        opened(f"oci:{layout(tmp_path, blobs, old)}")


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b'{"layers": 1}', b'{"config": {}, "layers": []}', b"[" * 100_000, b'{"a":' * 100_000, b"\xff"],
)
def test_a_broken_manifest_is_said(tmp_path: Path, blobs: Blobs, text: bytes) -> None:
    for media_type in (MANIFEST, INDEX, ""):
        with pytest.raises(ParseError):
            opened(f"oci:{layout(tmp_path, blobs, blobs.add(text, media_type))}")


@pytest.mark.parametrize("text", [b"", b"[]", b'{"os": 1}', b'{"history": [1]}', b'{"rootfs": {"diff_ids": "x"}}'])
def test_a_broken_configuration_is_said(tmp_path: Path, blobs: Blobs, text: bytes) -> None:
    with pytest.raises(ParseError, match="configuration"):
        opened(f"oci:{layout(tmp_path, blobs, image_with(blobs, config=blobs.add(text, CONFIG)))}")


def test_indexes_in_indexes_have_a_bound(tmp_path: Path, blobs: Blobs) -> None:
    inner = blobs.image(LOWER)
    for _ in range(6):
        inner = blobs.index(inner)

    with pytest.raises(LimitError, match="indexes in indexes"):
        opened(f"oci:{layout(tmp_path, blobs, inner)}")


def test_an_index_in_itself_has_no_right_digest(tmp_path: Path, blobs: Blobs) -> None:
    # Nobody can write a digest that holds itself: the second look is at other bytes than are promised.
    inner = blobs.index(blobs.image(LOWER))
    blobs.contents[inner["digest"]] = json.dumps({"mediaType": INDEX, "manifests": [inner]}).encode()

    with pytest.raises(IntegrityError):
        opened(f"oci:{layout(tmp_path, blobs, inner)}")


@pytest.mark.parametrize(
    "digest_", ["sha256:../../../../etc/passwd", "md5:00", "", "sha256:" + "A" * 64, "/etc/passwd"]
)
def test_a_digest_is_no_path(tmp_path: Path, blobs: Blobs, digest_: str) -> None:
    manifest = blobs.image(LOWER) | {"digest": digest_}

    with pytest.raises(ConnectorError, match="no digest"):
        opened(f"oci:{layout(tmp_path, blobs, manifest)}")


def test_a_manifest_has_a_bound(tmp_path: Path, blobs: Blobs) -> None:
    manifest = blobs.add(b" " * 5_000_000, MANIFEST)

    with pytest.raises(LimitError, match="4 MiB"):
        opened(f"oci:{layout(tmp_path, blobs, manifest)}")


def test_layers_have_a_bound(tmp_path: Path, blobs: Blobs) -> None:
    manifest = blobs.image(*[tar()] * 300)

    with pytest.raises(LimitError, match="256 layers"):
        opened(f"oci:{layout(tmp_path, blobs, manifest)}")


@pytest.mark.parametrize("what", ["outside", "fifo", "nothing"])
def test_only_regular_files_inside_the_layout_are_read(tmp_path: Path, blobs: Blobs, what: str) -> None:
    manifest = blobs.image(LOWER)
    folder = layout(tmp_path / "layout", blobs, manifest)
    blob = folder / "blobs" / manifest["digest"].replace(":", "/")
    outside = tmp_path / "outside"
    shutil.move(blob, outside)
    if what == "outside":
        blob.symlink_to(outside)
    elif what == "fifo":
        os.mkfifo(blob)

    with pytest.raises(ConnectorError):
        opened(f"oci:{folder}")


def test_what_is_no_layout_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"index\.json"):
        opened(f"oci:{tmp_path}")
    with pytest.raises(NotFoundError, match="no folder"):
        opened(f"oci:{tmp_path}/none")
    with pytest.raises(UsageError):
        opened("oci:")


def packed(folder: Path, place: Path, mode: str) -> Path:
    with tarfile.open(place, f"w:{mode}") as archive:  # type: ignore[call-overload]
        archive.add(folder, arcname=".")
    return place


@pytest.mark.parametrize("mode", ["", "gz"])
def test_a_layout_may_be_in_an_archive(tmp_path: Path, blobs: Blobs, mode: str) -> None:
    manifest = tagged(blobs.image(LOWER, UPPER), "1.0")
    archive = packed(layout(tmp_path / "layout", blobs, manifest), tmp_path / "image.tar", mode)

    image = opened(f"oci-archive:{archive}:1.0")

    assert files(image) == {"b": b"2", "etc/os-release": b"ID=debian\n"}


@pytest.mark.parametrize(
    "content", [b"", b"no tar" * 200, tar(("a", b"1"))[:700], b"\x1f\x8b" + bytes(100), b"BZh9" + bytes(99)]
)
@pytest.mark.parametrize("transport", ["oci-archive", "docker-archive"])
def test_a_broken_archive_is_said(tmp_path: Path, content: bytes, transport: str) -> None:
    place = tmp_path / "image.tar"
    place.write_bytes(content)

    with pytest.raises((ConnectorError, ParseError)):
        opened(f"{transport}:{place}")


def test_an_archive_of_too_many_files_has_a_bound(tmp_path: Path) -> None:
    place = tmp_path / "image.tar"
    place.write_bytes(tar(*((str(number), b"") for number in range(200))))

    with pytest.raises(LimitError, match="100 files"):
        opened(f"oci-archive:{place}", stored=100)


def test_two_layers_of_an_archive_can_be_read_in_turns(tmp_path: Path, blobs: Blobs) -> None:
    manifest = blobs.image(tar(("a", os.urandom(900_000))), tar(("b", os.urandom(900_000))))
    image = opened(f"oci-archive:{packed(layout(tmp_path / 'l', blobs, manifest), tmp_path / 'image.tar', '')}")

    lower, upper = (iter(stored.chunks()) for stored in image.stored)  # type: ignore[attr-defined]
    pairs = list(zip(lower, upper, strict=True))

    assert digest(b"".join(pair[0] for pair in pairs)) == image.layers[0].digest
    assert digest(b"".join(pair[1] for pair in pairs)) == image.layers[1].digest


def saved(place: Path, *layers: bytes, **changes: Any) -> Path:
    """What `docker save` writes."""
    config = json.dumps({"os": "linux", "rootfs": {"diff_ids": [digest(layer) for layer in layers]}}).encode()
    image = {
        "Config": f"{digest(config)[7:]}.json",
        "RepoTags": ["app:1.0", "registry.example.com/app:2.0"],
        "Layers": [f"{number}/layer.tar" for number in range(len(layers))],
    }
    stream = io.BytesIO(
        tar(
            (f"{digest(config)[7:]}.json", changes.pop("config", config)),
            *((f"{number}/layer.tar", layer) for number, layer in enumerate(layers)),
            ("9/layer.tar", ("->", "../0/layer.tar")),
            ("manifest.json", json.dumps([image | changes]).encode()),
        )
    )
    place.write_bytes(stream.getvalue())
    return place


@pytest.mark.parametrize("tag", ["", ":app:1.0", ":docker.io/library/app:1.0", ":registry.example.com/app:2.0"])
def test_dockers_archive_is_read(tmp_path: Path, tag: str) -> None:
    image = opened(f"docker-archive:{saved(tmp_path / 'image.tar', LOWER, UPPER)}{tag}")

    assert files(image) == {"b": b"2", "etc/os-release": b"ID=debian\n"}
    assert (image.manifest_digest, image.layers[0].digest) == ("", digest(LOWER))


def test_dockers_archive_may_store_a_layer_as_a_link_to_another(tmp_path: Path) -> None:
    place = saved(tmp_path / "image.tar", LOWER, LOWER, Layers=["0/layer.tar", "9/layer.tar"])

    assert files(opened(f"docker-archive:{place}")) == {"a": b"1", "etc/os-release": b"ID=debian\n"}


def test_dockers_archive_is_verified_by_its_expanded_layers(tmp_path: Path) -> None:
    place = saved(tmp_path / "image.tar", LOWER, UPPER)
    place.write_bytes(place.read_bytes().replace(UPPER, tar((".wh.a", b""), ("b", b"3"))))

    image = opened(f"docker-archive:{place}")

    with pytest.raises(ConnectorError, match="the expanded layer is"):
        files(image)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"config": b"{}"}, ConnectorError),
        ({"Layers": ["../0/layer.tar"]}, ConnectorError),
        ({"Layers": ["none"]}, ConnectorError),
        ({"Layers": []}, ConnectorError),
        ({"Layers": 1}, ParseError),
        ({"Config": "../x.json"}, ConnectorError),
        ({"Config": "/"}, ConnectorError),
    ],
)
def test_a_broken_archive_of_docker_is_said(tmp_path: Path, changes: Any, error: type[Exception]) -> None:
    place = saved(tmp_path / "image.tar", LOWER, **changes)

    with pytest.raises(error):
        files(opened(f"docker-archive:{place}"))


def test_dockers_archive_has_no_such_tag(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"app:1\.0, registry"):
        opened(f"docker-archive:{saved(tmp_path / 'image.tar', LOWER)}:app:3")
