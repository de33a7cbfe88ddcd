"""Bounds on an evaluation, and the account of what it has used."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from seatrial.errors import LimitError

# An expression within an expression takes a few frames of the interpreter, a value that needs another one a dozen.
_FRAMES = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``depth`` counts values that need other values; ``instances`` those of one block; ``characters`` those of one
    text and ``produced`` those of all texts; ``modules`` how deep module calls go."""

    steps: int = 5_000_000
    depth: int = 200
    instances: int = 10_000
    blocks: int = 200_000
    elements: int = 100_000
    characters: int = 8 * 1024 * 1024
    produced: int = 256 * 1024 * 1024
    modules: int = 20


class Budget:
    """What is left of the limits.  Every method raises LimitError once nothing is."""

    __slots__ = ("blocks", "depth", "limits", "produced", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.blocks = limits.blocks
        self.produced = limits.produced
        self.depth = 0

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

    def text(self, text: str) -> str:
        length = len(text)
        if length > self.limits.characters:
            raise LimitError("a text is too long", bound=f"{self.limits.characters} characters")
        self.produced -= length
        if self.produced < 0:
            raise LimitError("the texts are too long in all", bound=f"{self.limits.produced} characters")
        return text

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
