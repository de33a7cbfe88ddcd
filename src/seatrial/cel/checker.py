"""Syntax tree to checked tree: resolves names, types everything, finds overloads.

With ``strict=False`` nothing is an error: what does not fit becomes a failure of the evaluation, as the language has
it for expressions that were parsed and not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from seatrial.cel import ast, tree
from seatrial.cel.environment import Environment
from seatrial.cel.errors import at_span, did_you_mean
from seatrial.cel.operators import negation_type, operation_type
from seatrial.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DYN,
    ERROR,
    INT,
    KEYS,
    NULL,
    STRING,
    UINT,
    ListType,
    MapType,
    ObjectType,
    OptionalType,
    Type,
    TypeParameter,
    bare,
    nullable,
)
from seatrial.cel.unify import Substitution, assign, join, substitute
from seatrial.cel.values import Uint

_LITERAL_TYPES: dict[type, Type] = {
    bool: BOOL,
    int: INT,
    Uint: UINT,
    float: DOUBLE,
    str: STRING,
    bytes: BYTES,
    type(None): NULL,
}
Visit = Generator[ast.Expression, tree.Typed, tree.Typed]
"""A visitor of a node: yields nodes below it, is sent each of them checked, and returns its own checked form."""


class Checker:
    """Checks one expression.  After `check`, ``locals`` is the number of macro variables."""

    def __init__(self, text: str, environment: Environment, *, strict: bool, step_into: bool) -> None:
        self.text = text
        self.environment = environment
        self.strict = strict
        self.step_into = step_into
        self.found: Substitution = {}
        self.scopes: list[dict[str, tree.Local]] = []
        self.locals = 0
        self.nodes: list[tree.Typed] = []
        self.fresh_count = 0

    def check(self, expression: ast.Expression) -> tree.Typed:
        root = self.visit(expression)
        for node in self.nodes:
            if node.type.parameters or isinstance(node.type, TypeParameter):
                node.type = substitute(self.found, node.type, free=DYN)
        return root

    def visit(self, expression: ast.Expression) -> tree.Typed:
        """Check a tree.  A visitor yields the nodes that it wants checked, so Python's own stack does not grow."""
        waiting: list[Visit] = []
        visitor: Visit = _VISITORS[type(expression)](self, expression)
        typed: tree.Typed | None = None
        while True:
            try:
                wanted = next(visitor) if typed is None else visitor.send(typed)
            except StopIteration as done:
                typed = done.value
                assert typed is not None  # noqa: S101 - visitors return a node
                self.nodes.append(typed)
                if not waiting:
                    return typed
                visitor = waiting.pop()
                continue
            waiting.append(visitor)
            visitor, typed = _VISITORS[type(wanted)](self, wanted), None

    # Errors

    def error(self, message: str, span: ast.Span) -> tree.Failure:
        """Raise the error; where checking is off, the node that fails with it."""
        if self.strict:
            raise at_span(message, self.text, span)
        return tree.Failure(ERROR, message)

    def shown(self, *types: Type) -> str:
        return ", ".join(str(substitute(self.found, type_, free=DYN)) for type_ in types)

    def resolved(self, type_: Type) -> Type:
        return substitute(self.found, type_) if type_.parameters or isinstance(type_, TypeParameter) else type_

    def fresh(self) -> TypeParameter:
        self.fresh_count += 1
        return TypeParameter(f"_{self.fresh_count}")

    # Names

    def literal(self, node: ast.Literal) -> Visit:
        yield from ()
        return tree.Constant(_LITERAL_TYPES[type(node.value)], node.value)

    def ident(self, node: ast.Ident) -> Visit:
        yield from ()
        if not node.root and (local := self.local(node.name)) is not None:
            return local
        if (found := self.environment.resolve(node.name, root=node.root)) is not None:
            return found
        known = [*self.environment.variables, *(name for scope in self.scopes for name in scope)]
        return self.error(f"unknown name {node.name!r}{did_you_mean(node.name, known)}", node.span)

    def local(self, name: str) -> tree.Local | None:
        for scope in reversed(self.scopes):
            if (local := scope.get(name)) is not None:
                return tree.Local(local.type, name, local.slot)
        return None

    def bound(self, names: Sequence[str], types: Sequence[Type]) -> tuple[int, ...]:
        """Open a scope with variables; the caller closes it.  Returns their slots."""
        scope: dict[str, tree.Local] = {}
        for name, type_ in zip(names, types, strict=True):
            scope[name] = tree.Local(type_, name, self.locals)
            self.locals += 1
        self.scopes.append(scope)
        return tuple(local.slot for local in scope.values())

    def qualified(self, node: ast.Expression, *, function: bool = False) -> tuple[str, bool] | None:
        """A dotted name and whether it starts at the root, where it may be one: it begins with no macro's variable."""
        first = node
        while isinstance(first, ast.Select) and not first.optional:
            first = first.operand
        if not isinstance(first, ast.Ident) or (not first.root and self.local(first.name) is not None):
            return None
        if not function and not self.environment.may_be_dotted(first.name):
            return None
        return ".".join(ast.path_of(node) or ()), first.root

    # Fields and items

    def select(self, node: ast.Select) -> Visit:
        if (name := self.qualified(node)) is not None:
            found = self.environment.resolve(name[0], root=name[1])
            if found is not None:
                return found
        operand = yield node.operand
        type_, declared = self.field_type(operand.type, node)
        if isinstance(type_, tree.Failure):
            return type_
        if node.optional and not isinstance(type_, OptionalType):
            type_ = OptionalType(bare(type_))
        return tree.Field(type_, operand, node.field, node.optional, declared)

    def field_type(self, given: Type, node: ast.Select) -> tuple[Type | tree.Failure, bool]:
        """The type of a field, and whether it is declared."""
        type_ = bare(self.resolved(given))
        if isinstance(type_, OptionalType):
            inner, _ = self.field_type(type_.inner, node)
            return (inner, False) if isinstance(inner, tree.Failure) else (OptionalType(bare(inner)), False)
        if isinstance(type_, ObjectType):
            field = type_.fields.get(node.field)
            if field is not None:
                return nullable(field), True
            hint = did_you_mean(node.field, type_.fields)
            return self.error(f"{type_} has no property {node.field!r}{hint}", node.field_span), False
        if isinstance(type_, MapType):
            return type_.value, False
        if type_ in (DYN, ERROR) or isinstance(type_, TypeParameter):
            return DYN, False
        if self.step_into and isinstance(type_, ListType):
            return self.field_type(type_.element, node)
        return self.error(f"{self.shown(type_)} has no fields, so no {node.field!r}", node.field_span), False

    def has(self, node: ast.Has) -> Visit:
        operand = yield node.select.operand
        type_, declared = self.field_type(operand.type, node.select)
        if isinstance(type_, tree.Failure):
            return type_
        return tree.Presence(BOOL, operand, node.select.field, declared)

    def index(self, node: ast.Index) -> Visit:
        operand = yield node.operand
        container = bare(self.resolved(operand.type))
        if isinstance(container, ObjectType) and isinstance(node.index, ast.Literal) and type(node.index.value) is str:
            type_, declared = self.field_type(
                container, ast.Select(node.span, node.operand, node.index.value, node.optional, node.index.span)
            )
            if isinstance(type_, tree.Failure):
                return type_
            wrapped = OptionalType(bare(type_)) if node.optional else type_
            return tree.Field(wrapped, operand, node.index.value, node.optional, declared)
        key = yield node.index
        type_ = self.item_type(container, key.type, node)
        if isinstance(type_, tree.Failure):
            return type_
        if node.optional and not isinstance(type_, OptionalType):
            type_ = OptionalType(bare(type_))
        return tree.Item(type_, operand, key, node.optional)

    def item_type(self, container: Type, key: Type, node: ast.Index) -> Type | tree.Failure:
        if isinstance(container, OptionalType):
            inner = self.item_type(bare(self.resolved(container.inner)), key, node)
            return inner if isinstance(inner, tree.Failure) else OptionalType(bare(inner))
        if isinstance(container, ListType):
            return self.fitting(key, INT, container.element, node.index.span, "a list is indexed by an int, not by {}")
        if isinstance(container, MapType):
            message = f"the keys of this map are {self.shown(container.key)}, not {{}}"
            return self.fitting(key, container.key, container.value, node.index.span, message)
        if container in (DYN, ERROR) or isinstance(container, TypeParameter):
            return DYN
        return self.error(f"{self.shown(container)} cannot be indexed", node.span)

    def fitting(self, given: Type, wanted: Type, result: Type, span: ast.Span, message: str) -> Type | tree.Failure:
        extended = assign(self.found, given, wanted)
        if extended is None:
            if self.strict:
                return self.error(message.format(self.shown(given)), span)
            return result
        self.found = extended
        return result

    # Operators

    def logic(self, node: ast.And | ast.Or) -> Visit:
        sign = "&&" if isinstance(node, ast.And) else "||"
        operands: list[tree.Typed] = []
        for operand in node.operands:
            operands.append((yield operand))
            self.must_be_bool(operands[-1], operand, f"an operand of {sign}")
        return tree.Logic(BOOL, sign == "||", tuple(operands))

    def must_be_bool(self, typed: tree.Typed, node: ast.Expression, role: str) -> None:
        extended = assign(self.found, typed.type, BOOL)
        if extended is not None:
            self.found = extended
        elif self.strict:
            self.error(f"{role} must be bool, and this is {self.shown(typed.type)}", node.span)

    def unary(self, node: ast.Unary) -> Visit:
        if node.operator == "!":
            operand = yield node.operand
            self.must_be_bool(operand, node.operand, "the operand of !")
            return tree.Not(BOOL, operand)
        operand = yield node.operand
        result = negation_type(bare(self.resolved(operand.type)))
        if result is None:
            if self.strict:
                self.error(f"{self.shown(operand.type)} cannot be negated", node.operand.span)
            result = DYN
        return tree.Negation(result, operand)

    def binary(self, node: ast.Binary) -> Visit:
        first, chain = ast.left_spine(node)
        left = yield first
        for link in chain:
            right = yield link.right
            extended, result = operation_type(self.found, link.operator, left.type, right.type)
            if result is None:
                if self.strict:
                    given = f"{self.shown(left.type)} {link.operator} {self.shown(right.type)}"
                    self.error(f"no matching overload: {given}", link.operator_span)
                result = DYN
            self.found = extended
            left = tree.Operation(result, link.operator, left, right)
            self.nodes.append(left)
        return left

    def conditional(self, node: ast.Conditional) -> Visit:
        condition = yield node.condition
        self.must_be_bool(condition, node.condition, "a condition")
        yes = yield node.yes
        no = yield node.no
        self.found, type_ = join(self.found, yes.type, no.type)
        if type_ is DYN and self.strict and DYN not in (self.resolved(yes.type), self.resolved(no.type)):
            given = f"{self.shown(yes.type)} and {self.shown(no.type)}"
            self.error(f"the branches of a condition are of different types: {given}; dyn(...) allows it", node.span)
        return tree.Choice(type_, condition, yes, no)

    # Literals

    def list_literal(self, node: ast.ListLiteral) -> Visit:
        elements: list[tree.Typed] = []
        type_: Type | None = None
        for position, element in enumerate(node.elements):
            typed = yield element
            elements.append(typed)
            given = self.unwrapped(typed.type, element.span) if position in node.optional else typed.type
            self.found, type_ = join(self.found, type_, given)
        return tree.ListOf(ListType(self.fresh() if type_ is None else type_), tuple(elements), node.optional)

    def map_literal(self, node: ast.MapLiteral) -> Visit:
        entries: list[tuple[tree.Typed, tree.Typed, bool]] = []
        key_type: Type | None = None
        value_type: Type | None = None
        for entry in node.entries:
            key = yield entry.key
            value = yield entry.value
            if self.strict and bare(self.resolved(key.type)) not in KEYS and not isinstance(key.type, TypeParameter):
                self.error(f"a {self.shown(key.type)} can be no key of a map", entry.key.span)
            given = self.unwrapped(value.type, entry.value.span) if entry.optional else value.type
            self.found, key_type = join(self.found, key_type, key.type)
            self.found, value_type = join(self.found, value_type, given)
            entries.append((key, value, entry.optional))
        if key_type is None or value_type is None:
            key_type, value_type = self.fresh(), self.fresh()
        return tree.MapOf(MapType(key_type, value_type), tuple(entries))

    def unwrapped(self, given: Type, span: ast.Span) -> Type:
        type_ = bare(self.resolved(given))
        if isinstance(type_, OptionalType):
            return type_.inner
        if type_ is not DYN and self.strict:
            self.error(f"after a ? an optional is expected, and this is {self.shown(type_)}", span)
        return DYN

    def struct(self, node: ast.Struct) -> Visit:
        yield from ()
        return self.error(f"unknown message type {node.name!r}; only lists and maps can be built", node.span)

    # Macros

    def comprehension(self, node: ast.Comprehension) -> Visit:
        from seatrial.cel.macros import check_comprehension

        return (yield from check_comprehension(self, node))

    def bind(self, node: ast.Bind) -> Visit:
        value = yield node.value
        (slot,) = self.bound((node.variable,), (value.type,))
        body = yield node.body
        self.scopes.pop()
        return tree.Let(body.type, slot, value, body)

    def call(self, node: ast.Call) -> Visit:
        from seatrial.cel.calls import check_call

        return (yield from check_call(self, node))


_VISITORS: Mapping[type, Callable[[Checker, Any], Visit]] = {
    ast.Literal: Checker.literal,
    ast.Ident: Checker.ident,
    ast.Select: Checker.select,
    ast.Has: Checker.has,
    ast.Index: Checker.index,
    ast.Call: Checker.call,
    ast.Unary: Checker.unary,
    ast.Binary: Checker.binary,
    ast.And: Checker.logic,
    ast.Or: Checker.logic,
    ast.Conditional: Checker.conditional,
    ast.ListLiteral: Checker.list_literal,
    ast.MapLiteral: Checker.map_literal,
    ast.Struct: Checker.struct,
    ast.Comprehension: Checker.comprehension,
    ast.Bind: Checker.bind,
}
