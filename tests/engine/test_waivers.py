"""Waivers from what sources and the configuration say to results that are covered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from seatrial.engine.waive import Circumstances, Waived, matches_address, matches_path, uses
from seatrial.engine.waiver_words import CheckNames, Entry, Reading, waivers_in, waivers_of
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.model.result import Result, Verdict
from seatrial.model.waiver import Means, Scope, Waiver, WaiverFlaw, WaiverRules, WaiverState
from tests.reports.made import check, result

TODAY = date(2026, 11, 28)
CHECKS = (check("ships-hull-sealed", aliases=("CKV_SHIPS_1", "AVD-SHIPS-0001", "DL3006", "no-leaks", "hullSealed")),)


def reading(**rules: Any) -> Reading:
    return Reading(names=CheckNames(CHECKS), rules=WaiverRules(**rules), today=TODAY)


def note(text: str, key: str = "", **more: Any) -> Note:
    given: dict[str, Any] = {"lines": (2, 4), "around": (1, 9)} if not key else {"address": "hull.a"}
    return Note(location=Location("fleet.tf", 1, 3), text=text, key=key, **(given | more))


def said(text: str, key: str = "", **rules: Any) -> Waiver | WaiverFlaw:
    (found,) = waivers_in([note(text, key)], reading(**rules))
    return found


def waiver(scope: Scope, until: date | None = None, means: Means = Means.CONFIGURATION, **more: Any) -> Waiver:
    given: dict[str, Any] = {
        "checks": ("ships-hull-sealed",),
        "reason": "r",
        "location": Location("seatrial.yaml", 3),
    } | more
    return Waiver(scope=scope, until=until, means=means, **given)


def waived(
    results: Sequence[Result], *waivers: Waiver, tags: Mapping[str, str] | None = None
) -> tuple[list[Waiver | None], dict[Waiver, int]]:
    """The waiver of each result, and how many findings each waiver covers."""
    here = Circumstances(asset="fleet", path_of=lambda file: f"infra/{file}", tags_of=lambda address: tags or {})
    held = Waived(waivers, here, TODAY)
    return [done.waiver for done in held.results(results)], dict(held.covered)


def is_covered(given: Result, by: Waiver, **more: Any) -> bool:
    return waived([given], by, **more)[0] == [by]


def test_a_comment_gives_ids_options_and_a_reason() -> None:
    found = said("seatrial:waive ships-hull-sealed, CKV_SHIPS_1 until=2027-01-31 owner=dock -- it is dry -- for now")

    assert found == Waiver(
        checks=("ships-hull-sealed",),
        reason="it is dry -- for now",
        until=date(2027, 1, 31),
        owner="dock",
        location=Location("fleet.tf", 1, 3),
        scope=Scope(file="fleet.tf", lines=(2, 4)),
        means=Means.COMMENT,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "seatrial:waive ships-hull-sealed",
            "it gives no reason; write it behind two hyphens: `-- why it is accepted`",
        ),
        ("seatrial:waive ships-hull-sealed --", "it gives no reason"),
        ("seatrial:waive -- why", "it names no check"),
        (
            "seatrial:waive ships-hul-sealed -- why",
            "there is no check 'ships-hul-sealed'; did you mean 'ships-hull-sealed'?",
        ),
        ("seatrial:waive planes-* -- why", "there is no check 'planes-*'"),
        ("seatrial:waive ships-* until=2027-02-30 -- why", "'2027-02-30' is no date; write it as YYYY-MM-DD"),
        ("seatrial:waive ships-* untl=2027-02-28 -- why", "'untl' is no option of a waiver; did you mean 'until'?"),
        ("seatrial:wave ships-* -- why", "`seatrial:wave` means nothing; did you mean 'waive'?"),
    ],
)
def test_a_waiver_that_cannot_be_followed_says_why_and_where(text: str, message: str) -> None:
    found = said(text)

    assert isinstance(found, WaiverFlaw)
    assert found.message.startswith(message)
    assert found.location == Location("fleet.tf", 1, 3)


@pytest.mark.parametrize(
    ("text", "rules", "message"),
    [
        ("", {"require_until": True}, "it has no end"),
        ("", {"longest": 30}, "it has no end"),
        ("until=2027-01-31", {"longest": 30}, "it ends on 2027-01-31, and `seatrial.yaml` allows 30 days at most"),
    ],
)
def test_an_organisation_may_demand_an_end(text: str, rules: dict[str, Any], message: str) -> None:
    found = said(f"seatrial:waive ships-* {text} -- why", **rules)

    assert isinstance(found, WaiverFlaw)
    assert found.message.startswith(message)
    assert isinstance(said("seatrial:waive ships-* until=2026-12-20 -- why", **rules), Waiver)


@pytest.mark.parametrize(
    ("text", "key", "tool", "scope", "reason"),
    [
        ("checkov:skip=CKV_SHIPS_1:in dock", "", "checkov", (1, 9), "in dock"),
        ("checkov:skip=CKV_OTHER,CKV_SHIPS_1", "", "checkov", (1, 9), "no reason was given"),
        ("trivy:ignore:avd-ships-0001", "", "trivy", (2, 4), "no reason was given"),
        ("tfsec:ignore:no-leaks trivy:ignore:other", "", "tfsec", (2, 4), "no reason was given"),
        ("kics-scan disable=no-leaks", "", "kics", None, "no reason was given"),
        ("hadolint ignore=SC2046,DL3006", "", "hadolint", (2, 4), "no reason was given"),
        ("hadolint global ignore=DL3006", "", "hadolint", None, "no reason was given"),
        ("CKV_SHIPS_1=in dock", "checkov.io/skip1", "checkov", "hull.a", "in dock"),
        ("CKV_SHIPS_1=in dock", "checkov.skip", "checkov", "hull.a", "in dock"),
        ("in dock", "ignore-check.kube-linter.io/no-leaks", "kube-linter", "hull.a", "in dock"),
        ("true", "polaris.fairwinds.com/hullSealed-exempt", "polaris", "hull.a", "no reason was given"),
    ],
)
def test_other_tools_words_count_where_they_name_an_alias(
    text: str, key: str, tool: str, scope: tuple[int, int] | str | None, reason: str
) -> None:
    found = said(text, key)

    assert isinstance(found, Waiver)
    assert (found.checks, found.tool, found.reason) == (("ships-hull-sealed",), tool, reason)
    assert (found.scope.address or found.scope.lines) == (scope or (1, found.scope.lines[1]))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("checkov:skip=CKV_OTHER:why", ""),
        ("trivy:ignore:*", ""),
        ("trivy:ignore:avd-ships-0001:ws:production", ""),
        ("trivy:ignore:avd-ships-0001[ingress.port=22]", ""),
        ("trivy:ignore:avd-ships-0001:exp:soon", ""),
        ("kics-scan ignore-line", ""),
        ("false", "polaris.fairwinds.com/hullSealed-exempt"),
        ("true", "polaris.fairwinds.com/exempt"),
    ],
)
def test_other_tools_words_that_say_less_or_more_than_we_can_follow_waive_nothing(text: str, key: str) -> None:
    assert [*waivers_in([note(text, key)], reading())] == []


def test_trivys_end_is_an_end() -> None:
    found = said("trivy:ignore:avd-ships-0001:exp:2027-01-31")

    assert isinstance(found, Waiver)
    assert found.until == date(2027, 1, 31)


def test_other_tools_words_can_be_turned_off() -> None:
    assert [*waivers_in([note("checkov:skip=CKV_SHIPS_1:x")], reading(foreign=False))] == []


def test_an_entry_without_a_reason_is_a_flaw_at_its_line() -> None:
    place = Location("seatrial.yaml", 7)
    entries = [Entry(said={"check": "ships-*", "reason": ""}, scope=Scope(), location=place)]

    assert [*waivers_of(entries, reading())] == [WaiverFlaw(location=place, message="it gives no reason")]


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope(path="infra/*.tf"), True),
        (Scope(path="infra"), True),
        (Scope(path="*.tf"), False),
        (Scope(path="**/*.tf"), True),
        (Scope(asset="flee*"), True),
        (Scope(asset="dock"), False),
        (Scope(resource="hull.*"), True),
        (Scope(resource="mast.*"), False),
        (Scope(tags=(("Env", "DEV*"),)), True),
        (Scope(tags=(("env", "prod"),)), False),
        (Scope(tags=(("owner", "*"),)), False),
        (Scope(finding="000000"), True),
        (Scope(finding="f"), False),
        (Scope(path="infra/**", asset="dock"), False),
    ],
)
def test_an_entry_covers_what_all_of_its_words_fit(scope: Scope, covered: bool) -> None:
    assert is_covered(result(), waiver(scope), tags={"env": "develop"}) is covered


@pytest.mark.parametrize(
    ("lines", "covered"), [((2, 2), True), ((1, 9), True), ((7, 7), True), ((30, 40), True), ((3, 6), False)]
)
def test_lines_cover_the_finding_its_resource_and_the_calls_that_lead_to_it(
    lines: tuple[int, int], covered: bool
) -> None:
    given = result(declared=Location("fleet.tf", 7), calls=(Location("fleet.tf", 31),))

    assert is_covered(given, waiver(Scope(file="fleet.tf", lines=lines), means=Means.COMMENT)) is covered


def test_an_annotation_covers_its_object_only() -> None:
    by = waiver(Scope(address="hull.a"), means=Means.ANNOTATION)

    assert is_covered(result(), by)
    assert not is_covered(result(address="hull.b"), by)


def test_a_waiver_that_has_expired_covers_nothing_and_is_told() -> None:
    ended = waiver(Scope(), until=date(2026, 11, 27))

    covering, counts = waived([result(), result(address="hull.b")], ended)

    assert covering == [None, None]
    (use,) = uses(counts.items(), [], TODAY)
    assert (use.state, use.count) == (WaiverState.EXPIRED, 2)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, WaiverState.ACTIVE),
        (date(2026, 11, 28), WaiverState.ENDS_SOON),
        (date(2026, 12, 12), WaiverState.ENDS_SOON),
        (date(2026, 12, 13), WaiverState.ACTIVE),
        (date(2026, 11, 27), WaiverState.EXPIRED),
    ],
)
def test_a_waiver_holds_through_its_last_day_and_is_told_two_weeks_before(
    until: date | None, state: WaiverState
) -> None:
    given = waiver(Scope(), until=until)

    assert [use.state for use in uses([(given, 1)], [], TODAY)] == [state]


def test_one_that_covers_nothing_anywhere_is_unused() -> None:
    idle, used = waiver(Scope(finding="f")), waiver(Scope())

    found = uses([(used, 2), (used, 1)], [idle, used], TODAY)

    assert sorted((use.state, use.count) for use in found) == [("active", 3), ("unused", 0)]


def test_a_verdict_that_is_not_known_uses_a_waiver_and_is_not_covered() -> None:
    by = waiver(Scope())

    assert waived([result(verdict=Verdict.UNKNOWN)], by) == ([None], {by: 0})


def test_a_holding_waiver_wins_over_one_that_has_ended() -> None:
    ended, holding = waiver(Scope(), until=date(2026, 1, 1)), waiver(Scope(asset="fleet"))

    assert waived([result()], ended, holding) == ([holding], {ended: 1, holding: 1})


@pytest.mark.parametrize(
    ("path", "pattern", "fits"),
    [
        ("a/b.tf", "a", True),
        ("a/b.tf", "./a/", True),
        ("ab/b.tf", "a", False),
        ("a/b/c.tf", "a/*.tf", False),
        ("a/b/c.tf", "a/**/*.tf", True),
        ("a/c.tf", "a/**/*.tf", True),
        ("a.c", "a?c", True),
        ("a/c", "a?c", False),
        ("a(b", "a(b", True),
    ],
)
def test_paths_are_matched_as_people_expect(path: str, pattern: str, fits: bool) -> None:
    assert matches_path(path, pattern) is fits


def test_brackets_of_an_address_are_brackets() -> None:
    assert matches_address('a.b["c"]', 'a.b["c"]')
    assert matches_address("a.b[0]", "a.b[*]")
    assert not matches_address("a.b0", "a.b[0]")
