"""A pattern for Python's own engine, and a bound on what that engine may spend on it.

Python backtracks.  The bound counts the steps of all the ways in which a pattern can be matched against a text of a
length; a pattern whose ways multiply has a bound past use, and goes to the automaton instead.
"""

from __future__ import annotations

import re

from seatrial.cel.regex.syntax import Assertion, Chars, Choice, Group, Node, Repeat, Sequence, can_be_empty

UNBOUNDED = float("inf")
_ASSERTIONS = {
    "start": r"\A",
    "end": r"\Z",
    "line_start": "(?m:^)",
    "line_end": "(?m:$)",
    "word": r"(?a:\b)",
    # Not \B, which before Python 3.14 does not hold in an empty text.
    "not_word": r"(?!(?a:\b))",
}


def to_python(node: Node) -> str | None:
    """The pattern in the syntax of `re`, every construct spelt out; None for what `re` cannot say."""
    match node:
        case Chars():
            return _chars(node)
        case Assertion():
            return _ASSERTIONS[node.kind]
        case Sequence():
            return _joined("", node.parts)
        case Choice():
            inner = _joined("|", node.options)
            return None if inner is None else f"(?:{inner})"
        case Group():
            inner = to_python(node.inner)
            return None if inner is None else f"({inner})"
        case Repeat():
            inner = to_python(node.inner)
            # How often a loop goes round without reading anything is where engines differ.
            if inner is None or (node.most != 1 and can_be_empty(node.inner)):
                return None
            counts = f"{{{node.least},{'' if node.most is None else node.most}}}{'' if node.greedy else '?'}"
            return f"(?:{inner}){counts}"


def _joined(separator: str, nodes: tuple[Node, ...]) -> str | None:
    parts = [to_python(node) for node in nodes]
    return None if None in parts else separator.join(part for part in parts if part is not None)


def _chars(node: Chars) -> str | None:
    if node.categories:
        return None
    if len(node.ranges) == 1 and node.ranges[0][0] == node.ranges[0][1] and not node.negated:
        text = re.escape(chr(node.ranges[0][0]))
    elif not node.ranges:
        text = r"[\s\S]" if node.negated else "(?!)"
    else:
        inner = "".join(f"{_escaped(low)}-{_escaped(high)}" for low, high in node.ranges)
        text = f"[{'^' if node.negated else ''}{inner}]"
    return f"(?i:{text})" if node.fold else text


def _escaped(code: int) -> str:
    return f"\\U{code:08x}"


def is_anchored(node: Node) -> bool:
    """Whether a match can begin at the start of the text only."""
    match node:
        case Assertion():
            return node.kind == "start"
        case Sequence():
            return bool(node.parts) and is_anchored(node.parts[0])
        case Group():
            return is_anchored(node.inner)
        case Choice():
            return all(map(is_anchored, node.options))
    return False


def search_cost(node: Node, length: int) -> float:
    """A bound on the steps of a search in a text of a length."""
    return _spread(node, length)[1] * (1 if is_anchored(node) else length + 1)


def _spread(node: Node, length: int) -> tuple[float, float]:
    """In how many ways a node can match at one place, and the steps to try all of them."""
    match node:
        case Chars() | Assertion():
            return 1.0, 1.0
        case Group():
            return _spread(node.inner, length)
        case Sequence():
            ways, cost = 1.0, 1.0
            for part in node.parts:
                more, price = _spread(part, length)
                cost += ways * price
                ways *= more
            return ways, cost
        case Choice():
            spreads = [_spread(option, length) for option in node.options]
            return sum(ways for ways, _ in spreads), sum(cost for _, cost in spreads)
        case Repeat():
            return _repeat_spread(node, length)


def _repeat_spread(node: Repeat, length: int) -> tuple[float, float]:
    ways, cost = _spread(node.inner, length)
    if UNBOUNDED in (ways, cost):
        # Reckoning on with it would give no number, and that compares with nothing.
        return UNBOUNDED, UNBOUNDED
    most = length + 1 if node.most is None else min(node.most, max(node.least, length + 1))
    if ways == 1:
        return float(most - node.least + 1), 1.0 + most * cost
    # Each turn multiplies the ways: a geometric series, which soon is past any use (and past what a float holds).
    try:
        series = (ways ** (most + 1) - 1) / (ways - 1)
    except OverflowError:
        return UNBOUNDED, UNBOUNDED
    return series, 1 + series * cost
