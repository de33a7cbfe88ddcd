"""The bounds of evaluating one template.  CloudFormation itself takes 1 MB and 500 resources; ours are wider."""

from seatrial.errors import LimitError

MAX_DEPTH = 200
MAX_STEPS = 1_000_000
MAX_TEXT = 4 * 1024 * 1024
MAX_TEXT_IN_ALL = 64 * 1024 * 1024
MAX_LOOP = 10_000

CALL = 3
"""The levels that a function counts for: it takes more of Python's stack than a mapping does."""


class Budget:
    """What evaluating a template may still spend.  Every method raises LimitError when there is no more."""

    __slots__ = ("_depth", "_loops", "_steps", "_text")

    def __init__(self) -> None:
        self._steps = MAX_STEPS
        self._text = MAX_TEXT_IN_ALL
        self._loops = MAX_LOOP
        self._depth = 0

    def step(self, count: int = 1) -> None:
        self._steps -= count
        if self._steps < 0:
            raise LimitError("the template takes too many steps to evaluate", bound=f"{MAX_STEPS} steps")

    def descend(self, levels: int = 1) -> None:
        """Go down; the caller must `ascend` as far in the end, also after the LimitError."""
        self._depth += levels
        if self._depth > MAX_DEPTH:
            raise LimitError("the template is nested too deeply", bound=f"depth {MAX_DEPTH}")

    def ascend(self, levels: int = 1) -> None:
        self._depth -= levels

    def text(self, length: int) -> None:
        """Pay for a text before it is built."""
        if length > MAX_TEXT:
            raise LimitError("a function makes a text that is too long", bound=f"{MAX_TEXT // 1024 // 1024} MiB")
        self._text -= length
        if self._text < 0:
            raise LimitError(
                "the functions of the template make too much text", bound=f"{MAX_TEXT_IN_ALL // 1024 // 1024} MiB"
            )

    def loop(self) -> None:
        self._loops -= 1
        if self._loops < 0:
            raise LimitError("the template's loops go round too often", bound=f"{MAX_LOOP} rounds")
