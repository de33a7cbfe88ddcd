"""What people and machines read: one file a format; the file's name is what ``--output`` takes.

A report module holds ``SUMMARY``, one line, and ``render(report, canvas) -> str``.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

Lines = Callable[[str], Sequence[str]]
"""The lines of a file that a location names; empty where it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What a report is drawn on.

    ``width``    columns.   ``color``  whether escape sequences are welcome.   ``unicode``  whether more than ASCII is.
    ``quiet``    findings only.   ``verbose``  everything that the format can show.
    ``lines``    gives the source's lines for code frames.
    """

    lines: Lines
    width: int = 100
    color: bool = False
    unicode: bool = True
    quiet: bool = False
    verbose: int = 0


@cache
def names() -> tuple[str, ...]:
    """The reports there are, in alphabetical order; the module ``gitlab_container`` is ``gitlab-container``."""
    found = (m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg and not m.name.startswith("_"))
    return tuple(sorted(name.replace("_", "-") for name in found))


def module(name: str) -> ModuleType:
    return importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
