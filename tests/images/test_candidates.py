"""Which tags may take the place of which."""

from collections.abc import Sequence

import pytest

from seatrial.images.bases.candidates import candidates
from seatrial.images.tags import Kind, parse_tag

_PYTHON = """
2 2.7 2.7.18 3 3.9 3.9.20 3.11 3.11.4 3.11.9 3.11.10 3.12 3.12.7 3.13 3.13.0 3.13.0rc2 3.14-rc 4
3.11-slim 3.11-slim-bookworm 3.11-bookworm 3.11-alpine 3.11-alpine3.20 3.11-alpine3.19 3.12-slim
3.12-bookworm 3.13-slim 3.14-rc-slim latest slim slim-bookworm bookworm alpine 3.11-windowsservercore
"""
PYTHON = tuple(_PYTHON.split())


def told(tag: str, tags: Sequence[str] = PYTHON, **more: object) -> list[tuple[str, str]]:
    return [(each.step.value, each.tag) for each in candidates(tag, tags, **more)]  # type: ignore[arg-type]


def newest(tag: str, *tags: str) -> str:
    """The highest of the newer ones; empty where there is none."""
    found = [each.tag for each in candidates(tag, tags) if each.step.value != "slimmer variant"]
    return found[-1] if found else ""


def test_a_version_has_a_patch_a_minor_and_a_major_that_follow() -> None:
    assert told("3.11.4", [*PYTHON, "4.0.1", "4.1.0", "5.0.0"]) == [
        ("next patch", "3.11.10"),
        ("next minor", "3.13.0"),
        ("next major", "4.1.0"),
        ("newest", "5.0.0"),
    ]


def test_each_candidate_says_why_it_is_one() -> None:
    assert [each.because for each in candidates("3.11.4", [*PYTHON, "4.0.1", "5.0.0", "3.11.4-slim"])] == [
        "3.11.10 is the newest of 3.11",
        "3.13.0 is the newest of 3",
        "4.0.1 is the newest of 4, the next major version",
        "5.0.0 is the newest one of its kind",
        "3.11.4-slim is the same version in slim",
    ]


def test_the_precision_is_kept() -> None:
    assert told("3.9", ["3.9", "3.9.20", "3", "4", "3.10", "4.0"]) == [("next minor", "3.10"), ("next major", "4.0")]
    assert told("3", ["3", "3.10", "4", "4.0", "5"]) == [("next major", "4"), ("newest", "5")]


def test_the_suffix_is_kept() -> None:
    assert newest("3.11-slim", *PYTHON) == "3.13-slim"
    assert newest("3.11-bookworm", *PYTHON) == "3.12-bookworm"
    assert newest("3.11-alpine3.19", *PYTHON) == ""


@pytest.mark.parametrize(
    ("tag", "others", "expected"),
    [
        # As Dependabot documents them.
        ("base-12.5.1", ["base-12.6", "12.9.9", "base-12.5.2-golden", "base-12.5.2"], "base-12.5.2"),
        ("base-12.5.1-golden", ["base-12.5.2", "base-12.6.0-golden", "base-12.7.0-silver"], "base-12.6.0-golden"),
        ("2024-01", ["2024-02", "2024-02-03"], "2024-02"),
        ("2024.01.29", ["2024.03.15", "3000.01.01"], "2024.03.15"),
        ("21-ea-32", ["22-ea-7", "22-ea-jdk-nanoserver-1809"], "22-ea-7"),
        ("1.2.3-1a2b3c4d", ["1.2.4-9f8e7d6c", "1.2.5"], "1.2.4-9f8e7d6c"),
        # What it has stumbled over: dpkg-like build numbers, and counters that pass 999.
        ("7.0.11-14", ["7.1.0-0", "7.0.11-9", "7.0.11"], "7.1.0-0"),
        ("5.0.1-1", ["5.0.1-2", "5.0.1-10", "5.0.1-9"], "5.0.1-10"),
        ("999", ["1007", "998"], "1007"),
        # Others.
        ("v1.9.0", ["v1.10.0", "2.0.0"], "v1.10.0"),
        ("22.04", ["22.10", "24.04", "20.04", "noble"], "24.04"),
        ("bookworm-20241111-slim", ["bookworm-20241202-slim", "bookworm-20250101"], "bookworm-20241202-slim"),
        ("20241111", ["20250101", "13", "999999999"], "20250101"),
        ("RELEASE.2024-01-29T03-56-32Z", ["RELEASE.2024-02-01T00-00-00Z", "latest"], "RELEASE.2024-02-01T00-00-00Z"),
        ("17.0.13_11-jre", ["17.0.14_7-jre", "17.0.14_8-jdk"], "17.0.14_7-jre"),
        ("2024.12.9", ["2024.12.10", "2025.1.0", "3.0.0"], "2025.1.0"),
        ("1.0-alpha3.2", ["1.0-alpha3.10", "1.0-alpha3.9"], "1.0-alpha3.10"),
    ],
)
def test_what_comes_next(tag: str, others: list[str], expected: str) -> None:
    assert newest(tag, tag, *others) == expected


@pytest.mark.parametrize(
    ("tag", "others"),
    [
        ("12", ["20241111", "1234567"]),
        ("20241111", ["12", "13"]),
        ("1.2.3", ["2024.01.15", "2025.1.1"]),
        ("1.27", ["1.27-alpine", "1.28-alpine", "stable", "latest", "mainline"]),
        ("latest", ["1", "2", "latest-slimmer"]),
        ("1a2b3c4", ["9f8e7d6", "2b3c4d5"]),
        ("main-1a2b3c4", ["main-9f8e7d6"]),
        ("3.9-eclipse-temurin-17", ["3.9-eclipse-temurin-21"]),
        (f"sha256-{'0' * 64}.sig", [f"sha256-{'1' * 64}.sig", "sha512-" + "1" * 64]),
        ("1.0", []),
    ],
)
def test_what_is_of_another_kind_takes_no_place(tag: str, others: list[str]) -> None:
    assert newest(tag, tag, *others) == ""


@pytest.mark.parametrize("word", ["rc1", "-rc.1", "-alpha", "-beta2", "a1", "b3", "-M1", ".pre", "-preview.7", "-ea-2"])
def test_a_pre_release_follows_pre_releases_only(word: str) -> None:
    assert parse_tag(f"2.0{word}").is_pre_release
    assert newest("1.0", "1.0", f"2.0{word}") == ""
    assert newest(f"1.0{word}", f"1.0{word}", f"2.0{word}") == f"2.0{word}"
    assert newest(f"2.0{word}", f"2.0{word}", "2.0") == "2.0"
    assert newest("2.0", "2.0", f"2.0{word}") == ""


def test_pre_releases_have_an_order() -> None:
    order = ["1.0-alpha", "1.0-alpha2", "1.0-beta1", "1.0-M1", "1.0-rc1", "1.0-rc2", "1.0-rc10", "1.0", "1.1-alpha"]

    assert sorted(order, key=lambda name: parse_tag(name).order) == order


@pytest.mark.parametrize(
    "name", ["3.12-alpine", "3.12-bookworm", "1.0-almalinux", "1.0-mariner", "1.0-earth", "1.0-base"]
)
def test_a_variant_is_no_pre_release(name: str) -> None:
    assert not parse_tag(name).is_pre_release


# New digests.


def test_a_tag_that_was_built_anew_is_the_first_candidate() -> None:
    old, new = "sha256:" + "a" * 64, "sha256:" + "b" * 64

    found = candidates("12", ["12", "13"], pinned=old, digests={"12": new, "13": old})

    assert [(each.step.value, each.tag, each.digest) for each in found] == [
        ("same tag, new digest", "12", new),
        ("next major", "13", old),
    ]
    assert found[0].because == "12 has been built anew: it was sha256:aaaaaaaaaaaa, and is sha256:bbbbbbbbbbbb now"
    assert told("12", ["12"], pinned=new, digests={"12": new}) == []
    assert told("12", ["12"], pinned=old) == []
    assert told("latest", ["latest"], pinned=old, digests={"latest": new}) == [("same tag, new digest", "latest")]


def test_what_is_above_latest_is_not_offered() -> None:
    digests = {"latest": "sha256:1", "22": "sha256:1", "23": "sha256:2"}

    assert told("20", ["20", "22", "23", "latest"], digests=digests) == [("next major", "22")]
    # Whoever is there already stays free to go on.
    assert told("22", ["22", "23", "latest"], digests=digests) == [("next major", "23")]


# Slimmer variants.


def slimmer(tag: str, tags: Sequence[str] = PYTHON) -> list[str]:
    return [each.tag for each in candidates(tag, tags) if each.step.value == "slimmer variant"]


def test_slimmer_variants_are_of_the_same_version_the_slimmest_last() -> None:
    assert slimmer("3.11", [*PYTHON, "3.11-distroless", "3.12-distroless"]) == [
        "3.11-slim",
        "3.11-alpine",
        "3.11-distroless",
    ]
    assert slimmer("3.11-slim") == ["3.11-alpine"]
    assert slimmer("3.11-alpine") == []


def test_a_slim_variant_is_of_the_same_release() -> None:
    assert slimmer("3.11-bookworm") == ["3.11-slim-bookworm", "3.11-alpine"]
    assert slimmer("3.11-bookworm", ["3.11-slim", "3.11-slim-bullseye", "3.11-bookworm"]) == []
    assert slimmer("20-bookworm", ["20-bookworm-slim", "20-bookworm"]) == ["20-bookworm-slim"]


def test_what_else_a_variant_is_stays() -> None:
    assert slimmer("8.3-fpm", ["8.3-fpm", "8.3-alpine", "8.3-fpm-alpine", "8.3-cli-alpine"]) == ["8.3-fpm-alpine"]
    assert slimmer("21-jdk", ["21-jdk", "21-jre-alpine", "21-jdk-alpine", "21-jdk-slim"]) == [
        "21-jdk-slim",
        "21-jdk-alpine",
    ]


def test_names_have_slimmer_variants_too() -> None:
    assert slimmer("latest") == ["slim", "alpine"]
    assert slimmer("bookworm", ["bookworm", "bookworm-slim", "bullseye-slim"]) == ["bookworm-slim"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("1", Kind.VERSION),
        ("20241301", Kind.BUILD),
        ("20241231", Kind.DATE),
        ("202412311530", Kind.DATE),
        ("2024", Kind.VERSION),
        ("2024.1", Kind.YEAR),
        ("2024-13", Kind.VERSION),
        ("123456", Kind.BUILD),
        ("deadbeef", Kind.NAME),
        ("_", Kind.NAME),
        ("9" * 128, Kind.BUILD),
        ("1." * 63 + "1", Kind.VERSION),
    ],
)
def test_what_a_tag_counts_by(name: str, kind: Kind) -> None:
    assert parse_tag(name).kind is kind
