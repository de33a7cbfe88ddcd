"""Texts in Markdown, GitHub's flavour, in which nothing that came from outside means anything."""

import re
from urllib.parse import quote

from seatrial.model.advisory import Match
from seatrial.reports._words import clean, cut

_MOST_TEXT = 300
# None of our texts begins a line, where more would mean something.
_SPECIAL = re.compile(r"[\\`*_{}\[\]#|<>~@&]|(?<=www)\.|:(?=//)")


def escaped(text: str) -> str:
    """Text as itself: no markup, no HTML, no mention, no link, on one line."""
    return _SPECIAL.sub(_entity, cut(clean(" ".join(text.split())), _MOST_TEXT))


def _entity(match: re.Match[str]) -> str:
    # A backslash would do for most; entities also keep `@name` and `https://` from becoming mentions and links.
    return f"&#{ord(match[0])};"


def code(text: str) -> str:
    """Text in a typewriter's letters; as HTML, since a span of code cannot hold every text."""
    return f"<code>{escaped(text)}</code>" if text else ""


def link_of(match: Match) -> str:
    """Where one reads about a flaw; nothing in it can end a link."""
    return quote(match.references[0], safe=":/?=&") if match.references else "https://osv.dev"
