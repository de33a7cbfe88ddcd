"""What every report promises."""

import subprocess
import sys
from pathlib import Path

import pytest

from seatrial import reports
from seatrial.model.check import Severity
from tests.reports.made import canvas, check, gap, report, result

_SRC = Path(__file__).parents[2] / "src"


@pytest.mark.parametrize("name", reports.names())
def test_it_says_what_it_is_for(name: str) -> None:
    assert reports.module(name).SUMMARY.startswith("for ")


@pytest.mark.parametrize("name", reports.names())
def test_it_ends_in_a_line_feed_and_is_empty_of_carriage_returns(name: str) -> None:
    written = reports.module(name).render(report([result()]), canvas({"fleet.tf": "a\r\nb\r\n"}))

    assert written.endswith("\n")
    assert "\r" not in written


# GitLab's formats have no place for a summary, and VEX speaks of flaws of packages only.
@pytest.mark.parametrize(
    "name", [name for name in reports.names() if not name.startswith(("gitlab", "openvex", "cyc"))]
)
def test_gaps_counts_coverage_and_severity_are_in_it(name: str) -> None:
    given = report([result()], [check(severity=Severity.CRITICAL)], [gap(reason="it ends too early")])

    written = reports.module(name).render(given, canvas())

    for told in ("critical", "it ends too early", "7", "8", "12"):
        assert told in written


@pytest.mark.parametrize("name", reports.names())
def test_it_can_say_that_nothing_was_found(name: str) -> None:
    assert reports.module(name).render(report(assets=(), checks=[]), canvas())


def test_naming_them_imports_none() -> None:
    script = "import sys; from seatrial import reports; print(*reports.names()); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=_SRC)

    names, modules = done.stdout.splitlines()
    assert {"html", "json", "sarif", "text"} <= {*names.split()}
    assert not {"msgspec", "seatrial.reports.text", "seatrial.model.report"} & {*modules.split()}
