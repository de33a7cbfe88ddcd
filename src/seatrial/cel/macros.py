"""The types of macros that go through lists and maps."""

from __future__ import annotations

from seatrial.cel import ast, tree
from seatrial.cel.checker import Checker, Visit
from seatrial.cel.types import (
    BOOL,
    DYN,
    ERROR,
    INT,
    ListType,
    MapType,
    OptionalType,
    Type,
    TypeParameter,
    bare,
)
from seatrial.cel.unify import assign, join

PREDICATES = frozenset(("all", "exists", "exists_one", "existsOne", "filter"))
_OPTIONAL = frozenset(("optMap", "optFlatMap"))
_NODES_PER_STEP = 8


def check_comprehension(checker: Checker, node: ast.Comprehension) -> Visit:
    """The checked form of a macro."""
    operand = yield node.operand
    types = _variable_types(checker, node, operand.type)
    if isinstance(types, tree.Failure):
        return types
    before = len(checker.nodes)
    slots = checker.bound(node.variables, types)
    condition = None
    if len(node.arguments) == 2:
        condition = yield node.arguments[0]
        checker.must_be_bool(condition, node.arguments[0], f"the filter of {node.macro}")
    body = yield node.arguments[-1]
    if node.macro in PREDICATES:
        checker.must_be_bool(body, node.arguments[-1], f"the predicate of {node.macro}")
    checker.scopes.pop()
    weight = 1 + (len(checker.nodes) - before) // _NODES_PER_STEP
    result = _result(checker, node, operand.type, types, body.type)
    return (
        result
        if isinstance(result, tree.Failure)
        else tree.Fold(result, node.macro, operand, slots, condition, body, weight)
    )


def _variable_types(checker: Checker, node: ast.Comprehension, given: Type) -> list[Type] | tree.Failure:
    type_ = bare(checker.resolved(given))
    count = len(node.variables)
    if node.macro in _OPTIONAL:
        if isinstance(type_, OptionalType):
            return [type_.inner]
        if _is_open(type_):
            return [DYN]
        return checker.error(f"{node.macro} takes an optional, not {checker.shown(type_)}", node.name_span)
    if isinstance(type_, ListType):
        return [type_.element] if count == 1 else [INT, type_.element]
    if isinstance(type_, MapType) and node.macro != "sortBy":
        return [type_.key] if count == 1 else [type_.key, type_.value]
    if isinstance(type_, TypeParameter):
        # The operand is an element of an empty list, say; whatever comes of it, it is gone through.
        checker.found = assign(checker.found, type_, DYN) or checker.found
        return [DYN] * count
    if _is_open(type_):
        return [DYN] * count
    return checker.error(
        f"{node.macro} goes through a list or a map, and this is {checker.shown(type_)}", node.operand.span
    )


def _result(
    checker: Checker, node: ast.Comprehension, operand: Type, variables: list[Type], body: Type
) -> Type | tree.Failure:
    match node.macro:
        case "all" | "exists" | "exists_one" | "existsOne":
            return BOOL
        case "filter":
            return ListType(variables[0])
        case "map" | "transformList":
            return ListType(body)
        case "transformMap":
            return MapType(variables[0], body)
        case "transformMapEntry":
            return _entries(checker, node, body)
        case "sortBy":
            return bare(operand)
        case "optMap":
            return OptionalType(body)
    type_ = bare(checker.resolved(body))
    if isinstance(type_, OptionalType) or _is_open(type_):
        return type_
    return checker.error(f"the body of optFlatMap must be an optional, not {checker.shown(type_)}", node.span)


def _entries(checker: Checker, node: ast.Comprehension, body: Type) -> Type | tree.Failure:
    type_ = bare(checker.resolved(body))
    if isinstance(type_, MapType) or _is_open(type_):
        checker.found, joined = join(checker.found, None, type_)
        return joined
    return checker.error(f"the body of transformMapEntry must be a map, not {checker.shown(type_)}", node.span)


def _is_open(type_: Type) -> bool:
    return type_ in (DYN, ERROR) or isinstance(type_, TypeParameter)
