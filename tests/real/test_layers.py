"""Layers in which entries meet: umoci unpacks, skopeo copies and pushes, docker-registry serves, podman saves."""

import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from seatrial.images.tar import Entry, Kind
from tests.images.builder import Blobs, Item, contents, filesystem, layout, opened, tagged, tar
from tests.images.fake_registry import pulled
from tests.real import engine
from tests.real.programs import needs, run
from tests.real.registries import Served

_NAMES = ("a", "b", "c")
_SEEDS = 60


def paths_of(chance: random.Random) -> str:
    return "/".join(chance.choice(_NAMES) for _ in range(chance.randint(1, 3)))


def layer_of(chance: random.Random, *, is_first: bool) -> list[Item]:
    """Entries that meet: there are only three names."""
    items: list[Item] = []
    files: list[str] = []
    for _ in range(chance.randint(1, 6)):
        path, kind = (
            paths_of(chance),
            chance.choice(("file", "file", "file", "folder", "link", "hard", "white", "opaque")),
        )
        folder, _, base = path.rpartition("/")
        if kind == "file":
            items.append((path, chance.randbytes(3)))
            files.append(path)
        elif kind == "folder":
            items.append((path, None))
        elif kind == "link":
            items.append((path, ("->", chance.choice(("/", "../", "")) + paths_of(chance))))
        elif kind == "hard" and files:
            items.append((path, ("=", chance.choice(files))))
        elif kind == "opaque":
            items.append((f"{path}/.wh..wh..opq", b""))
        elif kind == "white" and not is_first:
            items.append((f"{folder}/.wh.{base}".lstrip("/"), b""))
    return items


def unpacked(folder: Path) -> dict[str, bytes]:
    """The regular files below a folder."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def is_file(entry: Entry) -> bool:
    return entry.kind in (Kind.FILE, Kind.HARD_LINK)


@needs("umoci", root=True)
def test_layers_make_the_files_that_umoci_unpacks(tmp_path: Path) -> None:
    agreed = 0
    for seed in range(_SEEDS):
        chance = random.Random(seed)  # noqa: S311 - the same layers every time
        layers = [tar(*layer_of(chance, is_first=number == 0)) for number in range(chance.randint(2, 4))]
        blobs, folder, target = Blobs(), tmp_path / str(seed), tmp_path / f"{seed}-unpacked"
        layout(folder, blobs, tagged(blobs.image(*layers), "t"))
        command = ["umoci", "raw", "unpack", "--image", f"{folder}:t", str(target)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            # It cannot be unpacked: a file where a folder would have to be, or a hard link to nothing.
            continue

        found = opened(f"oci:{folder}").filesystem(is_file)

        assert contents(found) == unpacked(target), f"seed {seed}"
        assert found.problems == []
        agreed += 1
    assert agreed > _SEEDS / 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A layout with one image whose layers GNU tar has written, from real folders."""
    folder = tmp_path_factory.mktemp("made")
    base, upper = folder / "base", folder / "upper"
    long = "long-" * 40
    for place in (base / "usr/bin", base / "var/lib/dpkg", base / long / long, upper / "usr/bin", upper / "var"):
        place.mkdir(parents=True)
    shutil.copy(shutil.which("tar") or "", base / "usr/bin/tar")
    (base / "bin").symlink_to("usr/bin")
    (base / "usr/bin/gtar").hardlink_to(base / "usr/bin/tar")
    (base / "var/lib/dpkg/status").write_bytes(b"Package: tar\n")
    (base / long / long / "file").write_bytes(b"deep")
    (base / os.fsdecode(b"caf\xe9")).write_bytes(b"latin")
    with (base / "sparse").open("wb") as stream:
        for at in (0, 1_000_000, 3_000_000):
            stream.seek(at)
            stream.write(b"island")
    (upper / "usr/bin/.wh.gtar").touch()
    (upper / "var/new").write_bytes(b"new")
    blobs = Blobs()
    layers = []
    # Podman knows no sparse files in GNU's own format.
    for name, form in (("base", "posix"), ("upper", "gnu")):
        run("tar", "-C", folder / name, f"--format={form}", "--sparse", "-cf", folder / f"{name}.tar", ".")
        layers.append((folder / f"{name}.tar").read_bytes())
    return layout(folder / "layout", blobs, tagged(blobs.image(*layers), "1.0"))


def expected(made: Path) -> dict[str, bytes]:
    files = unpacked(made.parent / "base") | unpacked(made.parent / "upper")
    return {path: content for path, content in files.items() if not path.endswith("gtar")}


def read(reference: str, **options: Any) -> dict[str, bytes]:
    return {path: content for path, content, _ in opened(reference, **options).files(is_file)}


@needs("tar")
def test_what_gnu_tar_writes_is_read(made: Path) -> None:
    files = read(f"oci:{made}:1.0")

    assert files == expected(made)
    assert len(files["sparse"]) == 3_000_006


@needs("tar")
@pytest.mark.parametrize("form", ["gnu", "posix --sparse-version=0.1", "posix --sparse-version=1.0"])
def test_every_kind_of_sparse_file_is_read(made: Path, form: str) -> None:
    base = made.parent / "base"
    run("tar", "-C", base, *f"--sparse --format={form} -cf".split(), made.parent / "sparse.tar", "sparse")

    found = filesystem((made.parent / "sparse.tar").read_bytes())

    assert contents(found) == {"sparse": (base / "sparse").read_bytes()}
    assert (made.parent / "sparse.tar").stat().st_size < 100_000


@needs("tar")
def test_a_kind_of_sparse_file_that_is_not_read_is_said(made: Path) -> None:
    command = ["--sparse", "--format=posix", "--sparse-version=0.0", "-cf"]
    run("tar", "-C", made.parent / "base", *command, made.parent / "sparse.tar", "sparse")

    found = filesystem((made.parent / "sparse.tar").read_bytes())

    assert [problem.reason for _, problem in found.problems] == [
        "a sparse file is stored as GNU tar 1.14 did, which is not read"
    ]


@needs("skopeo", "tar")
@pytest.mark.parametrize("transport", ["oci-archive", "docker-archive"])
def test_what_skopeo_copies_is_read(made: Path, tmp_path: Path, transport: str) -> None:
    run("skopeo", "copy", f"oci:{made}:1.0", f"{transport}:{tmp_path}/image.tar:app:1.0")

    assert read(f"{transport}:{tmp_path}/image.tar:app:1.0") == expected(made)


@needs("skopeo", "tar")
def test_layers_that_skopeo_compresses_by_zstd_are_read(made: Path, tmp_path: Path) -> None:
    run(
        "skopeo",
        "copy",
        "--dest-compress-format",
        "zstd",
        "--dest-compress",
        f"oci:{made}:1.0",
        f"oci:{tmp_path}/l:1.0",
    )
    image = opened(f"oci:{tmp_path}/l:1.0")

    assert {layer.media_type.rpartition("+")[2] for layer in image.layers} == {"zstd"}
    assert {path: content for path, content, _ in image.files(is_file)} == expected(made)


@needs("docker-registry", "skopeo", "tar")
def test_what_skopeo_pushes_to_a_registry_is_pulled(made: Path, registry: Served) -> None:
    name = registry.push(f"oci:{made}:1.0", "team/app:1.0")
    told = run("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", f"docker://{name}")

    image = pulled(name, platform="")

    assert image.manifest_digest == told
    assert {path: content for path, content, _ in image.files(is_file)} == expected(made)
    assert pulled(f"{registry.host}/team/app@{image.manifest_digest}").config == image.config


@needs("docker-registry", "skopeo", "tar")
def test_dockers_own_manifests_are_pulled_too(made: Path, registry: Served) -> None:
    image = pulled(registry.push(f"oci:{made}:1.0", "team/docker:1.0", "--format", "v2s2"))

    assert "vnd.docker.image.rootfs.diff" in image.layers[0].media_type
    assert {path: content for path, content, _ in image.files(is_file)} == expected(made)


@needs("podman", "skopeo", root=True)
def test_what_an_engine_has_is_read_from_its_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Podman itself cannot save a file that came to it sparse.
    blobs = Blobs()
    layers = (tar(("a", b"1"), ("d/b", b"1")), tar((".wh.a", b""), ("d/c", ("=", "d/b")), ("d/b", b"2")))
    made = layout(tmp_path, blobs, tagged(blobs.image(*layers), "1.0"))
    with engine.serving(f"oci:{made}:1.0", "localhost/app:1.0", "vfs") as host:
        monkeypatch.setenv("DOCKER_HOST", host)
        image = opened("docker-daemon:localhost/app:1.0")

    assert {path: content for path, content, _ in image.files(is_file)} == {"d/b": b"2", "d/c": b"1"}
