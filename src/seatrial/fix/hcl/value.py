"""What an expression says where it is constant, and what shall stand in its place."""

import re
from decimal import Decimal

from seatrial.fix.edit import CannotEditError, Edit, NotLiteralError
from seatrial.fix.goal import Goal, is_same
from seatrial.fix.hcl.layout import unit_of
from seatrial.fix.hcl.members import add_element, trimmed
from seatrial.fix.hcl.write import lines_of
from seatrial.fix.lines import indentation, line_break, shown
from seatrial.model.value import Value
from seatrial.parsers.hcl.syntax import Expression, Literal, ObjectOf, Parentheses, TupleOf, Unary, walk
from seatrial.parsers.hcl.templates import nfc

_COMMENT = re.compile(r"#|//|/\*")


def reach(content: str, node: Expression, goal: Goal) -> tuple[Edit, ...]:
    """Return the edits after which an expression meets a goal."""
    if not goal.appends:
        return replace(content, node, composed(goal.value))
    if isinstance(node, Literal) and node.value is None:
        return replace(content, node, composed(goal.whole))
    if not isinstance(node, TupleOf):
        raise not_literal(content, node)
    wanted = composed(goal.value)
    if any(is_constant(item) and is_same(constant(item), wanted) for item in node.items):
        return ()
    return add_element(content, node, wanted)


def composed(value: Value) -> Value:
    """A value with its texts as Terraform keeps them."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list):
        return [composed(item) for item in value]
    if isinstance(value, dict):
        return {nfc(str(key)): composed(item) for key, item in value.items()}
    return value


def replace(content: str, node: Expression, value: Value) -> tuple[Edit, ...]:
    """Return the edits that make an expression say a value; of a list or an object only what differs is written."""
    while isinstance(node, Parentheses):
        node = node.inner
    if isinstance(node, TupleOf) and isinstance(value, list) and len(value) == len(node.items):
        return tuple(edit for pair in zip(node.items, value, strict=True) for edit in replace(content, *pair))
    if isinstance(node, ObjectOf) and isinstance(value, dict) and _has_keys(node, value):
        pairs = [(item, value[str(_key(key))]) for key, item in node.items]
        return tuple(edit for pair in pairs for edit in replace(content, *pair))
    if not is_constant(node):
        raise not_literal(content, node)
    if is_same(constant(node), value):
        return ()
    if _holds_comment(content, node):
        raise CannotEditError("a comment within the value would be lost")
    first, *rest = lines_of(value, unit_of(content))
    separator = line_break(content, node.start) + indentation(content, node.start)
    return (Edit(node.start, trimmed(content, node), separator.join((first, *rest))),)


def _has_keys(node: ObjectOf, value: dict[str, Value]) -> bool:
    keys = [_key(key) for key, _ in node.items]
    return len(set(keys)) == len(keys) and set(keys) == set(value)


def _key(key: Expression) -> str | None:
    """What a key says; None where that is an expression."""
    while isinstance(key, Parentheses):
        key = key.inner
    if not isinstance(key, Literal):
        return None
    if isinstance(key.value, bool):
        return "true" if key.value else "false"
    return str(key.value)


def entry_of(content: str, node: ObjectOf, name: str) -> Expression | None:
    """The value of an entry, of equals the last; None where there is none.  NotLiteralError where a key hides."""
    found: Expression | None = None
    for key, item in node.items:
        said = _key(key)
        if said is None:
            raise not_literal(content, key)
        if said == name:
            found = item
    return found


def is_constant(node: Expression) -> bool:
    """Whether an expression says its value itself."""
    return all(
        isinstance(part, Literal | TupleOf | ObjectOf | Parentheses) or _is_negative(part) for part in walk(node)
    )


def _is_negative(node: Expression) -> bool:
    if not isinstance(node, Unary) or node.operator != "-" or not isinstance(node.operand, Literal):
        return False
    return isinstance(node.operand.value, int | Decimal) and not isinstance(node.operand.value, bool)


def constant(node: Expression) -> Value:
    """What a constant expression says."""
    if isinstance(node, Parentheses):
        return constant(node.inner)
    if isinstance(node, TupleOf):
        return [constant(item) for item in node.items]
    if isinstance(node, ObjectOf):
        return {str(_key(key)): constant(item) for key, item in node.items}
    if isinstance(node, Unary):
        return -constant(node.operand)
    value = node.value if isinstance(node, Literal) else None
    return float(value) if isinstance(value, Decimal) else value


def _holds_comment(content: str, node: Expression) -> bool:
    """Whether a comment stands between the parts of an expression."""
    for part in walk(node):
        children = part.children()
        if not isinstance(part, TupleOf | ObjectOf | Parentheses):
            continue
        starts = [child.start for child in children] + [part.end]
        ends = [part.start] + [child.end for child in children]
        if any(_COMMENT.search(content, end, start) for end, start in zip(ends, starts, strict=True)):
            return True
    return False


def not_literal(content: str, node: Expression) -> NotLiteralError:
    end = trimmed(content, node)
    expression = content[node.start : end]
    message = f"the value is `{shown(expression)}`, no literal"
    return NotLiteralError(message, start=node.start, end=end, expression=expression)
