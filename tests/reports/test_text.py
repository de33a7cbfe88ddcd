"""What a person sees, literally."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from seatrial.cli.sources import Sources
from seatrial.model.check import Fix, Severity
from seatrial.model.location import Location
from seatrial.model.report import Report
from seatrial.model.result import How, Verdict
from seatrial.reports import Canvas, text
from seatrial.request import Request
from seatrial.scan import scan
from tests.reports.made import canvas, check, evidence, gap, report, result
from tests.ships import write_ships

_FLEET = 'hull "a" {\n  sealed = false\n}\n'


def seen(given: Report, drawn_on: Canvas | None = None) -> str:
    return "\n" + text.render(given, drawn_on or canvas({"fleet.tf": _FLEET}))


def wanted(expected: str) -> str:
    return dedent(expected)


def test_a_finding() -> None:
    assert seen(report([result()])) == wanted(
        """
        fleet.tf

        high[ships-hull-sealed]: `a` leaks
          --> fleet.tf:2:3
        1 | hull "a" {
        2 |   sealed = false
          |   ^^^^^^^^^^^^^^
        3 | }
           = why: Water comes in.
           = fix: sealed = true
           = more: seatrial explain ships-hull-sealed

        Scanned 1 Terraform root module: 8 resources and 2 that no check asks about, 12
        checks of policy default
        7 pass  1 fail  0 unknown  0 gaps  0.2 s   (1 high)
        Next: seatrial explain ships-hull-sealed
        """
    )


def test_a_narrow_terminal() -> None:
    given = check(why="A sentence that is rather longer than the terminal is wide, so that it wraps.")

    assert seen(
        report([result()], [given]), canvas({"fleet.tf": _FLEET.replace("false", "x" * 80)}, width=60)
    ) == wanted(
        """
        fleet.tf

        high[ships-hull-sealed]: `a` leaks
          --> fleet.tf:2:3
        1 | hull "a" {
        2 |   sealed = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
          |   ^^^^^^^^^^^^^^
        3 | }
           = why: A sentence that is rather longer than the terminal
                  is wide, so that it wraps.
           = fix: sealed = true
           = more: seatrial explain ships-hull-sealed

        Scanned 1 Terraform root module: 8 resources and 2 that no
        check asks about, 12 checks of policy default
        7 pass  1 fail  0 unknown  0 gaps  0.2 s   (1 high)
        Next: seatrial explain ships-hull-sealed
        """
    )


def test_colors() -> None:
    colored = seen(report([result()]), canvas({"fleet.tf": _FLEET}, color=True))

    assert "\x1b[1;31mhigh[ships-hull-sealed]\x1b[0m\x1b[1m: `a` leaks\x1b[0m" in colored
    assert "\x1b[34m  |\x1b[0m \x1b[1;31m  ^^^^^^^^^^^^^^\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]+m", "", colored) == seen(report([result()]))


def test_a_terminal_that_knows_ascii_only() -> None:
    given = result(message="`Möwe…` leaks")
    lines = {"fleet.tf": 'hull "ü" {\n  sealed = "' + "é" * 40 + '"\n}\n'}

    assert seen(report([given]), canvas(lines, unicode=False, width=50)) == wanted(
        r"""
        fleet.tf

        high[ships-hull-sealed]: `M\xf6we...` leaks
          --> fleet.tf:2:3
        1 | hull "\xfc" {
        2 |   sealed = "\xe9\xe9\xe9\xe9\xe9\xe9\xe9...
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^
        3 | }
           = why: Water comes in.
           = fix: sealed = true
           = more: seatrial explain ships-hull-sealed

        Scanned 1 Terraform root module: 8 resources and 2
        that no check asks about, 12 checks of policy
        default
        7 pass  1 fail  0 unknown  0 gaps  0.2 s   (1 high)
        Next: seatrial explain ships-hull-sealed
        """
    )


def test_nothing_to_scan() -> None:
    assert seen(report(assets=(), checks=[], targets=("docs", "src"))) == wanted(
        """
        Scanned docs, src: there is nothing that can be read
        0 pass  0 fail  0 unknown  0 gaps  0.2 s
        Next: seatrial list connectors, which says what can be read
        """
    )


def test_nothing_found() -> None:
    assert seen(report()) == wanted(
        """
        Scanned 1 Terraform root module: 8 resources and 2 that no check asks about, 12
        checks of policy default
        7 pass  0 fail  0 unknown  0 gaps  0.2 s
        Next: seatrial scan --policy strict, which asks everything
        """
    )


def test_nothing_found_by_the_strictest_policy_needs_no_next_step() -> None:
    assert "Next:" not in seen(report(policies=("strict",)))


def test_only_gaps() -> None:
    gaps = [gap(), gap("deep.yaml", 0, "more than 400 levels deep", "depth 400")]

    assert seen(report(gaps=gaps)) == wanted(
        """
        2 gaps: this was not read, and nothing is said of it
          broken.tf:3: it ends too early
          deep.yaml: more than 400 levels deep

        Scanned 1 Terraform root module: 8 resources and 2 that no check asks about, 12
        checks of policy default
        7 pass  0 fail  0 unknown  2 gaps  0.2 s
        Next: seatrial scan -v, which lists every gap; --allow-incomplete, where they are no reason to stop
        """
    )


def test_only_unknowns() -> None:
    unknown = [
        result(verdict=Verdict.UNKNOWN, message="", reason="`var.sealed` has no value here", address=f"hull.{name}")
        for name in "ab"
    ]
    errors = [result(verdict=Verdict.ERROR, message="", reason="no such key: x")]

    assert seen(report([*unknown, *errors])) == wanted(
        """
        3 verdicts could not be known
          2 x `var.sealed` has no value here
          1 x no such key: x

        Scanned 1 Terraform root module: 8 resources and 2 that no check asks about, 12
        checks of policy default
        7 pass  0 fail  2 unknown  1 error  0 gaps  0.2 s
        Next: seatrial scan --policy strict, which asks everything
        """
    )


def test_verbose_names_each_unknown_verdict_and_every_gap() -> None:
    unknown = result(verdict=Verdict.UNKNOWN, message="", reason="`var.sealed` has no value here")

    shown = seen(report([unknown], gaps=[gap(line=line) for line in range(1, 10)]), canvas(verbose=1))

    assert "  fleet.tf:2:3: ships-hull-sealed: hull.a: `var.sealed` has no value here\n" in shown
    assert shown.count("broken.tf:") == 9


def test_many_gaps_are_listed_in_part() -> None:
    shown = seen(report(gaps=[gap(line=line) for line in range(1, 10)]))

    assert shown.count("broken.tf:") == 5
    assert "  and 4 more; -v lists them\n" in shown


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (("nginx:1.27",), "1 image is named and not scanned; --images always scans it\n"),
        (("debian:12", "nginx:1.27"), "2 images are named and not scanned; --images always scans them\n"),
    ],
)
def test_images_that_nobody_wanted_scanned_are_one_line(names: tuple[str, ...], line: str) -> None:
    assert line in seen(report(unscanned=names))
    assert "named" not in seen(report())


def test_quiet_shows_findings_and_nothing_else() -> None:
    assert text.render(report(gaps=[gap()]), canvas(quiet=True)) == ""
    assert "Scanned" not in text.render(report([result()]), canvas(quiet=True))


def test_a_module_that_is_called_twice_is_one_finding() -> None:
    results = [
        result(address=f"module.{name}.hull.a", message=f"`{name}-a` leaks")
        for name in ("port", "star", "fore", "aft", "mid")
    ]

    shown = seen(report(results))

    assert shown.count("high[") == 1
    assert ": `port-a` leaks\n" in shown
    assert "= also: module.aft.hull.a, module.fore.hull.a, module.mid.hull.a and 1 more\n" in shown
    assert "5 fail" in shown


def test_elements_of_one_resource_at_one_place_are_one_finding() -> None:
    results = [result(element=f"bulkheads[{number}]") for number in range(2)]

    assert "   = also: bulkheads[1]\n" in seen(report(results))


def test_a_place_that_was_just_shown_is_not_shown_again() -> None:
    checks = [check("a-first"), check("b-second")]

    shown = seen(report([result("a-first"), result("b-second")], checks))

    assert shown.count("sealed = false") == 1
    assert "high[b-second]: `a` leaks\n  --> fleet.tf:2:3  (as above)\n   = why:" in shown


def test_a_check_is_explained_where_it_is_nearest_to_the_prompt() -> None:
    results = [result(place=Location("fleet.tf", line, 1, line, 2)) for line in (1, 2)]

    shown = seen(report(results))

    assert shown.count("= why:") == 1
    assert shown.index("fleet.tf:2:1") < shown.index("fleet.tf:1:1") < shown.index("= why:")


def test_the_worst_is_last() -> None:
    checks = [check(f"is-{severity}", severity) for severity in Severity]
    results = [result(f"is-{severity}", Location(f"{severity}.tf", 1)) for severity in Severity]

    shown = seen(report(results, checks))

    assert re.findall(r"^(\w+)\[is-", shown, re.MULTILINE) == ["low", "medium", "high", "critical"]


def test_what_is_not_said_is_told() -> None:
    given = result(
        evidence=(evidence(value=None, how=How.ABSENT),),
        condition="`var.fleet` has no value here",
        calls=(Location("main.tf", 7),),
    )

    shown = seen(report([given]))

    assert "   = seen: sealed is not set where nothing is said\n" in shown
    assert "   = if: it exists: `var.fleet` has no value here\n" in shown
    assert "   = called: main.tf:7\n" in shown


def test_a_secret_is_not_shown_in_its_line() -> None:
    place = Location("s.tf", 1, 5, 1, 14)
    given = result(place=place, evidence=(evidence(value="(hidden)", location=place),))

    shown = seen(report([given]), canvas({"s.tf": 'k = "hunter2"'}))

    assert "hunter2" not in shown
    assert "1 | k = (hidden)\n" in shown


def test_steps_stand_for_a_fix_that_no_patch_can_write() -> None:
    given = check(fix=Fix(steps="Dock first. Then caulk."))

    assert "   = fix: Dock first.\n" in seen(report([result()], [given]))


def test_a_place_without_a_line_is_its_file() -> None:
    assert "  --> fleet.tf\n   = why" in seen(report([result(place=Location("fleet.tf", 0, 0))]))


def test_a_small_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write_ships(tmp_path / ".seatrial")
    (tmp_path / "fleet").mkdir()
    (tmp_path / "fleet/main.tf").write_text(_HULLS, encoding="utf-8")
    (tmp_path / "main.tf").write_text(_CALLS, encoding="utf-8")
    (tmp_path / "broken.cfn.yaml").write_text(
        "AWSTemplateFormatVersion: 2010-09-09\nResources: {A: [}\n", encoding="utf-8"
    )

    given = scan(Request(policies=("ships",), content=(tmp_path / ".seatrial",)))
    shown = text.render(given, Canvas(lines=Sources(), width=80))

    assert "\n" + re.sub(r"\d+\.\d s", "0.0 s", shown) == wanted(
        """
        fleet/main.tf

        high[ships-hull-sealed]: `b` leaks
          --> fleet/main.tf:10:1
         9 |
        10 | resource "ships_hull" "b" {
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        11 |   name = "b"
           = seen: sealed is false where nothing is said
           = also: module.north.ships_hull.b, module.west.ships_hull.b

        high[ships-hull-sealed]: `a` leaks
          --> fleet/main.tf:7:3
        6 |   name   = "a"
        7 |   sealed = var.sealed
          |   ^^^^^^^^^^^^^^^^^^^
        8 | }
           = also: module.west.ships_hull.a
           = why: Water comes in.
           = fix: sealed = true
           = more: seatrial explain ships-hull-sealed

        1 verdict could not be known
          1 x the call of module.north gives `sealed` no value

        1 gap: this was not read, and nothing is said of it
          broken.cfn.yaml:2: while parsing a flow node did not find expected node
            content

        Scanned 1 CloudFormation template, 1 Terraform root module: 9 resources and 3
        that no check asks about, 1 check of policy ships
        Grade ?: 87 of 100, where less is better; only 44% of what was asked could be
        decided
        3 pass  5 fail  1 unknown  1 gap  0.0 s   (5 high)
        Next: seatrial explain ships-hull-sealed
        """
    )


_CALLS = """\
module "east" {
  source = "./fleet"
  sealed = false
}

module "west" {
  source = "./fleet"
  sealed = false
}

module "north" {
  source = "./fleet"
}
"""

_HULLS = """\
variable "sealed" {
  type = bool
}

resource "ships_hull" "a" {
  name   = "a"
  sealed = var.sealed
}

resource "ships_hull" "b" {
  name = "b"
}

resource "ships_hull" "c" {
  name   = "c"
  sealed = true
}

resource "ships_anchor" "a" {}
"""
