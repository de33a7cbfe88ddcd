"""Expressions: tokens to syntax, by precedence climbing."""

from __future__ import annotations

import re
from decimal import Decimal

from seatrial.errors import ParseError
from seatrial.parsers.hcl.lexer import HEREDOC, IDENTIFIER, PLAIN_STRING, Token, tokens
from seatrial.parsers.hcl.syntax import (
    Access,
    Binary,
    Call,
    Conditional,
    Each,
    Expression,
    For,
    Literal,
    Name,
    ObjectOf,
    Parentheses,
    Step,
    TupleOf,
    Unary,
)
from seatrial.parsers.hcl.templates import parse_template, unescape
from seatrial.parsers.hcl.text import MAX_DEPTH, Text

_PRECEDENCE = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_WORDS = {"true": True, "false": False, "null": None}
# Most expressions are this simple: they need no tokens.
_SIMPLE = re.compile(
    rf"[ \t]*(?:(?P<string>{PLAIN_STRING})|(?P<number>\d+)|(?P<path>{IDENTIFIER}(?:\.{IDENTIFIER})*))[ \t\r]*"
)
# A number past this many digits is nobody's configuration, and making one is quadratic.
_MAX_DIGITS = 1000


def parse_expression(text: Text, start: int, end: int) -> Expression:
    """Parse a span of text.  Raises ParseError, or LimitError where it is nested too deeply."""
    hit = _SIMPLE.fullmatch(text.content, start, end)
    if hit is not None and (simple := _simple(text, hit)) is not None:
        return simple
    found, _ = tokens(text, start, end)
    return parse_tokens(text, found)


def parse_text(text: Text, start: int, end: int) -> Expression:
    """Parse a span as a template that no quotes surround: a template file, a string in JSON syntax."""
    return parse_template(text, start, end, parse_tokens, quoted=False)


def parse_tokens(text: Text, found: list[Token]) -> Expression:
    parser = _Parser(text, found)
    # The caller found where the expression ends, so that its newlines stand inside of brackets or are blank.
    parser.skips_newlines = True
    expression = parser.expression()
    if parser.peek().kind != "end":
        raise text.error(f"`{parser.peek().value}` was not expected here", parser.peek().start)
    return expression


def _simple(text: Text, hit: re.Match[str]) -> Expression | None:
    kind = hit.lastgroup or ""
    start, end = hit.span(kind)
    if kind == "string":
        return Literal(start, end, unescape(text, start + 1, end - 1))
    if kind == "number":
        return Literal(start, end, _number(text, hit[kind], start))
    first, *rest = hit[kind].split(".")
    if first in _WORDS:
        return None if rest else Literal(start, end, _WORDS[first])
    name = Name(start, start + len(first), first)
    return Access(start, end, name, tuple(rest)) if rest else name


def _number(text: Text, digits: str, at: int) -> int | Decimal:
    if len(digits) > _MAX_DIGITS:
        raise text.error(f"a number has more than {_MAX_DIGITS} digits", at)
    if digits.isdigit():
        return int(digits)
    number = Decimal(digits)
    if abs(number.adjusted()) > _MAX_DIGITS:
        raise text.error(f"a number has more than {_MAX_DIGITS} digits", at)
    return int(number) if number == number.to_integral_value() else number


class _Parser:
    def __init__(self, text: Text, found: list[Token]) -> None:
        self.text = text
        self.tokens = found
        self.at = 0
        self.depth = 0
        self.skips_newlines = False

    def peek(self) -> Token:
        token = self.tokens[self.at]
        if self.skips_newlines:
            while token.kind == "newline":
                self.at += 1
                token = self.tokens[self.at]
        return token

    def next(self) -> Token:
        token = self.peek()
        if token.kind != "end":
            self.at += 1
        return token

    def accept(self, value: str) -> bool:
        token = self.peek()
        if token.value == value and token.kind in ("operator", "word"):
            self.at += 1
            return True
        return False

    def expect(self, value: str) -> Token:
        token = self.next()
        if token.value != value or token.kind not in ("operator", "word"):
            raise self.error(token, f"`{value}` was expected here")
        return token

    def error(self, token: Token, message: str = "an expression was expected here") -> ParseError:
        return self.text.error(message, token.start)

    def blank(self) -> None:
        """Skip newlines where they may always stand: after an operator, an opening bracket or a comma."""
        while self.tokens[self.at].kind == "newline":
            self.at += 1

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.text.too_deep(self.peek().start)
        condition = self.binary(1)
        if self.accept("?"):
            self.blank()
            yes = self.expression()
            self.blank()
            self.expect(":")
            self.blank()
            no = self.expression()
            condition = Conditional(condition, yes, no, no.end)
        self.depth -= 1
        return condition

    def binary(self, lowest: int) -> Expression:
        left = self.unary()
        while True:
            token = self.peek()
            precedence = _PRECEDENCE.get(token.value, 0) if token.kind == "operator" else 0
            if precedence < lowest:
                return left
            self.at += 1
            self.blank()
            left = Binary(token.value, left, self.binary(precedence + 1))

    def unary(self) -> Expression:
        token = self.peek()
        if token.kind == "operator" and token.value in ("-", "!"):
            self.at += 1
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self.text.too_deep(token.start)
            operand = self.unary()
            self.depth -= 1
            return Unary(token.start, operand.end, token.value, operand)
        return self.postfix(self.primary())

    def postfix(self, target: Expression) -> Expression:
        steps: list[Step] = []
        self.steps(steps, attributes_only=False)
        if not steps:
            return target
        end = self.tokens[self.at - 1].end
        if isinstance(target, Access):
            return Access(target.start, end, target.target, (*target.steps, *steps))
        return Access(target.start, end, target, tuple(steps))

    def steps(self, steps: list[Step], *, attributes_only: bool) -> None:
        """Read what follows a target; after the older splat ``.*`` only attributes belong to each element."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.text.too_deep(self.peek().start)
        while True:
            token = self.peek()
            if token.kind != "operator" or token.value not in (".", "["):
                break
            if token.value == "[" and attributes_only:
                break
            self.at += 1
            if token.value == ".":
                if attributes_only and self.peek().value == "*":
                    self.at -= 1
                    break
                self.dotted(steps)
            elif self.peek().value == "*" and self.tokens[self.at + 1].value == "]":
                self.at += 2
                inner: list[Step] = []
                self.steps(inner, attributes_only=False)
                steps.append(Each(tuple(inner)))
            else:
                steps.append(self.bracketed("]"))
        self.depth -= 1

    def dotted(self, steps: list[Step]) -> None:
        token = self.next()
        if token.kind == "word":
            steps.append(token.value)
        elif token.kind == "number":
            # `.0.1` was read as one number; each is an index in the syntax of Terraform 0.11.
            for digits in token.value.split("."):
                steps.append(Literal(token.start, token.end, _number(self.text, digits, token.start)))
        elif token.value == "*":
            inner: list[Step] = []
            self.steps(inner, attributes_only=True)
            steps.append(Each(tuple(inner)))
        else:
            raise self.error(token, "a name was expected after the dot")

    def bracketed(self, closing: str) -> Expression:
        """Read an expression up to a closing bracket; newlines mean nothing inside."""
        before = self.skips_newlines
        self.skips_newlines = True
        inner = self.expression()
        self.expect(closing)
        self.skips_newlines = before
        return inner

    def primary(self) -> Expression:
        token = self.next()
        match token.kind:
            case "word":
                return self.word(token)
            case "string":
                return Literal(token.start, token.end, unescape(self.text, token.start + 1, token.end - 1))
            case "number":
                return Literal(token.start, token.end, _number(self.text, token.value, token.start))
            case "template":
                self.depth += 1
                inside = parse_template(self.text, token.start + 1, token.end - 1, self.nested, quoted=True)
                self.depth -= 1
                inside.start, inside.end = token.start, token.end
                return inside
            case "heredoc":
                return self.heredoc(token)
            case "operator" if token.value == "(":
                inner = self.bracketed(")")
                return Parentheses(token.start, self.tokens[self.at - 1].end, inner)
            case "operator" if token.value == "[":
                return self.tuple_constructor(token)
            case "operator" if token.value == "{":
                return self.object_constructor(token)
        raise self.error(token)

    def nested(self, text: Text, found: list[Token]) -> Expression:
        """Parse what stands inside of a template, counting on from this depth."""
        parser = _Parser(text, found)
        parser.depth = self.depth
        parser.skips_newlines = True
        expression = parser.expression()
        if parser.peek().kind != "end":
            raise parser.error(parser.peek(), f"`{parser.peek().value}` was not expected here")
        return expression

    def heredoc(self, token: Token) -> Expression:
        content = self.text.content
        opening = HEREDOC.match(content, token.start, token.end)
        assert opening is not None  # noqa: S101 - the lexer has seen it
        # The closing word is on the last line of the token; the newline before it belongs to the body.
        body_end = content.rfind("\n", token.start, token.end) + 1
        inside = parse_template(self.text, opening.end(), body_end, self.nested, quoted=False, flush=bool(opening[1]))
        inside.start, inside.end = token.start, token.end
        return inside

    def word(self, token: Token) -> Expression:
        if self.peek().value == "(" and self.peek().kind == "operator":
            return self.call(token)
        if token.value in _WORDS:
            return Literal(token.start, token.end, _WORDS[token.value])
        return Name(token.start, token.end, token.value)

    def call(self, name: Token) -> Expression:
        self.expect("(")
        before = self.skips_newlines
        self.skips_newlines = True
        arguments: list[Expression] = []
        expand = False
        while self.peek().value != ")" or self.peek().kind != "operator":
            arguments.append(self.expression())
            if self.accept("..."):
                expand = True
                self.accept(",")
                break
            if not self.accept(","):
                break
        closing = self.expect(")")
        self.skips_newlines = before
        return Call(name.start, closing.end, name.value, tuple(arguments), expand)

    def tuple_constructor(self, opening: Token) -> Expression:
        before = self.skips_newlines
        self.skips_newlines = True
        if self.peek().value == "for" and self.peek().kind == "word" and self.follows_for():
            result: Expression = self.for_expression(opening, "]")
        else:
            items: list[Expression] = []
            while self.peek().value != "]" or self.peek().kind != "operator":
                items.append(self.expression())
                if not self.accept(","):
                    break
            closing = self.expect("]")
            result = TupleOf(opening.start, closing.end, tuple(items))
        self.skips_newlines = before
        return result

    def follows_for(self) -> bool:
        """Whether ``for`` is the keyword: a name that is no key follows."""
        return self.tokens[self.at + 1].kind == "word"

    def object_constructor(self, opening: Token) -> Expression:
        before = self.skips_newlines
        self.blank()
        if self.peek().value == "for" and self.peek().kind == "word" and self.follows_for():
            self.skips_newlines = True
            result: Expression = self.for_expression(opening, "}")
            self.skips_newlines = before
            return result
        self.skips_newlines = False
        items: list[tuple[Expression, Expression]] = []
        while True:
            self.blank()
            if self.peek().value == "}" and self.peek().kind == "operator":
                break
            items.append(self.object_item())
            if not self.accept(",") and self.peek().kind != "newline":
                break
        closing = self.expect("}")
        self.skips_newlines = before
        return ObjectOf(opening.start, closing.end, tuple(items))

    def object_item(self) -> tuple[Expression, Expression]:
        key = self.expression()
        # A bare word is the key itself, not a reference.
        if isinstance(key, Name):
            key = Literal(key.start, key.end, key.name)
        elif isinstance(key, Literal) and key.value in (True, False, None) and not isinstance(key.value, int | str):
            key = Literal(key.start, key.end, "null")
        elif isinstance(key, Literal) and isinstance(key.value, bool):
            key = Literal(key.start, key.end, "true" if key.value else "false")
        self.blank()
        token = self.next()
        if token.kind != "operator" or token.value not in ("=", ":"):
            raise self.error(token, "`=` was expected after this key")
        self.blank()
        return key, self.expression()

    def for_expression(self, opening: Token, closing: str) -> Expression:
        self.expect("for")
        first = self.next()
        second = self.next() if self.accept(",") else None
        for name in (first, second):
            if name is not None and name.kind != "word":
                raise self.error(name, "a name was expected here")
        names = (first.value, second.value) if second else ("", first.value)
        self.expect("in")
        node = For(opening.start, opening.end, names, self.expression())
        self.expect(":")
        node.body = self.expression()
        if self.accept("=>"):
            node.key_body = node.body
            node.body = self.expression()
            node.group = self.accept("...")
        elif closing == "}":
            raise self.error(self.peek(), "`=>` was expected here")
        if self.accept("if"):
            node.condition = self.expression()
        node.end = self.expect(closing).end
        return node
