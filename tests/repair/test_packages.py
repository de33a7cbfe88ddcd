"""Packages with flaws: another version where a line pins it, the command where a package manager has to write."""

import json
import shutil
from pathlib import Path

import pytest

from seatrial.repair.nouns import Fix, Outcome
from seatrial.repair.run import Repairs, Wanted, repair
from seatrial.request import Request
from tests.parsers.packages.samples import DATA
from tests.repair.yard import Repaired, Yard
from tests.vulns.shelf import Record, fixed_in, record, shelf

HULL = record("CVE-2024-1", "PyPI", "hull", *fixed_in("1.2"))
MORE = record("CVE-2024-2", "PyPI", "hull", *fixed_in("1.4"))
BREAKS = record("CVE-2024-3", "PyPI", "hull", *fixed_in("2.0"))
NEVER = record("CVE-2024-4", "PyPI", "hull", {"introduced": "0"})


@pytest.fixture
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("advisories")


def repaired(
    yard: Yard, db: Path, *, names: tuple[str, ...] = (), unsafe: bool = False, **more: list[Record]
) -> Repaired:
    shelf(db, **more)
    request = Request(targets=(str(yard.top),), advisories=db, jobs=1)
    return Repaired(yard.top, repair(request, Wanted(names=frozenset(names), unsafe=unsafe)))


def test_a_pin_becomes_the_lowest_version_without_its_flaws(yard: Yard, db: Path) -> None:
    yard.write({"requirements.txt": "# old\r\nHull[sail]==1.0 # 1.0\r\nkeel==1.0"})

    found = repaired(yard, db, PyPI=[HULL, MORE])

    assert found.files == {"requirements.txt": "# old\r\nHull[sail]==1.4 # 1.0\r\nkeel==1.0"}
    assert found.outcomes == ["fixed", "fixed"]
    assert [(fix.update.version, fix.update.to) for fix in found.repairs.fixes if fix.update] == [("1.0", "1.4")] * 2


def test_only_what_is_asked_for_decides_the_version(yard: Yard, db: Path) -> None:
    yard.write({"requirements.txt": "hull==1.0\nkeel==1.0\n"})
    keel = record("CVE-2024-9", "PyPI", "keel", *fixed_in("1.1"))

    one = repaired(yard, db, names=("cve-2024-1",), PyPI=[HULL, MORE, keel])
    package = repaired(yard, db, names=("keel",), PyPI=[HULL, MORE, keel])
    purl = repaired(yard, db, names=("pkg:pypi/keel",), PyPI=[HULL, MORE, keel])

    assert one.files == {"requirements.txt": "hull==1.2\nkeel==1.0\n"}
    assert package.files == purl.files == {"requirements.txt": "hull==1.0\nkeel==1.1\n"}
    assert package.repairs.named == {"keel"}


def test_a_major_version_is_for_who_dares(yard: Yard, db: Path) -> None:
    yard.write({"requirements.txt": "hull==1.0\n"})

    safe = repaired(yard, db, PyPI=[HULL, BREAKS, NEVER])
    unsafe = repaired(yard, db, unsafe=True, PyPI=[HULL, BREAKS, NEVER])

    assert safe.files == {"requirements.txt": "hull==1.2\n"}
    assert safe.outcomes == ["fixed", "suggested", "left"]
    assert safe.repairs.fixes[1].reason == "2.0 may break what uses it; --unsafe does it"
    assert safe.repairs.fixes[2].reason.startswith("No version of hull is fixed yet")
    assert unsafe.files == {"requirements.txt": "hull==2.0\n"}
    assert unsafe.outcomes == ["fixed", "fixed", "left"]


def test_a_flaw_whose_every_fix_brings_another_is_left(yard: Yard, db: Path) -> None:
    yard.write({"requirements.txt": "hull==1.0\n"})
    new = record("CVE-2024-5", "PyPI", "hull", {"introduced": "1.1"})

    found = repaired(yard, db, PyPI=[HULL, new])

    assert (found.files, found.outcomes) == ({}, ["left"])
    assert found.one().reason == "every later version that fixes it is a pre-release, or has other flaws"


def test_what_is_waived_stays(yard: Yard, db: Path) -> None:
    yard.write({"requirements.txt": "hull==1.0  # seatrial:waive CVE-2024-* -- it is dry there\n"})

    assert repaired(yard, db, PyPI=[HULL]).repairs.fixes == ()


def test_each_line_that_pins_it_is_written(yard: Yard, db: Path) -> None:
    text = 'hull==1.0; python_version < "3"\nhull==1.0; python_version >= "3"\n'
    yard.write({"requirements.txt": text, "more/requirements-dev.txt": "hull==1.1\n"})

    found = repaired(yard, db, PyPI=[HULL])

    assert found.files == {"requirements.txt": text.replace("1.0", "1.2"), "more/requirements-dev.txt": "hull==1.2\n"}
    assert found.outcomes == ["fixed", "fixed"]


def test_hashes_are_left_to_what_wrote_them(yard: Yard, db: Path) -> None:
    shutil.copy(DATA / "requirements/requirements.txt", yard.top)
    flaw = record("CVE-2024-6", "PyPI", "six", *fixed_in("1.18.0"))

    found = repaired(yard, db, PyPI=[flaw])

    assert (found.files, found.outcomes) == ({}, ["suggested"])
    assert found.one().command == "uv pip compile --upgrade-package six==1.18.0"


def test_a_module_is_written_and_its_hash_is_somebody_elses(yard: Yard, db: Path) -> None:
    shutil.copy(DATA / "go/go.mod", yard.top)
    before = (DATA / "go/go.mod").read_text()
    ballast = record("GO-1", "Go", "saltmarsh.example/Ballast", *fixed_in("1.4.0"))
    paddles = record("GO-2", "Go", "saltmarsh.example/paddles", *fixed_in("1.1.1"))
    hull = record("GO-3", "Go", "saltmarsh.example/hull/v2", *fixed_in("2.0.2-0.20230101000000-0123456789ab"))

    found = repaired(yard, db, Go=[ballast, paddles, hull])

    after = before.replace("Ballast v1.3.2", "Ballast v1.4.0").replace("paddles v1.1.0", "paddles v1.1.1")
    after = after.replace("v2.0.1 //", "v2.0.2-0.20230101000000-0123456789ab //")
    assert found.files == {"go.mod": after}
    assert {fix.update.then for fix in found.repairs.fixes if fix.update} == {"go mod tidy"}


def test_a_module_without_a_path_for_its_major_version_stays_incompatible(yard: Yard, db: Path) -> None:
    yard.write({"go.mod": "module a.b/c\n\nrequire a.b/hull v20.1.0+incompatible\n"})

    found = repaired(yard, db, Go=[record("GO-1", "Go", "a.b/hull", *fixed_in("20.2.0"))])

    assert found.files["go.mod"].endswith("a.b/hull v20.2.0+incompatible\n")


WORKFLOW = """\
jobs:
  build:
    steps:
      - uses: a/Hull/sail@v2.0.0 # why
      - uses: a/Hull@v2.1.0
      - uses: a/Hull@v1.0.0
"""


def test_the_tag_of_an_action_keeps_its_letter(yard: Yard, db: Path) -> None:
    yard.write({".github/workflows/build.yml": WORKFLOW})
    shelf(db, **{"GitHub Actions": [record("GHSA-1", "GitHub Actions", "a/hull", *fixed_in("2.2.0"))]})

    found = repaired(yard, db)

    after = WORKFLOW.replace("v2.0.0", "v2.2.0").replace("v2.1.0", "v2.2.0")
    assert found.files == {".github/workflows/build.yml": after}
    assert found.outcomes == ["fixed", "fixed", "suggested"]


def test_of_several_versions_with_one_flaw_those_that_can_be_are_written(yard: Yard, db: Path) -> None:
    yard.write({"requirements.txt": "hull==1.0\nhull==1.1 --hash=sha256:00\n"})

    found = repaired(yard, db, PyPI=[HULL])

    assert found.files == {"requirements.txt": "hull==1.2\nhull==1.1 --hash=sha256:00\n"}
    assert found.outcomes == ["fixed", "suggested"]


def test_what_is_no_utf8_is_left_alone(yard: Yard, db: Path) -> None:
    (yard.top / "requirements.txt").write_bytes("hull==1.0\n".encode("utf-16"))

    found = repaired(yard, db, PyPI=[HULL])

    assert (found.files, found.outcomes) == ({}, ["suggested"])
    assert "by hand: the file is not UTF-8" in found.one().reason


def locked(fixes: tuple[Fix, ...]) -> dict[str, str]:
    assert {fix.outcome for fix in fixes} <= {Outcome.SUGGESTED}
    return {fix.update.name: fix.command for fix in fixes if fix.update}


@pytest.mark.parametrize(
    ("path", "ecosystem", "name", "command"),
    [
        ("npm-3/package-lock.json", "npm", "ms", "npm update ms"),
        ("npm-1/package-lock.json", "npm", "ms", "npm update ms"),
        ("yarn-4/yarn.lock", "npm", "ms", "yarn up -R ms"),
        ("yarn-1/yarn.lock", "npm", "ms", ""),
        ("pnpm-9/pnpm-lock.yaml", "npm", "ms", "pnpm update --depth 100 ms"),
        ("poetry/poetry.lock", "PyPI", "six", "poetry update six"),
        ("uv/uv.lock", "PyPI", "six", "uv lock --upgrade-package six==99.0.0"),
        ("pdm/pdm.lock", "PyPI", "six", "pdm update six"),
        ("pipenv/Pipfile.lock", "PyPI", "six", "pipenv update six"),
        ("cargo/Cargo.lock", "crates.io", "saltmarsh-hull", "cargo update -p saltmarsh-hull@2.0.1 --precise 99.0.0"),
        ("composer/composer.lock", "Packagist", "saltmarsh/log", "composer update saltmarsh/log --with-dependencies"),
        ("nuget/packages.lock.json", "NuGet", "Saltmarsh.Hull", "dotnet add package Saltmarsh.Hull --version 99.0.0"),
        ("elixir/mix.lock", "Hex", "hull", "mix deps.update hull"),
        ("ruby/Gemfile.lock", "RubyGems", "saltmarsh-rack", "bundle update --conservative saltmarsh-rack"),
    ],
)
def test_a_lock_with_hashes_is_left_to_its_package_manager(
    yard: Yard, db: Path, path: str, ecosystem: str, name: str, command: str
) -> None:
    shutil.copy(DATA / path, yard.top)
    flaw = record("CVE-2024-7", ecosystem, name, *fixed_in("99.0.0"))

    shelf(db, **{ecosystem: [flaw]})

    found = repaired(yard, db)

    assert found.files == {}
    assert locked(found.repairs.fixes) == {name: command}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("^1.0.0", "`npm update hull`"),
        ("1.0.0", "write '1.2.0' for '1.0.0', then `npm update hull`"),
        ("~1.0.0", "write '~1.2.0' for '~1.0.0', then `npm update hull`"),
        (">=1.0.0 <1.1.0", "see that '>=1.0.0 <1.1.0' allows 1.2.0, then `npm update hull`"),
    ],
)
def test_a_range_that_keeps_the_version_out_is_told_with_its_place(yard: Yard, db: Path, said: str, told: str) -> None:
    yard.write({"web/package.json": f'{{\n  "dependencies": {{\n    "hull": "{said}"\n  }}\n}}\n'})
    lock = '{"lockfileVersion": 3, "packages": {"node_modules/hull": {"version": "1.0.0"}}}'
    yard.write({"web/package-lock.json": lock})

    fix = repaired(yard, db, npm=[record("CVE-2024-8", "npm", "hull", *fixed_in("1.2.0"))]).one()

    assert (fix.reason, fix.command) == (told, "npm update hull")
    is_barred = not said.startswith("^")
    assert fix.place.file.endswith("web/package.json") is is_barred
    assert fix.place.line == (3 if is_barred else 1)


def test_a_manifest_that_cannot_be_read_costs_no_more_than_its_advice(yard: Yard, db: Path) -> None:
    (yard.top / "package.json").write_bytes(b"\xff\xfe")
    yard.write({"package-lock.json": '{"lockfileVersion": 3, "packages": {"node_modules/hull": {"version": "1.0.0"}}}'})

    found = repaired(yard, db, npm=[record("CVE-2024-8", "npm", "hull", *fixed_in("1.2.0"))])

    assert found.one().reason == "`npm update hull`"


def test_names_are_quoted_for_a_shell(yard: Yard, db: Path) -> None:
    yard.write(
        {"package-lock.json": '{"lockfileVersion": 3, "packages": {"node_modules/$(oars)": {"version": "1.0.0"}}}'}
    )

    found = repaired(yard, db, npm=[record("CVE-2024-8", "npm", "$(oars)", *fixed_in("1.0.1"))])

    assert found.one().command == "npm update '$(oars)'"


def test_what_has_no_lines_is_left_for_a_person(tmp_path: Path, db: Path) -> None:
    bill = '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [COMPONENT]}'
    component = '{"type": "library", "name": "hull", "version": "1.0", "purl": "pkg:pypi/hull@1.0"}'
    (tmp_path / "bill.json").write_text(bill.replace("COMPONENT", component))
    shelf(db, PyPI=[HULL])

    repairs: Repairs = repair(Request(targets=(f"sbom:{tmp_path / 'bill.json'}",), advisories=db), Wanted())

    (fix,) = repairs.fixes
    assert (fix.outcome, fix.reason) == (Outcome.LEFT, "Update hull to 1.2.")


def test_the_sample_does_not_say_which_version_is_clean(yard: Yard, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It knows a few flaws only: whatever it does not find may be there."""
    yard.write(
        {
            "requirements.txt": "django==3.2.1\npyyaml==5.3\n",
            "go.mod": "module a.b/c\n\nrequire golang.org/x/net v0.1.0\n",
        }
    )
    lock = {"node_modules/lodash": {"version": "4.17.4"}, "node_modules/minimist": {"version": "0.0.8"}}
    yard.write({"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": lock})})
    cache, none = tmp_path_factory.mktemp("cache"), tmp_path_factory.mktemp("none")

    repairs = repair(Request(targets=(str(yard.top),), advisories=none, cache=cache, jobs=1), Wanted(unsafe=True))

    assert repairs.fixes
    assert {fix.outcome for fix in repairs.fixes} == {Outcome.LEFT}
    assert all("`seatrial db update`" in fix.reason for fix in repairs.fixes)
    assert any("built-in sample" in gap.reason for gap in repairs.gaps)
