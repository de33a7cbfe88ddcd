"""What is new, known, fixed or gone, by hand-made reports: renames, copies, scopes."""

from typing import Any

import pytest
from msgspec.structs import replace

from seatrial.engine.difference import compared, earlier_of
from seatrial.model.asset import Use
from seatrial.model.location import Location
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result, Verdict
from tests.reports.made import check, flaw, gap, report, result

CHECK = check(message="`{resource.name}` leaks")


def hole(address: str, message: str = "", **more: Any) -> Result:
    """A finding with a fingerprint that is its address."""
    print_ = more.pop("fingerprint", f"{more.get('check_id', '')} {address}")
    return result(address=address, message=message or f"`{address}` leaks", fingerprint=print_, **more)


def lodash(version: str, ordinal: int = 0, id_: str = "CVE-1", **more: Any) -> Result:
    known = flaw("x", id=id_)
    match = replace(
        known, names=more.pop("names", (id_,)), package=replace(known.package, version=version, source_version="")
    )
    return result(id_, address="pkg:npm/lodash", match=match, fingerprint=f"{id_} {ordinal}", **more)


def made(**assets: tuple[Result, ...]) -> Report:
    """A report of assets by key."""
    [like] = report(checks=[CHECK]).assets
    reports = tuple(replace(like, key=key, results=results) for key, results in assets.items())
    return report(checks=[CHECK], assets=reports, scope="s")


def difference(now: Report, then: Report) -> tuple[list[str], list[str], list[str]]:
    """The addresses of what is new, known and fixed, with versions."""
    told = compared(now, earlier_of(then, "then", ""))
    assert told.difference is not None
    assert (told.difference.new, told.difference.known) == (len([*told.every_new()]), len(known(told)))
    return [named(r) for _, r in told.every_new()], known(told), [p.address + p.version for p in told.difference.fixed]


def known(told: Report) -> list[str]:
    return [named(r) for _, r in told.every_finding() if not r.is_news]


def named(found: Result) -> str:
    return found.address + (found.match.version if found.match else "")


# Renames


def test_a_resource_that_has_another_address_is_known_by_what_the_vendor_calls_it() -> None:
    then, now = made(a=(hole("hull.old", "`tickets` leaks"),)), made(a=(hole("hull.new", "`tickets` leaks"),))

    assert difference(now, then) == ([], ["hull.new"], [])


def test_one_that_says_something_else_is_another_one() -> None:
    assert difference(made(a=(hole("hull.new"),)), made(a=(hole("hull.old"),))) == (["hull.new"], [], ["hull.old"])


def test_one_that_says_nothing_of_its_own_is_another_one() -> None:
    then, now = made(a=(hole("hull.old", "a hull leaks"),)), made(a=(hole("hull.new", "a hull leaks"),))
    plain = {"checks": {CHECK.id: check(message="a hull leaks")}}

    assert difference(replace(now, **plain), replace(then, **plain)) == (["hull.new"], [], ["hull.old"])


def test_renames_are_given_up_where_there_are_two_answers() -> None:
    then = made(a=(hole("hull.x", "`t` leaks"), hole("hull.y", "`t` leaks")))
    now = made(a=(hole("hull.z", "`t` leaks"),))

    assert difference(now, then) == (["hull.z"], [], ["hull.x", "hull.y"])


def test_an_asset_that_was_moved_is_known() -> None:
    then, now = made(old=(hole("hull.a"), hole("hull.b"))), made(new=(hole("hull.a"), hole("hull.c")))

    assert difference(now, then) == (["hull.c"], ["hull.a"], ["hull.b"])


def test_an_asset_that_may_have_come_from_two_is_new() -> None:
    then, now = made(one=(hole("hull.a"),), two=(hole("hull.a"),)), made(new=(hole("hull.a"),))

    assert difference(now, then) == (["hull.a"], [], ["hull.a", "hull.a"])


def test_an_asset_beside_one_that_is_still_there_is_a_copy() -> None:
    then, now = made(old=(hole("hull.a"),)), made(new=(hole("hull.a"),), old=(hole("hull.a"),))

    assert difference(now, then) == (["hull.a"], ["hull.a"], [])


@pytest.mark.parametrize(("place", "is_known"), [("deploy", True), ("elsewhere", False)])
def test_an_image_in_the_place_of_another_one_is_an_update(place: str, is_known: bool) -> None:
    then, now = made(one=(lodash("1"),)), made(two=(lodash("2"),))
    used = [replace(r, assets=tuple(_used(a, at) for a in r.assets)) for r, at in ((then, "deploy"), (now, place))]

    assert difference(used[1], used[0])[1] == (["pkg:npm/lodash2"] if is_known else [])


def _used(asset: AssetReport, place: str) -> AssetReport:
    return replace(asset, connector="image", uses=(Use(location=Location("x", 1), asset=place, address="Pod/p"),))


# Packages


def test_an_update_that_leaves_the_flaw_is_known() -> None:
    assert difference(made(a=(lodash("2"),)), made(a=(lodash("1"),))) == ([], ["pkg:npm/lodash2"], [])


def test_a_second_copy_is_new_wherever_it_stands() -> None:
    then, now = made(a=(lodash("1"),)), made(a=(lodash("2", 0), lodash("1", 1)))

    assert difference(now, then) == (["pkg:npm/lodash2"], ["pkg:npm/lodash1"], [])


def test_a_copy_that_has_gone_is_fixed() -> None:
    then, now = made(a=(lodash("1", 0), lodash("2", 1))), made(a=(lodash("2", 0),))

    assert difference(now, then) == ([], ["pkg:npm/lodash2"], ["pkg:npm/lodash1"])


def test_a_lock_file_that_was_renamed_is_known() -> None:
    assert difference(made(new=(lodash("1"),)), made(old=(lodash("1"),))) == ([], ["pkg:npm/lodash1"], [])


def test_a_package_that_was_moved_to_another_lock_file_is_new_there_and_fixed_here() -> None:
    then, now = made(a=(lodash("1"), hole("hull.a")), b=()), made(a=(hole("hull.a"),), b=(lodash("1"),))

    assert difference(now, then) == (["pkg:npm/lodash1"], ["hull.a"], ["pkg:npm/lodash1"])


def test_a_flaw_that_has_got_a_better_name_is_known() -> None:
    then = made(a=(lodash("1", id_="GHSA-1", names=("GHSA-1",)),))
    now = made(a=(lodash("1", id_="CVE-1", names=("CVE-1", "GHSA-1")),))

    assert difference(now, then) == ([], ["pkg:npm/lodash1"], [])


# What may be called fixed


def test_another_scope_fixes_nothing() -> None:
    then = replace(made(a=(hole("hull.a"),)), scope="other")

    told = compared(made(a=()), earlier_of(then, "then", "")).difference

    assert told is not None
    assert (told.fixed, len(told.gone), told.why) == ((), 1, "what was asked then is not what was asked now")


def test_a_gap_fixes_nothing() -> None:
    told = compared(replace(made(a=()), gaps=(gap(),)), earlier_of(made(a=(hole("hull.a"),)), "then", "")).difference

    assert told is not None
    assert (told.fixed, len(told.gone)) == ((), 1)


def test_what_is_an_error_now_is_not_fixed() -> None:
    now = made(a=(hole("hull.a", verdict=Verdict.ERROR, reason="1 / 0"),))

    told = compared(now, earlier_of(made(a=(hole("hull.a"),)), "then", "")).difference

    assert told is not None
    assert (told.fixed, len(told.gone), told.why) == ((), 1, "whether they are is not known now")


def test_the_same_key_of_two_connectors_is_two_assets() -> None:
    then, now = made(a=(hole("hull.a", "m"),)), made(a=(hole("hull.a", "m"),))
    other = replace(now, assets=tuple(replace(asset, connector="kubernetes") for asset in now.assets))

    assert difference(other, then) == (["hull.a"], [], ["hull.a"])
