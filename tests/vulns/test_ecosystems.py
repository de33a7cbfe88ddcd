"""Names of ecosystems and releases, as OSV, distributions and lock files write them."""

import pytest

from seatrial.vulns.ecosystems import USUAL, is_name, parse_ecosystem, spelled


@pytest.mark.parametrize(
    ("text", "name", "release"),
    [
        ("Debian:12", "Debian", "12"),
        ("Alpine:v3.19", "Alpine", "v3.19"),
        ("PyPI", "PyPI", ""),
        ("Ubuntu:22.04:LTS", "Ubuntu", "22.04"),
        ("Ubuntu:22.04", "Ubuntu", "22.04"),
        ("Ubuntu:24.10", "Ubuntu", "24.10"),
        ("Ubuntu:Pro:16.04:LTS", "Ubuntu", "Pro:16.04"),
        ("Red Hat:enterprise_linux:9::appstream", "Red Hat", "9"),
        ("Red Hat:enterprise_linux:9.4::baseos", "Red Hat", "9"),
        ("Red Hat:9", "Red Hat", "9"),
        ("Red Hat:openshift:4.14::el9", "Red Hat", "openshift:4.14::el9"),
        ("Maven:https://repo.example/maven", "Maven", ""),
        ("SUSE:Linux Enterprise Server 15 SP5", "SUSE", "15 SP5"),
        ("SUSE:Linux Enterprise Module for Basesystem 15 SP5", "SUSE", "15 SP5"),
        ("SUSE:Linux Enterprise Module for Python 3 15 SP5", "SUSE", "15 SP5"),
        ("SUSE:Linux Enterprise High Performance Computing 15 SP5-ESPOS", "SUSE", "15 SP5"),
        ("SUSE:Linux Enterprise Server 15-LTSS", "SUSE", "15"),
        ("SUSE:Linux Enterprise Server 16.0", "SUSE", "16.0"),
        ("SUSE:Linux Enterprise Micro 5.5", "SUSE", "Linux Enterprise Micro 5.5"),
        ("SUSE:Linux Enterprise Module for Containers 12", "SUSE", "Linux Enterprise Module for Containers 12"),
        ("openSUSE:Leap 15.6", "openSUSE", "Leap 15.6"),
        ("openSUSE:Leap 15.6 NonFree", "openSUSE", "Leap 15.6"),
        ("openSUSE:Tumbleweed", "openSUSE", "Tumbleweed"),
        ("", "", ""),
    ],
)
def test_an_ecosystem_is_a_name_and_a_release(text: str, name: str, release: str) -> None:
    assert parse_ecosystem(text) == (name, release)


@pytest.mark.parametrize(
    ("ecosystem", "written", "kept"),
    [
        ("PyPI", "Zope.Interface", "zope-interface"),
        ("PyPI", "a__b-.c", "a-b-c"),
        ("NuGet", "Newtonsoft.Json", "newtonsoft.json"),
        ("Packagist", "Symfony/Http-Kernel", "symfony/http-kernel"),
        ("npm", "JSONStream", "JSONStream"),
        ("Go", "github.com/Azure/go-autorest", "github.com/Azure/go-autorest"),
    ],
)
def test_a_package_is_kept_under_one_spelling(ecosystem: str, written: str, kept: str) -> None:
    assert spelled(ecosystem, written) == kept


def test_a_name_leads_nowhere() -> None:
    assert all(map(is_name, USUAL))
    assert not any(map(is_name, ("", ".", "..", "a/b", "a..b", "/etc", "a\0b", "a\nb", " a", "a" * 80)))
