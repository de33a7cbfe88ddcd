"""Edits of Dockerfiles."""

import pytest

from seatrial.fix import dockerfile
from seatrial.fix.edit import CannotEditError, apply
from seatrial.parsers.document import Span


def place(text: str, part: str, nth: int = 1) -> Span:
    """The place of the nth occurrence of a part."""
    start = -1
    for _ in range(nth):
        start = text.index(part, start + 1)
    return (*_at(text, start), *_at(text, start + len(part)))


def head(text: str, part: str) -> tuple[int, int]:
    return _at(text, text.index(part))


def _at(text: str, offset: int) -> tuple[int, int]:
    if text.startswith("\ufeff"):
        text, offset = text[1:], offset - 1
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@pytest.mark.parametrize(
    ("text", "old", "new", "wanted"),
    [
        ("FROM a\nRUN apt update\n", "apt", "apt-get", "FROM a\nRUN apt-get update\n"),
        ("FROM a:latest", "a:latest", "a:1.2", "FROM a:1.2"),
        ("FROM a\nUSER root # x\n", "root", "app", "FROM a\nUSER app # x\n"),
        ('FROM a\nRUN ["apt", "update"]\n', '"apt"', "apt-get", 'FROM a\nRUN ["apt-get", "update"]\n'),
        ("FROM a\r\nWORKDIR app\r\n", "app", "/app", "FROM a\r\nWORKDIR /app\r\n"),
        ("FROM a\nRUN <<EOF\napt update\nEOF\n", "apt", "apt-get", "FROM a\nRUN <<EOF\napt-get update\nEOF\n"),
        ("FROM a\nRUN x && \\\n    # why\n    apt update\n", "apt", "apt-get",
         "FROM a\nRUN x && \\\n    # why\n    apt-get update\n"),
        ("FROM a\nONBUILD USER root\n", "root", "app", "FROM a\nONBUILD USER app\n"),
        ("FROM a\nUSER app\n", "app", "app", "FROM a\nUSER app\n"),
        ("# escape=`\nFROM a\nRUN x `\n  y\n", "y", "z", "# escape=`\nFROM a\nRUN x `\n  z\n"),
    ],
)  # fmt: skip
def test_a_word_is_replaced(text: str, old: str, new: str, wanted: str) -> None:
    assert apply(text, dockerfile.replace(text, place(text, old), new)) == wanted


@pytest.mark.parametrize("new", ["", " ", "a\nUSER root", "a\r", "a\x00"])
def test_a_word_stays_on_its_line(new: str) -> None:
    text = "FROM a\nUSER root\n"

    with pytest.raises(CannotEditError, match="on one line"):
        dockerfile.replace(text, place(text, "root"), new)


def test_a_word_that_would_swallow_the_next_instruction_is_refused() -> None:
    text = "FROM a\nUSER root\nCMD x\n"

    with pytest.raises(CannotEditError, match="other instructions"):
        dockerfile.replace(text, place(text, "root"), "root \\")


@pytest.mark.parametrize("at", [(9, 1, 9, 2), (1, 1, 1, 99), (2, 3, 2, 3), (1, 1, 2, 3)])
def test_a_place_that_is_in_no_instruction_is_refused(at: Span) -> None:
    with pytest.raises(CannotEditError):
        dockerfile.replace("FROM a\nCMD x\n", at, "y")


@pytest.mark.parametrize(
    ("text", "behind", "word", "wanted"),
    [
        ("FROM a\nRUN apt-get install x\n", "install", "--no-install-recommends",
         "FROM a\nRUN apt-get install --no-install-recommends x\n"),
        ("FROM a\nRUN apk add \\\n    x\n", "add", "--no-cache", "FROM a\nRUN apk add --no-cache \\\n    x\n"),
        ("FROM a\nRUN pip install", "install", "--no-cache-dir", "FROM a\nRUN pip install --no-cache-dir"),
        ('FROM a\nRUN ["apk", "add", "x"]\n', '"add"', "--no-cache", 'FROM a\nRUN ["apk", "add", "--no-cache", "x"]\n'),
        ("FROM a\nRUN <<EOF\napk add x\nEOF\n", "add", "-q", "FROM a\nRUN <<EOF\napk add -q x\nEOF\n"),
        ("FROM a\nRUN (apk add); y\n", "add", "-q", "FROM a\nRUN (apk add -q); y\n"),
    ],
)  # fmt: skip
def test_a_word_is_put_behind_another(text: str, behind: str, word: str, wanted: str) -> None:
    assert apply(text, dockerfile.add_word(text, place(text, behind), word)) == wanted


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("FROM a\nRUN curl -k x\n", "-k", "FROM a\nRUN curl x\n"),
        ("FROM a\nRUN curl -k\n", "-k", "FROM a\nRUN curl\n"),
        ("FROM a\nRUN curl \\\n    -k \\\n    x\n", "-k", "FROM a\nRUN curl \\\n    x\n"),
        ("FROM a\nRUN curl \\\n    -k x\n", "-k", "FROM a\nRUN curl \\\n x\n"),
        ("FROM a\nRUN --network=host x\n", "--network=host", "FROM a\nRUN x\n"),
    ],
)
def test_a_word_is_taken_away(text: str, word: str, wanted: str) -> None:
    assert apply(text, dockerfile.remove_word(text, place(text, word))) == wanted


def test_a_word_of_the_exec_form_stays() -> None:
    text = 'FROM a\nRUN ["curl", "-k"]\n'

    with pytest.raises(CannotEditError, match="exec form"):
        dockerfile.remove_word(text, place(text, '"-k"'))


@pytest.mark.parametrize(
    ("text", "at", "flag", "wanted"),
    [
        ("FROM a\nCOPY x y\n", "COPY", "--chown=app", "FROM a\nCOPY --chown=app x y\n"),
        ("FROM a\nCOPY --from=b x y\n", "COPY", "--chown=app", "FROM a\nCOPY --from=b --chown=app x y\n"),
        ("FROM a\nRUN --network=host x\n", "RUN", "--network=none", "FROM a\nRUN --network=none x\n"),
        ("FROM a\nRUN --network=none x\n", "RUN", "--network=none", "FROM a\nRUN --network=none x\n"),
        ("FROM a\nRUN --mount=type=tmpfs,target=/a x\n", "RUN", "--mount=type=cache,target=/b",
         "FROM a\nRUN --mount=type=tmpfs,target=/a --mount=type=cache,target=/b x\n"),
        ("FROM a\n  run \\\n  x\n", "run", "--network=none", "FROM a\n  run --network=none \\\n  x\n"),
        ("FROM a\nONBUILD COPY x y\n", "ONBUILD", "--chown=b", "FROM a\nONBUILD COPY --chown=b x y\n"),
        ("FROM a\nADD https://b/c /d\n", "ADD", "--checksum=sha256:e",
         "FROM a\nADD --checksum=sha256:e https://b/c /d\n"),
    ],
)  # fmt: skip
def test_an_instruction_gets_a_flag(text: str, at: str, flag: str, wanted: str) -> None:
    assert apply(text, dockerfile.add_flag(text, head(text, at), flag)) == wanted


@pytest.mark.parametrize(
    ("text", "at", "keyword", "wanted"),
    [
        ("FROM a\nADD x y\n", "ADD", "COPY", "FROM a\nCOPY x y\n"),
        ("FROM a\nadd x y\n", "add", "COPY", "FROM a\ncopy x y\n"),
        ("FROM a\nONBUILD ADD x y\n", "ONBUILD", "COPY", "FROM a\nONBUILD COPY x y\n"),
        ("FROM a\nCOPY x y\n", "COPY", "COPY", "FROM a\nCOPY x y\n"),
    ],
)
def test_a_keyword_is_replaced(text: str, at: str, keyword: str, wanted: str) -> None:
    assert apply(text, dockerfile.rename(text, head(text, at), keyword)) == wanted


def test_only_an_instruction_is_a_keyword() -> None:
    with pytest.raises(CannotEditError, match="no instruction"):
        dockerfile.rename("FROM a\nADD x y\n", (2, 1), "MOVE")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("FROM a\nRUN b\n", "FROM a\nRUN b && c -d\n"),
        ("FROM a\nRUN b", "FROM a\nRUN b && c -d"),
        ("FROM a\nRUN b \\\n", "FROM a\nRUN b && c -d \\\n"),
        ("FROM a\nRUN b \\\n    && x\n", "FROM a\nRUN b \\\n    && x \\\n    && c -d\n"),
        ("FROM a\nRUN b && \\\n    x\n", "FROM a\nRUN b && \\\n    x && \\\n    c -d\n"),
        ("FROM a\r\nRUN b && \\\r\n\tx\r\n", "FROM a\r\nRUN b && \\\r\n\tx && \\\r\n\tc -d\r\n"),
        ("FROM a\nRUN b && c -d\n", "FROM a\nRUN b && c -d\n"),
        ("# escape=`\nFROM a\nRUN b `\n  && x\n", "# escape=`\nFROM a\nRUN b `\n  && x `\n  && c -d\n"),
    ],
)
def test_a_run_gets_one_more_command(text: str, wanted: str) -> None:
    assert apply(text, dockerfile.extend(text, head(text, "RUN"), "c -d")) == wanted


@pytest.mark.parametrize(
    "run",
    ['RUN ["b"]', "RUN <<EOF\nb\nEOF", "RUN b # why", "RUN b 'c", "USER b", "RUN cat <<EOF > x\nb\nEOF"],
)
def test_a_run_that_cannot_take_a_command_stays(run: str) -> None:
    text = f"FROM a\n{run}\n"

    with pytest.raises(CannotEditError):
        dockerfile.extend(text, (2, 1), "c -d")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("FROM a\nRUN b\n", "FROM a\nRUN b\nUSER c\n"),
        ("FROM a\nRUN b", "FROM a\nRUN b\nUSER c"),
        ("FROM a\r\nRUN b\r\nCMD d\r\n", "FROM a\r\nRUN b\r\nUSER c\r\nCMD d\r\n"),
        ("FROM a\nRUN <<EOF\nb\nEOF\nCMD d\n", "FROM a\nRUN <<EOF\nb\nEOF\nUSER c\nCMD d\n"),
        ("FROM a\nRUN b \\\n  c\n# why\nCMD d\n", "FROM a\nRUN b \\\n  c\nUSER c\n# why\nCMD d\n"),
        ("\ufeffFROM a\nRUN b\n", "\ufeffFROM a\nRUN b\nUSER c\n"),
    ],
)
def test_a_line_is_put_behind_an_instruction(text: str, wanted: str) -> None:
    assert apply(text, dockerfile.add_line(text, head(text, "RUN"), "USER c")) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("FROM a\nRUN b\n", "FROM a\nUSER c\nRUN b\n"),
        ("FROM a\r\n  RUN b", "FROM a\r\n  USER c\r\n  RUN b"),
    ],
)
def test_a_line_is_put_before_an_instruction(text: str, wanted: str) -> None:
    assert apply(text, dockerfile.add_line(text, head(text, "RUN"), "USER c", before=True)) == wanted


@pytest.mark.parametrize("line", ["USER", "# no instruction", "USER b\nCMD c", "USER b \\", "BUILD x", "RUN <<EOF"])
def test_a_line_that_is_no_instruction_is_refused(line: str) -> None:
    with pytest.raises(CannotEditError):
        dockerfile.add_line("FROM a\nRUN b\nCMD d\n", (2, 1), line)


def test_nothing_is_put_behind_what_goes_on() -> None:
    with pytest.raises(CannotEditError, match="by itself"):
        dockerfile.add_line("FROM a\nRUN b \\\n", (2, 1), "USER c")
