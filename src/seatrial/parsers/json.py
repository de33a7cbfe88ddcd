"""JSON (RFC 8259): values by msgspec, and places by a tokenizer of our own that runs when somebody asks for one.

Of duplicate keys the last one counts.  NaN, Infinity, comments and trailing commas are refused, as the RFC has it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from seatrial.errors import LimitError, ParseError
from seatrial.parsers.document import DEFAULT_LIMITS, Document, Limits, Places, Text, decode

# Both patterns meet only text that msgspec has accepted: a string that never ends would cost them quadratic time.
_STRINGS = re.compile(rb'"(?:[^"\\]+|\\.)*+"')
_TOKEN = re.compile(r'"(?:[^"\\]+|\\.)*+"|[{}\[\]:]|[^\s{}\[\],:"]+')
_BYTE = re.compile(r" \(byte (\d+)\)")
_ALL_BUT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_ONE_KIND: Final = bytes.maketrans(b"{}", b"[]")
_FAST_LEVELS: Final = 16
_decoder = msgspec.json.Decoder()


def parse_json(text: bytes | str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the one document of a text.  Raises ParseError, and LimitError past a bound."""
    whole = Text(decode(text))
    content = whole.content.encode(errors="surrogatepass")
    try:
        value = _decoder.decode(content)
    except RecursionError as error:
        raise _too_deep(limits.depth) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _located(str(error), content, whole) from error
    if _nests_past(content, limits.depth):
        raise _too_deep(limits.depth)
    return Document(value, whole, lambda: _places(whole.content))


def _too_deep(depth: int) -> LimitError:
    bound = f"depth {depth}"
    return LimitError(f"arrays and objects are nested too deep (the limit is {bound})", bound=bound, line=1)


def _located(message: str, content: bytes, whole: Text) -> ParseError:
    """msgspec names the byte; people want the line."""
    found = _BYTE.search(message)
    offset = len(content[: int(found[1])].decode(errors="ignore")) if found else len(whole.content)
    line, column = whole.place(offset)
    return ParseError(_BYTE.sub("", message), line=line, column=column)


def _nests_past(content: bytes, depth: int) -> bool:
    """Whether valid JSON nests deeper; fast, since only brackets are kept and the innermost pairs go first."""
    if content.count(b"[") + content.count(b"{") <= depth:
        return False
    brackets = _STRINGS.sub(b"", content).translate(_ONE_KIND, _ALL_BUT_BRACKETS)
    for _ in range(min(depth, _FAST_LEVELS)):
        brackets = brackets.replace(b"[]", b"")
    level, left = 0, max(0, depth - _FAST_LEVELS)
    for bracket in brackets:
        level += 1 if bracket == ord("[") else -1
        if level > left:
            return True
    return False


_Entries = dict[str | int, tuple[int, Any]]
"""The entries of an object or array: where each begins, and its end or what is in it."""


def _places(content: str) -> Places:
    """Return the Places of a whole text."""
    tokens = _TOKEN.finditer(content)
    root: _Entries = {}
    entries, is_object, start = root, False, 0
    key: str | int
    stack: list[tuple[_Entries, bool, int, str | int]] = []
    for token in tokens:
        text = token[0]
        if text in "]}":
            places = _closed(start, entries, token.end())
            entries, is_object, start, key = stack.pop()
            entries[key] = entries[key][0], places
            continue
        key, begin = len(entries), token.start()
        if is_object:
            # As in the mapping that msgspec builds, a repeated key keeps its first rank.
            key, token = _entry(token, tokens)
            text = token[0]
        entries[key] = begin, token.end()
        if text in "[{":
            stack.append((entries, is_object, start, key))
            entries, is_object, start = {}, text == "{", token.start()
    begin, below = root[0]
    return below if isinstance(below, list) else [begin, below]


def _entry(key: re.Match[str], tokens: Iterator[re.Match[str]]) -> tuple[str, re.Match[str]]:
    """Return an entry's key, and the first token of its value."""
    next(tokens)  # the colon
    return json.loads(key[0]) if "\\" in key[0] else key[0][1:-1], next(tokens)


def _closed(start: int, entries: _Entries, end: int) -> Places:
    places: Places = [start]
    for entry in entries.values():
        places += entry
    places.append(end)
    return places
