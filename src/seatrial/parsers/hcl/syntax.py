"""The nodes of HCL's native syntax.  Offsets are characters of the file's text; the end is exclusive.

An expression says what was written, never what it means: evaluating is the business of whoever owns the language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


class Expression:
    """A node of an expression."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def children(self) -> Sequence[Expression]:
        return ()


class Literal(Expression):
    """A number, a string without interpolation, true, false or null."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: Any) -> None:
        super().__init__(start, end)
        self.value = value


class Name(Expression):
    """The first word of a reference: ``var``, ``local``, ``aws_s3_bucket``, a variable of a ``for``."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class Each:
    """A splat: the steps that are taken from each element."""

    __slots__ = ("steps",)

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps


Step = str | Expression | Each
"""An attribute's name, an index, or a splat."""


class Access(Expression):
    """A target and the steps that lead into it: ``var.rules[0].cidr``, ``aws_subnet.a[*].id``."""

    __slots__ = ("steps", "target")

    def __init__(self, start: int, end: int, target: Expression, steps: tuple[Step, ...]) -> None:
        super().__init__(start, end)
        self.target = target
        self.steps = steps

    def children(self) -> Sequence[Expression]:
        found = [self.target]
        pending: list[Step] = list(self.steps)
        for step in pending:
            if isinstance(step, Expression):
                found.append(step)
            elif isinstance(step, Each):
                pending.extend(step.steps)
        return found


class Call(Expression):
    """A function call; ``expand`` where its last argument is followed by ``...``."""

    __slots__ = ("arguments", "expand", "name")

    def __init__(self, start: int, end: int, name: str, arguments: tuple[Expression, ...], expand: bool) -> None:
        super().__init__(start, end)
        self.name = name
        self.arguments = arguments
        self.expand = expand

    def children(self) -> Sequence[Expression]:
        return self.arguments


class TupleOf(Expression):
    """``[a, b]``."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: tuple[Expression, ...]) -> None:
        super().__init__(start, end)
        self.items = items

    def children(self) -> Sequence[Expression]:
        return self.items


class ObjectOf(Expression):
    """``{k = v}``.  A key that is a bare word is a `Literal`; ``(word)`` is an expression."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: tuple[tuple[Expression, Expression], ...]) -> None:
        super().__init__(start, end)
        self.items = items

    def children(self) -> Sequence[Expression]:
        return [side for item in self.items for side in item]


class For(Expression):
    """``[for k, v in c : body if condition]``, and with ``key_body`` ``{for k, v in c : key_body => body...}``."""

    __slots__ = ("body", "collection", "condition", "group", "key", "key_body", "value")

    def __init__(self, start: int, end: int, names: tuple[str, str], collection: Expression) -> None:
        super().__init__(start, end)
        self.key, self.value = names
        self.collection = collection
        self.key_body: Expression | None = None
        self.body: Expression = collection
        self.condition: Expression | None = None
        self.group = False

    def children(self) -> Sequence[Expression]:
        return [part for part in (self.collection, self.key_body, self.body, self.condition) if part is not None]


class Unary(Expression):
    """``-a`` or ``!a``."""

    __slots__ = ("operand", "operator")

    def __init__(self, start: int, end: int, operator: str, operand: Expression) -> None:
        super().__init__(start, end)
        self.operator = operator
        self.operand = operand

    def children(self) -> Sequence[Expression]:
        return (self.operand,)


class Binary(Expression):
    """``left operator right``.  A chain leans to the left and may be long: walk it in a loop."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, operator: str, left: Expression, right: Expression) -> None:
        super().__init__(left.start, right.end)
        self.operator = operator
        self.left = left
        self.right = right

    def children(self) -> Sequence[Expression]:
        return (self.left, self.right)


class Conditional(Expression):
    """``condition ? yes : no``; also a template's ``%{ if }``, whose branches are templates."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, condition: Expression, yes: Expression, no: Expression, end: int) -> None:
        super().__init__(condition.start, end)
        self.condition = condition
        self.yes = yes
        self.no = no

    def children(self) -> Sequence[Expression]:
        return (self.condition, self.yes, self.no)


class Parentheses(Expression):
    """``(inner)``: kept, since it makes an expression of an object's key."""

    __slots__ = ("inner",)

    def __init__(self, start: int, end: int, inner: Expression) -> None:
        super().__init__(start, end)
        self.inner = inner

    def children(self) -> Sequence[Expression]:
        return (self.inner,)


class Template(Expression):
    """A text with pieces to fill in.  ``wraps``: it is ``"${x}"`` and nothing else, which is the value itself."""

    __slots__ = ("parts", "wraps")

    def __init__(self, start: int, end: int, parts: tuple[Expression, ...], wraps: bool = False) -> None:
        super().__init__(start, end)
        self.parts = parts
        self.wraps = wraps

    def children(self) -> Sequence[Expression]:
        return self.parts


class Join(Expression):
    """A template's ``%{ for }``: the body once for each element, joined."""

    __slots__ = ("body", "collection", "key", "value")

    def __init__(self, start: int, end: int, names: tuple[str, str], collection: Expression, body: Expression) -> None:
        super().__init__(start, end)
        self.key, self.value = names
        self.collection = collection
        self.body = body

    def children(self) -> Sequence[Expression]:
        return (self.collection, self.body)


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all that it contains, without recursion, in no particular order."""
    pending = [expression]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.children())
