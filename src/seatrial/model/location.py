"""Places in sources: a path into a value, and the span of text that says it."""

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""A way into a value: keys and indices, outermost first.  ``("ingress", 0, "cidr_blocks", 1)``."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A span of a file.  Lines and columns count from 1 (columns in characters); the end is exclusive.

    ``file`` is shown to people: relative to where the command runs, with forward slashes.
    """

    file: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
