"""The bound on what one evaluation may cost.

A step is one turn of a macro through one small body, or 64 characters built, or one pair of elements compared.
"""

from seatrial.cel.errors import BudgetError

MAX_STEPS = 2_000_000
MAX_TEXT = 4_000_000
"""The longest text or bytes that an expression may build, in characters."""
MAX_ITEMS = 1_000_000
"""The longest list that an expression may build in one operation."""


class Meter:
    """Counts down the steps that are left of an evaluation."""

    __slots__ = ("left",)

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def take(self, steps: int) -> None:
        """Count steps.  Raises BudgetError when none are left."""
        self.left -= steps
        if self.left < 0:
            raise BudgetError(f"the expression takes more than {MAX_STEPS} steps", bound=f"steps {MAX_STEPS}")

    def built(self, size: int) -> None:
        """Count a text that is about to be built.  Raises BudgetError when it is too long."""
        if size > MAX_TEXT:
            raise BudgetError(
                f"the expression builds a text of more than {MAX_TEXT} characters", bound=f"characters {MAX_TEXT}"
            )
        self.take(1 + size // 64)

    def listed(self, size: int) -> None:
        """Count a list that is about to be built.  Raises BudgetError when it is too long."""
        if size > MAX_ITEMS:
            raise BudgetError(
                f"the expression builds a list of more than {MAX_ITEMS} items", bound=f"items {MAX_ITEMS}"
            )
        self.take(1 + size // 8)
