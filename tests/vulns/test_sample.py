"""The built-in sample: what its records say, and where its databases are made."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from seatrial.model.advisory import Exploitation, FixState, Match
from seatrial.versions import scheme_of
from seatrial.vulns.cvss import best_score
from seatrial.vulns.database import Database
from seatrial.vulns.ecosystems import names_sources, parse_ecosystem
from seatrial.vulns.match import assess
from seatrial.vulns.sample import CHECKED, FAMOUS, sample_folder
from seatrial.vulns.sources import osv
from seatrial.vulns.spans import coverage_of
from tests.vulns.shelf import REAL, fixed_in, package, record

Record = dict[str, Any]
RECORDS: dict[str, Record] = {path.stem: json.loads(path.read_bytes()) for path in sorted(FAMOUS.glob("*.json"))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_folder(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def database(folder: Path) -> Database:
    return Database(folder)


def found(database: Database, ecosystem: str, name: str, version: str) -> dict[str, Match]:
    kind: Any = "os" if names_sources(parse_ecosystem(ecosystem).name) else "library"
    assessment = assess([package(ecosystem, name, version, kind)], database)
    assert not assessment.not_assessed
    return {match.id: match for match in assessment.matches}


def test_there_are_enough_of_them_to_show_something() -> None:
    ecosystems = {
        parse_ecosystem(item["package"]["ecosystem"]).name for r in RECORDS.values() for item in r["affected"]
    }

    assert len(RECORDS) >= 150
    assert {
        "Alpine",
        "Debian",
        "Go",
        "Maven",
        "NuGet",
        "Packagist",
        "PyPI",
        "RubyGems",
        "crates.io",
        "npm",
    } <= ecosystems


def test_a_record_has_all_that_a_finding_shows() -> None:
    for name, known in RECORDS.items():
        assert known["id"] == name
        assert 30 <= len(known["summary"]) <= 180, name
        assert not known["summary"].endswith("."), name
        assert all(each["url"].startswith("https://") for each in known["references"]), name
        assert known["references"], name
        assert date.fromisoformat(known["published"][:10]).isoformat() in known["published"]
        vectors = [severity["score"] for severity in known["severity"]]
        assert best_score(tuple(vectors)), name


def test_every_version_has_its_place_in_the_order() -> None:
    for name, known in RECORDS.items():
        for ecosystem in {parse_ecosystem(item["package"]["ecosystem"]).name for item in known["affected"]}:
            advisory = osv.read(json.dumps(known).encode(), ecosystem)
            assert advisory.affected, name
            for affected in advisory.affected:
                covered = coverage_of(affected, scheme_of(ecosystem).key)
                assert covered.spans, name
                assert not covered.named, name
                assert covered.unread == "", name


def boundaries(kind: str) -> list[tuple[str, str, str, str]]:
    """Flaw, ecosystem, package and version of all events of a kind."""
    return [
        (name, item["package"]["ecosystem"], item["package"]["name"], event[kind])
        for name, record in RECORDS.items()
        for item in record["affected"]
        for range_ in item.get("ranges", ())
        for event in range_["events"]
        if event.get(kind, "0") != "0"
    ]


@pytest.mark.parametrize(("kind", "is_flawed"), [("introduced", True), ("last_affected", True), ("fixed", False)])
def test_the_ends_of_ranges_are_judged_as_they_are_written(database: Database, kind: str, is_flawed: bool) -> None:
    cases = boundaries(kind)

    wrong = [case for case in cases if (case[0] in found(database, *case[1:])) is not is_flawed]

    assert wrong == []
    assert cases


def test_log4shell_is_told_with_what_is_known_of_attacks(database: Database) -> None:
    name = "org.apache.logging.log4j:log4j-core"

    match = found(database, "Maven", name, "2.14.1")["CVE-2021-44228"]

    assert match.state is FixState.FIXED
    assert match.fixed == "2.15.0"
    assert (match.severity, match.score) == ("critical", 10.0)
    assert match.exploitation == Exploitation(exploited=date(2021, 12, 10), ransomware=True)
    assert "CVE-2021-44228" not in found(database, "Maven", name, "2.12.2")
    assert found(database, "Maven", name, "2.17.1") == {}


def test_it_says_that_it_is_a_sample_and_of_how_much(database: Database, tmp_path: Path) -> None:
    assert database.sample == len(RECORDS)
    store = database.store("PyPI")
    assert store
    assert store.built.isoformat() == CHECKED
    assert Database(tmp_path).sample == 0
    assert database.absence("Hackage").startswith("the built-in sample knows nothing of Hackage; ")


def test_a_damaged_database_does_not_hide_that_another_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "AlmaLinux.sqlite").write_bytes(b"nonsense")

    assessment = assess([package("PyPI", "x", "1")], Database(tmp_path))

    assert [item.reason for item in assessment.not_assessed] == [
        "there is no advisory database for PyPI; `seatrial db update 'PyPI'` gets one"
    ]


def test_it_is_made_once(tmp_path: Path) -> None:
    first = sample_folder(tmp_path / "new" / "cache")
    times = {path: path.stat().st_mtime_ns for path in first.iterdir()}

    second = sample_folder(tmp_path / "new" / "cache")

    assert second == first
    assert {path: path.stat().st_mtime_ns for path in second.iterdir()} == times
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_the_same_records_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = sample_folder(tmp_path / "a"), sample_folder(tmp_path / "b")

    assert {p.name: p.read_bytes() for p in first.iterdir()} == {p.name: p.read_bytes() for p in second.iterdir()}


def test_what_is_damaged_is_made_anew(tmp_path: Path) -> None:
    folder = sample_folder(tmp_path)
    content = (folder / "PyPI.sqlite").read_bytes()
    (folder / "PyPI.sqlite").write_bytes(content[: len(content) // 2])

    sample_folder(tmp_path)

    assert (folder / "PyPI.sqlite").read_bytes() == content


def test_other_records_have_a_folder_of_their_own(tmp_path: Path) -> None:
    one = tmp_path / "famous"
    one.mkdir()
    (one / "CVE-2021-44228.json").write_text(json.dumps(RECORDS["CVE-2021-44228"]))

    folder = sample_folder(tmp_path / "cache", one)

    assert folder != sample_folder(tmp_path / "cache")
    assert Database(folder).sample == 1
    assert Database(folder).store("PyPI") is None


def test_without_a_cache_that_can_be_written_it_is_a_temporary_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code = (
        "import sys; from pathlib import Path; from seatrial.vulns.sample import sample_folder; "
        "from seatrial.vulns.database import Database; "
        "folder = sample_folder(Path(sys.argv[1])); assert Database(folder).sample; print(folder)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "file" / "cache")]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}

    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)

    assert Path(done.stdout.strip()).parent == tmp_path
    assert not Path(done.stdout.strip()).exists()


def test_processes_that_make_it_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from seatrial.vulns.sample import sample_folder; "
        "print(sample_folder(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]

    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    folders = {process.communicate()[0].strip() for process in processes}

    assert [process.returncode for process in processes] == [0] * 4
    assert folders == {str(sample_folder(tmp_path))}
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_missing_is_made_again(tmp_path: Path) -> None:
    folder = sample_folder(tmp_path)
    (folder / "npm.sqlite").unlink()

    sample_folder(tmp_path)

    assert Database(folder).store("npm")


def test_where_its_place_is_taken_it_is_a_temporary_one(tmp_path: Path) -> None:
    expected = sample_folder(tmp_path / "a").name
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / expected).write_text("")

    folder = sample_folder(tmp_path / "b")

    assert folder.parent != tmp_path / "b"
    assert Database(folder).sample == len(RECORDS)


_KNOWN_BETTER = {
    "CVE-2016-10033: Packagist phpmailer/phpmailer": "it is about all versions before 5.2.18",
    "CVE-2018-7750: PyPI paramiko": "its release notes name 2.4.1, and 2.4.0 is affected",
    "CVE-2019-5418: RubyGems actionview": "the feed leaves out the fourth number of 4.2.11.1, and of others",
    "CVE-2020-11022: npm jquery": "the vendor's advisory begins at 1.2.0",
    "CVE-2020-26235: crates.io time": "there are no pre-releases of 0.2.1 to 0.2.6",
    "CVE-2022-22817: PyPI pillow": "the fix of 9.0.0 leaves lambda expressions; 9.0.1 has the rest",
    "CVE-2022-24790: RubyGems puma": "there is no version between 4.3 and 5.0.0.beta1",
    "CVE-2022-30123: RubyGems rack": "the feed leaves out the fourth number of 2.0.9.1, and of others",
    "CVE-2022-31163: RubyGems tzinfo": "there is no version between 0.3 and 1.0.0",
    "CVE-2022-32224: RubyGems activerecord": "the feed leaves out the fourth number of 5.2.8.1, and of others",
    "CVE-2023-48795: PyPI paramiko": "the CVE is about all versions before 3.4.0",
    "CVE-2024-25126: RubyGems rack": "the feed leaves out the fourth number of 2.2.8.1",
    "CVE-2024-3094: Alpine edge xz": "only 5.6.0 and 5.6.1 have the back door; secdb does not say since when",
    "CVE-2024-3651: PyPI idna": "there is no version before 0.1",
    "CVE-2025-27610: RubyGems rack": "there is no version between 2.2 and 3.0",
    "CVE-2025-29927: npm next": "the vendor's advisory begins at 11.1.4",
}
"""Where a feed covers other versions than the record of ours, and why ours is right."""


@pytest.mark.skipif(not REAL.is_dir(), reason="the real advisories are not here")
def test_real_feeds_say_the_same() -> None:
    script = Path(__file__).parents[2] / "dev" / "sample.py"
    sources = sorted((REAL / "osv").glob("*.jsonl.gz"))

    done = subprocess.run(
        [sys.executable, script, "compare", *sources], capture_output=True, text=True, check=False, timeout=300
    )

    differences = {line.rpartition(": ")[0] for line in done.stdout.splitlines() if line.startswith("CVE-")}
    assert differences == _KNOWN_BETTER.keys(), done.stdout
    assert done.returncode == 1


def test_another_sample_is_made_of_what_may_be_passed_on(tmp_path: Path) -> None:
    ours = {"aliases": ["CVE-2021-44228"], "details": "words", "summary": "words", "references": [], "credits": []}
    lines = [
        record("PYSEC-1", "PyPI", "x", *fixed_in("2"), **ours),
        record("DSA-1-1", "Debian:12", "x", *fixed_in("2-1"), upstream=["CVE-2021-44228", "CVE-2000-1"]),
        record("ALPINE-1", "Alpine:v3.20", "x", *fixed_in("2-r0"), upstream=["CVE-2021-44228"]),
        record("PYSEC-2", "PyPI", "y", *fixed_in("2"), aliases=["CVE-2000-1"]),
        record("PYSEC-3", "PyPI", "y", *fixed_in("2"), aliases=["CVE-2021-44228"], withdrawn="2026-01-01T00:00:00Z"),
    ]
    (tmp_path / "feed.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    entry = {"cveID": "CVE-2021-44228", "dateAdded": "2021-12-10", "knownRansomwareCampaignUse": "Known"}
    (tmp_path / "kev.json").write_text(json.dumps({"vulnerabilities": [entry]}))
    script = Path(__file__).parents[2] / "dev" / "sample.py"
    paths = [str(tmp_path / name) for name in ("feed.jsonl", "kev.json", "made")]
    command = [str(script), "make", paths[0], "--known", paths[1], "-o", paths[2]]

    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)

    assert done.stderr == "1 records are left out: nothing says that they may be passed on\n"
    made = {path.stem: json.loads(path.read_text()) for path in (tmp_path / "made").iterdir()}
    assert made.keys() == {"PYSEC-1", "DSA-1-1"}
    assert made["PYSEC-1"].keys() == {"id", "aliases", "modified", "affected", "database_specific"}
    specific = made["PYSEC-1"]["database_specific"]
    assert (specific["licence"], specific["by"]) == ("CC-BY-4.0", "the Python Packaging Advisory Database")
    match = found(Database(sample_folder(tmp_path / "cache", tmp_path / "made")), "Debian:12", "x", "1-1")
    assert match["CVE-2021-44228"].exploitation == Exploitation(exploited=date(2021, 12, 10), ransomware=True)
