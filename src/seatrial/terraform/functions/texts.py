"""Functions on texts.  Lengths and positions count grapheme clusters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.graphemes import graphemes
from seatrial.terraform.functions.registry import (
    Context,
    FunctionError,
    Parameter,
    Unknowns,
    amount,
    function,
    text,
    whole,
)
from seatrial.terraform.types import STRING, ListOf
from seatrial.terraform.values import Number, derive, nfc, text_of

# What Go's unicode.IsSpace takes for space; Python's own notion adds the separators U+001C to U+001F.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_LINE_ENDS = re.compile(r"(?:\r\n?|\n)+\Z")
_PARTIAL = Parameter("str", STRING, unknowns=Unknowns.ALLOWED)


def _upper(value: str) -> str:
    return value.upper() if value.isascii() else "".join(map(_one_upper, value))


def _one_upper(character: str) -> str:
    # Go maps one character to one; where Unicode has a longer capital form ("ß"), it keeps the character.
    capital = character.upper()
    return capital if len(capital) == 1 else character


def _one_title(character: str) -> str:
    capital = character.title()
    return capital if len(capital) == 1 else character


@function(text("str"))
def upper(value: str) -> Value:
    return _upper(value)


@function(text("str"))
def lower(value: str) -> Value:
    # Character by character: Python's own lower() knows the final sigma, and that a dotted capital I has two marks.
    return value.lower() if value.isascii() else "".join(character.lower()[0] for character in value)


@function(text("str"))
def title(value: str) -> Value:
    pieces: list[str] = []
    previous = " "
    for character in value:
        pieces.append(_one_title(character) if _separates(previous) else character)
        previous = character
    return "".join(pieces)


def _separates(character: str) -> bool:
    """Go's notion, for strings.Title, of what stands between words."""
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return character in _SPACE


@function(text("str"))
def chomp(value: str) -> Value:
    return _LINE_ENDS.sub("", value)


@function(text("str"), text("cutset"))
def trim(value: str, cutset: str) -> Value:
    return value.strip(cutset) if cutset else value


@function(text("str"))
def trimspace(value: str) -> Value:
    return value.strip(_SPACE)


@function(text("str"))
def ltrimspace(value: str) -> Value:
    return value.lstrip(_SPACE)


@function(text("str"), text("prefix"))
def trimprefix(value: str, prefix: str) -> Value:
    return value.removeprefix(prefix)


@function(text("str"), text("suffix"))
def trimsuffix(value: str, suffix: str) -> Value:
    return value.removesuffix(suffix)


@function(_PARTIAL, text("prefix"))
def startswith(value: str | Unknown, prefix: str) -> Value:
    if isinstance(value, str):
        return value.startswith(prefix)
    known = value.prefix
    if known.startswith(prefix):
        return True if prefix else derive(value)
    return derive(value) if prefix.startswith(known) else False


@function(_PARTIAL, text("suffix"))
def endswith(value: str | Unknown, suffix: str) -> Value:
    if isinstance(value, str):
        return value.endswith(suffix)
    last = value.parts[-1] if value.parts else ""
    known = last if isinstance(last, str) else ""
    if known.endswith(suffix):
        return True if suffix else derive(value)
    return derive(value) if suffix.endswith(known) else False


@function(_PARTIAL, text("substr"))
def strcontains(value: str | Unknown, wanted: str) -> Value:
    if isinstance(value, str):
        return wanted in value
    known = any(isinstance(part, str) and wanted in part for part in value.parts)
    return True if known else derive(value)


@function(text("separator"), text("str"))
def split(separator: str, value: str) -> Value:
    return value.split(separator) if separator else list(value)


@function(text("separator"), rest=Parameter("lists", ListOf(STRING), unknowns=Unknowns.WHOLE), context=True)
def join(context: Context, separator: str, *lists: list[Value]) -> Value:
    if not lists:
        raise FunctionError("join: at least one list is required")
    items = [item for one in lists for item in one]
    size = sum(len(item) for item in items if isinstance(item, str)) + len(separator) * len(items)
    check_size("join", size, context)
    for position, item in enumerate(items):
        if item is None:
            raise FunctionError(f"join: element {position} is null; cannot concatenate null values")
    if any(type(item) is Unknown for item in items):
        pieces: list[str | Unknown] = []
        for item in items:
            pieces += (separator, item)
        return text_of(pieces[1:])
    return nfc(separator.join(items))


def check_size(name: str, size: int, context: Context) -> None:
    """Refuse to make a text that is past the bound."""
    bound = context.limits.characters
    if size > bound:
        raise FunctionError(f"{name}: the text has more than {bound} characters", bound=f"{bound} characters")


@function(text("str"))
def strrev(value: str) -> Value:
    return nfc("".join(reversed(graphemes(value))))


@function(text("str"), amount("offset"), amount("length"))
def substr(value: str, offset: Number, length: Number) -> Value:
    start, size = whole(offset, "offset"), whole(length, "length")
    clusters: list[str] | str = value if value.isascii() and "\r" not in value else graphemes(value)
    # From the end, a length of zero means all that follows; so does a negative one from anywhere.
    to_the_end = size < 0 or (start < 0 and not size)
    if start < 0:
        start = max(0, len(clusters) + start)
    return "".join(clusters[start:] if to_the_end else clusters[start : start + size])


@function(amount("spaces"), text("str"), context=True)
def indent(context: Context, spaces: Number, value: str) -> Value:
    width = whole(spaces, "spaces")
    if width < 0:
        raise FunctionError("indent: the number of spaces must not be negative")
    check_size("indent", len(value) + width * value.count("\n"), context)
    if "\n" not in value:
        # A width past what a text can be wide is no error where nothing is indented.
        return value
    return value.replace("\n", "\n" + " " * width)


@function(text("template"), Parameter("vars", unknowns=Unknowns.WHOLE), context=True, may_be_null=True)
def templatestring(context: Context, template: str, variables: Value) -> Value:
    return context.render(template, template_variables("templatestring", variables))


def template_variables(name: str, variables: Value) -> Mapping[str, Value]:
    """The variables of a template, which must have names that a template can say."""
    if not isinstance(variables, Mapping):
        raise FunctionError(f"{name}: invalid vars value: must be a map")
    for key in variables:
        if not _IDENTIFIER.fullmatch(key):
            raise FunctionError(f'{name}: invalid template variable name "{key}": must start with a letter')
    return variables


_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
