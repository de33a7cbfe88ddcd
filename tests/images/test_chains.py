"""The index of chains of layers: it knows what was recorded, and survives whatever happens to its file."""

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from seatrial.images.bases.chains import Chains, chain_ids
from seatrial.images.image import Image, Layer
from seatrial.images.manifest import Config, Run, Step


def image(
    *layers: str, name: str = "x", config: str = "", labels: dict[str, str] | None = None, empty: int = 0
) -> Image:
    """An image of layers ``a``, ``b`` ...; each has an instruction of its own, and ``empty`` ones come last."""
    steps = [Step(created_by=f"ADD {layer}") for layer in layers]
    steps += [Step(created_by=f"ENV A={number}", empty_layer=True) for number in range(empty)]
    return Image(
        name=name,
        manifest_digest=digest(f"manifest {layers} {config} {empty}"),
        config_digest=digest(f"config {layers} {config} {empty}"),
        config=Config(config=Run(labels=labels), history=steps),
        layers=tuple(
            Layer(digest=digest(f"gz {layer}"), diff_id=digest(layer), size=1, media_type="", created_by=f"ADD {layer}")
            for layer in layers
        ),
        stored=(),
    )


def digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def names(index: Chains, *layers: str) -> list[str]:
    return [known.name for known in index.beginnings_of(image(*layers))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "bases.sqlite"


def test_chains_are_named_as_the_specification_names_them() -> None:
    # sha256 of "sha256:aa... sha256:bb...", as `printf | sha256sum` has it.
    assert chain_ids(["sha256:" + "a" * 64, "sha256:" + "b" * 64]) == [
        "sha256:" + "a" * 64,
        "sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c",
    ]


def test_what_was_recorded_is_found_by_what_begins_with_it(path: Path) -> None:
    with Chains(path) as index:
        index.record(image("a"), "debian:12")
        index.record(image("a", "b"), "ghcr.io/team/python:3")

    with Chains(path) as index:
        assert names(index, "a", "b", "c") == ["ghcr.io/team/python:3", "docker.io/library/debian:12"]
        assert names(index, "a", "c", "b") == ["docker.io/library/debian:12"]
        assert names(index, "b", "a") == []
        assert names(index) == []
        assert index.trouble == ""


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("debian", "docker.io/library/debian:latest"),
        ("docker://debian:12", "docker.io/library/debian:12"),
        ("docker-daemon:debian:12", "docker.io/library/debian:12"),
        (f"debian:12@sha256:{'0' * 64}", "docker.io/library/debian:12"),
        (f"debian@sha256:{'0' * 64}", "docker.io/library/debian"),
        ("oci:folder:1.0", ""),
        ("docker-archive:/tmp/x.tar", ""),
        ("rootfs:/", ""),
        ("not a name", ""),
    ],
)
def test_a_name_is_kept_where_others_can_use_it(path: Path, name: str, kept: str) -> None:
    with Chains(path) as index:
        index.record(image("a"), name)

        assert names(index, "a", "b") == [kept]


def test_an_image_is_recorded_once(path: Path) -> None:
    with Chains(path) as index:
        for _ in range(3):
            index.record(image("a"), "debian:12")

        assert names(index, "a", "b") == ["docker.io/library/debian:12"]


def test_an_image_without_layers_is_the_base_of_nothing(path: Path) -> None:
    with Chains(path) as index:
        index.record(image(), "scratch-like")

        assert names(index, "a") == []


def test_what_was_recorded_longest_ago_is_forgotten(path: Path) -> None:
    with Chains(path, kept=3) as index:
        for number in range(5):
            index.record(image(f"l{number}"), f"app:{number}")

        assert [names(index, f"l{number}", "x") for number in range(5)] == [
            [],
            [],
            ["docker.io/library/app:2"],
            ["docker.io/library/app:3"],
            ["docker.io/library/app:4"],
        ]


def test_a_label_without_end_is_kept_short(path: Path) -> None:
    with Chains(path) as index:
        index.record(image("a", labels={"org.opencontainers.image.base.name": "x" * 10_000_000}), "app:1")

    assert path.stat().st_size < 100_000


# What happens to files.


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE images (a)")
        connection.commit()


def older_format(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.commit()


def wrong_types(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE images SET layers = 'many', config = x'ff'")
        connection.commit()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def overwritten(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def no_database(path: Path) -> None:
    path.write_bytes(b"nonsense" * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = [other_database, older_format, wrong_types, cut, overwritten, no_database, empty]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_made_anew(path: Path, damage: object) -> None:
    with Chains(path) as index:
        index.record(image("a"), "debian:12")
    if damage is other_database:
        path.unlink()
    assert callable(damage)
    damage(path)

    with Chains(path) as index:
        assert names(index, "a", "b") == []
        index.record(image("a"), "debian:13")
        assert names(index, "a", "b") == ["docker.io/library/debian:13"]
        assert index.trouble == ""
    assert [each.name for each in path.parent.iterdir()] == ["bases.sqlite"]


def test_a_place_that_cannot_be_written_to_is_told_and_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Chains(tmp_path / "file" / "bases.sqlite") as index:
        index.record(image("a"), "debian:12")

        assert names(index, "a", "b") == []
        assert "bases.sqlite" in index.trouble


def test_a_file_that_is_locked_is_left_alone(path: Path) -> None:
    with Chains(path) as index:
        index.record(image("a"), "debian:12")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with Chains(path, patience=0.05) as index:
            index.record(image("b"), "debian:13")

            assert "locked" in index.trouble
    with Chains(path) as index:
        assert names(index, "a", "x") == ["docker.io/library/debian:12"]


_WRITER = """
import sys
from pathlib import Path
from seatrial.images.bases.chains import Chains
from tests.images.test_chains import image
who = sys.argv[2]
for number in range(40):
    with Chains(Path(sys.argv[1])) as index:
        index.record(image(f"{who}-{number}"), f"app-{who}:{number}")
        assert not index.trouble, index.trouble
"""


def test_several_processes_write_at_once(path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", _WRITER, path, who]) for who in "abcd"]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0, 0]

    with Chains(path) as index:
        for who in "abcd":
            for number in range(40):
                assert names(index, f"{who}-{number}", "x") == [f"docker.io/library/app-{who}:{number}"]


def test_a_process_that_is_killed_leaves_a_file_that_works(path: Path) -> None:
    script = _WRITER.replace("range(40)", "range(10**9)")
    for wait in (0.4, 0.55, 0.7):
        process = subprocess.Popen([sys.executable, "-c", script, path, "k"])
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=wait)
        process.kill()
        process.wait()

    with Chains(path) as index:
        index.record(image("a"), "debian:12")
        assert names(index, "a", "b") == ["docker.io/library/debian:12"]
        assert index.trouble == ""
