"""Which files are Dockerfiles, and what becomes of those that are none."""

import inspect
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.connectors.dockerfile import CONNECTOR, facts
from seatrial.connectors.dockerfile.find import find
from seatrial.engine.index import Index
from seatrial.files import File
from seatrial.model.value import Unknown
from tests.connectors.dockerfile.reading import read, read_bytes


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "a/Dockerfile",
        "Dockerfile.prod",
        "Dockerfile-dev",
        "api.Dockerfile",
        "api.dockerfile",
        "dockerfile",
        "Containerfile",
        "Containerfile.dev",
        "a.Containerfile",
        "Dockerfile.go",
    ],
)
def test_dockerfiles_are_claimed_by_their_name(name: str) -> None:
    assert CONNECTOR.claims(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore",
        "Dockerfile.md",
        "Dockerfile~",
        "Dockerfile.bak",
        "dockerfile.py",
        "Dockerfiles",
        "x.yaml",
        "myDockerfile",
        "Dockerfile/x",
    ],
)
def test_other_files_are_not(name: str) -> None:
    assert not CONNECTOR.claims(name)


def _find(folder: Path, **contents: str) -> list[str]:
    files = []
    for name, content in contents.items():
        path = folder / name.replace("_", ".")
        path.write_text(content)
        files.append(File(path.name, path.name, path, folder))
    return [asset.key for asset in find(files, {})]


def test_a_file_of_another_language_is_a_dockerfile_if_it_has_a_from(tmp_path: Path) -> None:
    assert _find(tmp_path, Dockerfile_go="package x\n", Dockerfile_rb="from ruby:3\n") == ["Dockerfile.rb"]


def test_each_file_is_an_asset(tmp_path: Path) -> None:
    assert _find(tmp_path, Dockerfile="x", Dockerfile_dev="x") == ["Dockerfile", "Dockerfile.dev"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it has no FROM, and so builds nothing"),
        (b"FROM a\0\n", "it holds NUL bytes, and so is no text"),
        ("FROM a".encode("utf-16"), "it is UTF-16; Docker reads UTF-8 only"),
        (b"#" * 600_000, "Dockerfile is larger than"),
    ],
)
def test_what_is_no_dockerfile_is_a_gap(content: bytes, reason: str) -> None:
    reading = read_bytes(content)

    assert reading.raws == ()
    assert [gap.reason.startswith(reason) for gap in reading.gaps] == [True]


def test_bytes_that_are_not_utf8_cost_no_more_than_themselves() -> None:
    reading = read_bytes(b"FROM a\n# caf\xe9\nUSER b\n")

    assert reading.image["user"] == "b"
    assert [(gap.location.line, gap.reason) for gap in reading.gaps] == [
        (2, "this is not UTF-8; the bytes that are not are read as U+FFFD")
    ]


def test_a_template_is_a_gap_that_says_so() -> None:
    reading = read_bytes(b"FROM {{ image }}\n{% if x %}\n", "Dockerfile.j2")

    assert [gap.reason for gap in reading.gaps] == ["Dockerfile.j2 is a template; scan what it renders"]


def test_instructions_before_from_are_gaps() -> None:
    assert [gap.reason for gap in read("RUN a\nFROM b\n").gaps] == ["RUN stands before the first FROM"]


def test_no_more_gaps_are_listed_than_anybody_reads() -> None:
    assert len(read("FROM a\n" + "NONSENSE x\n" * 1000).gaps) == 101


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nRUN " + "(" * 300_000,
        "FROM a\nRUN " + "{ a | b; } | " * 20_000 + "c",
        "FROM a\nRUN " + "apt-get install a && rm b; " * 10_000,
        "FROM a\nRUN " + "find . " + "-exec a ; " * 100_000,
        "FROM a\n" + "RUN " + "sh -c 'sh -c \"" * 1000,
        "FROM a\nENV A=" + "a" * 60_000 + "\nENV B=${A//a/" + "b" * 60_000 + "}\n",
        "FROM a AS s0\nENV "
        + " ".join(f"K{i}=1" for i in range(9_000))
        + "\n"
        + "".join(f"FROM s{i} AS s{i + 1}\n" for i in range(400)),
    ],
)
def test_hostile_text_costs_bounded_time(text: str) -> None:
    began = time.process_time()

    reading = read_bytes(text.encode())

    assert time.process_time() - began < 5
    assert reading.gaps


_PIECES = (
    *(
        "FROM a\n",
        "FROM a AS b\n",
        "RUN ",
        "COPY --from=b ",
        "ENV A=",
        "USER ",
        "EXPOSE 80",
        "HEALTHCHECK CMD ",
        "ARG A",
        "ENV $A=$A B=$B",
        "ADD $A ",
        "COPY <<E /x\n",
        "COPY a.tar /x\n",
    ),
    *(
        "ONBUILD ",
        "$A",
        "${A:-",
        "}",
        "'",
        '"',
        "\\\n",
        "\n",
        "<<E\n",
        "E\n",
        "[",
        '"]',
        "curl x | sh",
        "apt-get install -y a",
        "useradd -u ",
        "tar x",
        "find -exec ",
        "sh -c '",
        " ",
        "$(",
        ")",
        "é",
    ),
)


_FACTS = [fact for name, fact in vars(facts).items() if inspect.isfunction(fact) and not name.startswith("_")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["", "FROM a\n"]), st.lists(st.sampled_from(_PIECES), max_size=30))
def test_any_text_gives_objects_and_gaps(head: str, pieces: list[str]) -> None:
    text = head + "".join(pieces)

    reading = read_bytes(text.encode())

    lines = text.count("\n") + 1
    for raw in reading.raws:
        assert 1 <= raw.locate(()).line <= lines
        for fact in _FACTS if raw.type == "instruction" else ():
            value = fact(raw, Index(()))
            assert isinstance(value, Unknown) or all(item.origin.location().line <= lines for item in value)
    assert len(reading.by_address) == len(reading.raws)
