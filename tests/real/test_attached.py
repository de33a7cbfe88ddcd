"""Attestations of an image in the CNCF's own registry, which knows no referrers API."""

from pathlib import Path

from seatrial.images.attached import attestations_of
from seatrial.images.bases.find import find_base
from tests.images.builder import Blobs, layout, platform_of, tagged, tar
from tests.images.fake_registry import pulled
from tests.images.test_attached import artifact, statement, with_buildkit
from tests.real.programs import needs, run
from tests.real.registries import serving

pytestmark = needs("docker-registry", "skopeo")
COPY = ("skopeo", "copy", "--all", "--preserve-digests", "--dest-tls-verify=false")


def test_what_buildkit_leaves_in_an_index_is_found(tmp_path: Path) -> None:
    blobs = Blobs()
    index, stated = with_buildkit(blobs)
    layout(tmp_path / "layout", blobs, tagged(index, "1.0"))

    with serving(tmp_path) as registry:
        run(*COPY, f"oci:{tmp_path}/layout:1.0", f"docker://{registry.host}/app:1.0")
        image = pulled(f"{registry.host}/app:1.0")
        found, gaps = attestations_of(image)

    assert image.root_digest == index["digest"]
    assert [each.content for each in found] == [stated]
    assert gaps == ()
    base = find_base(image, None, found)
    assert base is not None
    assert base.name == "docker.io/library/alpine:3.17"


def test_what_refers_to_an_image_by_the_tag_schema_is_found(tmp_path: Path) -> None:
    blobs = Blobs()
    app = blobs.image(tar(("a", b"1")), **platform_of("linux/amd64"))
    stated = statement(app["digest"])
    listed = blobs.index(artifact(blobs, stated, **platform_of("unknown/unknown")))
    layout(tmp_path / "layout", blobs, tagged(app, "1.0"), tagged(listed, "refers"))

    with serving(tmp_path) as registry:
        run(*COPY, f"oci:{tmp_path}/layout:1.0", f"docker://{registry.host}/app:1.0")
        run(*COPY, f"oci:{tmp_path}/layout:refers", f"docker://{registry.host}/app:{app['digest'].replace(':', '-')}")
        found, gaps = attestations_of(pulled(f"{registry.host}/app:1.0"))

    assert [each.content for each in found] == [stated]
    assert gaps == ()
