"""Evaluates calls with literal arguments, such as ``join(",", ["a", 1])``: enough of the language to write tests in."""

import re
from collections.abc import Iterator, Sequence

from seatrial.model.value import Value
from seatrial.terraform.functions import Context, call
from seatrial.terraform.values import nfc, parse_number

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][\w:]*)"""
    r"|(?P<symbol>\.\.\.|[-()\[\]{},=]))",
    re.ASCII,
)
_ESCAPE = re.compile(r"\\(?:(n|r|t|\"|\\)|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|\$\$\{|%%\{")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_WORDS = {"true": True, "false": False, "null": None}


def evaluate(expression: str, context: Context) -> Value:
    """The value of an expression.  Raises what the functions raise."""
    parser = _Parser(list(_tokens(expression)), context)
    value = parser.value()
    parser.expect("")
    return value


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(expression.rstrip()):
        match = _TOKEN.match(expression, position)
        assert match is not None and match.lastgroup is not None, expression[position:]
        yield match.lastgroup, match[match.lastgroup]
        position = match.end()
    yield "symbol", ""


class _Parser:
    def __init__(self, tokens: Sequence[tuple[str, str]], context: Context) -> None:
        self._tokens = tokens
        self._position = 0
        self._context = context

    def _next(self) -> tuple[str, str]:
        self._position += 1
        return self._tokens[self._position - 1]

    def _take(self, symbol: str) -> bool:
        taken = self._tokens[self._position] == ("symbol", symbol)
        self._position += taken
        return taken

    def expect(self, symbol: str) -> None:
        assert self._take(symbol), (symbol, self._tokens[self._position :])

    def value(self) -> Value:
        kind, text = self._next()
        match kind, text:
            case "string", _:
                return nfc(_ESCAPE.sub(_unescaped, text[1:-1]))
            case "number", _:
                return parse_number(text)
            case "symbol", "-":
                return -self.value()
            case "symbol", "[":
                return [item for item, _ in self._items("]")]
            case "symbol", "{":
                return self._object()
            case "name", _ if self._take("("):
                return call(text, self._arguments(), self._context)
            case "name", _:
                return _WORDS[text]
            case _:
                raise AssertionError(text)

    def _arguments(self) -> list[Value]:
        arguments: list[Value] = []
        for item, spread in self._items(")"):
            arguments += item if spread else [item]
        return arguments

    def _items(self, end: str) -> list[tuple[Value, bool]]:
        items: list[tuple[Value, bool]] = []
        while not self._take(end):
            items.append((self.value(), self._take("...")))
            if not self._take(","):
                self.expect(end)
                break
        return items

    def _object(self) -> Value:
        items: dict[str, Value] = {}
        while not self._take("}"):
            kind, text = self._next()
            self.expect("=")
            items[nfc(_ESCAPE.sub(_unescaped, text[1:-1])) if kind == "string" else text] = self.value()
            self._take(",")
        return items


def _unescaped(match: re.Match[str]) -> str:
    if match[0] in ("$${", "%%{"):
        return match[0][1:]
    return _PLAIN[match[1]] if match[1] else chr(int(match[2] or match[3], 16))
