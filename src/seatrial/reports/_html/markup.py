"""HTML by construction: whatever is not ``Markup`` is escaped, so that a forgotten call cannot let anything through."""

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from seatrial.reports._words import clean

_VOID = frozenset({"input", "meta"})


class Markup(str):
    """Text that is HTML already.  Only this module makes it of strings that came from outside."""

    __slots__ = ()


Attribute = str | int | float | bool | None
"""A value of an attribute: True is the bare name, None and False leave it out."""


def escaped(text: str) -> Markup:
    """The text on one line, as HTML that shows just it.

    Two number signs are kept apart, because a build server takes ``##[`` in a log for a command.
    """
    if isinstance(text, Markup):
        return text
    return Markup(escape(clean(text)).replace("##", "#&#35;"))


def element(name: str, /, *content: str, **attributes: Attribute) -> Markup:
    """An element.  An attribute's name has underscores for dashes; one at the end keeps it from being a keyword."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{''.join(map(escaped, content))}</{name}>")


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escaped(str(value))}"'


def together(parts: Iterable[Markup]) -> Markup:
    """Elements, each on a line of its own."""
    return Markup("\n".join(parts))


def prose(text: str) -> Markup:
    """A text in which backticks set off code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return Markup("".join(element("code", part) if number % 2 else escaped(part) for number, part in enumerate(parts)))


def breakable(text: str) -> Markup:
    """A path that may break after each of its folders."""
    return Markup("<wbr>".join(map(escaped, re.split("(?<=/)", text))))


def path(text: str) -> Markup:
    return element("code", breakable(text))


def link_to_findings(content: str, **filters: str) -> Markup:
    """A link that sets the filters of the list of findings."""
    said = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in filters.items() if value)
    return element("a", content, href=f"#{said}")


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]], *, class_: str = "") -> Markup:
    """A table; the first cell of each row is its head.  It scrolls by itself where it is too wide or too long."""
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    written = element(
        "table",
        element("caption", caption),
        element("thead", head),
        element("tbody", together(_row(cells) for cells in rows)),
        class_=class_ or None,
    )
    return element("div", written, class_="scroll", tabindex=0, role="group", aria_label=caption)


def _row(cells: Iterable[str]) -> Markup:
    first, *rest = cells
    return element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest))
