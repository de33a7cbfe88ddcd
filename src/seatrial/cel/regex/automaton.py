"""Matching in time that grows with the text and the pattern, whatever they are.

Whether a pattern occurs is found by simulating all ways of matching at once and remembering the steps (a deterministic
automaton, built as it is needed); where it occurs, by the same simulation with the captures of each way in order of
preference.  Russ Cox, "Regular Expression Matching: the Virtual Machine Approach", swtch.com/~rsc/regexp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from seatrial.cel.errors import EvaluationError
from seatrial.cel.meter import Meter
from seatrial.cel.regex.syntax import Assertion, Chars, Choice, Group, Node, Repeat, Sequence, can_be_empty

MAX_INSTRUCTIONS = 20_000
_MAX_TRANSITIONS = 20_000
_STEPS_PER_CHARACTER = 8

Spans = tuple[int, ...]
"""Starts and ends of the whole match and of the groups; -1 where a group took no part."""


class _Instruction(NamedTuple):
    """``char`` reads a character; ``split`` goes both ways, the first preferred; ``save`` notes the place."""

    kind: str
    chars: Callable[[str], bool] | None = None
    first: int = 0
    second: int = 0
    assertion: str = ""


class _State:
    """A set of places in the program, and what came before: the state of the deterministic automaton."""

    __slots__ = ("at_end", "following", "places", "previous")

    def __init__(self, places: frozenset[int], previous: str) -> None:
        self.places = places
        self.previous = previous
        self.following: dict[str, _State | None] = {}
        self.at_end: bool | None = None


class Automaton:
    """The program of one pattern."""

    def __init__(self, node: Node, groups: int) -> None:
        self.program = _assembled(node)
        self.groups = groups
        self.asserts = any(instruction.kind == "assert" for instruction in self.program)
        self.states: dict[tuple[frozenset[int], str], _State] = {}
        self.transitions = 0

    def occurs(self, text: str, meter: Meter) -> bool:
        """Whether the pattern matches anywhere."""
        meter.take(1 + len(text) // 16)
        state = self._state(frozenset(), "start")
        for character in text:
            try:
                following = state.following[character]
            except KeyError:
                following = self._follow(state, character, meter)
            if following is None:
                return True
            state = following
        if state.at_end is None:
            reached = self._closure(state.places | {0}, self._holds(state.previous, "end"))
            state.at_end = any(self.program[place].kind == "match" for place in reached)
        return state.at_end

    def search(self, text: str, start: int, meter: Meter) -> Spans | None:
        """The leftmost match from a place on, and of several there the one that the pattern prefers."""
        threads: list[tuple[int, Spans]] = []
        found: Spans | None = None
        empty = (-1,) * (2 * self.groups + 2)
        for position in range(start, len(text) + 1):
            character = text[position] if position < len(text) else ""
            holds = self._holds(_kind(text[position - 1]) if position else "start", _kind(character) or "end")
            starts = threads if found is not None else [*threads, (0, empty)]
            ready = self._threads(starts, position, holds)
            meter.take(_STEPS_PER_CHARACTER + len(ready) + len(starts))
            threads = []
            for place, spans in ready:
                instruction = self.program[place]
                if instruction.kind == "match":
                    # What comes after in the list is less preferred, and is given up.
                    found = spans
                    break
                if character and instruction.chars is not None and instruction.chars(character):
                    threads.append((place + 1, spans))
            if found is not None and not threads:
                break
        return found

    def _state(self, places: frozenset[int], previous: str) -> _State:
        key = (places, previous if self.asserts else "")
        state = self.states.get(key)
        if state is None:
            state = self.states[key] = _State(places, key[1])
        return state

    def _follow(self, state: _State, character: str, meter: Meter) -> _State | None:
        """The state after a character; None where the pattern has matched before it."""
        meter.take(_STEPS_PER_CHARACTER + len(self.program))
        self.transitions += 1
        if self.transitions > _MAX_TRANSITIONS:
            # The states in use stay alive through the caller; the others are built again when they are met.
            self.states.clear()
            self.transitions = 0
            state.following.clear()
        reached = self._closure(state.places | {0}, self._holds(state.previous, _kind(character)))
        places: list[int] = []
        for place in reached:
            instruction = self.program[place]
            if instruction.kind == "match":
                state.following[character] = None
                return None
            if instruction.chars is not None and instruction.chars(character):
                places.append(place + 1)
        following = self._state(frozenset(places), _kind(character))
        state.following[character] = following
        return following

    def _closure(self, places: Iterable[int], holds: frozenset[str]) -> set[int]:
        """All places that are reached from places without reading."""
        reached: set[int] = set()
        pending = list(places)
        while pending:
            place = pending.pop()
            if place in reached:
                continue
            reached.add(place)
            pending.extend(_next(self.program[place], place, holds))
        return reached

    def _threads(
        self, starts: list[tuple[int, Spans]], position: int, holds: frozenset[str]
    ) -> list[tuple[int, Spans]]:
        """The places that read or match, reached from threads, in order of preference, each with its captures."""
        ready: list[tuple[int, Spans]] = []
        reached: set[int] = set()
        for start in starts:
            pending = [start]
            while pending:
                place, spans = pending.pop()
                if place in reached:
                    continue
                reached.add(place)
                instruction = self.program[place]
                if instruction.kind in ("char", "match"):
                    ready.append((place, spans))
                    continue
                if instruction.kind == "save":
                    spans = (*spans[: instruction.first], position, *spans[instruction.first + 1 :])
                pending.extend((following, spans) for following in reversed(_next(instruction, place, holds)))
        return ready

    def _holds(self, previous: str, following: str) -> frozenset[str]:
        return _assertions(previous, following) if self.asserts else frozenset()


def _next(instruction: _Instruction, place: int, holds: frozenset[str]) -> tuple[int, ...]:
    match instruction.kind:
        case "split":
            return instruction.first, instruction.second
        case "jump":
            return (instruction.first,)
        case "save":
            return (place + 1,)
        case "assert" if instruction.assertion in holds:
            return (place + 1,)
    return ()


def _kind(character: str) -> str:
    if character == "\n":
        return "newline"
    is_word = character.isascii() and (character.isalnum() or character == "_")
    return "word" if is_word else "other" if character else ""


@lru_cache(maxsize=64)
def _assertions(previous: str, following: str) -> frozenset[str]:
    """What holds between two kinds of characters."""
    held = {"word" if (previous == "word") != (following == "word") else "not_word"}
    if previous == "start":
        held |= {"start", "line_start"}
    if following == "end":
        held |= {"end", "line_end"}
    if previous == "newline":
        held.add("line_start")
    if following == "newline":
        held.add("line_end")
    return frozenset(held)


def _assembled(node: Node) -> list[_Instruction]:
    program: list[_Instruction] = []
    _emit(program, Group(node, 0))
    program.append(_Instruction("match"))
    return program


def _emit(program: list[_Instruction], node: Node) -> None:
    if len(program) > MAX_INSTRUCTIONS:
        raise EvaluationError(f"the regular expression unfolds to more than {MAX_INSTRUCTIONS} instructions")
    match node:
        case Chars():
            program.append(_Instruction("char", _matcher(node)))
        case Assertion():
            program.append(_Instruction("assert", assertion=node.kind))
        case Sequence():
            for part in node.parts:
                _emit(program, part)
        case Group():
            program.append(_Instruction("save", first=2 * node.number))
            _emit(program, node.inner)
            program.append(_Instruction("save", first=2 * node.number + 1))
        case Choice():
            _emit_choice(program, node)
        case Repeat():
            _emit_repeat(program, node)


def _emit_choice(program: list[_Instruction], node: Choice) -> None:
    jumps: list[int] = []
    for option in node.options[:-1]:
        split = len(program)
        program.append(_Instruction("split"))
        _emit(program, option)
        jumps.append(len(program))
        program.append(_Instruction("jump"))
        program[split] = _Instruction("split", first=split + 1, second=len(program))
    _emit(program, node.options[-1])
    for jump in jumps:
        program[jump] = _Instruction("jump", first=len(program))


def _emit_repeat(program: list[_Instruction], node: Repeat) -> None:
    if node.most is None:
        _emit_loop(program, node)
        return
    for _ in range(node.least):
        _emit(program, node.inner)
    splits: list[int] = []
    for _ in range(node.most - node.least):
        splits.append(len(program))
        program.append(_Instruction("split"))
        _emit(program, node.inner)
    for split in splits:
        program[split] = _split(node, split + 1, len(program))


def _emit_loop(program: list[_Instruction], node: Repeat) -> None:
    if node.least == 0 and not can_be_empty(node.inner):
        split = len(program)
        program.append(_Instruction("split"))
        _emit(program, node.inner)
        program.append(_Instruction("jump", first=split))
        program[split] = _split(node, split + 1, len(program))
        return
    # x* is (x+)? where x can be empty, as in RE2: the preferred ways and the captures are then RE2's.
    if node.least == 0:
        _emit_repeat(program, Repeat(Repeat(node.inner, 1, None, node.greedy), 0, 1, node.greedy))
        return
    for _ in range(node.least - 1):
        _emit(program, node.inner)
    again = len(program)
    _emit(program, node.inner)
    program.append(_split(node, again, len(program) + 1))


def _split(node: Repeat, inside: int, outside: int) -> _Instruction:
    first, second = (inside, outside) if node.greedy else (outside, inside)
    return _Instruction("split", first=first, second=second)


def _matcher(node: Chars) -> Callable[[str], bool]:
    """A function that says whether a character is of a class."""
    from unicodedata import category

    ranges, categories, negated = node.ranges, node.categories, node.negated

    def belongs(character: str) -> bool:
        code = ord(character)
        if any(low <= code <= high for low, high in ranges):
            return True
        if not categories:
            return False
        own = category(character)
        return any(own.startswith(name) != excluded for name, excluded in categories)

    if not node.fold:
        return lambda character: belongs(character) != negated
    return lambda character: any(map(belongs, _cases(character))) != negated


def _cases(character: str) -> set[str]:
    variants = {character, character.lower(), character.upper(), character.upper().lower(), character.lower().upper()}
    return {variant for variant in variants if len(variant) == 1}
