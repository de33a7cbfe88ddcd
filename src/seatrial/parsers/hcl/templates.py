"""Templates: the text between quotes, in a heredoc, in a template file, in a string of JSON syntax."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

from seatrial.parsers.hcl.lexer import Token, tokens
from seatrial.parsers.hcl.syntax import Conditional, Expression, Join, Literal, Template
from seatrial.parsers.hcl.text import MAX_DEPTH, Text

ParseTokens = Callable[[Text, list[Token]], Expression]

_QUOTED = re.compile(r"[^\\$%]+|\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{|[$%]\{~?|[$%]", re.DOTALL)
# The literals of a heredoc end with their line: stripping and indentation go line by line.
_BARE = re.compile(r"[^$%\n]*\n|[^$%\n]+|\$\$\{|%%\{|[$%]\{~?|[$%]")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(slots=True)
class _Piece:
    """A run of text, an interpolation or a directive, in the order of the source."""

    kind: str
    start: int
    end: int
    text: str = ""
    expression: Expression | None = None
    names: tuple[str, str] = ("", "")


def unescape(text: Text, start: int, end: int) -> str:
    """Return what a string without interpolation says."""
    content = text.content[start:end]
    if "\\" in content or "{" in content:
        content = "".join(_literal(text, hit[0], start + hit.start()) for hit in _QUOTED.finditer(content))
    return nfc(content)


def nfc(content: str) -> str:
    """A text as Terraform keeps it: characters composed."""
    return content if content.isascii() else normalize("NFC", content)


def parse_template(
    text: Text, start: int, end: int, parse: ParseTokens, *, quoted: bool, flush: bool = False
) -> Expression:
    """Parse a span as a template.  ``flush``: take the common indentation away, as ``<<-`` does."""
    pieces = _pieces(text, start, end, parse, quoted)
    if flush:
        _take_indentation(pieces)
    return _assemble(text, pieces, start, end, quoted)


def _pieces(text: Text, start: int, end: int, parse: ParseTokens, quoted: bool) -> list[_Piece]:
    match = (_QUOTED if quoted else _BARE).match
    found: list[_Piece] = []
    at = start
    strip_next = False
    while at < end:
        hit = match(text.content, at, end)
        if hit is None:
            raise text.error("this is no template", at)
        mark = hit[0]
        if mark[0] not in "$%" or mark[1:2] != "{":
            strip_next = _add_text(found, _literal(text, mark, at, quoted), at, hit.end(), strip_next, quoted)
            at = hit.end()
            continue
        if mark.endswith("~") and found and found[-1].kind == "text":
            found[-1].text = found[-1].text.rstrip()
        inner, close = tokens(text, hit.end(), end, inside_braces=True)
        strip_next = len(inner) > 1 and inner[-2].value == "~"
        if strip_next:
            del inner[-2]
        piece = _interpolation if mark[0] == "$" else _directive
        found.append(piece(text, inner, at, close + 1, parse))
        at = close + 1
    return found


def _add_text(found: list[_Piece], literal: str, start: int, end: int, strip: bool, quoted: bool) -> bool:
    """Add a run of text; whether the run that a strip marker asked to strip still goes on."""
    if strip:
        literal = literal.lstrip()
    last = found[-1] if found else None
    if last is not None and last.kind == "text" and (quoted or not last.text.endswith("\n")) and last.end == start:
        last.text += literal
        last.end = end
    else:
        found.append(_Piece("text", start, end, literal))
    # Between quotes all of the text up to the next brace is one literal; in a heredoc the line is.
    return strip and quoted and not literal


def _literal(text: Text, mark: str, at: int, quoted: bool = True) -> str:
    if mark in ("$${", "%%{"):
        return mark[1:]
    if not quoted or mark[0] != "\\":
        return mark
    if mark[1] in "uU":
        if len(mark) > 2 and (code := int(mark[2:], 16)) <= 0x10FFFF:
            return chr(code)
        raise text.error("this is no Unicode escape", at)
    if mark[1] not in _ESCAPES:
        raise text.error(f"`{mark}` is no escape sequence", at)
    return _ESCAPES[mark[1]]


def _interpolation(text: Text, inner: list[Token], start: int, end: int, parse: ParseTokens) -> _Piece:
    return _Piece("value", start, end, expression=parse(text, inner))


def _directive(text: Text, inner: list[Token], start: int, end: int, parse: ParseTokens) -> _Piece:
    inner = [token for token in inner if token.kind != "newline"]
    word = inner[0].value if inner[0].kind == "word" else ""
    if word == "if":
        return _Piece("if", start, end, expression=parse(text, inner[1:]))
    if word in ("else", "endif", "endfor") and len(inner) == 2:
        return _Piece(word, start, end)
    if word == "for":
        names = [token.value for token in inner[1:5]]
        if len(names) == 4 and names[1] == "," and names[3] == "in":
            return _Piece("for", start, end, names=(names[0], names[2]), expression=parse(text, inner[5:]))
        if len(names) > 1 and names[1] == "in":
            return _Piece("for", start, end, names=("", names[0]), expression=parse(text, inner[3:]))
    raise text.error("this directive is none of if, else, endif, for, endfor", start)


def _take_indentation(pieces: list[_Piece]) -> None:
    """Take the smallest indentation from each line, as hclsyntax's flushHeredocTemplateParts does."""
    lines: list[_Piece] = []
    smallest: int | None = None
    at_start = True
    for piece in pieces:
        if at_start:
            at_start = False
            if piece.kind != "text":
                smallest = 0
            # A line of nothing but spaces counts for nothing and keeps them.
            elif piece.text.strip() or not piece.text.endswith("\n"):
                indentation = len(piece.text) - len(piece.text.lstrip())
                smallest = indentation if smallest is None else min(smallest, indentation)
                lines.append(piece)
        at_start = piece.kind == "text" and piece.text.endswith("\n")
    for piece in lines:
        piece.text = piece.text[smallest:]


def _assemble(text: Text, pieces: list[_Piece], start: int, end: int, quoted: bool) -> Expression:
    """Make a tree of the pieces: what stands between ``if`` and ``endif`` belongs to the ``if``."""
    open_pieces: list[tuple[_Piece, list[Expression], list[Expression]]] = []
    parts: list[Expression] = []
    for piece in pieces:
        if piece.kind == "text":
            if piece.text:
                parts.append(Literal(piece.start, piece.end, nfc(piece.text)))
        elif piece.kind == "value":
            assert piece.expression is not None  # noqa: S101 - an interpolation has one
            parts.append(piece.expression)
        elif piece.kind in ("if", "for"):
            if len(open_pieces) >= MAX_DEPTH:
                raise text.too_deep(piece.start)
            open_pieces.append((piece, parts, []))
            parts = []
        else:
            parts = _close(text, piece, parts, open_pieces)
    if open_pieces:
        raise text.error(f"this `{open_pieces[-1][0].kind}` is never ended", open_pieces[-1][0].start)
    if not parts:
        return Literal(start, end, "")
    if len(parts) == 1:
        if isinstance(parts[0], Literal) and isinstance(parts[0].value, str) and pieces[0].kind == "text":
            return Literal(start, end, parts[0].value)
        return Template(start, end, tuple(parts), wraps=len(pieces) == 1 and pieces[0].kind == "value")
    return Template(start, end, tuple(parts))


def _close(
    text: Text,
    piece: _Piece,
    parts: list[Expression],
    open_pieces: list[tuple[_Piece, list[Expression], list[Expression]]],
) -> list[Expression]:
    """Handle an else, endif or endfor; return the list that goes on."""
    opening = open_pieces[-1] if open_pieces else None
    wanted = "for" if piece.kind == "endfor" else "if"
    if opening is None or opening[0].kind not in (wanted, "else") or (wanted == "for") != (opening[0].kind == "for"):
        raise text.error(f"this `{piece.kind}` ends nothing", piece.start)
    begin, outer, yes = opening
    condition = begin.expression
    assert condition is not None  # noqa: S101 - both directives have one
    if piece.kind == "else":
        if begin.kind == "else":
            raise text.error("this `else` is the second one", piece.start)
        begin.kind = "else"
        open_pieces[-1] = (begin, outer, parts)
        return []
    open_pieces.pop()
    body = Template(begin.end, piece.start, tuple(parts))
    if piece.kind == "endfor":
        outer.append(Join(begin.start, piece.end, begin.names, condition, body))
        return outer
    has_else = begin.kind == "else"
    first = Template(begin.end, piece.start, tuple(yes)) if has_else else body
    second = body if has_else else Template(piece.start, piece.start, ())
    outer.append(Conditional(condition, first, second, piece.end))
    return outer
