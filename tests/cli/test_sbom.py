"""``seatrial sbom``: formats, times, gaps and exit codes."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Seatrial
from tests.parsers.packages.samples import DATA

pytestmark = pytest.mark.usefixtures("repository")


@pytest.fixture
def harbour(repository: Path) -> Path:
    folder = repository / "harbour"
    shutil.copytree(DATA / "npm-3", folder)
    return folder


def test_a_folder_without_more_words_is_cyclonedx_on_standard_output(
    seatrial: Seatrial, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(harbour)

    answer = seatrial("sbom")

    document = json.loads(answer.out)
    assert (answer.code, document["bomFormat"], document["metadata"]["component"]["name"]) == (
        0,
        "CycloneDX",
        "harbour",
    )
    assert answer.err == "5 packages, 0 gaps\n"
    assert seatrial("sbom", "-q").err == ""


def test_several_formats_are_written_in_one_run(seatrial: Seatrial, harbour: Path) -> None:
    answer = seatrial("sbom", "harbour", "-o", "spdx=bill.spdx.json", "-o", "cyclonedx=bill.cdx.json", "-o", "table")

    assert answer.code == 0
    assert json.loads(Path("bill.spdx.json").read_bytes())["spdxVersion"] == "SPDX-2.3"
    assert Path("bill.cdx.json").read_text() == seatrial("sbom", "harbour").out
    rows = [line.split() for line in answer.out.splitlines()]
    assert ["left-pad", "1.3.0", "npm", "WTFPL", "package-lock.json:55"] in rows


def test_a_bill_is_written_anew_in_another_format(seatrial: Seatrial, harbour: Path) -> None:
    direct = seatrial("sbom", "harbour", "-o", "spdx", "-o", "cyclonedx=bill.json").out

    assert seatrial("sbom", "sbom:bill.json", "-o", "spdx").out == direct


def test_what_development_needs_is_asked_for(seatrial: Seatrial, harbour: Path) -> None:
    assert "semver" not in seatrial("sbom", "harbour", "-o", "table").out
    assert "semver (development)" in seatrial("sbom", "harbour", "-o", "table", "--dev").out


def test_a_gap_is_said_and_fails_unless_it_is_allowed(seatrial: Seatrial, harbour: Path) -> None:
    (harbour / "Cargo.lock").write_bytes(b"\xff")

    answer = seatrial("sbom", "harbour", "-q")

    assert answer.code == 3
    assert answer.err == "gap: Cargo.lock:1:1: the text is not UTF-8\n"
    assert json.loads(answer.out)["compositions"][0]["aggregate"] == "incomplete"
    assert seatrial("sbom", "harbour", "--allow-incomplete").code == 0


def test_what_cannot_be_read_at_all_writes_nothing(seatrial: Seatrial, harbour: Path) -> None:
    answer = seatrial("sbom", "image:oci:nowhere", "-o", "cyclonedx=bill.json", "--allow-incomplete")

    assert (answer.code, answer.out, Path("bill.json").exists()) == (3, "", False)
    assert answer.err.startswith("image:oci:nowhere cannot be read: ")


def test_packages_that_nobody_can_assess_are_counted(seatrial: Seatrial, repository: Path) -> None:
    shutil.copytree(DATA / "helm", repository / "helm")

    assert seatrial("sbom", "helm").err == "1 package, 1 without a known ecosystem, 0 gaps\n"


def test_a_time_is_said_where_somebody_asks_for_it(
    seatrial: Seatrial, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert "timestamp" in json.loads(seatrial("sbom", "harbour", "--timestamp").out)["metadata"]

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    document = json.loads(seatrial("sbom", "harbour", "--timestamp").out)
    assert document["metadata"]["timestamp"] == "1970-01-02T00:00:00Z"

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert seatrial("sbom", "harbour").code == 2


def test_the_configuration_says_what_is_left_out(seatrial: Seatrial, harbour: Path, repository: Path) -> None:
    (repository / "seatrial.yaml").write_text("exclude: [harbour/]\n")

    assert seatrial("sbom", ".").err == "0 packages, 0 gaps\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "there is nothing at 'nowhere'"),
        (["main.tf"], "'main.tf' is no file that tells of packages; name the folder that it is in"),
        ([".", "-o", "spxd"], "there is no report 'spxd'; did you mean 'spdx'?"),
    ],
)
def test_what_is_asked_wrongly_is_an_error(seatrial: Seatrial, arguments: list[str], message: str) -> None:
    answer = seatrial("sbom", *arguments)

    assert (answer.code, answer.err) == (2, f"error: {message}\n")
