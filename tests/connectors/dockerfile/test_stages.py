"""What stages are built from, what they inherit, and what the image ends up with."""

import pytest

from seatrial.connectors.dockerfile.reference import parse_reference
from seatrial.model.value import is_unknown
from tests.connectors.dockerfile.reading import read


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("nginx", ("nginx", "docker.io", "library/nginx", None, None)),
        ("nginx:1.27", ("nginx", "docker.io", "library/nginx", "1.27", None)),
        ("team/app:1", ("team/app", "docker.io", "team/app", "1", None)),
        ("localhost/app", ("localhost/app", "localhost", "app", None, None)),
        ("reg.example:5000/a/b", ("reg.example:5000/a/b", "reg.example:5000", "a/b", None, None)),
        ("a:1@sha256:0", ("a", "docker.io", "library/a", "1", "sha256:0")),
    ],
)
def test_an_image_reference_has_parts(text: str, parts: tuple[str | None, ...]) -> None:
    found = parse_reference(text)

    assert (found.name, found.registry, found.repository, found.tag, found.digest) == parts


def test_the_last_stage_is_the_image() -> None:
    reading = read("""
        FROM golang:1.23 AS build
        USER 1000
        FROM alpine:3.20
        EXPOSE 80 443/udp
        ENTRYPOINT ["/server"]
        """)

    assert reading.image["base"]["image"] == "alpine:3.20"
    assert "user" not in reading.image
    assert [port["from"] for port in reading.image["ports"]] == [80, 443]
    assert reading.image["entrypoint"]["words"] == ["/server"]


def test_a_stage_inherits_from_the_stage_that_it_is_built_from() -> None:
    reading = read("""
        FROM debian:12 AS Common
        ENV A=1
        USER app
        WORKDIR /srv
        HEALTHCHECK NONE
        FROM common
        ENV B=$A$A
        WORKDIR app
        """)

    assert reading.image["base"]["image"] == "debian:12"
    assert reading.image["user"] == "app"
    assert reading.image["env"] == {"A": "1", "B": "11"}
    assert reading.image["workdir"] == "/srv/app"
    assert reading.image["healthcheck"] == {"type": "NONE"}
    assert reading.value("stage[1]", "base")["is_stage"] is True
    assert reading.place("image", "user") == (4, 6)


def test_a_stage_does_not_change_the_one_that_it_is_built_from() -> None:
    reading = read("FROM a AS b\nENV A=1\nFROM b AS c\nENV A=2\nFROM b\n")

    assert reading.image["env"] == {"A": "1"}


def test_a_new_entrypoint_does_away_with_an_inherited_command() -> None:
    reading = read('FROM a AS b\nCMD ["x"]\nFROM b\nENTRYPOINT ["y"]\n')

    assert "cmd" not in {name for name, value in reading.image.items() if value is not None}
    assert reading.value("stage.b", "cmd")["words"] == ["x"]


def test_the_stages_of_the_image_are_shipped_and_others_are_not() -> None:
    reading = read("FROM a AS build\nFROM b AS base\nFROM base\nCOPY --from=build /x /x\n")

    shipped = {address: reading.value(address, "shipped") for address in ("stage.build", "stage.base", "stage[2]")}

    assert shipped == {"stage.build": False, "stage.base": True, "stage[2]": True}


def test_a_name_that_is_taken_is_said_whatever_its_capitals() -> None:
    reading = read("FROM a AS b\nFROM c AS B\n")

    assert reading.value("stage.b", "name_is_taken") is False
    assert reading.value("stage[1]", "name_is_taken") is True


@pytest.mark.parametrize(
    ("source", "kind"),
    [("build", "stage"), ("BUILD", "stage"), ("0", "stage"), ("1", "self"), ("here", "self"), ("late", "later"),
     ("2", "later"), ("nginx:1", "image")],
)  # fmt: skip
def test_copy_takes_from_stages_and_images(source: str, kind: str) -> None:
    reading = read(f"FROM a AS build\nFROM b AS here\nCOPY --from={source} /x /x\nFROM c AS late\n")

    assert reading.value("stage.here/COPY[0]", "from_kind") == kind


def test_an_instruction_that_a_later_one_replaces_is_overridden() -> None:
    reading = read('FROM a\nCMD ["x"]\nCMD ["y"]\nFROM b\nCMD ["z"]\n')

    found = [
        reading.value(address, "overridden") for address in ("stage[0]/CMD[0]", "stage[0]/CMD[1]", "stage[1]/CMD[0]")
    ]

    assert found == [True, False, False]


def test_what_stands_in_onbuild_changes_nothing_here() -> None:
    reading = read("FROM a\nONBUILD USER app\nONBUILD RUN sudo x\n")

    assert "user" not in reading.image
    assert reading.value("stage[0]/ONBUILD[1]", "keyword") == "RUN"
    assert reading.value("stage[0]/ONBUILD[1]", "on_build") is True
    assert reading.commands("stage[0]/ONBUILD[1]") == [["sudo", "x"], ["x"]]


@pytest.mark.parametrize(
    ("user", "is_root"),
    [("root", True), ("0", True), ("00:5", True), ("ROOT:x", True), ("app", False), ("10", False)],
)
def test_root_has_a_name_and_a_number(user: str, is_root: bool) -> None:
    assert read(f"FROM a\nUSER {user}\n").image["user_is_root"] is is_root


def test_a_broken_user_makes_the_user_unknown() -> None:
    reading = read('FROM a\nUSER app\nUSER "root\n')

    assert is_unknown(reading.image["user"])
    assert [gap.reason for gap in reading.gaps] == ["a double quote is not closed"]
    assert reading.gaps[0].location.line == 3


def test_a_broken_from_still_begins_a_stage() -> None:
    reading = read("FROM a\nUSER app\nFROM b c\nUSER root\n")

    assert reading.value("stage[0]", "user") == "app"
    assert is_unknown(reading.image["base"]["image"])
    assert [gap.reason for gap in reading.gaps] == ["FROM takes an image, and AS with a name"]


def test_a_stage_has_a_name_that_is_one() -> None:
    assert [gap.reason for gap in read("FROM a AS b/RUN[0]\n").gaps] == ["`b/RUN[0]` is no name for a stage"]


def test_an_unknown_instruction_is_a_gap_for_itself_only() -> None:
    reading = read("FROM a\nINSTALL x\nUSER app\n")

    assert reading.image["user"] == "app"
    assert [(gap.reason, gap.location.line) for gap in reading.gaps] == [("`INSTALL` is no instruction", 2)]


def test_a_healthcheck_has_its_times() -> None:
    reading = read('FROM a\nHEALTHCHECK --interval=5m --start-period=3s CMD ["a", "b"]\n')

    found = reading.image["healthcheck"]

    assert (found["type"], found["words"], found["interval"], found["start_period"]) == ("CMD", ["a", "b"], "5m", "3s")


def test_everything_knows_where_it_stands() -> None:
    reading = read("FROM a\nEXPOSE 80 \\\n  443\nLABEL x=1 \\\n      y=2\nCOPY --from=b x /y\n")

    assert reading.place("image", "ports", 1) == (3, 3)
    assert reading.place("image", "labels", "y") == (5, 7)
    assert reading.place("stage[0]/COPY[0]", "from") == (6, 13)
    assert reading.place("stage[0]/COPY[0]", "sources", 0) == (6, 15)
    assert reading.place("stage[0]/COPY[0]", "nothing") == (6, 1)
