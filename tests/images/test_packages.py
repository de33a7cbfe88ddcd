"""What is installed in an image, and since which layer."""

from pathlib import Path

from seatrial.model.package import Package
from tests.images.builder import Blobs, Item, layout, opened, tar

RELEASE = ("usr/lib/os-release", b'ID=debian\nVERSION_ID="12"\n')
STATUS = "var/lib/dpkg/status"


def status(*packages: tuple[str, str]) -> bytes:
    return b"".join(
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n".encode()
        for name, version in packages
    )


def read(folder: Path, *layers: tuple[Item, ...]) -> tuple[tuple[Package, ...], list[str]]:
    blobs = Blobs()
    image = opened(f"oci:{layout(folder, blobs, blobs.image(*(tar(*layer) for layer in layers)))}")
    packages, gaps = image.packages()
    return packages, [f"{gap.location.file.rpartition(':/')[2]}: {gap.reason}" for gap in gaps]


def test_a_package_is_of_the_layer_since_which_it_is_there_so(tmp_path: Path) -> None:
    base, upgraded = status(("a", "1"), ("b", "1"), ("c", "1")), status(("a", "1"), ("b", "2"), ("c", "1"), ("d", "1"))
    last = status(("a", "1"), ("b", "2"), ("d", "1"), ("e", "1"))

    packages, gaps = read(tmp_path, (RELEASE, (STATUS, base)), ((STATUS, upgraded),), (("x", b""),), ((STATUS, last),))

    assert {package.name: package.instruction for package in packages} == {
        "a": "ADD layer 0",
        "b": "ADD layer 1",
        "d": "ADD layer 1",
        "e": "ADD layer 3",
    }
    assert len({package.layer for package in packages}) == 3
    assert {package.ecosystem for package in packages} == {"Debian:12"}
    assert packages[0].purl == "pkg:deb/debian/a@1?arch=amd64&distro=debian-12"
    assert gaps == []


def test_a_database_that_was_gone_in_between_begins_anew(tmp_path: Path) -> None:
    one = status(("a", "1"))

    packages, _ = read(tmp_path, (RELEASE, (STATUS, one)), (("var/lib/dpkg/.wh.status", b""),), ((STATUS, one),))

    assert [package.instruction for package in packages] == ["ADD layer 2"]


def test_without_a_known_distribution_packages_have_no_ecosystem_and_it_is_said(tmp_path: Path) -> None:
    for number, release in enumerate((None, b"ID=debian\n", b"ID=own\nVERSION_ID=1\n")):
        items = [(STATUS, status(("a", "1")))]
        if release is not None:
            items.append(("etc/os-release", release))

        packages, gaps = read(tmp_path / str(number), tuple(items))

        assert [package.ecosystem for package in packages] == [""]
        assert len(gaps) == 1
        assert gaps[0].startswith("etc/os-release: it is not known which distribution")


def test_only_the_distributions_own_database_is_of_its_release(tmp_path: Path) -> None:
    desc = b"%NAME%\ncurl\n\n%VERSION%\n8.5.0-1\n\n%ARCH%\nx86_64\n\n"
    nested = ("opt/root/var/lib/dpkg/status", status(("b", "1")))
    foreign = ("var/lib/pacman/local/curl-8.5.0-1/desc", desc)

    packages, gaps = read(tmp_path, (RELEASE, (STATUS, status(("a", "1"))), nested, foreign))

    assert {package.name: package.ecosystem for package in packages} == {"a": "Debian:12", "b": "", "curl": ""}
    assert {package.name: "distro" in package.purl for package in packages} == {"a": True, "b": False, "curl": False}
    reason = "it is not known which distribution its packages are of: it is not debian-12's own"
    assert gaps == [f"{nested[0]}: {reason}", f"{foreign[0]}: {reason}"]


def test_os_release_may_be_a_link(tmp_path: Path) -> None:
    link = ("etc/os-release", ("->", "../usr/lib/os-release"))

    packages, gaps = read(tmp_path, (RELEASE, link, (STATUS, status(("a", "1")))))

    assert ([package.ecosystem for package in packages], gaps) == (["Debian:12"], [])


def test_distroless_images_have_a_database_a_package(tmp_path: Path) -> None:
    packages, _ = read(tmp_path, (RELEASE, ("var/lib/dpkg/status.d/base", status(("base-files", "12"))[:-1])))

    assert [(package.name, package.ecosystem) for package in packages] == [("base-files", "Debian:12")]


def test_what_a_distributions_package_has_installed_says_so(tmp_path: Path) -> None:
    metadata = b"Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n"
    place = "lib/python3/dist-packages/six-1.16.0.dist-info/METADATA"
    own = "opt/six-1.16.0.dist-info/METADATA"
    listing = f"/.\n/{place}\n".encode()

    packages, _ = read(
        tmp_path,
        (
            RELEASE,
            (STATUS, status(("python3-six", "1.16.0-4"))),
            ("var/lib/dpkg/info/python3-six.list", listing),
            (f"usr/{place}", metadata),
            (own, metadata),
        ),
    )

    assert [(package.locations[0].file, package.owned_by) for package in packages if package.kind != "os"] == [
        (own, ""),
        (f"usr/{place}", "python3-six"),
    ]


def test_lock_files_of_an_image_tell_of_nothing_that_is_installed(tmp_path: Path) -> None:
    lock = b'{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}}}'

    packages, gaps = read(
        tmp_path,
        (("app/package-lock.json", lock), ("app/node_modules/b/package.json", b'{"name": "b", "version": "2.0.0"}')),
    )

    assert ([package.name for package in packages], gaps) == (["b"], [])


def test_a_broken_database_is_said_with_its_place(tmp_path: Path) -> None:
    packages, gaps = read(tmp_path, (RELEASE, ("var/lib/rpm/rpmdb.sqlite", b"SQLite format 3\0" + bytes(100))))

    assert packages == ()
    assert len(gaps) == 1
    assert gaps[0].startswith("var/lib/rpm/rpmdb.sqlite: ")


def test_a_rootfs_has_packages_without_layers(tmp_path: Path) -> None:
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    (tmp_path / STATUS).write_bytes(status(("a", "1")))
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_bytes(RELEASE[1])

    packages, gaps = opened(f"rootfs:{tmp_path}").packages()

    assert [(package.name, package.ecosystem, package.layer, package.instruction) for package in packages] == [
        ("a", "Debian:12", "", "")
    ]
    assert gaps == ()
