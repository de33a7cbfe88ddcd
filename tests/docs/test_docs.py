"""The documentation says what is there, and what it says is there."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from seatrial.cli import group, run
from seatrial.config import Config
from seatrial.engine.waiver_words import is_flaw
from seatrial.library import Library, load
from seatrial.library.content_file import ContentFile
from seatrial.model.check import Check
from seatrial.reports import names as reports

_ROOT = Path(__file__).parents[2]
_PAGES = sorted(path.relative_to(_ROOT).as_posix() for path in (*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")))
_WRITTEN = [page for page in _PAGES if not page.startswith("docs/reference/")]


def text_of(page: str) -> str:
    return (_ROOT / page).read_text(encoding="utf-8")


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path, groups before what is in them."""
    if path:
        yield path, command
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                yield from commands(found, (*path, name))


def command_lines(page: str) -> list[str]:
    """The lines of code blocks that call the command, without comments."""
    lines = re.findall(
        r"^(?:\s{4,}|- run: |)(?:dev/setup.* && )?(?:\.venv/bin/)?seatrial (.*)$", text_of(page), re.MULTILINE
    )
    return [re.sub(r"\s+#.*", "", line) for line in lines]


_LINES = sorted({line for page in _WRITTEN for line in command_lines(page)})


def test_there_are_pages_and_command_lines() -> None:
    assert {"README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CONTRIBUTING.md", "docs/using.md"} <= set(_PAGES)
    assert len(_LINES) >= 12


@pytest.mark.parametrize("page", _PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"`[^`\n]*`", "", text_of(page)))

    missing = [link for link in links if "://" not in link and not ((_ROOT / page).parent / link).exists()]
    assert missing == []


def test_every_command_and_option_is_in_the_reference() -> None:
    reference = text_of("docs/reference/commands.md")

    told = [(path, option) for path, command in commands(group) for option in (path[-1], *_flags(command))]

    assert len(told) > 30
    assert [(path, word) for path, word in told if word not in reference] == []


def test_every_command_and_option_is_in_the_manual_page() -> None:
    page = text_of("docs/reference/seatrial.1").replace("\\-", "-")

    told = [word for path, command in commands(group) for word in (" ".join(path), *_flags(command))]

    assert [word for word in told if word not in page] == []
    assert [section for section in ("EXIT STATUS", "ENVIRONMENT", "FILES") if f'.SH "{section}"' not in page] == []


def test_it_is_said_what_quiet_and_verbose_mean_for_every_command_that_has_them() -> None:
    table = text_of("docs/using.md").split("## How much is said")[1].split("## ")[0]
    rows = {row[0]: row for row in re.findall(r"^\| (`.+?) \| (.*?) \| (.*?) ?\|$", table, re.MULTILINE)}

    told = {
        (name.strip("`"), flag)
        for names, quiet, verbose in rows.values()
        for name in names.split(", ")
        for flag, text in (("--quiet", quiet), ("--verbose", verbose))
        if text
    }
    there = {
        ("list" if path[0] == "list" else " ".join(path), flag)
        for path, command in commands(group)
        for flag in ("--quiet", "--verbose")
        if flag in _flags(command)
    }

    assert there == told


def test_the_manual_page_is_one_that_man_can_set() -> None:
    if not shutil.which("groff"):
        pytest.skip("there is no groff here")

    set_ = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", str(_ROOT / "docs/reference/seatrial.1")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (set_.returncode, set_.stderr) == (0, "")
    # Bold is a letter, a backspace and the letter again.
    assert "130    interrupted" in re.sub(".\b", "", set_.stdout)


def _flags(command: click.Command) -> list[str]:
    return [flag for parameter in command.params if isinstance(parameter, click.Option) for flag in parameter.opts]


@pytest.mark.parametrize("line", _LINES)
def test_a_command_line_of_the_documentation_can_be_parsed(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_ROOT)
    words = [word for word in shlex.split(line) if not word.startswith("[")]

    command: click.Command = group
    context = click.Context(group, info_name="seatrial")
    while isinstance(command, click.Group):
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"there is no command {name}"
        command, context = found, click.Context(found, info_name=name, parent=context)

    # Raises for an option that is not there, and for an argument that is missing.
    command.make_context(command.name, words, parent=context.parent)
    for word in (words[index + 1] for index, word in enumerate(words) if word == "-o"):
        assert word.partition("=")[0] in reports()


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def test_names_of_checks_policies_and_resources_are_real(library: Library) -> None:
    text = "\n".join(map(text_of, _WRITTEN))
    aliases = {alias for check in library.checks.values() for alias in check.aliases}

    assert [
        name
        for name in re.findall(r"explain ([A-Z][\w-]+)", text)
        if not is_flaw(name) and name not in aliases | {"CHECK"}
    ] == []
    explained = re.findall(r"seatrial explain ([a-z]\w*-[\w-]+)", text)
    assert [name for name in explained if name not in library.checks] == []
    assert [name for name in re.findall(r"--policy ([a-z][\w-]+)", text) if name not in library.policies] == []
    assert {"default", "strict", "organisation"} <= set(library.policies)


def test_every_key_of_the_configuration_is_explained(tmp_path: Path) -> None:
    page = text_of("docs/using.md")
    example = next(text for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "fail_on:" in text)
    (tmp_path / "seatrial.yaml").write_text(example, encoding="utf-8")

    config = ContentFile(tmp_path / "seatrial.yaml", "seatrial.yaml").as_struct(Config)

    assert isinstance(config, Config)
    assert [
        key for key in Config.__struct_fields__ if key not in ("file", "lines") and f"\n{key}:" not in "\n" + example
    ] == []


def test_every_key_of_a_check_is_explained() -> None:
    page = text_of("docs/checks.md")

    assert [key for key in Check.__struct_fields__ if key not in ("id", "file") and f"`{key}`" not in page] == []


def test_every_exit_code_is_explained() -> None:
    rows = re.findall(r"^\| (\d+) \|", text_of("docs/using.md"), re.MULTILINE)

    assert rows == ["0", "1", "2", "3", "130"]


def test_the_schema_of_the_json_report_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(text_of("docs/reference/report.schema.json")))


def test_the_readme_shows_what_a_scan_of_the_examples_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(_ROOT)
    monkeypatch.setenv("COLUMNS", "130")
    shown = re.search(r"ferry company:\n\n(.*?)\n\n\S", text_of("README.md"), re.DOTALL)
    assert shown is not None
    wanted = [line[4:] for line in shown[1].splitlines()]

    run(["scan", "examples"])

    assert "\n".join(wanted) in capsys.readouterr().out
