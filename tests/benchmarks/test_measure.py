import sys
from pathlib import Path

import pytest
from benchmarks.floor import parse_tree
from benchmarks.measure import Cost, MeasureError, measure
from benchmarks.table import Row, Target, render


def _cost(cpu: float, peak: float = 100.0) -> Cost:
    return Cost(cpu=cpu, wall=cpu, peak=peak, status=0)


def test_processor_time_of_children_counts() -> None:
    work = "sum(range(6_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{work}']); print(1)"

    idle = measure([sys.executable, "-c", "print(1)"], repeats=1, fine=frozenset({0}))
    busy = measure([sys.executable, "-c", child], repeats=1, fine=frozenset({0}))

    assert busy.cpu > idle.cpu
    assert idle.peak > 1


@pytest.mark.parametrize("program", ["raise SystemExit(2)", "pass"])
def test_a_process_that_fails_or_says_nothing_is_not_measured(program: str) -> None:
    with pytest.raises(MeasureError, match="run it by hand"):
        measure([sys.executable, "-c", program], repeats=1, fine=frozenset({0}))


def test_the_floor_parses_every_file_that_a_scanner_would(tmp_path: Path) -> None:
    texts = {"main.tf": 'a "b" {}\n', "deep/list.yaml": "- 1\n---\n- 2\n", "plan.json": "{}\n", "notes.txt": "no\n"}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    parsed = parse_tree(tmp_path)

    assert parsed == sum(len(text) for name, text in texts.items() if not name.endswith(".txt"))


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(cpu=3.0), True),
        (Target(cpu=1.0), False),
        (Target(cpu=3.0, peak=50), False),
        (Target(times_floor=1.5), False),
        (Target(times_floor=2.5), True),
    ],
)
def test_a_target_is_met_when_every_part_of_it_is(target: Target, met: bool) -> None:
    assert target.is_met({"seatrial": _cost(2.0), "floor": _cost(1.0)}) is met


def test_a_target_is_neither_met_nor_missed_where_seatrial_was_not_measured() -> None:
    assert Target(cpu=3.0).is_met({"seatrial": None, "floor": _cost(1.0)}) is None


def test_the_table_has_the_ratios_and_the_target() -> None:
    costs = {"floor": _cost(0.5), "seatrial": _cost(2.0), "checkov": _cost(50.0), "trivy": None}

    line = render([Row(kind="eks", bytes=375_000, costs=costs)]).splitlines()[2]

    assert line.split() == (
        "eks 0.38 MB 500 ms 2.0 s 50.0 s - 100 MB 4.0x 25.0x - 3.0 s reached".split()  # noqa: SIM905 - as it is printed
    )
