"""apt as the judge of what is found in Debian: what it would upgrade from the security suite, and for which flaws."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from tests.real.advisories import records_of
from tests.real.apt import Apt
from tests.real.bills import findings_of
from tests.real.kept import kept
from tests.real.programs import needs

pytestmark = needs("apt-get", "buildah", "dpkg-query", "mmdebstrap", "npm", "skopeo", root=True)

_ADDRESS = "pkg:deb/debian/"


@pytest.fixture(scope="module")
def known_until() -> date:
    """The day of the latest advisory."""
    return max(date.fromisoformat(record["modified"][:10]) for record in records_of("Debian"))


def flagged(image: Path, advisories: Path) -> dict[str, set[str]]:
    """The source packages of Debian's that have findings, and which."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in findings_of(f"image:oci:{image}/oci:1.0", advisories):
        if finding.address.startswith(_ADDRESS):
            found[finding.address.removeprefix(_ADDRESS)].add(finding.flaw)
    return found


def agree(image: Path, suite: str, advisories: Path, folder: Path, known_until: date) -> set[str]:
    """Hold findings against what apt would upgrade; returns the sources that have findings.

    Whatever has a finding can be upgraded.  The CVEs that are found of a source are those that the changelog of its
    upgrade names, until the day of the latest advisory; so an upgrade without a finding is one that no CVE is behind.
    """
    apt = Apt(folder / "apt", image / "status", f"{suite}-security")
    upgrades = apt.upgrades()
    found = flagged(image, advisories)

    assert found.keys() - upgrades.keys() == set(), "found, and there is nothing to upgrade to"
    named = {source: apt.flaws(upgrade, known_until) for source, upgrade in upgrades.items()}
    assert {source: {flaw for flaw in found[source] if flaw.startswith("CVE-")} for source in named} == named
    return {source for source in found if found[source]}


def test_a_small_debian_11(bullseye: Path, advisories: Path, tmp_path: Path, known_until: date) -> None:
    found = agree(bullseye, "bullseye", advisories, tmp_path, known_until)

    assert {"dpkg", "glibc", "openssl", "perl", "zlib"} & found
    assert len(found) > 10


def test_an_application_on_debian_11(application: Path, advisories: Path, tmp_path: Path, known_until: date) -> None:
    found = agree(application, "bullseye", advisories, tmp_path, known_until)

    assert {"glibc", "nodejs", "openssl", "python3.9"} <= found
    assert len(found) > 20


def test_no_package_manager(distroless: Path, advisories: Path, tmp_path: Path, known_until: date) -> None:
    assert agree(distroless, "bullseye", advisories, tmp_path, known_until) == {"glibc", "openssl", "tzdata"}


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_a_release_that_has_what_was_mended(suite: str, advisories: Path, tmp_path: Path, known_until: date) -> None:
    image = kept("debian", suite)

    found = agree(image, suite, advisories, tmp_path, known_until)

    assert len(found) < 5
