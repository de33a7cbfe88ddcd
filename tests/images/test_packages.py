"""What is installed in an image, and since which layer."""

from pathlib import Path

from seatrial.images.installed import PACKAGES
from seatrial.images.packages import packages_in
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


def of_npm(name: str) -> bytes:
    return b'{"name": "%b", "version": "2.0.0"}' % name.encode()


def test_a_package_that_is_linked_out_of_a_store_is_installed(tmp_path: Path) -> None:
    packages, gaps = read(
        tmp_path,
        (
            ("store/v3/files/1", of_npm("a")),
            ("app/node_modules/a/package.json", ("=", "store/v3/files/1")),
            ("app/node_modules/b/package.json", of_npm("b")),
            ("other/node_modules/b/package.json", ("=", "app/node_modules/b/package.json")),
            ("own/package.json", ("=", "store/v3/files/1")),
        ),
    )

    assert [(package.locations[0].file, package.name, package.kind) for package in packages] == [
        ("app/node_modules/a/package.json", "a", "library"),
        ("app/node_modules/b/package.json", "b", "library"),
        ("other/node_modules/b/package.json", "b", "library"),
        ("own/package.json", "a", "application"),
    ]
    assert gaps == []


def test_names_that_nobody_can_write_are_no_reason_to_stop(tmp_path: Path) -> None:
    half = b'{"name": "\\ud800", "version": "1.0.0"}'

    packages, gaps = read(
        tmp_path,
        (
            ("caf\udce9/node_modules/a/package.json", of_npm("a")),
            ("x/node_modules/b/package.json", half),
            ("x/node_modules/c/package.json", of_npm("c")),
        ),
    )

    assert [(package.locations[0].file, package.name) for package in packages] == [
        ("caf\udce9/node_modules/a/package.json", "a"),
        ("x/node_modules/c/package.json", "c"),
    ]
    assert len(gaps) == 1
    assert gaps[0].startswith("x/node_modules/b/package.json: ")


def test_more_packages_than_anybody_installs_are_a_gap(tmp_path: Path) -> None:
    blobs = Blobs()
    layer = tar(*((f"node_modules/{name}/package.json", of_npm(name)) for name in "abc"))
    image = opened(f"oci:{layout(tmp_path, blobs, blobs.image(layer))}")

    packages, gaps = packages_in(image, image.read((PACKAGES,)).of(PACKAGES), most=2)

    assert [package.name for package in packages] == ["a", "b"]
    assert [gap.bound for gap in gaps] == ["2 packages"]


def test_a_list_that_says_more_than_it_has_is_a_gap(tmp_path: Path) -> None:
    folder = "f" * 4000
    files = "".join(f"R:{number}\n" for number in range(1000))
    database = f"P:a\nV:1-r0\nA:x86_64\nF:{folder}\n{files}\n".encode()

    packages, gaps = read(
        tmp_path, (("lib/apk/db/installed", database), ("etc/os-release", b"ID=alpine\nVERSION_ID=3.19.1\n"))
    )

    assert [package.name for package in packages] == ["a"]
    assert gaps == ["lib/apk/db/installed: the files that it lists have names of more than 1 MiB"]


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
