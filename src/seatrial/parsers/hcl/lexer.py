"""Tokens of HCL's native syntax, and the scanning that skips an expression without reading it.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from typing import NamedTuple

from seatrial.parsers.hcl.text import MAX_DEPTH, Text

IDENTIFIER = r"[^\W\d][\w-]*+"
# A string that needs no look inside: no interpolation, no directive.
PLAIN_STRING = r'"(?:[^"\\$%\n]|\\.|[$%](?![{$%]))*+"'
HEREDOC = re.compile(rf"<<(-?)({IDENTIFIER})[ \t]*\r?\n")

_TOKEN = re.compile(
    rf"""[ \t\r]*(?:
    (?P<word>{IDENTIFIER}(?:::{IDENTIFIER})*)
  | (?P<string>{PLAIN_STRING})
  | (?P<operator>\.\.\.|==|!=|<=|>=|&&|\|\||=>|[-+*/%!<>?:=.,()\[\]{{}}~](?<!/(?=[/*]))(?<!<(?=<)))
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<newline>\n)
  | (?P<quote>")
  | (?P<heredoc><<)
  | (?P<comment>\#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/)
  | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_STRUCTURE = re.compile(rf"{PLAIN_STRING}|[\[({{\])}}\n\"#]|//|/\*|<<(?=-?{IDENTIFIER}[ \t]*\r?\n)")
_TEMPLATE = re.compile(r'\\.|\$\$\{|%%\{|\$\{|%\{|"|\n')
# A token costs a hundred times its character.
MAX_TOKENS = 250_000
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """``kind`` is word, string, number, operator, newline, template, heredoc or end."""

    kind: str
    value: str
    start: int
    end: int


def tokens(text: Text, start: int, end: int, *, inside_braces: bool = False) -> tuple[list[Token], int]:
    """Return the tokens of a span and where they end; inside braces that is the ``}`` without an opening one."""
    content = text.content
    found: list[Token] = []
    depth = 0
    at = start
    match = _TOKEN.match
    while True:
        hit = match(content, at, end)
        if hit is None:
            raise text.error("this character means nothing here", at)
        kind = hit.lastgroup
        if kind is None:  # pragma: no cover - every alternative is named
            raise text.error("this character means nothing here", at)
        value = hit[kind]
        at = hit.end()
        begin = at - len(value)
        if kind == "comment":
            continue
        if kind == "operator":
            if value == "{":
                depth += 1
            elif value == "}":
                if inside_braces and not depth:
                    found.append(Token("end", "", begin, begin))
                    return found, begin
                depth -= 1
        elif kind == "quote":
            at = skip_template(text, begin, end)
            kind, value = "template", ""
        elif kind == "heredoc":
            at = skip_heredoc(text, begin, end)
            kind, value = "heredoc", ""
        found.append(Token(kind, value, begin, at))
        if len(found) > MAX_TOKENS:
            raise text.past(begin, "this expression is too long", f"{MAX_TOKENS} tokens")
        if kind == "end":
            if inside_braces:
                raise text.error("this template has no closing brace", start)
            return found, at


def skip_expression(text: Text, start: int, end: int) -> tuple[int, int]:
    """Return where an expression ends that starts here, and where to go on.

    It ends at the line's end, at a comment, or at a closing brace, outside of all brackets.
    """
    content = text.content
    search = _STRUCTURE.search
    closing: list[str] = []
    at = start
    while True:
        hit = search(content, at, end)
        if hit is None:
            if closing:
                raise text.error("a bracket that is opened here is never closed", start)
            return end, end
        mark = hit[0]
        at = hit.end()
        if mark == "\n":
            if not closing:
                return hit.start(), at
        elif mark in _CLOSING:
            closing.append(_CLOSING[mark])
            if len(closing) > MAX_DEPTH:
                raise text.too_deep(hit.start())
        elif mark in ")]}":
            if not closing and mark == "}":
                return hit.start(), hit.start()
            if not closing or closing.pop() != mark:
                raise text.error(f"this `{mark}` closes nothing", hit.start())
        elif mark in ("#", "//"):
            if not closing:
                return hit.start(), hit.start()
            at = _line_end(content, at, end)
        elif mark == "/*":
            at = _comment_end(text, hit.start(), end)
        elif mark == "<<":
            at = skip_heredoc(text, hit.start(), end)
        elif mark == '"':
            at = skip_template(text, hit.start(), end)


def skip_template(text: Text, start: int, end: int) -> int:
    """Return where the quoted template that starts here ends."""
    content = text.content
    at = start + 1
    # What we are inside of, outermost first: a template's text, or the braces of code.
    inside = ['"']
    while inside:
        if len(inside) > MAX_DEPTH:
            raise text.too_deep(at)
        if inside[-1] == '"':
            hit = _TEMPLATE.search(content, at, end)
            if hit is None or hit[0] == "\n":
                raise text.error("this string has no closing quote", start)
            at = hit.end()
            if hit[0] == '"':
                inside.pop()
            elif hit[0] in ("${", "%{"):
                inside.append("{")
            continue
        hit = _STRUCTURE.search(content, at, end)
        if hit is None:
            raise text.error("this template has no closing brace", start)
        at = hit.end()
        mark = hit[0]
        if mark == "{":
            inside.append("{")
        elif mark == "}":
            inside.pop()
        elif mark == '"':
            inside.append('"')
        elif mark in ("#", "//"):
            at = _line_end(content, at, end)
        elif mark == "/*":
            at = _comment_end(text, hit.start(), end)
        elif mark == "<<":
            at = skip_heredoc(text, hit.start(), end)
    return at


def skip_heredoc(text: Text, start: int, end: int) -> int:
    """Return the end of the closing word of the heredoc that starts here."""
    opening = HEREDOC.match(text.content, start, end)
    if opening is None:
        raise text.error("this heredoc has no word that ends it", start)
    # The newline before the closing word is the last of the body, so the search starts on the opening line's.
    closing = re.compile(rf"\n[ \t]*{re.escape(opening[2])}[ \t]*\r?(?=\n|\Z)").search(
        text.content, opening.end() - 1, end
    )
    if closing is None:
        raise text.error(f"this heredoc is never closed by a line that says {opening[2]}", start)
    return closing.end()


def _line_end(content: str, at: int, end: int) -> int:
    found = content.find("\n", at, end)
    return end if found < 0 else found


def _comment_end(text: Text, start: int, end: int) -> int:
    found = text.content.find("*/", start + 2, end)
    if found < 0:
        raise text.error("this comment is never closed", start)
    return found + 2
