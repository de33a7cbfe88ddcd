"""Chains of fields and items in the strict form: each yields a value and where it was read."""

from __future__ import annotations

from collections.abc import Callable

from seatrial.cel import tree
from seatrial.cel.errors import NoSuchKeyError
from seatrial.cel.frame import Frame, Raised, Run
from seatrial.cel.operations import MISSING, index, index_optional, or_none, select, select_optional, stepped_into
from seatrial.cel.unknowns import derived
from seatrial.cel.values import NONE
from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value

Step = Callable[[Value, Frame], tuple[Value, Path]]
Locate = Callable[[Frame], tuple[Value, Path | None]]


def locator(node: tree.Typed, compile_: Callable[[tree.Typed], Run], *, step_into: bool) -> Locate:
    """A function that gives a node's value and its path; None for what is no chain that starts at a variable."""
    steps: list[Step] = []
    while isinstance(node, tree.Field | tree.Item):
        if isinstance(node, tree.Field):
            steps.append(_field_step(node, step_into=step_into))
        else:
            steps.append(_item_step(compile_(node.key), optional=node.optional))
        node = node.operand
    steps.reverse()
    root = _root(node, compile_)
    if not steps:
        return root

    def locate(frame: Frame) -> tuple[Value, Path | None]:
        value, path = root(frame)
        for step in steps:
            value, more = step(value, frame)
            if path is not None:
                path += more
        return value, path

    return locate


def _root(node: tree.Typed, compile_: Callable[[tree.Typed], Run]) -> Locate:
    if isinstance(node, tree.Variable):
        slot, path = node.slot, (node.name,)
        return lambda frame: (frame.variables[slot], path)
    if isinstance(node, tree.Local):
        return _local(node.slot)
    run = compile_(node)
    return lambda frame: (run(frame), None)


def _local(slot: int) -> Locate:
    def locate(frame: Frame) -> tuple[Value, Path | None]:
        value, origin = frame.locals[slot], frame.origins[slot]
        if isinstance(origin, list):
            frame.keep(origin)
            origin = None
        if type(value) is Raised:
            raise value.error
        return value, origin

    return locate


def _field_step(node: tree.Field, *, step_into: bool) -> Step:
    field, optional = node.field, node.optional

    def step(value: Value, _: Frame) -> tuple[Value, Path]:
        if type(value) is Unknown:
            return derived(value), ()
        path: Path = (field,)
        if step_into:
            value, is_first = stepped_into(value)
            if value is MISSING:
                if optional:
                    return NONE, ()
                raise NoSuchKeyError(field)
            if is_first:
                path = (0, field)
        if not optional:
            return select(value, field), path
        found = select_optional(value, field)
        return (or_none(found) if node.declared else found), path

    return step


def _item_step(key_of: Run, *, optional: bool) -> Step:
    def step(value: Value, frame: Frame) -> tuple[Value, Path]:
        key = key_of(frame)
        if type(value) is Unknown:
            return derived(value), ()
        found = index_optional(value, key) if optional else index(value, key)
        return found, () if type(key) is Unknown else (key if isinstance(key, str | int) else str(key),)

    return step
