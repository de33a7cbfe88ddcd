"""The commands of RUN: what a shell, a wrapper or a heredoc runs, with variables replaced where they are known."""

import pytest

from seatrial.model.value import is_unknown
from tests.connectors.dockerfile.reading import read


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("a && b", [["a"], ["b"]]),
        ("/usr/bin/a b", [["a", "b"]]),
        ("sudo -u x -E a b", [["sudo", "-u", "x", "-E", "a", "b"], ["a", "b"]]),
        ("env A=1 nohup a", [["env", "A=1", "nohup", "a"], ["nohup", "a"], ["a"]]),
        ("timeout 10 a", [["timeout", "10", "a"], ["a"]]),
        ("a | xargs -n 1 b", [["a"], ["xargs", "-n", "1", "b"], ["b"]]),
        ("sh -c 'a; b'", [["sh", "-c", "a; b"], ["a"], ["b"]]),
        ("bash -euxc 'a'", [["bash", "-euxc", "a"], ["a"]]),
        ("su app -c 'a b'", [["su", "app", "-c", "a b"], ["a", "b"]]),
        ("su-exec app a b", [["su-exec", "app", "a", "b"], ["a", "b"]]),
        ("runuser -u app -- a b", [["runuser", "-u", "app", "--", "a", "b"], ["a", "b"]]),
        ("$SUDO a b", [["$SUDO", "a", "b"], ["a", "b"]]),
        ('"$A" -b c', [["$A", "-b", "c"]]),
        ("busybox a", [["busybox", "a"], ["a"]]),
        ("flock /x a", [["flock", "/x", "a"], ["a"]]),
        ("trap 'a b' EXIT", [["trap", "a b", "EXIT"], ["a", "b"]]),
        (
            "find . -exec a {} ';' -execdir b {} +",
            [["find", ".", "-exec", "a", "{}", ";", "-execdir", "b", "{}", "+"], ["a", "{}"], ["b", "{}"]],
        ),
        ("find . -exec ';' -exec a", [["find", ".", "-exec", ";", "-exec", "a"]]),
        ("eval 'a b'", [["eval", "a b"], ["a", "b"]]),
        ("bash <<E\na\nE", [["bash"], ["a"]]),
        ("<<E\na\nb c\nE", [["a"], ["b", "c"]]),
        ("cat <<E > f\na\nE", [["cat"]]),
        ('["a", "b c"]', [["a", "b c"]]),
        ('["sh", "-c", "a && b"]', [["sh", "-c", "a && b"], ["a"], ["b"]]),
    ],
)
def test_the_commands_of_a_run(run: str, found: list[list[str]]) -> None:
    assert read(f"FROM a\nRUN {run}\n").commands() == found


@pytest.mark.parametrize(
    ("run", "arguments"),
    [
        ("x $ENV", ["e"]),
        ("x $TWO", ["-a", "-b"]),
        ('x "$TWO"', ["-a -b"]),
        ("x $EMPTY y", ["y"]),
        ("x $NONE", ["$NONE"]),
        ("x ${NONE:-d}", ["${NONE:-d}"]),
        ("x ${ENV:-d}", ["e"]),
        ("V='p q'; x $V", ["p", "q"]),
        ("V=p; V=q; x $V", ["$V"]),
        ("V=$(y); x $V", ["$V"]),
        ("export V=p && x $V", ["p"]),
    ],
)
def test_variables_of_commands_are_replaced_where_they_are_known(run: str, arguments: list[str]) -> None:
    reading = read(f"FROM a\nENV ENV=e TWO='-a -b' EMPTY=\nRUN {run}\n")

    assert ["x", *arguments] in reading.commands()


@pytest.mark.parametrize(
    ("run", "uncertain"),
    [("x $NONE", True), ("x $(y)", True), ('x "$NONE"', False), ("x a$NONE", False), ("x y", False)],
)
def test_a_command_is_uncertain_where_a_variable_may_hold_options(run: str, uncertain: bool) -> None:
    commands = read(f"FROM a\nRUN {run}\n").value("stage[0]/RUN[0]", "commands")

    assert next(c["uncertain"] for c in commands if c["name"] == "x") is uncertain


@pytest.mark.parametrize(
    "text",
    [
        'FROM a\nSHELL ["pwsh", "-c"]\nRUN Write-Host a\n',
        "FROM mcr.microsoft.com/windows/servercore:1\nRUN dir\n",
        "# escape=`\nFROM a\nRUN dir\n",
        "FROM mcr.microsoft.com/powershell:nanoserver-ltsc2022\nRUN dir\n",
        "FROM mcr.microsoft.com/dotnet/framework/sdk:4.8\nRUN dir\n",
        "FROM a\nRUN <<E\n#!/usr/bin/env python3\nprint(1)\nE\n",
    ],
)
def test_what_no_posix_shell_runs_is_unknown(text: str) -> None:
    assert is_unknown(read(text).value("stage[0]/RUN[0]", "commands"))


def test_a_heredoc_with_a_shell_in_its_first_line_is_read() -> None:
    assert read("FROM a\nRUN <<E\n#!/bin/bash\na\nE\n").commands() == [["a"]]


def test_a_shell_that_the_file_names_decides_on_windows_too() -> None:
    assert read('# escape=`\nFROM a\nSHELL ["/bin/bash", "-c"]\nRUN b `\n  c\n').commands() == [["b", "c"]]


@pytest.mark.parametrize(
    ("run", "column"),
    [
        ("sh -c 'x; a b'", 15),
        ('bash -c "x; a b"', 17),
        ("sh -c 'x; sh -c \"a b\"'", 22),
        ("sh -c x';a b'", 5),
        ('sh -c "x \\$y; a b"', 5),
    ],
)
def test_the_script_of_a_shell_is_placed_where_it_stands_as_it_is(run: str, column: int) -> None:
    reading = read(f"FROM a\nRUN {run}\n")
    number = reading.commands().index(["a", "b"])

    assert reading.place("stage[0]/RUN[0]", "commands", number, "name") == (2, column)


@pytest.mark.parametrize("run", ["bash <<E\na b\nE", "x; bash -e <<-E\n\ta b\n\tE", "<<F\nbash <<E\na b\nE\nF"])
def test_the_heredoc_of_a_shell_is_placed_line_by_line(run: str) -> None:
    reading = read(f"FROM a\nRUN {run}\n")
    number = reading.commands().index(["a", "b"])
    line, column = reading.place("stage[0]/RUN[0]", "commands", number, "arguments", 0)

    assert f"RUN {run}".splitlines()[line - 2][column - 1 :] == "b"


def test_shell_text_that_cannot_be_read_is_a_gap_at_its_place() -> None:
    reading = read("FROM a\nRUN a && \\\n    b 'c\nUSER d\n")

    assert is_unknown(reading.value("stage[0]/RUN[0]", "commands"))
    assert [(gap.reason, gap.location.line, gap.location.column) for gap in reading.gaps] == [
        ("a single quote is not closed", 3, 7)
    ]
    assert reading.image["user"] == "d"


@pytest.mark.parametrize(
    ("text", "pipefail"),
    [
        ("FROM a\nRUN b | c\n", False),
        ('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN b | c\n', True),
        ("FROM a\nRUN set -euo pipefail; b | c\n", True),
        ("FROM a\nRUN b | c; set -o pipefail\n", False),
        ("FROM a\nRUN bash -o pipefail -c 'b | c'\n", True),
        ('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN set +o pipefail; b | c\n', False),
        ("FROM a\nRUN set -o pipefail; set +o pipefail; set -e; b | c\n", False),
        ("FROM a\nRUN set +o pipefail; set -eo pipefail; b | c\n", True),
        ('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN bash -c "b | c"\n', False),
        ('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN eval "b | c"\n', True),
    ],
)
def test_a_pipeline_knows_whether_its_failures_are_seen(text: str, pipefail: bool) -> None:
    (pipeline,) = read(text).value("stage[0]/RUN[0]", "pipelines")

    assert pipeline == {"names": ["b", "c"], "pipefail": pipefail}


def test_commands_and_their_words_know_where_they_stand() -> None:
    reading = read("FROM a\nRUN b c \\\n  && d \\\n  # no\n     e\nRUN <<E\nf\n  g h\nE\n")

    assert reading.place("stage[0]/RUN[0]", "commands", 1, "name") == (3, 6)
    assert reading.place("stage[0]/RUN[0]", "commands", 1, "arguments", 0) == (5, 6)
    assert reading.place("stage[0]/RUN[1]", "commands", 1, "arguments", 0) == (8, 5)


@pytest.mark.parametrize("run", ["sudo " * 20 + "a", "eval " * 30 + "a", "a;" * 6000])
def test_nesting_and_number_of_commands_are_bounded(run: str) -> None:
    (gap,) = read(f"FROM a\nRUN {run}\n").gaps

    assert gap.bound
