"""What can go wrong with an expression: when it is compiled, and when it is evaluated."""

from collections.abc import Iterable
from typing import Self

from seatrial.cel.ast import Span
from seatrial.errors import PositionedError, SeatrialError


class CelError(PositionedError):
    """An expression is wrong: its syntax, a name in it, or a type.  Found before anything is evaluated.

    ``offset`` and ``end`` delimit the characters at fault.  Without a text the error has no position yet; whoever
    knows the position raises it again through `at`.
    """

    def __init__(
        self,
        message: str,
        *,
        text: str = "",
        offset: int = 0,
        end: int = 0,
        file: str = "",
        line: int = 0,
        column: int = 0,
    ) -> None:
        if text:
            line = text.count("\n", 0, offset) + 1
            column = offset - text.rfind("\n", 0, offset)
        super().__init__(message, file=file, line=line, column=column)
        self.text = text
        self.offset = offset
        self.end = max(end, offset + 1)

    def at(self, text: str, span: Span) -> "CelError":
        """The same error at a place."""
        return at_span(self.message, text, span)

    def caret(self) -> str:
        """The line of the expression that is at fault, and below it carets under the characters."""
        if not self.text:
            return ""
        start = self.offset - self.column + 1
        line = self.text[start:].split("\n", 1)[0]
        width = max(1, min(self.end - self.offset, len(line) - self.column + 1))
        # Tabs are kept, so that the carets stand below their characters whatever a terminal makes of a tab.
        margin = "".join("\t" if character == "\t" else " " for character in line[: self.column - 1])
        return f"{line}\n{margin}{'^' * width}"


def at_span(message: str, text: str, span: Span) -> CelError:
    """An error at a node of a tree, whose text may not be at hand."""
    return CelError(message, text=text, offset=span.offset, end=span.end, line=span.line, column=span.column)


class EvaluationError(SeatrialError):
    """A checked expression met a value that it cannot be computed for: CEL's runtime errors.

    ``&&``, ``||``, ``all`` and ``exists`` absorb it where another operand decides.
    """

    def alone(self) -> Self:
        """The error without the frames that it came through, to be kept or passed on.

        One of them has it among its variables: with its traceback it would keep itself alive, and with it all that was
        evaluated, until somebody looks for garbage.
        """
        self.__context__ = None
        return self.with_traceback(None)


class NoSuchKeyError(EvaluationError):
    """A mapping lacks a key.  ``key`` is that key."""

    def __init__(self, key: object) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"no such key: {shown(self.key)}"


class BudgetError(EvaluationError):
    """An evaluation took too many steps, or built too much.  Nothing absorbs it.  ``bound`` names the limit."""

    def __init__(self, message: str, *, bound: str) -> None:
        super().__init__(message)
        self.bound = bound


def shown(value: object, *, limit: int = 60) -> str:
    """A value as an error message shows it: one line, cut to a length."""
    text = repr(value) if isinstance(value, str | int | float | bytes | None) else type(value).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` with the nearest known name, or nothing."""
    from difflib import get_close_matches

    # Names come from content and may be many; a few thousand are compared in a few milliseconds.
    nearest = get_close_matches(name[:100], sorted(set(known))[:5000], n=1, cutoff=0.6)
    return f' (did you mean "{nearest[0]}"?)' if nearest else ""
