"""Measure Seatrial against the parse floor, Checkov and Trivy, all in one run: ``python -m benchmarks.run``.

What counts is the ratio of two figures of the same run; the seconds depend on the machine.  Nothing here fails when a
target is missed: a benchmark tells, it does not judge.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.generate import KINDS, SEED, generate
from benchmarks.measure import Cost, MeasureError, measure
from benchmarks.table import Row, render
from benchmarks.yardsticks import Yardstick, found, install

ROOT = Path(__file__).resolve().parent.parent

# Nothing found, findings, and gaps: all of them are scans that went to the end.
_SCANNED = frozenset({0, 1, 3})


def main() -> None:
    options = _options()
    environments = {"checkov": options.checkov, "trivy": options.trivy}
    if options.install_yardsticks:
        environments = install(options.install_yardsticks)
    yardsticks = found(environments)
    rows = []
    if "small" in options.trees:
        rows.append(_start(options.repeats))
    with tempfile.TemporaryDirectory(prefix="seatrial-benchmark-") as scratch:
        folder = options.keep or Path(scratch)
        for kind in options.trees:
            tree = folder / kind
            if not tree.exists():
                generate(kind, tree, options.seed)
            rows.append(_measured(kind, tree, options, yardsticks))
            print(f"measured {kind}", file=sys.stderr)
    print(render(rows))
    if options.json:
        options.json.write_text(json.dumps(_report(rows, options), indent=2) + "\n", encoding="utf-8")


def _measured(kind: str, tree: Path, options: argparse.Namespace, yardsticks: Sequence[Yardstick]) -> Row:
    small = kind == "small"
    costs = {
        "floor": _cost([sys.executable, "-m", "benchmarks.floor", str(tree)], frozenset({0}), options.repeats),
        "seatrial": _cost([*_seatrial(), "scan", str(tree)], _SCANNED, options.repeats),
    }
    for yardstick in yardsticks:
        repeats = options.repeats if small else options.yardstick_repeats
        costs[yardstick.name] = _cost(yardstick.command(kind, tree), frozenset({0, 1}), repeats)
    return Row(kind=kind, bytes=_size(tree), costs=costs)


def _start(repeats: int) -> Row:
    return Row(kind="version", bytes=0, costs={"seatrial": _cost([*_seatrial(), "--version"], frozenset({0}), repeats)})


def _cost(command: Sequence[str], fine: frozenset[int], repeats: int) -> Cost | None:
    """The cost, or None where the program does not do its work; the reason is said, and the others are measured."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    # Empty is "not set": without bytecode every start would compile every module again, as no installation does.
    env = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""}
    try:
        return measure(command, repeats=repeats, fine=fine, env=env)
    except MeasureError as error:
        print(error, file=sys.stderr)
        return None


def _seatrial() -> list[str]:
    """The command beside this interpreter, which is what people start; from a mere checkout, the module."""
    script = Path(sys.executable).with_name("seatrial")
    return [str(script)] if script.exists() else [sys.executable, "-m", "seatrial"]


def _size(tree: Path) -> int:
    return sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())


def _report(rows: Sequence[Row], options: argparse.Namespace) -> dict[str, object]:
    return {
        "seatrial": importlib.metadata.version("seatrial") if _is_installed() else None,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "seed": options.seed,
        "repeats": options.repeats,
        "rows": [asdict(row) for row in rows],
    }


def _is_installed() -> bool:
    return any(True for _ in importlib.metadata.distributions(name="seatrial"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--trees", type=_kinds, default=list(KINDS), help=f"some of {','.join(KINDS)}")
    parser.add_argument("--repeats", type=int, default=3, help="runs of the floor and of Seatrial; the median counts")
    parser.add_argument("--yardstick-repeats", type=int, default=1, help="runs of Checkov and Trivy on large trees")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the trees here, and use those that are here")
    parser.add_argument("--checkov", type=Path, metavar="DIR", help="a virtual environment with Checkov")
    parser.add_argument("--trivy", type=Path, metavar="DIR", help="a virtual environment with Trivy")
    parser.add_argument("--install-yardsticks", type=Path, metavar="DIR", help="make both below this directory")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    return parser.parse_args()


def _kinds(text: str) -> list[str]:
    kinds = text.split(",")
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no tree {unknown[0]!r}; there are {', '.join(KINDS)}")
    return kinds


if __name__ == "__main__":
    main()
