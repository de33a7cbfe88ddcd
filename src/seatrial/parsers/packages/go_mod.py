"""``go.mod`` (https://go.dev/ref/mod#go-mod-file): the modules that a Go module requires.

Since Go 1.17 it has all that are needed to build its packages; what is not asked for by name is marked ``// indirect``.
"""

import re
from collections.abc import Iterator
from typing import Final

from seatrial.errors import ParseError
from seatrial.model.package import Package
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.purl import split_purl
from seatrial.parsers.packages.text import numbered, text_of

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|=>|[()]|[^\s()"`]+')
_INDIRECT = re.compile(r"//\s*indirect\b")
_VERBS: Final = frozenset(
    {"module", "go", "toolchain", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore"}
)
_Replaced = dict[tuple[str, str], tuple[str, str]]
"""What stands in a module's stead; the version is empty for all of them, or of a folder."""


def read(content: bytes, path: str) -> Found:
    """The required modules, as they are replaced."""
    return gather(path, _pieces(content, path))


def project(content: bytes) -> str:
    """The purl of the module itself, which has no version here; empty where it has no name."""
    said = next((words for verb, words, *_ in _statements(text_of(content)[0]) if verb == "module"), [])
    return split_purl("golang", said[0]) if len(said) == 1 and said[0].strip("/") else ""


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    text, problems = text_of(content)
    yield from problems
    required: list[tuple[list[str], int, bool]] = []
    replaced: _Replaced = {}
    has_module = False
    for verb, words, line, is_indirect in _statements(text):
        if verb == "require" and len(words) == 2:
            required.append((words, line, not is_indirect))
        elif verb == "replace" and "=>" in words:
            _replace(replaced, words)
        elif verb == "module":
            has_module = True
        elif verb not in _VERBS or verb == "require":
            yield ParseError("a line that is no statement of a go.mod", line=line)
    if not has_module:
        yield ParseError("the file names no module", line=1)
    for (name, version), line, direct in required:
        yield _module(name, version, replaced, path, line, direct)


def _statements(text: str) -> Iterator[tuple[str, list[str], int, bool]]:
    """Verb, words, line, and whether it is marked as indirect."""
    block = ""
    for number, line in numbered(text):
        code, slashes, comment = line.partition("//")
        words = [word.strip('"`') for word in _WORD.findall(code)]
        if not words:
            continue
        if block and words == [")"]:
            block = ""
        elif not block and words[-1] == "(":
            block = words[0]
        else:
            verb, said = (block, words) if block else (words[0], words[1:])
            yield verb, said, number, bool(_INDIRECT.match(slashes + comment))


def _replace(replaced: _Replaced, words: list[str]) -> None:
    arrow = words.index("=>")
    old, new = [*words[:arrow], ""], [*words[arrow + 1 :], ""]
    if len(old) > 1 and len(new) > 1:
        replaced[old[0], old[1]] = new[0], new[1]


def _module(name: str, version: str, replaced: _Replaced, path: str, line: int, direct: bool) -> Package:
    own = replaced.get((name, version)) or replaced.get((name, ""))
    # A folder in its stead is code of unknown version: the module keeps its name and has none.
    name, version = (name, "") if own and not own[1] else own or (name, version)
    return library("golang", name, version, path=path, line=line, direct=direct, versioned=False)
