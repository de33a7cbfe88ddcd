"""Changes to the words of a Dockerfile, at the place that a finding points to."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from seatrial.errors import ParseError
from seatrial.fix import dockerfile
from seatrial.fix.edit import CannotEditError, Edit
from seatrial.model.check import Words
from seatrial.model.location import Location
from seatrial.parsers.dockerfile import Dockerfile, parse
from seatrial.parsers.document import Span, Text

_WORD = re.compile(r"""[^\s"',;&|()\[\]{}]+""")


def edits_of_words(words: Words, text: str, place: Location) -> tuple[Edit, ...]:
    """The edits that a change means at a place.  Raises CannotEditError."""
    if words.replace:
        return dockerfile.replace(text, _word(words.replace, text, place), words.with_)
    if words.insert:
        return dockerfile.add_word(text, _word(words.after, text, place), words.insert)
    if words.suffix:
        return _lengthened(words.suffix, text, place)
    at = _instruction(text, place)
    if words.rename:
        return dockerfile.rename(text, at, words.rename)
    if words.flag:
        return dockerfile.add_flag(text, at, words.flag)
    if words.append:
        return dockerfile.extend(text, at, words.append)
    return dockerfile.add_line(text, at, words.before or words.behind, before=bool(words.before))


def _lengthened(suffix: str, text: str, place: Location) -> tuple[Edit, ...]:
    """The word that is at the place, with something at its end; in the exec form it is a string of JSON."""
    span = (place.line, place.column, place.end_line, place.end_column)
    lines = Text(text)
    word = text[lines.offset(*span[:2]) : lines.offset(*span[2:])]
    if not word or re.search(r"\s", word) or word.endswith("'"):
        raise CannotEditError("what was found is no single word")
    if word.startswith('"'):
        try:
            word = json.loads(word)
        except ValueError as error:
            raise CannotEditError("what was found is no string") from error
    return dockerfile.replace(text, span, word + suffix)


def _word(wanted: tuple[str, ...], text: str, place: Location) -> Span:
    """The place of a word that is one of some: the first at a place, else the last before it in its instruction."""
    lines = Text(text)
    start, end = lines.offset(place.line, place.column), lines.offset(place.end_line, place.end_column)
    begin = lines.offset(*_instruction(text, place))
    inside = [match for match in _WORD.finditer(text, start, end) if match[0] in wanted]
    before = [match for match in _WORD.finditer(text, begin, start) if match[0] in wanted]
    if not inside and not before:
        raise CannotEditError(f"there is no word {' or '.join(map(repr, wanted))} where it was found")
    match = inside[0] if inside else before[-1]
    return (*lines.place(match.start()), *lines.place(match.end()))


def _instruction(text: str, place: Location) -> tuple[int, int]:
    """Where the instruction begins in which a place lies."""
    lines = Text(text)
    offset = lines.offset(place.line, place.column)
    for instruction in _parsed(text).instructions:
        if instruction.span[0] <= offset < instruction.span[1]:
            return lines.place(instruction.span[0])
    raise CannotEditError("it lies in no instruction")


@lru_cache(maxsize=4)
def _parsed(text: str) -> Dockerfile:
    try:
        return parse(text)
    except ParseError as error:
        raise CannotEditError(f"the text cannot be read: {error.message}") from error
