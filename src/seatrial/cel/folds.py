"""Macros over lists and maps in the strict form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from seatrial.cel import tree
from seatrial.cel.errors import EvaluationError
from seatrial.cel.frame import MAX_TRACED, Frame, Reads, Run, bool_or_unknown, decide
from seatrial.cel.operations import build_map, no_overload
from seatrial.cel.paths import Locate
from seatrial.cel.sorting import sort_by
from seatrial.cel.unknowns import Doubt, derived
from seatrial.cel.values import NONE, Optional
from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value


def compile_fold(node: tree.Fold, range_of: Locate, condition: Run | None, body: Run) -> Run:
    """The function of a macro."""
    if node.macro in ("optMap", "optFlatMap"):
        return _over_optional(node, range_of, body)
    over = _FOLDS[node.macro]

    def run(frame: Frame) -> Value:
        items, path = range_of(frame)
        if type(items) is Unknown:
            frame.record(path, items)
            return derived(items)
        before = len(frame.reads or ())
        result = over(frame, _Turns(node, frame, items, path), condition, body)
        if len(frame.reads or ()) == before:
            frame.record(path, items)
        return result

    return run


class _Turns:
    """The turns of a macro: iterating binds the variables to one element after another, and yields its keys."""

    def __init__(self, node: tree.Fold, frame: Frame, items: Value, path: Path | None) -> None:
        if not isinstance(items, list | tuple | Mapping):
            raise no_overload(node.macro, items)
        self.node = node
        self.frame = frame
        self.items = items
        self.path = path

    def __iter__(self) -> Iterator[Value]:
        is_map = isinstance(self.items, Mapping)
        for key, value in self.items.items() if isinstance(self.items, Mapping) else enumerate(self.items):
            self.frame.meter.take(self.node.weight)
            origin = None if self.path is None else (*self.path, key if isinstance(key, str | int) else str(key))
            if len(self.node.slots) == 2:
                self._bind(self.node.slots[0], key, origin if is_map else None)
                self._bind(self.node.slots[1], value, origin)
            else:
                self._bind(self.node.slots[0], key if is_map else value, origin)
            yield key if is_map and len(self.node.slots) == 1 else value

    def _bind(self, slot: int, value: Value, origin: Path | None) -> None:
        self.frame.locals[slot] = value
        self.frame.origins[slot] = origin

    def key(self) -> Value:
        """The first variable of the present turn."""
        return self.frame.locals[self.node.slots[0]]


def _over_optional(node: tree.Fold, range_of: Locate, body: Run) -> Run:
    slot, flat = node.slots[0], node.macro == "optFlatMap"

    def run(frame: Frame) -> Value:
        value, path = range_of(frame)
        if type(value) is Unknown:
            frame.record(path, value)
            return derived(value)
        if type(value) is not Optional:
            raise no_overload(node.macro, value)
        if not value.present:
            frame.record(path, value)
            return NONE
        frame.locals[slot], frame.origins[slot] = value.value, path
        result = body(frame)
        if not flat or type(result) is Unknown:
            return result if flat else Optional(result)
        if type(result) is not Optional:
            raise no_overload(node.macro, result)
        return result

    return run


def _all(frame: Frame, turns: _Turns, _: Run | None, body: Run) -> Value:
    return decide(frame, (body for _ in turns), False, most=MAX_TRACED)


def _exists(frame: Frame, turns: _Turns, _: Run | None, body: Run) -> Value:
    return decide(frame, (body for _ in turns), True, most=MAX_TRACED)


def _exists_one(frame: Frame, turns: _Turns, _: Run | None, body: Run) -> Value:
    doubt, chosen, others, count = Doubt(), _Evidence(), _Evidence(), 0
    for _ in turns:
        outcome, reads = frame.attempt(body)
        if isinstance(outcome, EvaluationError):
            raise outcome
        answer = bool_or_unknown(outcome)
        if type(answer) is Unknown:
            doubt.add(answer)
        count += answer is True
        (chosen if answer is True else others).add(reads)
    (chosen if count else others).give(frame)
    return False if count > 1 else doubt.settle(count == 1)


def _filter(frame: Frame, turns: _Turns, _: Run | None, body: Run) -> Value:
    doubt, chosen, others = Doubt(), _Evidence(), _Evidence()
    kept: list[Value] = []
    for item in turns:
        answer, reads = _certain(frame, body)
        if type(answer) is Unknown:
            doubt.add(answer)
        if answer is True:
            kept.append(item)
        (chosen if answer is True else others).add(reads)
    (chosen if kept else others).give(frame)
    return doubt.settle(kept)


def _map(frame: Frame, turns: _Turns, condition: Run | None, body: Run) -> Value:
    built: list[Value] = []
    doubt = _each(frame, turns, condition, body, built.append)
    return doubt.settle(built)


def _transform_map(frame: Frame, turns: _Turns, condition: Run | None, body: Run) -> Value:
    pairs: list[tuple[Value, Value]] = []
    doubt = _each(frame, turns, condition, body, lambda value: pairs.append((turns.key(), value)))
    return doubt.settle(build_map(pairs))


def _transform_entries(frame: Frame, turns: _Turns, condition: Run | None, body: Run) -> Value:
    pairs: list[tuple[Value, Value]] = []
    doubt = Doubt()

    def add(entry: Value) -> None:
        if type(entry) is Unknown:
            doubt.add(entry)
        elif isinstance(entry, Mapping):
            pairs.extend(entry.items())
        else:
            raise no_overload("transformMapEntry", entry)

    other = _each(frame, turns, condition, body, add)
    return doubt.settle(other.settle(build_map(pairs)))


def _sort_by(frame: Frame, turns: _Turns, _: Run | None, body: Run) -> Value:
    items: list[Value] = []
    keys: list[Value] = []
    for item in turns:
        items.append(item)
        keys.append(body(frame))
        if type(keys[-1]) is Unknown:
            return derived(keys[-1])
    return sort_by(items, keys)


def _each(frame: Frame, turns: _Turns, condition: Run | None, body: Run, add: Callable[[Value], None]) -> Doubt:
    """Evaluate the body for each turn that the condition lets through."""
    doubt, evidence = Doubt(), _Evidence()
    for _ in turns:
        answer, reads = (True, ()) if condition is None else _certain(frame, condition)
        if type(answer) is Unknown:
            doubt.add(answer)
        evidence.add(reads)
        if answer is not True:
            continue
        outcome, reads = frame.attempt(body)
        if isinstance(outcome, EvaluationError):
            raise outcome
        evidence.add(reads)
        add(outcome)
    evidence.give(frame)
    return doubt


def _certain(frame: Frame, run: Run) -> tuple[bool | Unknown, Reads]:
    outcome, reads = frame.attempt(run)
    if isinstance(outcome, EvaluationError):
        raise outcome
    return bool_or_unknown(outcome), reads


class _Evidence:
    """The reads of the first few elements."""

    def __init__(self) -> None:
        self.reads: list[Reads] = []

    def add(self, reads: Reads) -> None:
        if reads and len(self.reads) < MAX_TRACED:
            self.reads.append(reads)

    def give(self, frame: Frame) -> None:
        for reads in self.reads:
            frame.keep(reads)


_FOLDS: dict[str, Callable[[Frame, _Turns, Run | None, Run], Value]] = {
    "all": _all,
    "exists": _exists,
    "exists_one": _exists_one,
    "existsOne": _exists_one,
    "filter": _filter,
    "map": _map,
    "transformList": _map,
    "transformMap": _transform_map,
    "transformMapEntry": _transform_entries,
    "sortBy": _sort_by,
}
