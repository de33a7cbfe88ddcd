"""What `seatrial scan --diff` costs beside `seatrial scan`: ``python -m benchmarks.difference``.

Both are whole processes on one processor, over the same generated trees with one file changed, in one run; the figure
is the ratio of their processor time, git's included.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import KINDS, SEED, generate
from benchmarks.measure import measure

ROOT = Path(__file__).resolve().parent.parent
_TREES = ("eks", "fabric", "manifests", "cloudformation")
_FINE = frozenset({0, 1, 3})
_ENDINGS = (".tf", ".yaml", ".yml")


def main() -> None:
    options = _options()
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "PYTHONDONTWRITEBYTECODE": ""}
    print(f"{'tree':16} {'files':>6} {'scan':>8} {'--diff':>8} {'ratio':>6}")
    with tempfile.TemporaryDirectory(prefix="seatrial-benchmark-") as scratch:
        for kind in options.trees:
            tree = Path(scratch) / kind
            generate(kind, tree, SEED)
            files = _committed(tree)
            command = [sys.executable, "-m", "seatrial", "scan", "--jobs", "1", "--no-packages", str(tree)]
            scan = measure(command, repeats=options.repeats, fine=_FINE, env=env)
            diff = measure([*command, "--diff", "HEAD"], repeats=options.repeats, fine=_FINE, env=env)
            print(f"{kind:16} {files:6} {scan.cpu:8.2f} {diff.cpu:8.2f} {diff.cpu / scan.cpu:6.2f}")
    print("the target is a ratio of at most 1.3")


def _committed(tree: Path) -> int:
    """Commit a tree and change the first file of it; how many files there are."""
    names = sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file())
    who = ["-c", "user.name=a", "-c", "user.email=a@ships.example"]
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *arguments], cwd=tree, check=True, capture_output=True)
    with (tree / next(name for name in names if name.endswith(_ENDINGS))).open("a", encoding="utf-8") as stream:
        stream.write("\n# changed\n")
    return len(names)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.difference", description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--trees", type=lambda text: text.split(","), default=list(_TREES), metavar=",".join(KINDS))
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
