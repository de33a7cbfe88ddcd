"""Write a tree to measure: ``python -m benchmarks.generate KIND DIRECTORY [--seed N]``.

The public repositories that the targets name are not part of this one; these trees have their size and shape.
The same kind and seed give the same bytes, on every machine.
"""

import argparse
from pathlib import Path

from benchmarks.trees import cloudformation, eks, fabric, manifests, small

KINDS = {
    "small": small.write,
    "eks": eks.write,
    "fabric": fabric.write,
    "manifests": manifests.write,
    "cloudformation": cloudformation.write,
}
SEED = 1


def generate(kind: str, root: Path, seed: int = SEED) -> None:
    """Write the tree of a kind into ``root``, which must be empty or absent."""
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty; name a directory that is, or one that does not exist")
    KINDS[kind](root, seed)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description="Write a tree to measure.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    try:
        generate(options.kind, options.directory, options.seed)
    except FileExistsError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
