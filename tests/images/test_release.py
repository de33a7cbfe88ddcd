"""Which release an os-release tells of, in OSV's words."""

import pytest

from seatrial.images.release import release_named, release_of


@pytest.mark.parametrize(
    ("text", "ecosystem", "namespace", "distro"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "Debian:12", "debian", "debian-12"),
        ("ID=debian\nVERSION_CODENAME=trixie\n", "", "debian", "debian"),
        ("ID=alpine\nVERSION_ID=3.19.1\n", "Alpine:v3.19", "alpine", "alpine-3.19.1"),
        ("ID=alpine\nVERSION_ID=3.20_alpha20240329\n", "", "alpine", "alpine-3.20_alpha20240329"),
        (
            'ID=ubuntu\nVERSION_ID="22.04"\nVERSION="22.04.4 LTS (Jammy Jellyfish)"\n',
            "Ubuntu:22.04:LTS",
            "ubuntu",
            "ubuntu-22.04",
        ),
        ('ID=ubuntu\nVERSION_ID="23.10"\nVERSION="23.10 (Mantic)"\n', "Ubuntu:23.10", "ubuntu", "ubuntu-23.10"),
        ('ID="rhel"\nVERSION_ID="9.4"\n', "Red Hat:9", "redhat", "rhel-9.4"),
        ('ID="rocky"\nVERSION_ID="9.4"\n', "Rocky Linux:9", "rocky", "rocky-9.4"),
        ("ID='almalinux'\nVERSION_ID='8.10'\n", "AlmaLinux:8", "almalinux", "almalinux-8.10"),
        ('ID="opensuse-leap"\nVERSION_ID="15.5"\n', "openSUSE:Leap 15.5", "opensuse", "opensuse-leap-15.5"),
        (
            'ID="opensuse-tumbleweed"\nVERSION_ID="20261101"\n',
            "openSUSE:Tumbleweed",
            "opensuse",
            "opensuse-tumbleweed-20261101",
        ),
        ('ID="sles"\nVERSION_ID="15.6"\n', "SUSE:Linux Enterprise Server 15 SP6", "sles", "sles-15.6"),
        ('ID="sles"\nVERSION_ID="15"\n', "SUSE:Linux Enterprise Server 15", "sles", "sles-15"),
        ('ID="sles"\nVERSION_ID="16.0"\n', "SUSE:Linux Enterprise Server 16.0", "sles", "sles-16.0"),
        ('ID="sles"\nVERSION_ID="12.5"\n', "", "sles", "sles-12.5"),
        ('ID="ol"\nVERSION_ID="9.4"\n', "Oracle Linux:9", "ol", "ol-9.4"),
        ('ID="amzn"\nVERSION_ID="2023"\n', "Amazon Linux:2023", "amzn", "amzn-2023"),
        ('ID="amzn"\nVERSION_ID="2018.03"\n', "", "amzn", "amzn-2018.03"),
        ("ID=azurelinux\nVERSION_ID=3.0\n", "Azure Linux:3", "azurelinux", "azurelinux-3.0"),
        ('ID=mariner\nVERSION_ID="2.0"\n', "Azure Linux:2", "mariner", "mariner-2.0"),
        (
            'ID="openEuler"\nVERSION="24.03 (LTS-SP1)"\nVERSION_ID="24.03"\n',
            "openEuler:24.03-LTS-SP1",
            "openeuler",
            "openeuler-24.03",
        ),
        ('ID="openEuler"\nVERSION="23.09"\nVERSION_ID="23.09"\n', "openEuler:23.09", "openeuler", "openeuler-23.09"),
        ('ID="openEuler"\nVERSION_ID="24.03"\n', "", "openeuler", "openeuler-24.03"),
        ("ID=arch\nBUILD_ID=rolling\n", "Arch Linux", "arch", "arch"),
        ("ID=fedora\nVERSION_ID=43\n", "", "fedora", "fedora-43"),
        ("ID=wolfi\nVERSION_ID=20230201\n", "Wolfi", "wolfi", "wolfi-20230201"),
        ("# a comment\n\nID=own\nID_LIKE=debian\nVERSION_ID=12\n", "", "own", "own-12"),
    ],
)
def test_a_release_has_a_name_where_it_is_known(text: str, ecosystem: str, namespace: str, distro: str) -> None:
    release = release_of(text.encode())

    assert release is not None
    assert (release.ecosystem, release.namespace, release.distro) == (ecosystem, namespace, distro)


@pytest.mark.parametrize(
    "content", [b"", b"VERSION_ID=12\n", b"ID=\n", b"\xff\xfe", bytes(100), b'ID="debian\nVERSION_ID="12\n']
)
def test_what_says_no_distribution_is_none(content: bytes) -> None:
    assert release_of(content) is None


@pytest.mark.parametrize(
    ("distro", "ecosystem"),
    [
        ("debian-12", "Debian:12"),
        ("opensuse-leap-15.6", "openSUSE:Leap 15.6"),
        ("sles-15.6", "SUSE:Linux Enterprise Server 15 SP6"),
        ("amzn-2023", "Amazon Linux:2023"),
        ("ol-9.4", "Oracle Linux:9"),
        ("arch", "Arch Linux"),
        ("arch-rolling", "Arch Linux"),
        ("wolfi", "Wolfi"),
        ("own-rolling", ""),
    ],
)
def test_a_purl_names_a_release(distro: str, ecosystem: str) -> None:
    release = release_named(distro)

    assert release is not None
    assert release.ecosystem == ecosystem
