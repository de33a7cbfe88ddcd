"""Bases of images that buildah builds and pushes to a real registry."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from seatrial.images.bases.chains import Chains
from seatrial.images.bases.find import find_bases
from seatrial.images.http.client import Manners
from seatrial.images.image import Image
from seatrial.images.opening import ImageOptions, open_image
from seatrial.images.transports.registry import RegistryOptions
from tests.real.programs import needs, run
from tests.real.registries import serving

pytestmark = needs("docker-registry", "buildah", "skopeo", root=True)
OPTIONS = ImageOptions(registry=RegistryOptions(manners=Manners(insecure=True), environment={}))


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A registry with three images, each built on the one before: ``os:1``, ``runtime:2``, ``app:3``."""
    folder = tmp_path_factory.mktemp("bases")
    with tempfile.TemporaryDirectory(prefix="buildah-") as storage, serving(folder) as registry:
        host = registry.host
        environment = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot", "BUILDAH_FORMAT": "oci"}
        place = ("--root", f"{storage}/a", "--runroot", f"{storage}/b")
        for name, base, file in (
            ("os:1", "scratch", "etc/os-release"),
            ("runtime:2", f"{host}/os:1", "usr/bin/runtime"),
            ("app:3", f"{host}/runtime:2", "app/main"),
        ):
            context = folder / name.replace(":", "-")
            (context / "content" / file).parent.mkdir(parents=True)
            (context / "content" / file).write_text(name)
            (context / "Dockerfile").write_text(f"FROM {base}\nCOPY content/ /\nENV BUILT={name}\n")
            build = ("buildah", *place, "build", "--tls-verify=false", "--layers=false", "-q", "-t", f"{host}/{name}")
            run(*build, context, **environment)
            run("buildah", *place, "push", "--tls-verify=false", f"{host}/{name}", **environment)
        yield host


def image(host: str, name: str) -> Image:
    return open_image(f"{host}/{name}", OPTIONS)


def test_the_annotations_of_buildah_name_the_base(host: str) -> None:
    base = find_bases(image(host, "app:3"), None)[0]

    assert (base.name, base.how, base.certainty) == (f"{host}/runtime:2", "labels", "stated")
    assert base.digest == image(host, "runtime:2").manifest_digest


def test_the_chain_is_found_by_the_layers_of_what_was_scanned(host: str, tmp_path: Path) -> None:
    with Chains(tmp_path / "bases.sqlite") as index:
        for name in ("os:1", "runtime:2", "app:3"):
            index.record(image(host, name), f"{host}/{name}")

        found = find_bases(image(host, "app:3"), index)

    assert [(base.name, base.layers, base.certainty) for base in found] == [
        (f"{host}/runtime:2", 2, "proven"),
        (f"{host}/os:1", 1, "proven"),
    ]
    assert len(image(host, "app:3").layers) == 3


def test_without_annotations_the_layers_alone_tell(host: str, tmp_path: Path) -> None:
    run("skopeo", "copy", "--src-tls-verify=false", f"docker://{host}/app:3", f"docker-archive:{tmp_path}/app.tar")
    with Chains(tmp_path / "bases.sqlite") as index:
        index.record(image(host, "runtime:2"), f"{host}/runtime:2")

        found = find_bases(open_image(f"docker-archive:{tmp_path}/app.tar", OPTIONS), index)

    assert [(base.name, base.how, base.layers) for base in found] == [(f"{host}/runtime:2", "layers", 2)]


def test_the_layers_are_those_that_buildah_made(host: str) -> None:
    told = json.loads(run("skopeo", "inspect", "--tls-verify=false", f"docker://{host}/app:3"))

    assert [layer.digest for layer in image(host, "app:3").layers] == told["Layers"]
