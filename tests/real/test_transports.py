"""The same image says the same, wherever it is had from."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from seatrial.model.package import Package
from seatrial.sbom.bill import Bill
from tests.real import engine
from tests.real.bills import Finding, bill_of, findings_of
from tests.real.programs import needs, run
from tests.real.registries import Served

pytestmark = needs("buildah", "docker-registry", "mmdebstrap", "npm", "podman", "skopeo", "umoci", root=True)

Agree = Callable[..., None]

_IMAGES = ("application", "distroless", "sqlite", "bdb")


class Made(NamedTuple):
    """An image: how it is called, and its layout with the tag."""

    name: str
    layout: str


@pytest.fixture(scope="module", params=_IMAGES)
def made(request: pytest.FixtureRequest) -> Made:
    name: str = request.param
    if name in ("sqlite", "bdb"):
        return Made(name, f"{request.getfixturevalue('alma')}/{name}:1.0")
    return Made(name, f"{request.getfixturevalue(name)}/oci:1.0")


class Told(NamedTuple):
    bill: Bill
    findings: list[Finding]


@pytest.fixture(scope="module")
def told(made: Made, advisories: Path) -> Told:
    """What the layout says, which is what the image was made as."""
    target = f"image:oci:{made.layout}"
    found = Told(bill_of(target), findings_of(target, advisories))
    assert found.findings
    return found


@pytest.fixture
def unpacked(made: Made, tmp_path: Path) -> Iterator[Path]:
    run("umoci", "raw", "unpack", "--image", made.layout, tmp_path / "root")
    yield tmp_path / "root"
    run("rm", "-rf", "--one-file-system", tmp_path / "root")


def by_number(bill: Bill) -> list[tuple[Package, int]]:
    """The packages, each with the number of its layer: digests differ where layers are stored otherwise."""
    numbers = {layer.digest: number for number, layer in enumerate(bill.subject.layers)}
    return [(replace(package, layer=""), numbers[package.layer]) for package in bill.packages]


@pytest.fixture
def agree(told: Told, advisories: Path, tmp_path: Path) -> Agree:
    """Demands that a target says what the layout has said: packages, layers, instructions, findings."""

    def compared(target: str, *options: str, **environment: str) -> None:
        # No layer is known from elsewhere; the bill may be made of what the scan has left.
        environment |= {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        assert findings_of(target, advisories, *options, **environment) == told.findings
        found = bill_of(target, *options, **environment)
        assert instructions(found) == instructions(told.bill)
        assert by_number(found) == by_number(told.bill)

    return compared


def instructions(bill: Bill) -> list[str]:
    return [layer.instruction for layer in bill.subject.layers]


def test_in_a_registry(made: Made, agree: Agree, registry: Served) -> None:
    name = registry.push(f"oci:{made.layout}", f"law/{made.name}:1.0")

    agree(f"image:{name}", "--insecure")


def test_in_a_registry_by_dockers_own_manifest(made: Made, agree: Agree, registry: Served) -> None:
    name = registry.push(f"oci:{made.layout}", f"law/{made.name}:docker", "--format", "v2s2")

    agree(f"image:{name}", "--insecure")


@pytest.mark.parametrize("transport", ["oci-archive", "docker-archive"])
def test_in_an_archive(made: Made, agree: Agree, tmp_path: Path, transport: str) -> None:
    archive = tmp_path / "image.tar"
    run("skopeo", "copy", "--quiet", f"oci:{made.layout}", f"{transport}:{archive}:{made.name}:1.0")

    agree(f"image:{transport}:{archive}")


def test_in_an_engine(made: Made, agree: Agree) -> None:
    with engine.serving(f"oci:{made.layout}", f"localhost/{made.name}:1.0") as host:
        agree(f"image:docker-daemon:localhost/{made.name}:1.0", DOCKER_HOST=host)


def test_unpacked(told: Told, advisories: Path, unpacked: Path) -> None:
    found = bill_of(f"rootfs:{unpacked}")

    # A folder does not tell of layers: a package that two of them brought is one.
    packages = (replace(package, layer="", instruction="") for package in told.bill.packages)
    assert found.packages == Bill.of(told.bill.subject, packages).packages
    assert findings_of(f"rootfs:{unpacked}", advisories) == told.findings
