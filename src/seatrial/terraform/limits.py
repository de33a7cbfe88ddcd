"""Bounds on an evaluation, and the account of what it has used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from seatrial.errors import LimitError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.values import derive, text_of

# An expression within an expression takes a few frames of the interpreter, a value that needs another one a dozen.
_FRAMES = 6000
_VALUE_DEPTH = 200
_CONTAINERS = (list, dict)

_Sizes = dict[int, tuple[Value, int]]
"""Sizes by identity; the value beside it keeps the identity its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``depth`` counts values that need other values; ``instances`` those of one block; ``characters`` those of one
    text and ``produced`` those of all texts; ``parts`` the pieces that a text with unknown ones may have; ``nodes``
    all that is in one value, written out; ``modules`` how deep module calls go."""

    steps: int = 1_000_000
    depth: int = 200
    instances: int = 10_000
    blocks: int = 100_000
    elements: int = 100_000
    characters: int = 8 * 1024 * 1024
    produced: int = 256 * 1024 * 1024
    parts: int = 2000
    nodes: int = 300_000
    modules: int = 20


class Budget:
    """What is left of the limits.  Every method raises LimitError once nothing is."""

    __slots__ = ("_sizes", "blocks", "depth", "limits", "produced", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.blocks = limits.blocks
        self.produced = limits.produced
        self.depth = 0
        self._sizes: _Sizes = {}

    def step(self, count: int = 1) -> None:
        self.steps -= count
        if self.steps < 0:
            raise LimitError("this configuration takes too long to evaluate", bound=f"{self.limits.steps} steps")

    def block(self) -> None:
        self.blocks -= 1
        if self.blocks < 0:
            raise LimitError("this configuration has too many blocks", bound=f"{self.limits.blocks} blocks")

    def elements(self, count: int) -> None:
        if count > self.limits.elements:
            raise LimitError("a collection is too large", bound=f"{self.limits.elements} elements")

    def text(self, pieces: Sequence[str | Unknown]) -> str | Unknown:
        """Join the pieces of a text, those of unknown texts included."""
        length = count = 0
        for piece in pieces:
            for part in piece.parts or (piece,) if isinstance(piece, Unknown) else (piece,):
                count += 1
                length += len(part) if isinstance(part, str) else 1
        if length > self.limits.characters:
            raise LimitError("a text is too long", bound=f"{self.limits.characters} characters")
        self.produced -= length
        if self.produced < 0:
            raise LimitError("the texts are too long in all", bound=f"{self.limits.produced} characters")
        text = text_of(pieces)
        # A text of very many unknown parts is nothing that anybody could read through its parts.
        if isinstance(text, Unknown) and count > self.limits.parts:
            return derive(text)
        return text

    def measure(self, value: Value, *, keep: bool = False) -> None:
        """Refuse a value that would be too large were everything in it written out.

        A list may hold the same list twice, and that one another: sixty such lines make more than fits in any memory.
        ``keep``: the value lives as long as the budget, so that what is in it need not be counted again.
        """
        if isinstance(value, _CONTAINERS):
            self._size(value, {} if not keep else self._sizes, _VALUE_DEPTH)

    def _size(self, value: list[Value] | dict[str, Value], sizes: _Sizes, depth: int) -> int:
        known = sizes.get(id(value)) or self._sizes.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        if not depth:
            raise LimitError("a value is nested too deeply", bound=f"depth {_VALUE_DEPTH}")
        size = 1 + len(value)
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, _CONTAINERS):
                size += self._size(item, sizes, depth - 1)
                if size > self.limits.nodes:
                    break
        if size > self.limits.nodes:
            raise LimitError("a value is too large", bound=f"{self.limits.nodes} elements in all")
        sizes[id(value)] = (value, size)
        return size

    def enter(self) -> None:
        """Begin a value that another one needs; `leave` ends it."""
        if self.depth >= self.limits.depth:
            raise LimitError("values need each other too deeply", bound=f"depth {self.limits.depth}")
        if not self.depth and sys.getrecursionlimit() < _FRAMES:
            # Python's own limit of 1000 frames is less than a few modules' locals need.
            sys.setrecursionlimit(_FRAMES)
        self.depth += 1

    def leave(self) -> None:
        self.depth -= 1
