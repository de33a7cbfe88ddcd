"""Trees become programs of a machine that reads a text once (https://swtch.com/~rsc/regexp/regexp2.html)."""

from __future__ import annotations

from dataclasses import dataclass

from seatrial.errors import LimitError
from seatrial.terraform.functions.re2.classes import Test
from seatrial.terraform.functions.re2.syntax import Assertion, Chain, Choice, Group, Node, One, Repeat

MAX_INSTRUCTIONS = 20_000


@dataclass(slots=True)
class Take:
    """Read a character of a class, then go on with the next instruction."""

    test: Test


@dataclass(slots=True)
class Fork:
    """Go on at both places; what is found from the first one is preferred."""

    first: int
    second: int


@dataclass(slots=True)
class Jump:
    target: int


@dataclass(slots=True)
class Save:
    """Note the position in a slot."""

    slot: int


@dataclass(slots=True)
class Check:
    """Go on only at such a place."""

    kind: str


@dataclass(slots=True)
class Accept:
    pass


Instruction = Take | Fork | Jump | Save | Check | Accept


def assemble(node: Node) -> list[Instruction]:
    """The program of a pattern.  Raises LimitError past `MAX_INSTRUCTIONS`."""
    assembler = _Assembler()
    assembler.add(Save(0))
    assembler.assemble(node)
    assembler.add(Save(1))
    assembler.add(Accept())
    return assembler.program


class _Assembler:
    def __init__(self) -> None:
        self.program: list[Instruction] = []

    def add(self, instruction: Instruction) -> None:
        if len(self.program) >= MAX_INSTRUCTIONS:
            bound = f"{MAX_INSTRUCTIONS} instructions"
            raise LimitError(f"a regular expression has more than {bound}", bound=bound)
        self.program.append(instruction)

    def assemble(self, node: Node) -> None:
        match node:
            case One(test):
                self.add(Take(test))
            case Assertion(kind):
                self.add(Check(kind))
            case Chain(nodes):
                for part in nodes:
                    self.assemble(part)
            case Group(inner, index):
                self.add(Save(2 * index))
                self.assemble(inner)
                self.add(Save(2 * index + 1))
            case Choice(nodes):
                self._choice(list(nodes))
            case Repeat(inner, least, most, greedy):
                self._repeat(inner, least, most, greedy)

    def _choice(self, nodes: list[Node]) -> None:
        ends: list[Jump] = []
        for alternative in nodes[:-1]:
            fork = self._fork()
            self.assemble(alternative)
            ends.append(Jump(0))
            self.add(ends[-1])
            fork.first, fork.second = fork.first + 1, len(self.program)
        self.assemble(nodes[-1])
        for jump in ends:
            jump.target = len(self.program)

    def _fork(self) -> Fork:
        """A fork whose first place is, for now, its own."""
        fork = Fork(len(self.program), 0)
        self.add(fork)
        return fork

    def _repeat(self, node: Node, least: int, most: int | None, greedy: bool) -> None:
        for _ in range(least - (most is None and least > 0)):
            self.assemble(node)
        if most is None:
            self._endless(node, at_least_once=least > 0, greedy=greedy)
            return
        forks: list[Fork] = []
        for _ in range(most - least):
            forks.append(self._fork())
            self.assemble(node)
        for fork in forks:
            _point(fork, fork.first + 1, len(self.program), greedy)

    def _endless(self, node: Node, *, at_least_once: bool, greedy: bool) -> None:
        # "x*" is "(x+)?", so that a body that matches nothing ends the loop as it does in Go.
        skip = None if at_least_once else self._fork()
        start = len(self.program)
        self.assemble(node)
        loop = self._fork()
        _point(loop, start, len(self.program), greedy)
        if skip is not None:
            _point(skip, start, len(self.program), greedy)


def _point(fork: Fork, inside: int, outside: int, greedy: bool) -> None:
    fork.first, fork.second = (inside, outside) if greedy else (outside, inside)
