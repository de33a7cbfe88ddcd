"""Text to syntax tree, as in the CEL language definition, with macros recognised and optional syntax.

Operators are parsed with an explicit stack, so that the depth of Python's own stack follows the nesting of brackets
and not the length of a chain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from seatrial.cel.ast import (
    And,
    Binary,
    Bind,
    Call,
    Comprehension,
    Conditional,
    Entry,
    Expression,
    Has,
    Ident,
    Index,
    ListLiteral,
    Literal,
    MapLiteral,
    Node,
    Or,
    Select,
    Span,
    Struct,
    Unary,
    left_spine,
)
from seatrial.cel.errors import at_span
from seatrial.cel.lexer import KEYWORDS, RESERVED, Token, tokenize
from seatrial.cel.values import INT_MAX, Uint

MAX_DEPTH = 250
MAX_MACROS = 50
TOO_DEEP = f"the expression is nested more than {MAX_DEPTH} levels deep"

_PRECEDENCE = {
    "||": 1,
    "&&": 2,
    "<": 3,
    "<=": 3,
    ">": 3,
    ">=": 3,
    "==": 3,
    "!=": 3,
    "in": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "%": 5,
}
_CONSTANTS = {"true": True, "false": False, "null": None}

# How many arguments each macro takes, its variables included, and how many of these are variables.
_MACROS: dict[str, dict[int, int]] = {
    "all": {2: 1, 3: 2},
    "exists": {2: 1, 3: 2},
    "exists_one": {2: 1, 3: 2},
    "existsOne": {2: 1, 3: 2},
    "map": {2: 1, 3: 1},
    "filter": {2: 1},
    "sortBy": {2: 1},
    "transformList": {3: 2, 4: 2},
    "transformMap": {3: 2, 4: 2},
    "transformMapEntry": {3: 2, 4: 2},
    "optMap": {2: 1},
    "optFlatMap": {2: 1},
}


def parse(text: str) -> Expression:
    """The syntax tree of an expression.  Raises CelError with the place of what is wrong."""
    tokens = tokenize(text)
    parser = _Parser(text, tokens)
    expression = parser.expression()
    if parser.token.kind != "end":
        parser.fail(f"unexpected {_shown(parser.token)} after the expression")
    if len(tokens) > MAX_MACROS:
        _check_depth(expression, text)
    return expression


class _Parser:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.position = 0
        self.token = tokens[0]
        self.depth = 0

    def fail(self, message: str, span: Span | None = None) -> NoReturn:
        raise at_span(message, self.text, span or self.token.span)

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.position += 1
            self.token = self.tokens[self.position]
        return token

    def accept(self, kind: str) -> bool:
        if self.token.kind == kind:
            self.advance()
            return True
        return False

    def expect(self, kind: str, after: str) -> Token:
        if self.token.kind != kind:
            self.fail(f'expected "{kind}" {after}, found {_shown(self.token)}')
        return self.advance()

    def since(self, start: Span) -> Span:
        """The span from a place up to the last token taken."""
        return Span(start.offset, self.tokens[self.position - 1].span.end, start.line, start.column)

    # Expressions.  Each pair of brackets takes two calls of Python's stack, so that MAX_DEPTH levels of them fit.

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(TOO_DEEP)
        operands: list[Expression] = []
        operators: list[Token] = []
        while True:
            prefixes: list[Token] = []
            while self.token.kind in ("!", "-"):
                prefixes.append(self.advance())
            token = self.advance()
            if token.kind == "(":
                node = self.expression()
                self.expect(")", "to close the parenthesis")
            else:
                node = _PRIMARIES.get(token.kind, _Parser.unexpected)(self, token)
            while self.token.kind in (".", "["):
                node = self.selected(node) if self.token.kind == "." else self.subscript(node)
            operands.append(self.prefixed(prefixes, node, is_literal=token.kind == "literal"))
            operator = self.token
            kind = "in" if operator.kind == "name" and operator.value == "in" else operator.kind
            precedence = _PRECEDENCE.get(kind)
            if precedence is None:
                break
            self.advance()
            _reduce(operands, operators, precedence, kind)
            operators.append(Token(kind, None, operator.span))
        _reduce(operands, operators, 0, "")
        result = operands[0]
        if self.accept("?"):
            yes = self.expression()
            self.expect(":", "between the two branches of a condition")
            no = self.expression()
            result = Conditional(_covering(result, no), result, yes, no)
        self.depth -= 1
        return result

    def prefixed(self, prefixes: list[Token], node: Expression, *, is_literal: bool) -> Expression:
        while prefixes:
            token = prefixes.pop()
            span = Span(token.span.offset, node.span.end, token.span.line, token.span.column)
            if token.kind == "-" and is_literal and isinstance(node, Literal) and type(node.value) in (int, float):
                # -9223372036854775808 is a number, although 9223372036854775808 is none.
                assert isinstance(node.value, int | float)  # noqa: S101 - as above
                node, is_literal = Literal(span, -node.value), False
            else:
                self.in_range(node)
                node = Unary(span, token.kind, node)
        self.in_range(node)
        return node

    def in_range(self, node: Expression) -> None:
        if isinstance(node, Literal) and type(node.value) is int and node.value > INT_MAX:
            self.fail("the number is out of range; with a u at its end it would be an unsigned one", node.span)

    def selected(self, operand: Expression) -> Expression:
        self.advance()
        optional = self.accept("?")
        name = self.advance()
        if name.kind not in ("name", "quoted") or (name.kind == "name" and name.value in KEYWORDS):
            self.fail(f"expected the name of a field after the dot, found {_shown(name)}", name.span)
        field = str(name.value)
        if self.token.kind == "(" and name.kind == "name" and not optional:
            arguments = self.arguments(field)
            return self.call(operand, field, name.span, arguments)
        if self.token.kind == "{" and (path := _dotted(operand)) is not None:
            return self.struct(f"{path}.{field}", operand.span)
        return Select(self.since(operand.span), operand, field, optional, name.span)

    def subscript(self, operand: Expression) -> Expression:
        self.advance()
        optional = self.accept("?")
        index = self.expression()
        self.expect("]", "after the index")
        return Index(self.since(operand.span), operand, index, optional)

    # Primaries

    def unexpected(self, token: Token) -> Expression:
        self.fail(f"a value is expected here, and this is {_shown(token)}", token.span)

    def literal(self, token: Token) -> Expression:
        return Literal(token.span, token.value)

    def rooted(self, token: Token) -> Expression:
        if self.token.kind != "name":
            return self.unexpected(token)
        return self.named(self.advance(), token)

    def named(self, token: Token, dot: Token | None = None) -> Expression:
        name = str(token.value)
        if dot is None and name in _CONSTANTS:
            return Literal(token.span, _CONSTANTS[name])
        if name in RESERVED or name in KEYWORDS:
            self.fail(f"{name} is a reserved word", token.span)
        if self.token.kind == "(":
            arguments = self.arguments(name)
            return self.call(None, name, token.span, arguments, root=dot is not None)
        start = (dot or token).span
        if self.token.kind == "{":
            return self.struct(name, start)
        return Ident(self.since(start), name, dot is not None)

    def list_literal(self, start: Token) -> Expression:
        elements: list[Expression] = []
        optional: set[int] = set()
        while self.token.kind != "]":
            if self.accept("?"):
                optional.add(len(elements))
            elements.append(self.expression())
            if not self.accept(","):
                break
        self.expect("]", "or a comma after an element of a list")
        return ListLiteral(self.since(start.span), tuple(elements), frozenset(optional))

    def map_literal(self, start: Token) -> Expression:
        entries: list[Entry] = []
        while self.token.kind != "}":
            optional = self.accept("?")
            key = self.expression()
            self.expect(":", "after the key of a map")
            entries.append(Entry(key, self.expression(), optional))
            if not self.accept(","):
                break
        self.expect("}", "or a comma after an entry of a map")
        return MapLiteral(self.since(start.span), tuple(entries))

    def struct(self, name: str, start: Span) -> Expression:
        self.expect("{", "after the name of a message")
        fields: list[tuple[str, Expression]] = []
        while self.token.kind != "}":
            self.accept("?")
            field = self.advance()
            if field.kind not in ("name", "quoted"):
                self.fail(f"expected the name of a field, found {_shown(field)}", field.span)
            self.expect(":", "after the name of a field")
            fields.append((str(field.value), self.expression()))
            if not self.accept(","):
                break
        self.expect("}", "or a comma after a field")
        return Struct(self.since(start), name, tuple(fields))

    # Calls and macros

    def arguments(self, name: str) -> list[Expression]:
        self.advance()
        arguments: list[Expression] = []
        while self.token.kind != ")":
            arguments.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")", f"to close the arguments of {name}")
        return arguments

    def call(
        self, target: Expression | None, name: str, name_span: Span, arguments: list[Expression], *, root: bool = False
    ) -> Expression:
        span = self.since(target.span if target is not None else name_span)
        if not root and (expanded := self.macro(target, name, arguments, span, name_span)) is not None:
            return expanded
        return Call(span, name, target, tuple(arguments), name_span)

    def macro(
        self, target: Expression | None, name: str, arguments: list[Expression], span: Span, name_span: Span
    ) -> Expression | None:
        if target is None:
            return self.has(arguments, span) if name == "has" and len(arguments) == 1 else None
        if isinstance(target, Ident) and target.name == "cel" and not target.root:
            return self.cel_macro(name, arguments, span)
        variables = _MACROS.get(name, {}).get(len(arguments))
        if variables is None:
            return None
        names = tuple(self.variable(argument, name) for argument in arguments[:variables])
        if len(set(names)) != len(names):
            self.fail(f"the variables of {name} need different names", arguments[1].span)
        return Comprehension(span, name, target, names, tuple(arguments[variables:]), name_span)

    def variable(self, node: Expression, macro: str) -> str:
        if not isinstance(node, Ident) or node.root:
            self.fail(f"the variable of {macro} must be a plain name", node.span)
        return node.name

    def has(self, arguments: list[Expression], span: Span) -> Expression:
        if not isinstance(arguments[0], Select):
            self.fail("has() takes a field: has(x.name)", arguments[0].span)
        return Has(span, arguments[0])

    def cel_macro(self, name: str, arguments: list[Expression], span: Span) -> Expression | None:
        if name == "bind" and len(arguments) == 3:
            return Bind(span, self.variable(arguments[0], "cel.bind"), arguments[1], arguments[2])
        if name == "block" and len(arguments) == 2 and isinstance(arguments[0], ListLiteral):
            body = arguments[1]
            for number, slot in reversed(tuple(enumerate(arguments[0].elements))):
                body = Bind(span, f"@index{number}", slot, body)
            return body
        numbers = [node.value for node in arguments if isinstance(node, Literal) and type(node.value) is int]
        if name == "index" and len(numbers) == len(arguments) == 1:
            return Ident(span, f"@index{numbers[0]}")
        if name in ("iterVar", "accuVar") and len(numbers) == len(arguments) == 2:
            return Ident(span, f"@{name}{numbers[0]}:{numbers[1]}")
        return None


_PRIMARIES: dict[str, Callable[[_Parser, Token], Expression]] = {
    "literal": _Parser.literal,
    "name": _Parser.named,
    "[": _Parser.list_literal,
    "{": _Parser.map_literal,
    ".": _Parser.rooted,
}


def _reduce(operands: list[Expression], operators: list[Token], precedence: int, incoming: str) -> None:
    """Apply the operators on the stack that bind at least as tightly as the one that comes in."""
    while operators:
        top = operators[-1]
        # A chain of && is left on the stack until it is complete, and becomes one node.
        if _PRECEDENCE[top.kind] < precedence or (top.kind == incoming and incoming in ("&&", "||")):
            return
        if top.kind in ("&&", "||"):
            count = 1
            while count < len(operators) and operators[-1 - count].kind == top.kind:
                count += 1
            del operators[-count:]
            chain = tuple(operands[-count - 1 :])
            del operands[-count - 1 :]
            span = _covering(chain[0], chain[-1])
            operands.append(And(span, chain) if top.kind == "&&" else Or(span, chain))
        else:
            operators.pop()
            right = operands.pop()
            left = operands.pop()
            operands.append(Binary(_covering(left, right), top.kind, left, right, top.span))


def _covering(first: Node, last: Node) -> Span:
    return Span(first.span.offset, last.span.end, first.span.line, first.span.column)


def _dotted(node: Expression) -> str | None:
    steps: list[str] = []
    while isinstance(node, Select) and not node.optional:
        steps.append(node.field)
        node = node.operand
    if not isinstance(node, Ident):
        return None
    return ".".join((node.name, *reversed(steps)))


def _shown(token: Token) -> str:
    if token.kind == "end":
        return "the end of the expression"
    if token.kind == "literal":
        value = token.value
        return "a text" if isinstance(value, str) else "a number" if isinstance(value, int | float | Uint) else "bytes"
    return f'"{token.value}"' if token.kind in ("name", "quoted") else f'"{token.kind}"'


def _check_depth(expression: Expression, text: str) -> None:
    """Raise CelError where the tree is too deep for those who walk it recursively; chains of operators are no depth."""
    pending: list[tuple[Expression, int, int]] = [(expression, 1, 0)]
    while pending:
        node, depth, macros = pending.pop()
        if depth > MAX_DEPTH:
            raise at_span(TOO_DEEP, text, node.span)
        if isinstance(node, Comprehension):
            macros += 1
            if macros > MAX_MACROS:
                raise at_span(f"macros are nested more than {MAX_MACROS} deep", text, node.span)
        if isinstance(node, Binary):
            first, chain = left_spine(node)
            pending.append((first, depth + 1, macros))
            pending.extend((link.right, depth + 1, macros) for link in chain)
        else:
            pending.extend((child, depth + 1, macros) for child in node.children())
