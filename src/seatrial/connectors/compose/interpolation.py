"""Variables in compose files: ``$TAG``, ``${TAG:-1.27}`` and the other forms.

https://docs.docker.com/reference/compose-file/interpolation/
"""

import re
from collections.abc import Iterator, Mapping

from seatrial.model.value import Unknown, Value

_NAME = re.compile(r"[A-Za-z_]\w*")
_OPERATOR = re.compile(r":?[-?+]")
_MOST_NESTED = 10
_SET = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*")


def filled(text: str, variables: Mapping[str, str]) -> Value:
    """The text with its variables filled in, as far as they are known; the rest is given by whoever starts it."""
    if "$" not in text:
        return text
    return _together([*_pieces(text, variables, _MOST_NESTED)], text)


def _together(pieces: list[str | Unknown], text: str) -> Value:
    unknown = next((piece for piece in pieces if isinstance(piece, Unknown)), None)
    if unknown is None:
        return "".join(map(str, pieces))
    joined: list[str | Unknown] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return Unknown(f"`{text[:80]}`: {unknown.reason}", parts=tuple(joined))


def _pieces(text: str, variables: Mapping[str, str], depth: int) -> Iterator[str | Unknown]:
    at = 0
    while (dollar := text.find("$", at)) >= 0:
        yield text[at:dollar]
        rest = text[dollar + 1 :]
        if rest.startswith("$"):
            yield "$"
            at = dollar + 2
        elif rest.startswith("{"):
            end = _closing(rest)
            yield from _braced(rest[1:end], variables, depth)
            at = dollar + 2 + end
        elif name := _NAME.match(rest):
            yield variables.get(name[0], _given(name[0]))
            at = dollar + 1 + name.end()
        else:
            yield Unknown(f"`${rest[:20]}` is no variable")
            return
    yield text[at:]


def _closing(text: str) -> int:
    """Where the first brace of a text is closed; its end where it is not."""
    depth = 0
    for at, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if not depth:
            return at
    return len(text)


def _braced(text: str, variables: Mapping[str, str], depth: int) -> Iterator[str | Unknown]:
    """``TAG``, ``TAG:-default``, ``TAG:?error``, ``TAG:+other``; with a colon an empty value is none."""
    name = _NAME.match(text)
    operator = _OPERATOR.match(text, name.end()) if name else None
    if name is None or not depth or (operator is None and name.end() != len(text)):
        yield Unknown(f"`${{{text[:40]}}}` is no variable")
        return
    value = variables.get(name[0])
    has = value is not None and not (operator and operator[0][0] == ":" and not value)
    kind = operator[0][-1] if operator else ""
    if kind == "+" and value is None:
        # Whether somebody sets it nobody knows, and so which of the two it is.
        yield _given(name[0])
    elif kind == "+" or (kind == "-" and not has):
        yield from _pieces(text[operator.end() :], variables, depth - 1) if operator and (has or kind == "-") else ()
    else:
        yield value if has and value is not None else _given(name[0])


def _given(name: str) -> Unknown:
    return Unknown(f"`{name}` is given by whoever starts it", kept="given")


def variables_in(text: str) -> dict[str, str]:
    """What a ``.env`` file sets.  What is no assignment, or has variables itself, sets nothing."""
    found = {}
    for line in text.splitlines():
        said = _SET.fullmatch(line)
        if said is None or line.lstrip().startswith("#"):
            continue
        name, value = said[1], said[2]
        quote = value[:1] if value[:1] in ("'", '"') else ""
        if quote:
            value, closed, _ = value[1:].partition(quote)
            if not closed:
                continue
        else:
            value = re.split(r"\s+#", value, maxsplit=1)[0]
        if "$" not in value or quote == "'":
            found[name] = value
    return found
