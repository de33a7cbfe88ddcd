"""Which finding a statement of VEX is about, and which of several statements counts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.engine.things import Whereabouts, around, fits, holders, own_name, platform_of, thing_named
from seatrial.engine.vex import Claims, Hearing, waiver_of
from seatrial.model.advisory import FixState, Match
from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.model.result import Result, Verdict
from seatrial.model.vex import Status, Subject, Thing, VexStatement
from seatrial.model.waiver import Means

HERE = Location("harbour.vex.json", 7)
A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def package(purl: str = "pkg:npm/lodash@4.17.20", **more: Any) -> Package:
    name, _, version = purl.partition("?")[0].rpartition("/")[2].partition("@")
    return Package(**{"ecosystem": "npm", "name": name, "version": version, "purl": purl, "kind": "library", **more})


def said(
    thing: str | Thing = "pkg:npm/lodash", status: Status = Status.NOT_AFFECTED, *within: str | Thing, **more: Any
) -> VexStatement:
    thing, *others = (each if isinstance(each, Thing) else thing_named(each) for each in (thing, *within))
    fields = {"names": ("CVE-2026-1",), "impact": "nobody calls it", "location": HERE, **more}
    return VexStatement(subjects=(Subject(thing=thing, within=tuple(others)),), status=status, **fields)


def about(place: Whereabouts, *statements: VexStatement, names: tuple[str, ...] = ("CVE-2026-1",)) -> Status | None:
    found = Claims(statements).about(names, place)
    return found.status if found else None


def at(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "purl"),
    [
        ("pkg:npm/lodash", "pkg:npm/lodash@4.17.20"),
        ("pkg:npm/lodash@4.17.20", "pkg:npm/lodash@4.17.20"),
        ("pkg:npm/%40babel/core", "pkg:npm/%40babel/core@7"),
        ("pkg:pypi/Typing_Extensions@4", "pkg:pypi/typing-extensions@4"),
        ("pkg:maven/org.slf4j/slf4j-api@1?type=jar", "pkg:maven/org.slf4j/slf4j-api@1"),
        ("pkg:deb/debian/zlib1g@1.2", "pkg:deb/debian/zlib1g@1.2?arch=amd64&distro=debian-12"),
        ("pkg:deb/debian/zlib1g?arch=amd64", "pkg:deb/debian/zlib1g@1.2?arch=amd64&distro=debian-12"),
        ("pkg:deb/debian/zlib1g@1.2?upstream=zlib", "pkg:deb/debian/zlib1g@1.2?arch=amd64"),
    ],
)
def test_what_a_statement_leaves_out_may_be_anything(pattern: str, purl: str) -> None:
    assert fits(thing_named(pattern), thing_named(purl))


@pytest.mark.parametrize(
    ("pattern", "purl"),
    [
        ("pkg:npm/lodash@4.17.21", "pkg:npm/lodash@4.17.20"),
        ("pkg:npm/lodash@4.17.20", "pkg:npm/lodash"),
        ("pkg:npm/lodash", "pkg:npm/lodash-es@4.17.20"),
        ("pkg:npm/Lodash", "pkg:npm/lodash@4.17.20"),
        ("pkg:npm/core", "pkg:npm/%40babel/core@7"),
        ("pkg:pypi/lodash", "pkg:npm/lodash@4.17.20"),
        ("pkg:maven/a/b?type=war", "pkg:maven/a/b@1"),
        ("pkg:deb/debian/zlib1g?arch=i386", "pkg:deb/debian/zlib1g@1.2?arch=amd64"),
        ("pkg:deb/debian/zlib1g?distro=debian-11", "pkg:deb/debian/zlib1g@1.2?distro=debian-12"),
        ("pkg:deb/ubuntu/zlib1g", "pkg:deb/debian/zlib1g@1.2"),
        ("pkg:golang/golang.org/x/net#html", "pkg:golang/golang.org/x/net@v1"),
        ("pkg:npm/lodash", ""),
        ("", "pkg:npm/lodash"),
        ("", ""),
    ],
)
def test_what_a_statement_says_must_be_so(pattern: str, purl: str) -> None:
    assert not fits(thing_named(pattern), thing_named(purl))


def test_digests_decide_where_both_are_known() -> None:
    image = thing_named("pkg:oci/harbour?tag=1.4", [A])

    assert fits(Thing(digests=(A,)), image)
    assert fits(thing_named("pkg:oci/mirrored", [A]), image)
    assert not fits(thing_named("pkg:oci/harbour", [B]), image)
    assert fits(thing_named("pkg:oci/harbour"), image)


def test_a_digest_that_nobody_can_compare_needs_a_version_beside_it() -> None:
    assert fits(thing_named("pkg:npm/lodash@4.17.20", [A]), thing_named("pkg:npm/lodash@4.17.20"))
    assert not fits(thing_named("pkg:npm/lodash", [A]), thing_named("pkg:npm/lodash@4.17.20"))
    assert not fits(Thing(digests=(A,)), thing_named("pkg:npm/lodash@4.17.20"))


_purls = st.sampled_from(
    ["pkg:npm/lodash", "pkg:npm/lodash@1", "pkg:npm/ms@1?arch=x", "pkg:oci/a?tag=1", "", "no purl"]
)
_things = st.builds(thing_named, _purls, st.lists(st.sampled_from([A, B]), max_size=2, unique=True))


@given(_things)
def test_a_thing_that_is_known_fits_itself(thing: Thing) -> None:
    assert fits(thing, thing) is (thing != Thing())


@given(_things, _things)
def test_what_says_more_is_not_about_more(said_: Thing, known: Thing) -> None:
    if said_.id and not said_.digests and fits(said_, known):
        assert not fits(thing_named(f"{said_.id.partition('?')[0].partition('@')[0]}@other"), known)


def test_a_component_is_meant_only_within_its_product() -> None:
    harbour, other = thing_named("pkg:oci/harbour", [A]), thing_named("pkg:oci/other", [B])
    statement = said("pkg:npm/lodash", Status.NOT_AFFECTED, Thing(digests=(A,)))

    assert about(Whereabouts.of(package(), [harbour]), statement) is Status.NOT_AFFECTED
    assert about(Whereabouts.of(package(), [other]), statement) is None
    assert about(Whereabouts.of(package()), statement) is None
    assert about(Whereabouts.of(package("pkg:npm/ms@2"), [harbour]), statement) is None


def test_a_product_without_components_means_all_that_is_in_it() -> None:
    statement = said(Thing(digests=(A,)))

    assert about(Whereabouts.of(package(), [thing_named("", [A])]), statement) is Status.NOT_AFFECTED
    assert about(Whereabouts.of(package(), [thing_named("", [B])]), statement) is None


def test_an_asset_without_a_purl_is_called_by_its_key() -> None:
    statement = said("pkg:npm/lodash", Status.NOT_AFFECTED, own_name("services/a b/package-lock.json"))

    place = Whereabouts.of(package(), [own_name("services/a b/package-lock.json")])
    assert about(place, statement) is Status.NOT_AFFECTED
    assert about(Whereabouts.of(package(), [own_name("package-lock.json")]), statement) is None


def test_a_source_package_is_meant_where_it_is_said_to_be_one() -> None:
    place = Whereabouts.of(
        package(
            "pkg:deb/debian/libssl3@3.0.11?arch=amd64",
            kind="os",
            ecosystem="Debian:12",
            source_name="openssl",
            source_version="3.0.11",
        )
    )

    assert about(place, said("pkg:deb/debian/openssl?arch=source")) is Status.NOT_AFFECTED
    assert about(place, said("pkg:deb/debian/openssl@3.0.11?arch=source")) is Status.NOT_AFFECTED
    assert about(place, said("pkg:deb/debian/openssl@3.0.10?arch=source")) is None
    # Without it the binary package of that name may be meant, which is another.
    assert about(place, said("pkg:deb/debian/openssl")) is None


def test_an_rpm_is_within_the_product_of_its_release() -> None:
    purl = "pkg:rpm/redhat/openssl-libs@3.0.7-25.el9?arch=x86_64&epoch=1"
    place = Whereabouts.of(
        package(purl, kind="os", ecosystem="Red Hat:9", source_name="openssl", source_version="1:3.0.7-25.el9")
    )
    nine = Thing(id="cpe:/a:redhat:enterprise_linux:9::appstream")

    assert about(place, said("pkg:rpm/redhat/openssl-libs", Status.NOT_AFFECTED, nine)) is Status.NOT_AFFECTED
    source = "pkg:rpm/redhat/openssl@3.0.7-25.el9?arch=src&epoch=1"
    assert about(place, said(source, Status.FIXED, nine)) is Status.FIXED
    eight = Thing(id="cpe:/o:redhat:enterprise_linux:8")
    assert about(place, said("pkg:rpm/redhat/openssl-libs", Status.NOT_AFFECTED, eight)) is None
    # What runs on a distribution is not meant by what is said of the distribution.
    assert about(place, said(nine)) is None


@pytest.mark.parametrize(
    ("cpe", "platform"),
    [
        ("cpe:/o:redhat:enterprise_linux:9::baseos", "Red Hat:9"),
        ("cpe:2.3:o:redhat:enterprise_linux:8:*:*:*:*:*:*:*", "Red Hat:8"),
        ("cpe:/a:redhat:rhel_eus:9.2::appstream", ""),
        ("cpe:/o:redhat:enterprise_linux", ""),
        ("cpe:/o:suse:sles:15", ""),
        ("cpe:", ""),
    ],
)
def test_a_cpe_may_name_a_release(cpe: str, platform: str) -> None:
    assert platform_of(cpe) == platform


def test_the_newest_statement_counts_whether_it_waives_or_not() -> None:
    place = Whereabouts.of(package())
    early, late = at(1), at(2)

    assert about(place, said(timestamp=early), said(status=Status.AFFECTED, timestamp=late)) is Status.AFFECTED
    assert about(place, said(timestamp=late), said(status=Status.AFFECTED, timestamp=early)) is Status.NOT_AFFECTED
    assert about(place, said(), said(status=Status.AFFECTED, timestamp=early)) is Status.AFFECTED


@pytest.mark.parametrize("status", [Status.AFFECTED, Status.UNDER_INVESTIGATION])
def test_of_two_of_one_time_the_one_that_waives_nothing_counts(status: Status) -> None:
    place = Whereabouts.of(package())

    for one, other in ((said(), said(status=status)), (said(status=status), said())):
        assert about(place, one, other) is status


def test_a_newer_statement_that_is_about_another_version_changes_nothing() -> None:
    newer = said("pkg:npm/lodash@4.17.19", Status.AFFECTED, timestamp=at(2))

    assert about(Whereabouts.of(package()), said(timestamp=at(1)), newer) is Status.NOT_AFFECTED


def test_any_name_of_a_flaw_will_do_in_any_case() -> None:
    place = Whereabouts.of(package())

    assert about(place, said(names=("ghsa-A", "x")), names=("CVE-2026-1", "GHSA-a")) is Status.NOT_AFFECTED
    assert about(place, said(names=("GHSA-b",)), names=("CVE-2026-1", "GHSA-a")) is None


def test_a_package_is_in_the_application_of_its_file() -> None:
    trivy = package("pkg:golang/github.com/a/trivy@v1", kind="application", locations=(Location("usr/bin/trivy", 1),))
    helm = package("pkg:golang/helm.sh/helm/v3@v3", locations=(Location("usr/bin/trivy", 1),))
    shared = package(
        "pkg:golang/helm.sh/helm/v3@v3", locations=(Location("usr/bin/trivy", 1), Location("usr/bin/helm", 1))
    )
    known = holders([trivy, helm, shared])

    assert around(helm, known) == (Thing(id="pkg:golang/github.com/a/trivy@v1"),)
    assert around(shared, known) == around(package(), known) == ()


def test_a_jar_in_a_jar_is_in_all_of_them() -> None:
    def jar(name: str, *path: str) -> Package:
        return package(f"pkg:maven/a/{name}@1", locations=(Location("!/".join(path), 1),))

    ship, deck, mast, other = (
        jar("ship", "s.jar"),
        jar("deck", "s.jar", "d.jar"),
        jar("mast", "s.jar", "d.jar", "m.jar"),
        jar("other", "o.jar"),
    )
    known = holders([ship, deck, mast, other])
    merged = holders([ship, jar("sail", "s.jar"), deck])

    assert [thing.id for thing in around(mast, known)] == ["pkg:maven/a/ship@1", "pkg:maven/a/deck@1"]
    assert around(ship, known) == around(other, known) == ()
    assert around(deck, merged) == ()


def heard(packages: list[Package], *statements: VexStatement) -> VexStatement | None:
    match = Match(package=packages[0], id="CVE-2026-1", names=("CVE-2026-1",), advisories=(), state=FixState.AFFECTED)
    result = Result(
        check="CVE-2026-1", resource_type="package", address="", verdict=Verdict.FAIL, location=HERE, match=match
    )
    hearing = Hearing(Claims(statements), packages, (), lambda one: one.source_name or one.name)
    return hearing.about(result)


def test_a_statement_about_one_package_of_a_finding_says_nothing_about_the_others() -> None:
    packages = [package(f"pkg:deb/debian/{name}@1", source_name="openssl") for name in ("libssl3", "openssl")]
    libssl, openssl = (said(f"pkg:deb/debian/{name}") for name in ("libssl3", "openssl"))

    assert heard(packages, libssl) is heard(packages, openssl) is None
    assert heard(packages, libssl, openssl) == libssl
    affected = said("pkg:deb/debian/openssl", Status.AFFECTED)
    assert heard(packages, libssl, affected) == affected


def test_a_waiver_says_what_the_statement_says() -> None:
    statement = said(
        justification="vulnerable_code_not_in_execute_path",
        impact="nobody\n calls it",
        author="Harbour",
        unverified=True,
    )

    waiver = waiver_of(statement)

    assert (waiver.checks, waiver.owner, waiver.location, waiver.means) == (("CVE-2026-1",), "Harbour", HERE, Means.VEX)
    assert waiver.reason == (
        "not affected; vulnerable code not in execute path; nobody calls it; "
        "out of an attestation whose signature nobody has verified"
    )
    assert (waiver.status, waiver.justification, waiver.until) == (
        Status.NOT_AFFECTED,
        "vulnerable_code_not_in_execute_path",
        None,
    )


@pytest.mark.parametrize("purl", ["", "no purl", "pkg:npm", "pkg:\ud800/x", "pkg:npm/lodash@4.17.20?x=\ud800"])
def test_a_package_with_any_purl_is_held_against_statements(purl: str) -> None:
    unread = Package(ecosystem="npm", name="lodash", version="1", purl=purl, kind="library")

    assert about(Whereabouts.of(unread), said("pkg:npm/never@1")) is None
