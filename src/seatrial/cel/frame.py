"""The state of one strict evaluation, and the record of what it read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from seatrial.cel.errors import BudgetError, EvaluationError
from seatrial.cel.meter import Meter
from seatrial.cel.unknowns import Doubt, derived
from seatrial.cel.values import Optional, kind_of
from seatrial.model.location import Path
from seatrial.model.value import Unknown, UnknownTouchedError, Value

MAX_TRACED = 20
"""How many elements of a list are named as what decided."""


class Read(NamedTuple):
    """A value that an evaluation read.  The path begins with the name of a variable."""

    path: Path
    value: Value


Run = Callable[["Frame"], Value]
Reads = Sequence[Read]
Origin = Path | list[Read] | None
"""Where a macro's variable comes from: a path, or the reads that its value was computed from."""


class Raised:
    """The value of a name whose expression failed.  It fails where the name is used."""

    __slots__ = ("error",)

    def __init__(self, error: EvaluationError) -> None:
        self.error = error


class Frame:
    """One evaluation.  ``reads`` is None unless it is traced."""

    __slots__ = ("locals", "meter", "origins", "reads", "runtime", "variables")

    def __init__(
        self, variables: Sequence[Value], runtime: Mapping[str, Callable[..., Any]], local_count: int, *, trace: bool
    ) -> None:
        self.variables = variables
        self.runtime = runtime
        self.meter = Meter()
        self.locals: list[Value] = [None] * local_count
        self.origins: list[Origin] = [None] * local_count
        self.reads: list[Read] | None = [] if trace else None

    def record(self, path: Path | None, value: Value) -> None:
        """Note a read, where reads are noted and the value has a path."""
        if self.reads is not None and path is not None:
            if type(value) is Optional:
                value = value.value if value.present else None
            self.reads.append(Read(path, value))

    def keep(self, reads: Iterable[Read]) -> None:
        if self.reads is not None:
            self.reads.extend(reads)

    def attempt(self, run: Run) -> tuple[Value, Reads]:
        """The outcome of a node, an error being one, and its reads, kept apart from the frame's."""
        outer = self.reads
        own: list[Read] = []
        self.reads = None if outer is None else own
        outcome: Value
        try:
            outcome = run(self)
        except BudgetError:
            raise
        except EvaluationError as error:
            outcome = error.alone()
        except UnknownTouchedError as touched:
            outcome = derived(touched.unknown)
        finally:
            self.reads = outer
        return outcome, own


def decide(frame: Frame, operands: Iterable[Run], decisive: bool, *, most: int | None = None) -> bool | Unknown:
    """The outcome of ``&&`` (false is decisive) or ``||`` (true is), and of ``all`` and ``exists`` over elements.

    Traced, it keeps the reads of all decisive operands; of the unknown ones where there is none; else of all.
    """
    doubt = Doubt()
    decided: list[Reads] = []
    doubtful: list[Reads] = []
    others: list[Reads] = []
    for operand in operands:
        outcome, reads = frame.attempt(operand)
        if outcome is decisive:
            if frame.reads is None:
                return bool(outcome)
            decided.append(reads)
        elif outcome is (not decisive):
            others.append(reads)
        else:
            doubt.add(_reason(outcome))
            if type(outcome) is Unknown:
                doubtful.append(reads)
    for reads in (decided or doubtful or others)[:most]:
        frame.keep(reads)
    return decisive if decided else bool_or_unknown(doubt.settle(not decisive))


def bool_or_unknown(value: Value) -> bool | Unknown:
    """The value, if it is a bool or unknown.  Raises EvaluationError."""
    if isinstance(value, bool | Unknown):
        return value
    raise EvaluationError(f"no such overload: {kind_of(value)} is used as a bool")


def _reason(outcome: Value) -> Unknown | EvaluationError:
    if isinstance(outcome, Unknown | EvaluationError):
        return outcome
    return EvaluationError(f"no such overload: {kind_of(outcome)} is used as a bool")
