"""What statements of VEX may call an image."""

from pathlib import Path

import pytest

from seatrial.engine.things import fits
from seatrial.engine.things import thing_named as named
from seatrial.images.image import Image
from seatrial.model.vex import Thing
from seatrial.sbom.of_image import things_of_image
from tests.images.builder import Blobs, layout, opened, platform_of, tar


@pytest.fixture
def image(tmp_path: Path) -> Image:
    """One of an index of two platforms."""
    blobs = Blobs()
    one = blobs.image(tar(("a", b"1")), **platform_of("linux/amd64"))
    other = blobs.image(tar(("b", b"2")), architecture="arm64", **platform_of("linux/arm64"))
    return opened(f"oci:{layout(tmp_path, blobs, blobs.index(one, other))}")


def is_called(reference: str, image: Image, said: Thing) -> bool:
    return any(fits(said, thing) for thing in things_of_image(reference, image))


@pytest.mark.parametrize(
    "said",
    [
        "pkg:oci/app",
        "pkg:oci/App?repository_url=ghcr.io/harbour/app",
        "pkg:oci/app?repository_url=ghcr.io/harbour/app&tag=1.4&arch=amd64",
        "pkg:docker/harbour/app@1.4?repository_url=ghcr.io",
    ],
)
def test_an_image_is_called_by_its_purls(image: Image, said: str) -> None:
    assert is_called("ghcr.io/harbour/app:1.4", image, named(said))


@pytest.mark.parametrize(
    "said",
    [
        "pkg:oci/other",
        "pkg:oci/app?repository_url=ghcr.io/elsewhere/app",
        "pkg:oci/app?tag=1.5",
        "pkg:oci/app?arch=arm64",
        "pkg:docker/harbour/app@1.5?repository_url=ghcr.io",
        "pkg:docker/app",
    ],
)
def test_it_is_not_called_by_those_of_others(image: Image, said: str) -> None:
    assert not is_called("ghcr.io/harbour/app:1.4", image, named(said))


@pytest.mark.parametrize(
    "said", ["pkg:docker/nginx@1.27", "pkg:oci/nginx?repository_url=index.docker.io/library/nginx"]
)
def test_an_official_image_needs_no_folder(image: Image, said: str) -> None:
    assert is_called("nginx:1.27", image, named(said))


@pytest.mark.parametrize("reference", ["ghcr.io/harbour/app:1.4", "oci:folder", "docker://ghcr.io/harbour/app:1.4"])
def test_digests_of_the_manifest_and_of_its_index_name_it_wherever_it_was_had(image: Image, reference: str) -> None:
    assert image.root_digest != image.manifest_digest
    for digest in (image.root_digest, image.manifest_digest):
        assert is_called(reference, image, Thing(digests=(digest,)))
    assert not is_called(reference, image, Thing(digests=("sha256:" + "0" * 64,)))


def test_an_unpacked_root_has_no_name(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()

    assert things_of_image(f"rootfs:{tmp_path}", opened(f"rootfs:{tmp_path}")) == ()
