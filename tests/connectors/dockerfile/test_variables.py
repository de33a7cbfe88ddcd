"""Variables are replaced as Docker replaces them; what only the build knows is unknown, and says why."""

import pytest

from seatrial.connectors.dockerfile.variables import Text, expand
from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Unknown, is_unknown
from tests.connectors.dockerfile.reading import read

VALUES: dict[str, Text] = {"X": "abcabc", "EMPTY": "", "U": Unknown("why", is_set=True)}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("a$X-b", "aabcabc-b"),
        ("${X}d", "abcabcd"),
        ("$NONE|${NONE}", "|"),
        ("${X:-d}${NONE:-d}${EMPTY:-d}${EMPTY-d}", "abcabcdd"),
        ("${X:+s}${NONE:+s}${EMPTY:+s}${EMPTY+s}", "ss"),
        ("${NONE:-$X}", "abcabc"),
        ("${NONE:-a b'c'}", "a bc"),
        ("${X#a*c}|${X##a*c}|${X%b*c}|${X%%b*c}", "abc||abca|a"),
        ("${X#?}", "bcabc"),
        ("${X/b/-}|${X//b/-}|${X//z/-}", "a-cabc|a-ca-c|abcabc"),
        ("'$X'", "$X"),
        ('"$X \\$X \\a"', "abcabc $X \\a"),
        ("\\$X", "$X"),
        ("a\\ b", "a b"),
        ("$", "$"),
        ("$$", ""),
    ],
)
def test_text_with_variables(text: str, expanded: str) -> None:
    assert expand(text, VALUES.get) == expanded


@pytest.mark.parametrize("text", ["'a", '"a', "${X", "${X:-a", "${}", "${X!}", "${NONE:?no}"])
def test_what_docker_refuses_is_an_error(text: str) -> None:
    with pytest.raises(ParseError):
        expand(text, VALUES.get)


@pytest.mark.parametrize("text", ["$U", "a${U}b", "${U:-a}", "${U:+a}", "${U#a}", "${U/a/b}", "${X#$U}"])
def test_what_contains_an_unknown_variable_is_unknown(text: str) -> None:
    found = expand(text, VALUES.get)

    assert is_unknown(found)
    assert found.reason == "why"
    assert found.is_set


def test_the_known_pieces_of_an_unknown_text_are_kept() -> None:
    found = expand("a$X-${U}b", VALUES.get)

    assert is_unknown(found)
    assert found.prefix == "aabcabc-"
    assert found.parts[-1] == "b"


@pytest.mark.parametrize(
    "text", ["$BIG$BIG", "${X:-" * 50 + "}" * 50 + "${NONE:-" * 60, "${BIG##" + "*a" * 20000 + "b}"]
)
def test_growth_is_bounded(text: str) -> None:
    with pytest.raises(LimitError):
        expand(text, {"BIG": "a" * 40_000}.get)


def test_an_argument_before_from_is_for_from_only() -> None:
    reading = read("ARG V=1\nFROM a:$V\nENV A=$V\nARG V\nENV B=$V\n")

    assert reading.image["base"]["tag"] == "1"
    assert is_unknown(reading.image["env"]["A"])
    assert reading.image["env"]["B"] == "1"


def test_env_wins_over_arg() -> None:
    reading = read("FROM a\nENV V=env\nARG V=arg\nLABEL l=$V\n")

    assert reading.image["labels"] == {"l": "env"}


def test_the_variables_of_one_env_do_not_see_each_other() -> None:
    reading = read("FROM scratch\nENV A=old\nENV A=new B=$A\n")

    assert reading.image["env"] == {"A": "new", "B": "old"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FROM a\nARG V\nUSER $V", "ARG `V` has no default; its value comes with --build-arg"),
        ("FROM a\nARG TARGETARCH\nUSER $TARGETARCH", "`TARGETARCH` is the platform of the build"),
        ("FROM a:1\nUSER $V", "`V` is not set in the Dockerfile; `a:1` may set it"),
    ],
)
def test_an_unknown_value_says_why(text: str, reason: str) -> None:
    user = read(text).image["user"]

    assert is_unknown(user)
    assert user.reason == reason


def test_nothing_is_set_in_an_empty_image() -> None:
    assert read("FROM scratch\nUSER a$V\n").image["user"] == "a"


@pytest.mark.parametrize(
    ("image", "known"),
    [
        ("node:$V", {"registry": "docker.io", "repository": "library/node", "name": "node"}),
        ("$R/app:1.2", {"tag": "1.2", "digest": None}),
        ("reg.example/$N", {"registry": "reg.example"}),
        ("reg.example/$N/x", {"registry": "reg.example", "tag": None, "digest": None}),
        ("$R/a@sha256:0", {"digest": "sha256:0"}),
    ],
)
def test_the_known_parts_of_an_image_are_kept(image: str, known: dict[str, str | None]) -> None:
    base = read(f"ARG V\nARG R\nARG N\nFROM {image}\n").image["base"]

    found = {name: value for name, value in base.items() if name in known and not is_unknown(value)}

    assert found == known


def test_a_relative_workdir_below_an_unread_image_is_unknown() -> None:
    found = read("FROM a\nWORKDIR app\n").image["workdir"]

    assert is_unknown(found)
    assert read("FROM scratch\nWORKDIR app\n").image["workdir"] == "/app"


def test_a_variable_that_could_not_be_read_is_unknown_afterwards() -> None:
    reading = read('FROM a\nENV A=1\nENV A="x"y"\nUSER $A\n')

    assert is_unknown(reading.image["env"]["A"])
    assert is_unknown(reading.image["user"])
    assert len(reading.gaps) == 1


def test_values_that_double_are_a_gap_with_a_bound() -> None:
    reading = read("FROM a\nENV A=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n" + "ENV A=$A$A\n" * 40)

    assert {gap.bound for gap in reading.gaps} == {"64 KiB"}
