"""``seatrial doctor``: a line for each thing that a scan depends on, and what to do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from seatrial import __version__
from seatrial.library import pack
from tests.cli.conftest import Answer, Seatrial
from tests.vulns.shelf import fixed_in, record, shelf

pytestmark = pytest.mark.usefixtures("repository")

Sign = dict[str, str]


def signs(answer: Answer) -> dict[str, list[Sign]]:
    found: dict[str, list[Sign]] = {}
    for sign in json.loads(answer.out):
        found.setdefault(sign["topic"], []).append(sign)
    return found


@pytest.fixture
def doctor(seatrial: Seatrial) -> Iterator[Seatrial]:
    """The doctor, asked for JSON; the shipped library is looked at anew, now and afterwards."""
    pack.packed.cache_clear()
    yield lambda *arguments: seatrial("doctor", "-o", "json", *arguments)
    pack.packed.cache_clear()


def test_what_is_well_is_told_line_by_line(process: Seatrial, repository: Path) -> None:
    answer = process("doctor", PYTHONIOENCODING="utf-8")

    lines = {line.split()[1]: line for line in answer.out.splitlines() if not line.startswith(" ")}
    assert answer.code == 0
    assert lines["version"].startswith(f"ok       version       seatrial {__version__}, ")
    assert " checks, " in lines["library"]
    assert lines["configuration"].startswith("ok       configuration there is no seatrial.yaml, and the defaults hold")
    assert lines["content"].endswith(f"1 checks of your own in {repository}/.seatrial")
    assert lines["repository"] == f"ok       repository    {repository}"
    assert "no terminal" in lines["terminal"]
    assert lines["git"].startswith("ok")
    assert [line for line in lines.values() if line.startswith("problem")] == []


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ("polcies: [ships]\n", "seatrial.yaml:1:1: 'polcies' is no key here; did you mean 'policies'?"),
        ("policies: [shps]\n", "there is no policy 'shps'; did you mean 'ships'?"),
        ("fail_on: hihg\n", "and not 'hihg'; did you mean 'high'?"),
        ("options: {varfile: [a]}\n", "'varfile' is no option of a connector; did you mean 'var_file'?"),
        ("content: [nowhere]\n", "seatrial.yaml:1:11: there is no folder 'nowhere' beside this file"),
        ("exclude: ['!']\n", "what to exclude is said in patterns as in .gitignore: "),
        ("params: {cloud-required-tag: {x: 1}}\n", "'cloud-required-tag' is no check; did you mean 'cloud-required-t"),
        (
            "params: {cloud-required-tags: {required_tag: [a]}}\n",
            "'cloud-required-tags' has no parameter 'required_tag'; did you mean 'required_tags'?",
        ),
    ],
)
def test_a_configuration_that_is_not_sound_is_a_problem(
    doctor: Seatrial, repository: Path, config: str, text: str
) -> None:
    (repository / "seatrial.yaml").write_text(config)

    answer = doctor()

    found = [sign for sign in signs(answer)["configuration"] if sign["state"] == "problem"]
    assert answer.code == 2
    assert len(found) == 1
    assert text in found[0]["text"]
    assert found[0]["advice"]


def test_a_sound_configuration_says_what_it_asks(doctor: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text(
        "policies: [ships]\nparams: {'cloud-*': {required_tags: [owner]}}\nexclude: [old/]\n"
    )

    answer = doctor()

    assert answer.code == 0
    assert signs(answer)["configuration"] == [
        {
            "topic": "configuration",
            "state": "ok",
            "text": f"{repository}/seatrial.yaml: 1 checks of ships",
            "advice": "",
        }
    ]


def test_own_content_with_a_flaw_is_a_problem(doctor: Seatrial) -> None:
    check = Path(".seatrial/ships/hull-sealed/check.yaml")
    check.write_text(check.read_text().replace("resource.sealed", "resource.seald"))

    answer = doctor()

    [sign] = signs(answer)["content"]
    assert answer.code == 2
    assert ".seatrial/ships/hull-sealed/check.yaml:4:19: `expects`: ships.hull has no property" in sign["text"]
    assert "seatrial check lint" in sign["advice"]


def test_a_library_that_cannot_be_read_is_a_problem(
    doctor: Seatrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "content.pack"
    broken.write_bytes(b"\x00")
    monkeypatch.setattr(pack, "SHIPPED", broken)

    answer = doctor()

    [sign] = signs(answer)["library"]
    assert answer.code == 2
    assert sign["state"] == "problem"
    assert f"{broken} cannot be read" in sign["text"]


def test_what_is_only_odd_is_a_note(doctor: Seatrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "seatrial").write_text("#!/bin/sh\n")
    (tmp_path / "seatrial").chmod(0o755)
    (tmp_path / ".git").rmdir()

    answer = doctor("elsewhere")

    found = signs(answer)
    assert answer.code == 0
    assert "another installation" in found["command"][0]["text"]
    assert found["repository"][0]["state"] == "note"
    assert found["git"][0]["text"].startswith("not here, and not needed")


def test_a_terminal_without_utf_8_is_noted(process: Seatrial) -> None:
    answer = process("doctor", "-q", PYTHONIOENCODING="ascii")

    assert "note     terminal" in answer.out
    assert "ok " not in answer.out
    assert answer.code == 0


def test_a_quiet_doctor_still_tells_problems(seatrial: Seatrial, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text("fail_on: 5\n")

    answer = seatrial("doctor", "-q")

    assert answer.code == 2
    assert answer.out.startswith("problem  configuration ") or "\nproblem  configuration " in answer.out


def test_the_advisories_are_told_their_age(doctor: Seatrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "cache" / "seatrial" / "advisories"

    def told() -> tuple[str, str]:
        [sign] = signs(doctor())["advisories"]
        return sign["state"], sign["text"]

    assert told()[0] == "note"
    assert told()[1].startswith(f"there are none in {folder}, and so the built-in sample is asked")
    folder.mkdir(parents=True)
    shelf(folder, PyPI=[record("P-1", "PyPI", "x", *fixed_in("2"))])
    assert told() == ("note", f"1 databases, the oldest of 2026-11-01, {folder}")
    (folder / "PyPI.sqlite").write_bytes(b"nonsense")
    state, text = told()
    assert (state, "PyPI.sqlite" in text) == ("problem", True)
