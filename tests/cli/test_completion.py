"""Completion: what is offered, in the shells themselves, and how little it costs to ask."""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial
from tests.cli.test_process import imports

pytestmark = pytest.mark.usefixtures("repository")

Offered = Callable[[str], list[str]]

_SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
_SOURCED = {
    "bash": 'eval "$(seatrial completion bash)"',
    "zsh": 'autoload -Uz compinit; compinit -u -D; eval "$(seatrial completion zsh)"',
    "fish": "seatrial completion fish | source",
}


@pytest.fixture
def offered(seatrial: Seatrial, monkeypatch: pytest.MonkeyPatch) -> Offered:
    """What bash is told for the last word of a line, which may be empty."""

    def called(line: str) -> list[str]:
        monkeypatch.setenv("_SEATRIAL_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
        answer = seatrial()
        assert answer.err == ""
        return answer.out.splitlines()

    return called


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("seatrial sc", "plain,scan"),
        ("seatrial check ", "plain,lint"),
        ("seatrial scan --al", "plain,--allow-incomplete"),
        ("seatrial scan --fail-on ", "plain,never"),
        ("seatrial --ver", "plain,--version"),
        ("seatrial waive x --policy ", "plain,strict"),
        ("seatrial scan --only ", "plain,terraform"),
        ("seatrial scan -o ", "plain,sarif"),
        ("seatrial scan --policy ", "plain,strict"),
        ("seatrial scan --policy sh", "plain,ships"),
        ("seatrial scan --policy ships ma", "file,ma"),
        ("seatrial scan --var-file ", "file,"),
        ("seatrial scan --source ", "dir,"),
        ("seatrial inspect ma", "file,ma"),
        ("seatrial explain aws-s3-bucket-acl-no-public-w", "plain,aws-s3-bucket-acl-no-public-write"),
        ("seatrial explain ships", "plain,ships-hull-sealed"),
        ("seatrial explain CKV_AWS_2", "plain,CKV_AWS_20"),
        ("seatrial check test ships", "plain,ships-hull-sealed"),
        ("seatrial list checks --policy ", "plain,kubernetes-restricted"),
        ("seatrial completion ", "plain,zsh"),
    ],
)
def test_commands_options_and_names_are_offered(offered: Offered, line: str, word: str) -> None:
    assert word in offered(line)


def test_only_what_begins_as_the_word_does_is_offered(offered: Offered) -> None:
    ids = offered("seatrial explain aws-s3-")

    assert len(ids) > 10
    assert all(id_.startswith("plain,aws-s3-") for id_ in ids)
    assert ids == sorted(set(ids))


def test_a_wrong_configuration_prints_nothing_into_the_line(offered: Offered, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text("polcies: [\n")

    assert "plain,strict" in offered("seatrial scan --policy ")


def test_a_name_that_a_shell_would_act_upon_is_not_offered(offered: Offered, repository: Path) -> None:
    for name in ("a b", "$(reboot)", "x\ny", "\x1b[2J", "-rf"):
        (repository / f".seatrial/policies/{name}.yaml").write_text("title: x\n")

    assert offered("seatrial scan --policy ") == [
        f"plain,{name}"
        for name in sorted(
            ("default", "kubernetes-baseline", "kubernetes-restricted", "organisation", "ships", "strict")
        )
    ]


@pytest.mark.parametrize("shell", _SHELLS)
def test_a_script_is_one_that_the_shell_can_read(process: Seatrial, repository: Path, shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    (repository / "script").write_text(process("completion", shell).out)

    checked = subprocess.run([shell, "-n", "script"], capture_output=True, text=True, timeout=30, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("shell", _SHELLS)
def test_a_shell_completes_what_is_typed(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TERM", "xterm")
    with subprocess.Popen(
        [sys.executable, "-c", f"import pty; pty.spawn({_SHELLS[shell]!r})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as terminal:
        try:
            _type(terminal, f"{_SOURCED[shell]}; echo rea''dy\n")
            _read_until(terminal, "ready")
            _type(terminal, "seatrial explain ships-hull-s\t")

            assert "ealed" in _read_until(terminal, "ealed")
        finally:
            terminal.kill()


def _type(terminal: "subprocess.Popen[bytes]", keys: str) -> None:
    assert terminal.stdin is not None
    terminal.stdin.write(keys.encode())
    terminal.stdin.flush()


def _read_until(terminal: "subprocess.Popen[bytes]", wanted: str, seconds: float = 30) -> str:
    assert terminal.stdout is not None
    shown = b""
    deadline = time.monotonic() + seconds
    while wanted not in shown.decode("utf-8", "replace"):
        readable, _, _ = select.select([terminal.stdout], [], [], max(0, deadline - time.monotonic()))
        read = os.read(terminal.stdout.fileno(), 65536) if readable else b""
        if not read:
            raise AssertionError(f"{wanted!r} was not shown, but {shown!r}")
        shown += read
    return shown.decode("utf-8", "replace")


def test_asking_costs_next_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_SEATRIAL_COMPLETE", "bash_complete")
    for line in ("seatrial ", "seatrial scan --"):
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))

        assert imports().isdisjoint({"yaml", "pathspec", "seatrial.scan", "seatrial.cel", "seatrial.library"})
