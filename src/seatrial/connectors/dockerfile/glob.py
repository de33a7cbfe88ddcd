"""Shell patterns with ``*`` and ``?``, as the builder takes them in ``${name#pattern}``; nothing is tried twice."""

from seatrial.errors import LimitError

MAX_WORK = 1_000_000

_Token = tuple[bool, str]
"""Whether it is a wildcard, and which; or the character that it matches."""


def without_prefix(value: str, pattern: str, *, longest: bool) -> str:
    """``${value#pattern}``, with ``longest`` ``##``."""
    ends = _ends(value, _tokens(pattern))
    return value[(max(ends) if longest else min(ends)) :] if ends else value


def without_suffix(value: str, pattern: str, *, longest: bool) -> str:
    """``${value%pattern}``, with ``longest`` ``%%``."""
    ends = _ends(value[::-1], _tokens(pattern)[::-1])
    return value[: len(value) - (max(ends) if longest else min(ends))] if ends else value


def replaced(value: str, pattern: str, replacement: str, *, every: bool) -> str:
    """``${value/pattern/replacement}``, with ``every`` ``//``; the longest match counts."""
    tokens = _tokens(pattern)
    if not tokens:
        return value
    wild = any(is_wild for is_wild, _ in tokens)
    if len(value) * max(len(replacement), len(value) * len(tokens) if wild else 1) > MAX_WORK:
        raise LimitError("a pattern is too much work", bound=f"{MAX_WORK} steps")
    if not wild:
        return value.replace("".join(text for _, text in tokens), replacement, -1 if every else 1)
    result, at = [], 0
    while at < len(value):
        length = max(_ends(value[at:], tokens), default=0)
        result.append(replacement if length else value[at])
        at += length or 1
        if length and not every:
            break
    return "".join(result) + value[at:]


def _tokens(pattern: str) -> list[_Token]:
    tokens: list[_Token] = []
    escaped = False
    for character in pattern:
        if character == "\\" and not escaped:
            escaped = True
            continue
        tokens.append((character in "*?" and not escaped, character))
        escaped = False
    return tokens


def _ends(value: str, tokens: list[_Token]) -> set[int]:
    """Where a match that begins at the start of the value may end."""
    if len(value) * len(tokens) > MAX_WORK:
        raise LimitError("a pattern is too much work", bound=f"{MAX_WORK} steps")
    places = {0}
    for is_wild, character in tokens:
        if is_wild and character == "*":
            places = set(range(min(places), len(value) + 1))
        else:
            places = {at + 1 for at in places if at < len(value) and (is_wild or value[at] == character)}
        if not places:
            break
    return places
