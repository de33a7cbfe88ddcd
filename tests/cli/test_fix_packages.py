"""``seatrial fix`` and packages: what it says of updates."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial
from tests.vulns.shelf import fixed_in, record, shelf


@pytest.fixture
def db(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """Flaws of a library and of a module; the current folder pins both."""
    folder = tmp_path_factory.mktemp("advisories")
    flaws = [record(f"CVE-2024-{n}", "PyPI", "hull", *fixed_in(f"1.{n}"), summary=f"Leak <{n}>") for n in (1, 2, 3)]
    flaws.append(record("CVE-2024-9", "PyPI", "hull", {"introduced": "0"}, summary="It floats"))
    shelf(folder, PyPI=flaws, Go=[record("GO-1", "Go", "a.b/keel", *fixed_in("1.1.0"))])
    shelf(folder, npm=[record("GHSA-1", "npm", "mast", *fixed_in("1.1.0"))])
    top = tmp_path_factory.mktemp("repository")
    (top / ".git").mkdir()
    (top / "requirements.txt").write_text("hull==1.0\n")
    (top / "go.mod").write_text("module a.b/c\n\nrequire a.b/keel v1.0.0\n")
    lock = {"lockfileVersion": 3, "packages": {"node_modules/mast": {"version": "1.0.0"}}}
    (top / "package-lock.json").write_text(json.dumps(lock))
    monkeypatch.chdir(top)
    return str(folder)


def test_updates_are_told_by_package(db: str, seatrial: Seatrial) -> None:
    answer = seatrial("fix", "--db", db)

    assert answer.code == 1
    assert "-hull==1.0\n+hull==1.3\n" in answer.out
    assert answer.err == (
        "Updates:\n"
        "  go.mod: a.b/keel v1.0.0 -> v1.1.0 removes 1 finding; then `go mod tidy`\n"
        "  requirements.txt: hull 1.0 -> 1.3 removes 3 of 4 findings\n"
        "Suggestions:\n"
        "  mast 1.0.0 -> 1.1.0 would remove 1 finding\n"
        "    --> package-lock.json:1:1: `npm update mast`\n"
        "For a person:\n"
        "  hull 1.0 has 1 finding\n"
        "    --> requirements.txt:1:1: No version of hull is fixed yet:"
        " look whether it is needed, or can be kept from strangers.\n"
        "4 can be fixed, 1 suggestion, 1 for a person\n"
    )


def test_writing_leaves_what_cannot_be_fixed(db: str, seatrial: Seatrial) -> None:
    assert seatrial("fix", "--db", db, "--write").code == 1

    assert Path("requirements.txt").read_text() == "hull==1.3\n"
    again = seatrial("fix", "--db", db, "--write")
    assert (again.code, again.out) == (1, "")


def test_json_has_the_updates(db: str, seatrial: Seatrial) -> None:
    told = json.loads(seatrial("fix", "--db", db, "-o", "json", "--check", "hull").out)

    assert told["updates"] == [
        {
            "file": "requirements.txt",
            "package": "hull",
            "version": "1.0",
            "to": "1.3",
            "then": "",
            "more": "",
            "removes": ["CVE-2024-1", "CVE-2024-2", "CVE-2024-3"],
            "findings": 4,
        }
    ]
    first, *_, last = told["fixes"]
    assert first["package"] == {"name": "hull", "version": "1.0", "to": "1.3", "command": ""}
    assert first["changes"] == [{"place": {"file": "requirements.txt", "line": 1, "column": 1}, "change": "hull 1.3"}]
    assert (last["check"], last["outcome"]) == ("CVE-2024-9", "left")


def test_markdown_is_the_text_of_a_pull_request(db: str, seatrial: Seatrial) -> None:
    answer = seatrial("fix", "--db", db, "-o", "markdown", "--check", "hull")

    text = answer.out
    assert text.startswith("## Update hull from 1.0 to 1.3\n\n### <code>hull</code> from 1.0 to 1.3\n\n")
    link = "https://www.cve.org/CVERecord?id=CVE-2024-1"
    assert f"\n- **medium** [CVE-2024-1]({link}): Leak &#60;1&#62;\n" in text
    assert "<details><summary>3 can be fixed, 0 suggestions, 1 for a person</summary>" in text
    assert "It floats" in text
    assert "diff" not in text


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("hull",), 1),
        (("Hull",), 1),
        (("cve-2024-1",), 2),
        (("CVE-2024-1",), 1),
        (("CVE-1999-1",), 0),
        (("pkg:npm/none",), 0),
        (("hulk",), 2),
        (("hull", "hulk"), 2),
    ],
)
def test_flaws_and_packages_are_chosen_by_name(db: str, seatrial: Seatrial, names: tuple[str, ...], code: int) -> None:
    arguments = [word for name in names for word in ("--check", name)]

    assert seatrial("fix", "--db", db, *arguments).code == code


def test_a_package_without_flaws_is_no_mistake(db: str, seatrial: Seatrial) -> None:
    Path("requirements.txt").write_text("hull==1.0\ndry==1.0\n")

    assert seatrial("fix", "--db", db, "--check", "dry").code == 0
