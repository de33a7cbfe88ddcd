"""Texts of which some pieces are unknown, and the text that a value has where CloudFormation wants one."""

import json
from collections.abc import Iterable, Mapping
from itertools import count

from seatrial.connectors.cloudformation.budget import Budget
from seatrial.model.value import Unknown, Value

Piece = str | Unknown


def text_of(value: Value) -> str:
    """The text of a known scalar or list, as CloudFormation compares and joins it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(text_of, value))
    return str(value)


def piece_of(value: Value, budget: Budget) -> Piece:
    """The text of a value as a piece of a larger one."""
    if type(value) is Unknown:
        return value
    if isinstance(value, str):
        return value
    unknown = unknown_in(value, budget)
    if unknown is not None:
        return Unknown(unknown.reason, is_set=True)
    if isinstance(value, Mapping):
        return Unknown("an object stands where a text should", is_set=True)
    return text_of(value)


def unknown_in(value: Value, budget: Budget) -> Unknown | None:
    """The first unknown in a value, at whatever depth."""
    rest = [value]
    while rest:
        item = rest.pop()
        if type(item) is Unknown:
            return item
        if isinstance(item, Mapping):
            rest += item.values()
            budget.step(len(item))
        elif isinstance(item, list):
            rest += item
            budget.step(len(item))
    return None


def joined(pieces: Iterable[Piece], budget: Budget) -> Value:
    """The text that pieces make together: known where all are, else unknown with the pieces that are known.

    One unknown piece alone is that unknown itself, so that it still points to where it points.
    """
    flat: list[Piece] = []
    length = 0
    for piece in pieces:
        for part in (piece.parts or (piece,)) if type(piece) is Unknown else (piece,):
            length += len(part) if isinstance(part, str) else 1
            budget.text(0 if isinstance(part, Unknown) else len(part))
            _append(flat, part)
    budget.step(len(flat))
    unknown = next((part for part in flat if isinstance(part, Unknown)), None)
    if unknown is None:
        return "".join(str(part) for part in flat)
    if len(flat) == 1:
        return unknown
    return Unknown(unknown.reason, is_set=True, parts=tuple(flat))


def _append(flat: list[Piece], part: Piece) -> None:
    if isinstance(part, str):
        if not part:
            return
        if flat and isinstance(flat[-1], str):
            flat[-1] += part
            return
    flat.append(part)


def json_text(value: Value, budget: Budget) -> Value:
    """A value as JSON text; where something in it is unknown, the pieces around it are known."""
    unknowns: list[Unknown] = []
    text = json.dumps(value, default=unknowns.append, ensure_ascii=False, separators=(",", ":"))
    budget.text(len(text))
    if not unknowns:
        return text
    # Each unknown leaves a mark that occurs nowhere else in the text.
    mark = next(mark for size in count(1) if (mark := "?" * size) not in text)
    text = json.dumps(value, default=lambda _: mark, ensure_ascii=False, separators=(",", ":"))
    known = text.split(mark)
    pieces: list[Piece] = [piece for pair in zip(known, unknowns, strict=False) for piece in pair]
    return joined([*pieces, known[-1]], budget)
