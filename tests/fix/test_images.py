"""Another tag or digest of an image, wherever its name comes from."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.fix.edit import CannotEditError, apply
from seatrial.fix.images import Swap, renamed, swap
from seatrial.model.location import Location
from seatrial.parsers.document import Text

LAW = settings(max_examples=200, deadline=None)
DIGEST, OTHER = f"sha256:{'0' * 64}", f"sha256:{'1' * 64}"


def written(text: str, old: str, new: str, said: str = "") -> str:
    """The text after a swap at what is said, the last line without more."""
    said = said or text.rstrip("\n").rpartition("\n")[2]
    start = text.rindex(said)
    lines = Text(text)
    place = Location("x", *lines.place(start), *lines.place(start + len(said)))
    return apply(text, swap(text, place, Swap(old=old, new=new)))


@pytest.mark.parametrize(
    ("reference", "after"),
    [
        ("debian", "debian:13"),
        ("debian:12", "debian:13"),
        ("localhost:5000/debian", "localhost:5000/debian:13"),
        ("docker.io/library/debian:12", "docker.io/library/debian:13"),
        (f"debian:12@{DIGEST}", f"debian:13@{OTHER}"),
    ],
)
def test_a_name_is_written_as_it_was(reference: str, after: str) -> None:
    assert renamed(reference, "13", OTHER) == after


def test_a_digest_needs_another_one() -> None:
    with pytest.raises(CannotEditError, match="digest of 13"):
        renamed(f"debian:12@{DIGEST}", "13", "")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("image: a/b:1", "image: a/b:2"),
        ("image: 'a/b:1' # a/b:1.1", "image: 'a/b:2' # a/b:1.1"),
        ('{"image": "a/b:1", "other": "x/a/b:1"}', '{"image": "a/b:2", "other": "x/a/b:1"}'),
        ("image: ${REPO:-a/b}:${TAG:-1}", "image: ${REPO:-a/b}:${TAG:-2}"),
        ("image: '${IMAGE-a/b:1}'", "image: '${IMAGE-a/b:2}'"),
        ("image: ${HOST:-a}/b:1", "image: ${HOST:-a}/b:2"),
        ("ARG TAG=1\nFROM a/b:$TAG", "ARG TAG=2\nFROM a/b:$TAG"),
        ("ARG TAG='1'\r\nFROM a/b:${TAG}", "ARG TAG='2'\r\nFROM a/b:${TAG}"),
        ('ARG X=1 IMG="a/b:1"\nFROM $IMG', 'ARG X=1 IMG="a/b:2"\nFROM $IMG'),
        ("ARG TAG=0\nARG TAG=1\nFROM a/b:$TAG", "ARG TAG=0\nARG TAG=2\nFROM a/b:$TAG"),
        ("arg A=a\nARG B=b:1\nfrom $A/$B", "arg A=a\nARG B=b:2\nfrom $A/$B"),
        ("ARG A=a\nFROM $A/b:1", "ARG A=a\nFROM $A/b:2"),
    ],
)
def test_what_decides_is_changed_and_nothing_else(text: str, after: str) -> None:
    assert written(text, "a/b:1", "a/b:2") == after


def test_a_part_of_a_tag_is_solved() -> None:
    text = "ARG PY=3.11\nFROM python:${PY}-slim\n"

    assert written(text, "python:3.11-slim", "python:3.12-slim") == text.replace("3.11", "3.12")


def test_tag_and_digest_come_from_two_variables() -> None:
    text = f"ARG TAG=1\nARG DIGEST={DIGEST}\nFROM a/b:$TAG@$DIGEST\n"

    after = written(text, f"a/b:1@{DIGEST}", f"a/b:2@{OTHER}")

    assert after == text.replace("TAG=1", "TAG=2").replace(DIGEST, OTHER)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("image: c/d:1", "does not stand there"),
        ("image: a/b:1 a/b:1", "does not stand there"),
        ("FROM a/b:$TAG", "`TAG` is not written in this file"),
        ("image: a/b:${TAG}", "`TAG` is not written in this file"),
        ("FROM x\nARG TAG=1\nFROM a/b:$TAG", "`TAG` is not written in this file"),
        ("ARG TAG=9\nFROM a/b:$TAG", "nobody can see how"),
        ("ARG TAG=$OTHER\nFROM a/b:$TAG", "`TAG` is not written in this file"),
    ],
)
def test_what_nobody_can_decide_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CannotEditError, match=re.escape(reason)):
        written(text, "a/b:1", "a/b:2")


def test_of_one_variable_in_two_places_both_must_fit() -> None:
    text = "ARG V=1\nFROM a$V/b:$V"

    with pytest.raises(CannotEditError, match="no value of a variable"):
        written(text, "a1/b:1", "a1/b:2")


PARTS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)


@st.composite
def dockerfiles(draw: st.DrawFn) -> tuple[str, str, str]:
    """A Dockerfile whose base is put together of what is written out and of arguments, its old name and a new one."""
    repository = "/".join(draw(st.lists(PARTS, min_size=1, max_size=3)))
    old, new = draw(PARTS), draw(PARTS)
    pieces = [repository, ":", old]
    arguments, word = [], ""
    for number, piece in enumerate(pieces):
        if piece != ":" and draw(st.booleans()):
            quote = draw(st.sampled_from(("", '"', "'")))
            arguments.append(f"ARG A{number}={quote}{piece}{quote}")
            word += draw(st.sampled_from((f"$A{number}", f"${{A{number}}}")))
        else:
            word += piece
    lines = [*arguments, draw(st.sampled_from(("# FROM x", "", "ARG Z=1"))), f"FROM {word} AS x", "RUN true"]
    return draw(st.sampled_from(("\n", "\r\n"))).join(lines), f"{repository}:{old}", f"{repository}:{new}"


@LAW
@given(dockerfiles())
def test_there_and_back_again_is_where_one_was(made: tuple[str, str, str]) -> None:
    text, old, new = made
    line = next(line for line in re.split(r"\r?\n", text) if line.startswith("FROM"))
    word = line.split(" ")[1]

    after = written(text, old, new, f"{word} AS")

    word_after = re.search(r"^FROM (\S+)", after, re.MULTILINE)
    assert word_after is not None
    assert written(after, new, old, f"{word_after[1]} AS") == text
    assert (after == text) is (old == new)
    assert len(after) - len(text) == len(new) - len(old)
