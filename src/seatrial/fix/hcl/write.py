"""Values and blocks as HCL text, in the layout of `terraform fmt`.

Texts come as lines without indentation of their own: whoever places them indents them.
"""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from seatrial.fix.edit import CannotEditError
from seatrial.model.location import Path
from seatrial.model.value import Value
from seatrial.parsers.hcl.lexer import IDENTIFIER

_WORD = re.compile(IDENTIFIER)
_KEYWORDS = frozenset({"true", "false", "null", "for", "if", "in"})
_ESCAPED = re.compile(r'[\\"\n\r\t]|[$%](?=\{)|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "$": "$$", "%": "%%"}


def lines_of(value: Value, unit: str) -> list[str]:
    """Return a value as an expression.  Raises CannotEditError for what HCL cannot say, and for null."""
    if isinstance(value, Mapping):
        if not value:
            return ["{}"]
        entries = [(key_text(str(key)), lines_of(item, unit)) for key, item in value.items()]
        return ["{", *_indented(assignments(entries), unit), "}"]
    if isinstance(value, list | tuple):
        return _list_lines([lines_of(item, unit) for item in value], unit)
    return [_scalar(value)]


def _list_lines(items: Sequence[list[str]], unit: str) -> list[str]:
    if all(len(lines) == 1 for lines in items):
        return [f"[{', '.join(lines[0] for lines in items)}]"]
    inside = [line for lines in items for line in (*lines[:-1], f"{lines[-1]},")]
    return ["[", *_indented(inside, unit), "]"]


def inline(value: Value) -> str:
    """Return a value as an expression on one line.  Raises CannotEditError as `lines_of` does."""
    if isinstance(value, Mapping):
        entries = ", ".join(f"{key_text(str(key))} = {inline(item)}" for key, item in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return _scalar(value)


def _scalar(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, str):
        return quoted(value)
    raise CannotEditError(f"{value!r} cannot be written as a literal of HCL")


def quoted(value: str) -> str:
    """A text between quotes; nothing in it is a template.  Raises CannotEditError for half a character."""
    if not value.isascii() and re.search("[\ud800-\udfff]", value):
        raise CannotEditError("half of a surrogate pair is no text")
    return f'"{_ESCAPED.sub(_escape, value)}"'


def _escape(hit: re.Match[str]) -> str:
    return _ESCAPES.get(hit[0]) or f"\\u{ord(hit[0]):04x}"


def key_text(key: str) -> str:
    return key if _WORD.fullmatch(key) and key not in _KEYWORDS else quoted(key)


def check_name(name: str | int) -> None:
    """Raise CannotEditError for what cannot be the name of an attribute or a block."""
    if not isinstance(name, str) or not _WORD.fullmatch(name):
        raise CannotEditError(f"`{name}` cannot be the name of an attribute")


def assignments(entries: Sequence[tuple[str, list[str]]]) -> list[str]:
    """``name = value`` for each entry; the equals signs of neighbours that take one line each stand in one column."""
    found: list[str] = []
    for is_single, run in groupby(entries, key=lambda entry: len(entry[1]) == 1):
        members = list(run)
        width = max(len(name) for name, _ in members) if is_single else 0
        for name, lines in members:
            found += (f"{name.ljust(width)} = {lines[0]}", *lines[1:])
    return found


def item_lines(name: str, value: Value, prefix: Path, maps: frozenset[Path], unit: str) -> list[str]:
    """An attribute, or the nested blocks that a list of mappings is unless ``maps`` has its path."""
    if is_blocks(value, (*prefix, name), maps):
        blocks = [_block_lines(name, item, (*prefix, name, 0), maps, unit) for item in value]
        return [line for index, block in enumerate(blocks) for line in ([""] * (index > 0) + block)]
    return assignments([(name, lines_of(value, unit))])


def is_blocks(value: Value, path: Path, maps: frozenset[Path]) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
        return False
    return shape(path) not in maps


def shape(path: Path) -> Path:
    """A path of which every index is 0, as ``maps`` has them."""
    return tuple(0 if isinstance(step, int) else step for step in path)


def _block_lines(name: str, body: Mapping[str, Value], prefix: Path, maps: frozenset[Path], unit: str) -> list[str]:
    if not body:
        return [f"{name} {{}}"]
    for key in body:
        check_name(key)
    attributes = [(key, value) for key, value in body.items() if not is_blocks(value, (*prefix, key), maps)]
    inside = assignments([(key, lines_of(value, unit)) for key, value in attributes])
    for key, value in body.items():
        if is_blocks(value, (*prefix, key), maps):
            inside += ([""] * bool(inside)) + item_lines(key, value, prefix, maps, unit)
    return [f"{name} {{", *_indented(inside, unit), "}"]


def _indented(lines: Sequence[str], unit: str) -> list[str]:
    return [f"{unit}{line}" if line else "" for line in lines]
