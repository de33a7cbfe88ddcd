"""The parse floor: what it costs to do nothing but parse a tree.  ``python -m benchmarks.floor KIND DIRECTORY``.

Terraform by tree-sitter, into a tree that nobody looks at; YAML by PyYAML's C loader, composed into nodes; JSON by the
standard library.  No scanner that reads what is there with these parsers can be faster.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

PARSED = frozenset({".tf", ".tofu", ".yaml", ".yml", ".json"})


def parse_tree(root: Path) -> int:
    """Parse every file below ``root`` that a scanner would; the bytes that were parsed."""
    parsers = _parsers()
    total = 0
    for path in _files(root):
        data = path.read_bytes()
        parsers[path.suffix](data)
        total += len(data)
    return total


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    yield from sorted(path for path in root.rglob("*") if path.suffix in PARSED and path.is_file())


def _parsers() -> dict[str, Callable[[bytes], object]]:
    import tree_sitter
    import tree_sitter_hcl
    import yaml

    hcl = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))

    def compose(data: bytes) -> None:
        for _ in yaml.compose_all(data, Loader=yaml.CSafeLoader):
            pass

    return {".tf": hcl.parse, ".tofu": hcl.parse, ".yaml": compose, ".yml": compose, ".json": json.loads}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description="Parse a tree and do nothing else.")
    parser.add_argument("directory", type=Path)
    print(parse_tree(parser.parse_args().directory))


if __name__ == "__main__":
    main()
