"""What `seatrial fix` costs beside `seatrial scan`: ``python -m benchmarks.fixing [--trees KIND,...] [--repeats N]``.

Both are whole processes on one processor, over the same generated trees, in one run; the figure is their ratio.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import KINDS, SEED, generate
from benchmarks.measure import measure

ROOT = Path(__file__).resolve().parent.parent
_TREES = ("eks", "manifests", "cloudformation")
_FINE = frozenset({0, 1, 3})
_COMMAND = [sys.executable, "-m", "seatrial"]


def main() -> None:
    options = _options()
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "PYTHONDONTWRITEBYTECODE": ""}
    print(f"{'tree':16} {'findings':>9} {'scan':>8} {'fix':>8} {'ratio':>6}")
    with tempfile.TemporaryDirectory(prefix="seatrial-benchmark-") as scratch:
        for kind in options.trees:
            tree = Path(scratch) / kind
            generate(kind, tree, SEED)
            scan = measure([*_COMMAND, "scan", "--jobs", "1", str(tree)], repeats=options.repeats, fine=_FINE, env=env)
            fix = measure([*_COMMAND, "fix", "--jobs", "1", str(tree)], repeats=options.repeats, fine=_FINE, env=env)
            ratio = fix.cpu / scan.cpu
            print(f"{kind:16} {_findings(tree, env):9} {scan.cpu:8.2f} {fix.cpu:8.2f} {ratio:6.1f}")
    print("the target is a ratio below 3")


def _findings(tree: Path, env: dict[str, str]) -> int:
    command = [*_COMMAND, "fix", "-o", "json", str(tree)]
    done = subprocess.run(command, env=os.environ | env, capture_output=True, check=False)
    return len(json.loads(done.stdout)["fixes"])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fixing", description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--trees", type=lambda text: text.split(","), default=list(_TREES), metavar=",".join(KINDS))
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
