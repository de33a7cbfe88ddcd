"""Statements of VEX through a whole scan: what counts of the flaws of packages, what is told, and the exit code."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seatrial.reports import names
from tests.cli.conftest import Answer, Seatrial
from tests.images.builder import Blobs, layout, platform_of, tar
from tests.images.test_attached import artifact, beside
from tests.parsers.vex.made import LODASH, attested, csaf, cyclonedx, enveloped, openvex
from tests.vulns.shelf import fixed_in, record, shelf

LOCK = """\
{
  "name": "harbour",
  "lockfileVersion": 3,
  "packages": {
    "node_modules/lodash": {"version": "4.17.20"},
    "node_modules/ms": {"version": "2.0.0"}
  }
}
"""
Scan = Callable[..., dict[str, Any]]


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a lock file of two packages, each with a flaw; the current folder."""
    (tmp_path / ".git").mkdir()
    shelf(
        tmp_path / "db",
        npm=[
            record("GHSA-a-b-c", "npm", "lodash", *fixed_in("4.17.21"), aliases=["CVE-2026-1"]),
            record("CVE-2026-2", "npm", "ms", *fixed_in("2.0.1")),
        ],
    )
    (tmp_path / "package-lock.json").write_text(LOCK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def scanned(seatrial: Seatrial) -> Callable[..., tuple[Answer, dict[str, Any]]]:
    def called(*arguments: str) -> tuple[Answer, dict[str, Any]]:
        answer = seatrial("scan", "--db", "db", "-o", "json", *arguments)
        return answer, json.loads(answer.out) if answer.out else {}

    return called


def written(folder: Path, name: str, document: Any) -> str:
    (folder / name).write_text(json.dumps(document, indent=1))
    return name


def about_lodash(**more: Any) -> dict[str, Any]:
    return {"products": [{"@id": LODASH}], **more}


def waived(report: dict[str, Any]) -> set[str]:
    return {result["check"]["id"] for result in report["results"] if result["waiver"]}


def test_without_statements_every_flaw_counts(harbour: Path, scanned: Any) -> None:
    answer, report = scanned()

    assert answer.code == 1
    assert waived(report) == set()
    assert {result["check"]["id"] for result in report["results"]} == {"CVE-2026-1", "CVE-2026-2"}


@pytest.mark.parametrize(
    "document",
    [
        openvex(about_lodash()),
        openvex(about_lodash(vulnerability={"name": "GHSA-a-b-c"})),
        openvex(about_lodash(status="fixed")),
        cyclonedx(metadata={}),
        csaf({"product_status": {"known_not_affected": ["lodash"]}, "flags": [{"label": "component_not_present"}]}),
    ],
)
def test_a_flaw_that_does_no_harm_is_waived_and_stays(harbour: Path, scanned: Any, document: Any) -> None:
    file = written(harbour, "harbour.vex.json", document)

    answer, report = scanned("--vex", file)

    assert answer.code == 1  # the other package's flaw
    assert waived(report) == {"CVE-2026-1"}
    (result,) = [one for one in report["results"] if one["waiver"]]
    assert result["waiver"]["means"] == "vex"
    assert result["waiver"]["location"]["file"] == file
    assert [use["state"] for use in report["waivers"]] == ["active"]


def test_who_says_so_and_why_is_in_the_report(harbour: Path, scanned: Any) -> None:
    file = written(harbour, "v.json", openvex(about_lodash(impact_statement="nobody calls it")))

    _, report = scanned("--vex", file)

    (waiver,) = report["waivers"]
    assert waiver["reason"] == "not affected; vulnerable code not in execute path; nobody calls it"
    assert (waiver["owner"], waiver["status"]) == ("Harbour", "not_affected")
    assert waiver["justification"] == "vulnerable_code_not_in_execute_path"


@pytest.mark.parametrize(
    "said",
    [
        {"status": "affected", "justification": None, "action_statement": "update to 4.17.21"},
        {"status": "under_investigation", "justification": None},
        {"products": [{"@id": "pkg:npm/lodash@4.17.19"}]},
        {"products": [{"@id": "pkg:npm/harbour-app", "subcomponents": [{"@id": LODASH}]}]},
        {"vulnerability": {"name": "CVE-2026-2"}},
    ],
)
def test_what_says_no_such_thing_waives_nothing(harbour: Path, scanned: Any, said: dict[str, Any]) -> None:
    answer, report = scanned("--vex", written(harbour, "v.json", openvex(about_lodash(**said))))

    assert waived(report) == set()
    assert answer.code == 1
    # What a supplier says of other products is nobody's unused waiver.
    assert report["waivers"] == report["waiver_flaws"] == []


def test_what_is_to_be_done_is_told(harbour: Path, scanned: Any) -> None:
    said = about_lodash(status="affected", justification=None, action_statement="do not parse strangers' templates")

    _, report = scanned("--vex", written(harbour, "v.json", openvex(said)))

    (told,) = [one["message"] for one in report["results"] if one["check"]["id"] == "CVE-2026-1"]
    assert told.endswith("(VEX of Harbour: affected; do not parse strangers' templates)")


@pytest.mark.parametrize("name", [name for name in names() if name != "github"])
def test_whatever_a_statement_says_no_report_acts_upon_a_terminal(harbour: Path, seatrial: Seatrial, name: str) -> None:
    evil = "</script>\x1b[31m\u202e\r\n::error::##[x]\x00'" + "x" * 50
    for status in ({"status": "affected", "action_statement": evil}, {"impact_statement": evil}):
        said = about_lodash(justification=None, vulnerability={"name": "CVE-2026-1", "aliases": [evil]}, **status)
        file = written(harbour, "v.json", openvex(said, author=evil))

        out = seatrial("scan", "--db", "db", "-o", name, "--vex", file).out

        assert not {"\x1b", "\u202e", "\x00", "\r"} & {*out}
        assert name != "html" or "</script>\\x1b" not in out
        assert not re.search(r"(?m)^\s*::[A-Za-z]|##\[", out)


def test_several_files_are_read_and_the_newest_statement_counts(harbour: Path, scanned: Any) -> None:
    old = written(harbour, "old.json", openvex(about_lodash()))
    new = written(
        harbour, "new.json", openvex(about_lodash(status="under_investigation", timestamp="2026-04-01T00:00:00Z"))
    )

    for order in ((old, new), (new, old)):
        _, report = scanned("--vex", order[0], "--vex", order[1])
        assert waived(report) == set()


def test_a_statement_that_cannot_be_followed_is_told_and_2(harbour: Path, scanned: Any) -> None:
    file = written(harbour, "v.json", openvex(about_lodash(products=["pkg:npm/lodash@vers:npm/<5"])))

    answer, report = scanned("--vex", file, "--fail-on", "never")

    assert answer.code == 2
    (flaw,) = report["waiver_flaws"]
    assert flaw["message"].startswith("ranges of versions are not followed")
    assert (flaw["location"]["file"], flaw["location"]["line"] > 1) == (file, True)


def test_a_file_that_is_no_vex_is_2_before_anything_is_scanned(harbour: Path, scanned: Any) -> None:
    answer, _ = scanned("--vex", written(harbour, "v.json", {"hello": 1}))

    assert answer.code == 2
    assert answer.err == "error: v.json is no VEX that can be read: it is neither OpenVEX nor CycloneDX nor CSAF\n"


def test_a_file_that_is_not_there_is_2(harbour: Path, scanned: Any) -> None:
    answer, _ = scanned("--vex", "v.json")

    assert (answer.code, answer.err) == (2, "error: v.json cannot be read: No such file or directory\n")


def test_the_configuration_names_files_from_its_folder(harbour: Path, scanned: Any, monkeypatch: Any) -> None:
    (harbour / "vex").mkdir()
    written(harbour / "vex", "v.json", openvex(about_lodash()))
    (harbour / "seatrial.yaml").write_text("vex: [vex/v.json]\n")
    (harbour / "below").mkdir()
    monkeypatch.chdir(harbour / "below")

    _, report = scanned("..", "--db", "../db")

    assert waived(report) == {"CVE-2026-1"}


def test_the_configuration_in_force_shows_the_files(harbour: Path, seatrial: Seatrial) -> None:
    written(harbour, "v.json", openvex())
    written(harbour, "w.json", openvex())
    (harbour / "seatrial.yaml").write_text("vex: [v.json]\n")

    answer = seatrial("config", "show", "--vex", "w.json", "--origin")

    assert 'vex: ["v.json","w.json"]  # seatrial.yaml:1, command line' in answer.out.splitlines()


def test_a_waiver_of_ours_may_give_a_justification(harbour: Path, scanned: Any) -> None:
    entry = {"check": "CVE-2026-1", "reason": "templates are ours", "justification": "vulnerable_code_not_present"}
    (harbour / "seatrial.yaml").write_text(json.dumps({"waivers": {"accepted": [entry]}}))

    _, report = scanned()

    (waiver,) = report["waivers"]
    assert (waiver["means"], waiver["status"]) == ("configuration", "not_affected")
    assert waiver["justification"] == "vulnerable_code_not_present"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"check": "CVE-2026-1", "justification": "vulnerable_code_not_presen"}, "did you mean"),
        ({"check": "aws-s3-bucket-logging", "justification": "component_not_present"}, "is about flaws of packages"),
    ],
)
def test_a_justification_that_is_none_is_told(harbour: Path, scanned: Any, entry: dict[str, str], message: str) -> None:
    (harbour / "seatrial.yaml").write_text(json.dumps({"waivers": {"accepted": [{**entry, "reason": "x"}]}}))

    answer, report = scanned("--fail-on", "never")

    assert answer.code == 2
    assert message in report["waiver_flaws"][0]["message"]


def test_the_command_writes_a_waiver_with_a_justification(harbour: Path, seatrial: Seatrial, scanned: Any) -> None:
    label = "vulnerable_code_cannot_be_controlled_by_adversary"
    said = ("--db", "db", "--reason", "templates are ours", "--justification")

    assert seatrial("waive", "CVE-2026-1", *said, "nonsense").code == 2
    assert not (harbour / "seatrial.yaml").exists()
    assert seatrial("waive", "CVE-2026-1", *said, label).code == 0

    _, report = scanned()
    assert [waiver["justification"] for waiver in report["waivers"]] == [label]


@pytest.mark.parametrize(
    ("package", "is_waived"),
    [
        ("pkg:npm/lodash", True),
        (LODASH, True),
        ("pkg:npm/lod*", True),
        ("pkg:npm/lodash@5", False),
        ("pkg:npm/ms", False),
    ],
)
def test_a_waiver_of_ours_may_name_a_package(harbour: Path, scanned: Any, package: str, is_waived: bool) -> None:
    entry = {"check": "CVE-*", "package": package, "reason": "it is looked into"}
    (harbour / "seatrial.yaml").write_text(json.dumps({"waivers": {"accepted": [entry]}}))

    _, report = scanned()

    assert ("CVE-2026-1" in waived(report)) is is_waived


@pytest.mark.parametrize(("product", "is_waived"), [("pkg:npm/harbour@1.4.0", True), ("pkg:npm/harbour@1.5.0", False)])
def test_a_lock_file_is_of_the_project_that_it_names(
    harbour: Path, scanned: Any, product: str, is_waived: bool
) -> None:
    (harbour / "package-lock.json").write_text(LOCK.replace('"harbour",', '"harbour", "version": "1.4.0",'))
    said = about_lodash(products=[{"@id": product, "subcomponents": [{"@id": LODASH}]}])

    _, report = scanned("--vex", written(harbour, "v.json", openvex(said)))

    assert ("CVE-2026-1" in waived(report)) is is_waived


def test_what_is_written_waives_the_same_when_it_is_read(harbour: Path, seatrial: Seatrial, scanned: Any) -> None:
    entry = {"check": "CVE-2026-1", "reason": "templates are ours", "justification": "vulnerable_code_not_present"}
    (harbour / "seatrial.yaml").write_text(json.dumps({"waivers": {"accepted": [entry]}}))
    (harbour / "other").mkdir()
    (harbour / "other" / "package-lock.json").write_text(LOCK)
    seatrial("scan", "--db", "db", "package-lock.json", "-o", "openvex=a.json", "-o", "cyclonedx-vex=b.json")
    (harbour / "seatrial.yaml").unlink()

    for file in ("a.json", "b.json"):
        _, report = scanned("--vex", file)
        found = {(one["asset"], one["check"]["id"]) for one in report["results"] if one["waiver"]}
        assert found == {("package-lock.json", "CVE-2026-1")}


def test_the_time_is_that_of_the_environment(harbour: Path, seatrial: Seatrial, monkeypatch: Any) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = seatrial("scan", "--db", "db", "-o", "openvex").out

    assert json.loads(first)["timestamp"] == "2023-11-14T22:13:20Z"
    assert seatrial("scan", "--db", "db", "-o", "openvex").out == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert seatrial("scan", "--db", "db", "-o", "openvex").code == 2


# Images


def image_with_lodash(folder: Path) -> str:
    """An image in which lodash is installed, in an OCI layout; its digest."""
    package = json.dumps({"name": "lodash", "version": "4.17.20"}).encode()
    release = ("etc/os-release", b'ID=debian\nVERSION_ID="12"\n')
    blobs = Blobs()
    manifest = blobs.image(tar(release, ("usr/lib/node_modules/lodash/package.json", package)))
    layout(folder, blobs, manifest)
    return str(manifest["digest"])


@pytest.mark.parametrize("wrap", [lambda one: one, enveloped])
def test_an_attestation_holds_for_the_image_of_its_digest(harbour: Path, scanned: Any, wrap: Any) -> None:
    _, _, value = image_with_lodash(harbour / "image").partition(":")

    for digest, expected in ((value, {"CVE-2026-1"}), ("0" * 64, set())):
        subject = [{"name": "harbour", "digest": {"sha256": digest}}]
        document = wrap(attested(openvex(about_lodash(products=[{"@id": "pkg:npm/lodash"}])), subject=subject))
        _, report = scanned("image:oci:image", "--vex", written(harbour, "v.json", document))
        assert waived(report) == expected


def image_with_attestation(folder: Path, content: bytes) -> None:
    """The same image in an index, with an attestation beside it as BuildKit writes it."""
    package = json.dumps({"name": "lodash", "version": "4.17.20"}).encode()
    release = ("etc/os-release", b'ID=debian\nVERSION_ID="12"\n')
    blobs = Blobs()
    layer = tar(release, ("usr/lib/node_modules/lodash/package.json", package))
    image = blobs.image(layer, **platform_of("linux/amd64"))
    stated = content.replace(b"DIGEST", image["digest"].removeprefix("sha256:").encode())
    kind = "https://openvex.dev/ns/v0.2.0"
    layout(folder, blobs, blobs.index(image, artifact(blobs, stated, kind=kind, **beside(image["digest"]))))


@pytest.mark.parametrize(
    ("subject", "asked", "expected"),
    [("DIGEST", True, {"CVE-2026-1"}), ("DIGEST", False, set()), ("0" * 64, True, set())],
)
def test_what_lies_beside_an_image_is_believed_only_where_that_is_asked(
    harbour: Path, scanned: Any, subject: str, asked: bool, expected: set[str]
) -> None:
    subjects = [{"name": "_", "digest": {"sha256": subject}}]
    document = attested(openvex(about_lodash(products=[{"@id": "pkg:npm/lodash"}])), subject=subjects)
    image_with_attestation(harbour / "image", json.dumps(document).encode())

    arguments = ["image:oci:image", "--platform", "linux/amd64", *(["--attestations"] if asked else [])]
    _, report = scanned(*arguments)

    assert waived(report) == expected
    for use in report["waivers"]:
        assert use["reason"].endswith("out of an attestation whose signature nobody has verified")
        assert use["location"]["file"].startswith("the attestation ")


def test_an_attestation_that_cannot_be_read_is_a_gap_and_one_of_something_else_is_nothing(
    harbour: Path, scanned: Any
) -> None:
    image_with_attestation(harbour / "image", b'{"_type": "https://in-toto.io/Statement/v1"}')
    _, broken = scanned("image:oci:image", "--platform", "linux/amd64", "--attestations")
    other = json.dumps(attested({"buildDefinition": {}})).encode()
    image_with_attestation(harbour / "other", other)
    _, fine = scanned("image:oci:other", "--platform", "linux/amd64", "--attestations")

    assert [gap["reason"] for gap in broken["gaps"]] == ["the attestation names no subject"]
    assert fine["gaps"] == fine["waiver_flaws"] == []


def test_what_is_said_of_an_image_is_said_of_no_lock_file(harbour: Path, scanned: Any) -> None:
    digest = image_with_lodash(harbour / "image")
    said = about_lodash(products=[{"@id": f"pkg:oci/harbour@{digest}", "subcomponents": [{"@id": LODASH}]}])

    _, report = scanned("image:oci:image", "package-lock.json", "--vex", written(harbour, "v.json", openvex(said)))

    found = {one["asset"]: bool(one["waiver"]) for one in report["results"] if one["check"]["id"] == "CVE-2026-1"}
    assert found == {"image:oci:image": True, "package-lock.json": False}
