"""The cases of `cases/`: one call a line, and after ``=>`` its value as JSON, ``error``, or ``infinite``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    family: str
    expression: str
    fails: bool
    infinite: bool
    value: Any


def cases() -> Iterator[Case]:
    """Every case, file by file."""
    for path in sorted(_FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            expression, _, expected = line.rpartition(" => ")
            infinite = expected == "infinite"
            fails = infinite or expected == "error"
            yield Case(path.stem, expression, fails, infinite, None if fails else json.loads(expected))
