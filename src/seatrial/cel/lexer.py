"""Text to tokens, as in the CEL language definition, section Syntax."""

import re
from typing import NamedTuple

from seatrial.cel.ast import Span
from seatrial.cel.errors import CelError
from seatrial.cel.values import INT_MAX, UINT_MAX, Uint

MAX_TEXT = 256 * 1024

RESERVED = frozenset(
    (
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    )
)
KEYWORDS = frozenset(("true", "false", "null", "in"))

_TOKEN = re.compile(
    r"""
    (?P<skip>      [\t\n\f\r ]+ | //[^\n]* )
  | (?P<text>      (?:[rR][bB]?|[bB][rR]?)? (?: \"{3} | '{3} | \" | ' ) )
  | (?P<number>    0[xX][0-9a-fA-F]+[uU]? | (?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)? | [0-9]+[eE][+-]?[0-9]+
                   | \.[0-9]+(?:[eE][+-]?[0-9]+)?) | [0-9]+[uU]? )
  | (?P<name>      [_a-zA-Z][_a-zA-Z0-9]* )
  | (?P<quoted>    `[a-zA-Z0-9_.\-/\ ]+` )
  | (?P<operator>  && | \|\| | == | != | <= | >= | [-+*/%<>!?:.,()\[\]{}] )
    """,
    re.VERBOSE,
)
_ENDS = {
    quote: re.compile(pattern, re.DOTALL)
    for quote, pattern in {
        '"': r'[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*"',
        "'": r"[^'\\\n\r]*(?:\\.[^'\\\n\r]*)*'",
        '"""': r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""',
        "'''": r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''",
    }.items()
}
_RAW_ENDS = {
    quote: re.compile(pattern, re.DOTALL)
    for quote, pattern in {
        '"': r'[^"\n\r]*"',
        "'": r"[^'\n\r]*'",
        '"""': r'[^"]*(?:"(?!"")[^"]*)*"""',
        "'''": r"[^']*(?:'(?!'')[^']*)*'''",
    }.items()
}
_ESCAPE = re.compile(
    r"\\(?:(?P<simple>[abfnrtv\\?\"'`])|[xX](?P<hex>[0-9a-fA-F]{2})|u(?P<short>[0-9a-fA-F]{4})"
    r"|U(?P<long>[0-9a-fA-F]{8})|(?P<octal>[0-3][0-7]{2})|(?P<bad>.?))",
    re.DOTALL,
)
_SIMPLE = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))


class Token(NamedTuple):
    """``kind`` is name, quoted, literal, end, or the operator itself; ``value`` the name or the literal's value."""

    kind: str
    value: object
    span: Span


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, the last of kind ``end``.  Raises CelError."""
    if len(text) > MAX_TEXT:
        raise CelError(f"the expression has {len(text)} characters; the limit is {MAX_TEXT}", text=text[:1])
    tokens: list[Token] = []
    position, line, line_start = 0, 1, 0
    length, match = len(text), _TOKEN.match
    while position < length:
        found = match(text, position)
        if found is None:
            raise CelError(f"unexpected character {text[position]!r}", text=text, offset=position)
        kind, end = found.lastgroup, found.end()
        value: object = found.group()
        if kind != "skip":
            if kind == "text":
                value, end = _text(text, position, found.group())
                kind = "literal"
            elif kind == "number":
                value, kind = _number(text, position, found.group()), "literal"
            elif kind == "quoted":
                value = found.group()[1:-1]
            elif kind == "operator":
                kind = found.group()
            tokens.append(Token(kind or "", value, Span(position, end, line, position - line_start + 1)))
        if kind in ("skip", "literal"):
            breaks = text.count("\n", position, end)
            if breaks:
                line += breaks
                line_start = text.rfind("\n", position, end) + 1
        position = end
    tokens.append(Token("end", None, Span(length, length, line, length - line_start + 1)))
    return tokens


def _number(text: str, offset: int, written: str) -> int | float | Uint:
    lower = written.lower()
    is_hex = lower.startswith("0x")
    if not is_hex and ("." in lower or "e" in lower):
        return float(lower)
    unsigned = lower.endswith("u")
    digits = lower.rstrip("u")
    # Python itself refuses to convert more than 4300 digits; nothing past 20 can be in range.
    value = (int(digits, 16) if is_hex else int(digits)) if len(digits.lstrip("0x")) <= 20 else UINT_MAX + 1
    # The sign is not known yet: -9223372036854775808 is in range, and the parser looks at what is left.
    if value > (UINT_MAX if unsigned else INT_MAX + 1):
        raise CelError(
            f"the number {written[:30]} is out of range", text=text, offset=offset, end=offset + len(written)
        )
    return Uint(value) if unsigned else value


def _text(text: str, offset: int, opening: str) -> tuple[str | bytes, int]:
    prefix = opening.rstrip("\"'").lower()
    quote = opening[len(prefix) :]
    raw = "r" in prefix
    start = offset + len(opening)
    found = (_RAW_ENDS if raw else _ENDS)[quote].match(text, start)
    if found is None:
        raise CelError("this text has no closing quote", text=text, offset=offset, end=start)
    body = found.group()[: -len(quote)]
    if "b" in prefix:
        return (body.encode() if raw else _unescaped_bytes(text, start, body)), found.end()
    return (body if raw else _unescaped(text, start, body)), found.end()


def _unescaped(text: str, start: int, body: str) -> str:
    if "\\" not in body:
        return body

    def replace(found: re.Match[str]) -> str:
        if simple := found["simple"]:
            return _SIMPLE[simple]
        digits = found["hex"] or found["short"] or found["long"]
        if digits is None and found["octal"] is None:
            raise _bad_escape(text, start, found)
        code = int(digits, 16) if digits is not None else int(found["octal"], 8)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise _bad_escape(text, start, found)
        return chr(code)

    return _ESCAPE.sub(replace, body)


def _unescaped_bytes(text: str, start: int, body: str) -> bytes:
    parts: list[bytes] = []
    last = 0
    for found in _ESCAPE.finditer(body):
        parts.append(body[last : found.start()].encode())
        last = found.end()
        if simple := found["simple"]:
            parts.append(_SIMPLE[simple].encode())
        elif found["hex"]:
            parts.append(bytes((int(found["hex"], 16),)))
        elif found["octal"]:
            parts.append(bytes((int(found["octal"], 8),)))
        else:
            raise _bad_escape(text, start, found)
    parts.append(body[last:].encode())
    return b"".join(parts)


def _bad_escape(text: str, start: int, found: re.Match[str]) -> CelError:
    return CelError(
        f"{found.group()} is no escape sequence; a backslash itself is written \\\\",
        text=text,
        offset=start + found.start(),
        end=start + found.end(),
    )
