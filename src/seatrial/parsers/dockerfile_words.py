"""Words of a Dockerfile: what stands between blanks, quotes considered."""

from collections.abc import Iterator
from dataclasses import dataclass

BLANK = " \t\r\f\v\n"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, quotes and all, or the text of a JSON string, and where it is in the instruction."""

    text: str
    start: int
    end: int


def skip_blank(text: str, position: int) -> int:
    while position < len(text) and text[position] in BLANK:
        position += 1
    return position


def unquoted(text: str, escape: str) -> str:
    """Take off quotes and escape characters, as Docker does with a flag and a heredoc's name."""
    result, position, quote = [], 0, ""
    while position < len(text):
        character = text[position]
        if character == escape and quote != "'" and position + 1 < len(text):
            position += 1
            result.append(text[position])
        elif character == quote:
            quote = ""
        elif character in "'\"" and not quote:
            quote = character
        else:
            result.append(character)
        position += 1
    return "".join(result)


def word_end(text: str, position: int, escape: str) -> int:
    """Where the word ends that begins here: at a blank outside of quotes."""
    quote = ""
    while position < len(text):
        character = text[position]
        if character == escape and quote != "'":
            position += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in BLANK:
            break
        position += 1
    return min(position, len(text))


def words(text: str, escape: str = "\\") -> Iterator[Word]:
    """Split at blanks outside of quotes; the words keep their quotes."""
    position = skip_blank(text, 0)
    while position < len(text):
        end = word_end(text, position, escape)
        yield Word(text[position:end], position, end)
        position = skip_blank(text, end)
