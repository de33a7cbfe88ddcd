"""From a target to its bill."""

import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from seatrial.errors import ConnectorError, ParseError, UsageError
from seatrial.sbom import cyclonedx, spdx
from seatrial.sbom.bill import Bill
from seatrial.sbom.gather import Gathering, gather
from tests.images.builder import Blobs, layout, tagged, tar
from tests.images.fake_registry import FakeRegistry, serving
from tests.parsers.packages.samples import DATA, content_of

STATUS = "var/lib/dpkg/status"
RELEASE = ("etc/os-release", b'ID=debian\nVERSION_ID="12"\n')
METADATA = b"Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n"
SIX = "usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA"


def take(folder: Path, *samples: str) -> Path:
    for sample in samples:
        shutil.copytree(DATA / sample, folder / sample)
    return folder


def of(target: Path | str, **options: bool) -> Bill:
    return gather(str(target), Gathering(platform="linux/amd64", **options))  # type: ignore[arg-type]


def named(bill: Bill) -> list[str]:
    return [package.name for package in bill.packages]


def status(*packages: tuple[str, str]) -> bytes:
    return b"".join(
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n".encode()
        for name, version in packages
    )


def image(folder: Path) -> Path:
    """A Debian with a package of its own in each of two layers, and a Python package of one of them."""
    blobs = Blobs()
    listing = ("var/lib/dpkg/info/python3-six.list", f"/{SIX}\n".encode())
    lower = tar(RELEASE, (STATUS, status(("base", "1"))))
    upper = tar(
        (STATUS, status(("base", "1"), ("python3-six", "2"))), listing, (SIX, METADATA), ("opt/" + SIX, METADATA)
    )
    return layout(folder, blobs, tagged(blobs.image(lower, upper), "1.0"))


def test_a_folder_has_the_packages_of_its_lock_files(tmp_path: Path) -> None:
    bill = of(take(tmp_path / "harbour", "npm-3", "go"))

    assert (bill.subject.name, bill.subject.of, bill.gaps) == ("harbour", "folder", ())
    assert "saltmarsh.example/Ballast" in named(bill)
    assert "left-pad" in named(bill)
    assert {place.file for package in bill.packages for place in package.locations} == {
        "npm-3/package-lock.json",
        "go/go.mod",
    }


def test_where_a_folder_lies_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(tmp_path / "one/harbour", "npm-3")
    take(tmp_path / "two/harbour", "npm-3")
    monkeypatch.chdir(tmp_path / "two/harbour")

    bills = [of(tmp_path / "one/harbour"), of("."), of("../harbour/")]

    assert bills[0] == bills[1] == bills[2]


def test_what_only_development_needs_is_left_out_unless_it_is_wanted(tmp_path: Path) -> None:
    take(tmp_path, "npm-3")

    assert "semver" not in named(of(tmp_path))
    assert [p.development for p in of(tmp_path, development=True).packages if p.name == "semver"] == [True]


def test_what_is_excluded_and_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    take(tmp_path, "npm-3", "go", "uv")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("uv/\n")

    bill = gather(str(tmp_path), Gathering(exclude=("npm-*/",)))

    assert {place.file for package in bill.packages for place in package.locations} == {"go/go.mod"}


def test_a_broken_lock_file_is_a_gap_and_the_others_are_read(tmp_path: Path) -> None:
    take(tmp_path, "go")
    (tmp_path / "package-lock.json").write_bytes(b"{")
    (tmp_path / "yarn.lock").symlink_to("/etc/hostname")

    bill = of(tmp_path)

    assert "saltmarsh.example/Ballast" in named(bill)
    assert bill.gaps[0].startswith("package-lock.json:1:2: ")
    assert bill.gaps[1] == f"yarn.lock leads out of {tmp_path.name}, and is not followed"


def test_packages_of_a_distribution_that_is_not_known_are_there_and_a_gap(tmp_path: Path) -> None:
    bill = of(take(tmp_path, "dpkg"))

    assert {package.ecosystem for package in bill.packages} == {""}
    assert bill.unknown()["ecosystem"] == 3
    assert bill.gaps[0].startswith("dpkg/var/lib/dpkg/status: it is not known which distribution")


def test_one_file_is_a_target(tmp_path: Path) -> None:
    take(tmp_path, "npm-3")

    bill = of(tmp_path / "npm-3/package-lock.json")

    assert (bill.subject.name, bill.subject.of) == ("package-lock.json", "file")
    assert {place.file for package in bill.packages for place in package.locations} == {"package-lock.json"}


def test_an_executable_is_a_target(tmp_path: Path) -> None:
    (tmp_path / "harbour").write_bytes(content_of("executables/go"))

    assert "saltmarsh.example/Ballast" in named(of(tmp_path / "harbour"))


@pytest.mark.parametrize("target", ["nowhere", "image:Not/A/Name", "main.py"])
def test_what_is_no_target_is_an_error(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.py").touch()

    with pytest.raises(UsageError):
        of(target)


@pytest.mark.parametrize("target", ["image:oci:nowhere", "rootfs:nowhere", "sbom:nowhere", "sbom:main.py"])
def test_what_cannot_be_read_at_all_is_an_error(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.py").touch()

    with pytest.raises((ConnectorError, ParseError)):
        of(target)


def test_an_image_has_its_digest_its_layers_and_what_is_installed(tmp_path: Path) -> None:
    bill = of(f"image:oci:{image(tmp_path / 'harbour')}:1.0")

    assert (bill.subject.name, bill.subject.of, bill.gaps) == ("harbour:1.0", "image", ())
    assert bill.subject.version.startswith("sha256:")
    assert [layer.instruction for layer in bill.subject.layers] == ["ADD layer 0", "ADD layer 1"]
    assert [(p.name, p.ecosystem, p.instruction) for p in bill.packages] == [
        ("base", "Debian:12", "ADD layer 0"),
        ("python3-six", "Debian:12", "ADD layer 1"),
        ("six", "PyPI", "ADD layer 1"),
    ]


def test_an_image_of_a_registry_has_a_purl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(FakeRegistry()) as registry:
        registry.tags["1.0"] = registry.blobs.image(tar(RELEASE, (STATUS, status(("base", "1")))))

        bill = of(f"image:{registry.host}/team/harbour:1.0", insecure=True)

    digest, host = registry.tags["1.0"]["digest"], registry.host
    assert (bill.subject.name, bill.subject.version) == (f"{host}/team/harbour:1.0", digest)
    where = f"repository_url={host}%2Fteam%2Fharbour"
    assert bill.subject.purl == f"pkg:oci/harbour@{digest}?arch=amd64&{where}&tag=1.0"
    assert named(bill) == ["base"]


def test_a_layer_that_cannot_be_had_is_a_gap(tmp_path: Path) -> None:
    blobs = Blobs()
    manifest = blobs.image(tar(RELEASE, (STATUS, status(("base", "1")))), tar(("opt/" + SIX, METADATA)))
    folder = layout(tmp_path / "harbour", blobs, manifest)
    upper = json.loads(blobs.contents[manifest["digest"]])["layers"][1]["digest"]
    (folder / "blobs" / upper.replace(":", "/")).write_bytes(b"nonsense")

    bill = of(f"image:oci:{folder}")

    assert named(bill) == ["base"]
    assert [gap.split(" (layer")[0] for gap in bill.gaps] == ["harbour"]


def test_what_a_distributions_package_has_installed_is_told_once(tmp_path: Path) -> None:
    bill = of(f"image:oci:{image(tmp_path)}")

    assert [place.file for p in bill.packages if p.name == "six" for place in p.locations] == [f"opt/{SIX}"]


def test_what_a_package_of_an_unknown_distribution_has_installed_is_told(tmp_path: Path) -> None:
    blobs = Blobs()
    listing = ("var/lib/dpkg/info/python3-six.list", f"/{SIX}\n".encode())
    layer = tar((STATUS, status(("python3-six", "2"))), listing, (SIX, METADATA))

    bill = of(f"image:oci:{layout(tmp_path, blobs, blobs.image(layer))}")

    assert [(package.ecosystem, package.owned_by) for package in bill.packages] == [("", ""), ("PyPI", "python3-six")]


def test_what_cannot_be_told_of_a_folder_is_told_from_the_target_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "e").mkdir()
    (tmp_path / "e/.gitignore").write_text("x\n" * 5001)
    (tmp_path / "e/link").symlink_to("/")
    monkeypatch.chdir(tmp_path)

    assert sorted(of("e").gaps) == [
        ".gitignore: .gitignore is longer than 5000 lines, and is not followed",
        "link leads out of e, and is not followed",
    ]


def test_a_root_has_what_is_installed_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root"
    for name, content in (RELEASE, (STATUS, status(("base", "1")))):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    monkeypatch.chdir(root)

    bill = of(f"rootfs:{root}")

    assert (bill.subject.name, bill.subject.of, bill.gaps) == ("root", "root", ())
    assert [package.purl for package in bill.packages] == ["pkg:deb/debian/base@1?arch=amd64&distro=debian-12"]
    assert of("rootfs:.") == bill


def test_gaps_of_an_image_do_not_say_where_it_lies(tmp_path: Path) -> None:
    blobs = Blobs()
    folder = layout(tmp_path / "harbour", blobs, blobs.image(tar((STATUS, status(("base", "1"))))))

    [gap] = of(f"image:oci:{folder}").gaps

    assert gap.startswith("harbour:/etc/os-release: it is not known which distribution")


@pytest.mark.parametrize("format_", [cyclonedx, spdx])
def test_a_bill_of_a_document_is_the_bill_that_was_written(format_: ModuleType, tmp_path: Path) -> None:
    bill = of(f"image:oci:{image(tmp_path / 'harbour')}")
    (tmp_path / "bill.json").write_text(format_.write(bill, None), encoding="utf-8")

    assert of(f"sbom:{tmp_path / 'bill.json'}") == bill
