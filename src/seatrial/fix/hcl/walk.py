"""The way along a path through blocks and expressions to what is to be changed, or to where it is missing."""

from seatrial.fix.edit import CannotEditError, Edit
from seatrial.fix.goal import Goal, is_same
from seatrial.fix.hcl.heredoc import into, is_heredoc
from seatrial.fix.hcl.layout import add_attribute, add_block, unit_of
from seatrial.fix.hcl.members import add_element, add_entry
from seatrial.fix.hcl.value import composed, constant, entry_of, is_constant, not_literal, reach, replace
from seatrial.fix.hcl.write import check_name, is_blocks, item_lines, lines_of, shape
from seatrial.model.location import Path
from seatrial.model.value import Value
from seatrial.parsers.hcl import Block
from seatrial.parsers.hcl.syntax import Call, Expression, Literal, ObjectOf, Parentheses, TupleOf

NO_MAPS: frozenset[Path] = frozenset()
# What these give is what they are given, in another type or as a text.
_SAME = frozenset({"tolist", "toset", "tomap"})
_HOLDING = _SAME | {"jsonencode", "yamlencode", "sensitive", "nonsensitive"}


class Walk:
    """One goal in one text."""

    def __init__(self, content: str, goal: Goal, maps: frozenset[Path]) -> None:
        self.content = content
        self.goal = goal
        self.maps = maps

    def into_block(self, block: Block, prefix: Path, path: Path) -> tuple[Edit, ...]:
        """Go on from a block.  ``prefix`` is the way that led into it."""
        if not path:
            if not self.goal.appends and says(block, composed(self.goal.value)):
                return ()
            raise CannotEditError("a whole block is not set; its attributes are, one by one")
        name, rest = str(path[0]), path[1:]
        check_name(path[0])
        attribute = block.body.attributes.get(name)
        if attribute is not None:
            return self.into_expression(attribute.expression(), rest)
        nested = [inner for inner in block.body.blocks if _kind(inner) == name]
        if nested:
            return self._into_nested(block, nested, (*prefix, name), rest)
        return self._add(block, (*prefix, name), rest)

    def _into_nested(self, block: Block, nested: list[Block], here: Path, rest: Path) -> tuple[Edit, ...]:
        if not rest and self.goal.appends and isinstance(self.goal.value, dict):
            return self._add(block, here, ())
        if not rest:
            if not self.goal.appends and all_say(nested, composed(self.goal.value)):
                return ()
            raise CannotEditError(f"the nested blocks `{here[-1]}` are not set as a whole")
        index, below = (rest[0], rest[1:]) if isinstance(rest[0], int) else (0, rest)
        inner = _nth(nested, index)
        if inner is not None:
            return self.into_block(inner, (*here, 0), below)
        if index != len(nested):
            raise CannotEditError(f"there is no `{here[-1]}` block with the number {index}")
        return self._add(block, here, (0, *below))

    def _add(self, block: Block, here: Path, rest: Path) -> tuple[Edit, ...]:
        """Write what is missing in a block."""
        name = str(here[-1])
        value = composed(self._made(here, rest))
        unit = unit_of(self.content)
        if is_blocks(value, here, self.maps):
            return add_block(self.content, block, name, item_lines(name, value, here[:-1], self.maps, unit))
        if any(_kind(inner) == name for inner in block.body.blocks):
            raise CannotEditError(f"`{name}` is a nested block, and this value cannot be one")
        return add_attribute(self.content, block, name, lines_of(value, unit))

    def _made(self, here: Path, rest: Path) -> Value:
        """The value at a path, so that what it leads to has the goal's."""
        if shape(here) in self.maps:
            return self.goal.below(rest)
        if not rest:
            return self.goal.whole
        if isinstance(rest[0], int):
            return [self._made((*here, 0), rest[1:])]
        below = {rest[0]: self._made((*here, rest[0]), rest[1:])}
        return below if isinstance(here[-1], int) else [below]

    def into_expression(self, node: Expression, path: Path) -> tuple[Edit, ...]:
        """Go on from an expression."""
        for at, step in enumerate(path):
            node = _opened(node, step)
            rest = path[at + 1 :]
            if isinstance(node, TupleOf) and isinstance(step, int):
                if step == len(node.items):
                    return add_element(self.content, node, composed(self.goal.below(rest)))
                if not 0 <= step < len(node.items):
                    raise CannotEditError(f"the list has no element with the number {step}")
                node = node.items[step]
            elif isinstance(node, ObjectOf):
                found = entry_of(self.content, node, str(step))
                if found is None:
                    return add_entry(self.content, node, str(step), composed(self.goal.below(rest)))
                node = found
            elif is_heredoc(self.content, node):
                return into(self.content, node, path[at:], self.goal)
            elif isinstance(node, Literal) and node.value is None:
                return replace(self.content, node, composed(self.goal.below(path[at:])))
            elif isinstance(node, Literal | TupleOf):
                raise CannotEditError(f"the value has nothing that is called `{step}`, and can have nothing")
            else:
                raise not_literal(self.content, node)
        return reach(self.content, _opened(node, None), self.goal)


def _kind(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def says(block: Block, value: Value) -> bool:
    """Whether a block says a mapping and nothing else, all of it itself."""
    if not isinstance(value, dict) or block.type == "dynamic":
        return False
    kinds = {_kind(inner) for inner in block.body.blocks}
    if value.keys() != block.body.attributes.keys() | kinds:
        return False
    expressions = ((attribute.expression(), value[name]) for name, attribute in block.body.attributes.items())
    if not all(is_constant(node) and is_same(constant(node), wanted) for node, wanted in expressions):
        return False
    return all(all_say([inner for inner in block.body.blocks if _kind(inner) == kind], value[kind]) for kind in kinds)


def all_say(blocks: list[Block], value: Value) -> bool:
    """Whether blocks say a list of mappings and nothing else."""
    return isinstance(value, list) and len(value) == len(blocks) and all(map(says, blocks, value))


def _nth(nested: list[Block], index: int) -> Block | None:
    """The block with a number; None where there are not as many.  All that a ``dynamic`` block makes is its content."""
    for at, block in enumerate(nested):
        if block.type == "dynamic":
            content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
            if content is None or at + 1 < len(nested):
                raise CannotEditError(f"which block makes number {index} of `{_kind(block)}` is not known")
            return content
        if at == index:
            return block
    return None


def _opened(node: Expression, step: str | int | None) -> Expression:
    """What an expression holds on the way to a step; None is the end of the way."""
    while True:
        if isinstance(node, Parentheses):
            node = node.inner
        elif isinstance(node, Call) and len(node.arguments) == 1 and _lets_through(node, step):
            node = node.arguments[0]
        else:
            return node


def _lets_through(call: Call, step: str | int | None) -> bool:
    # A set has an order of its own, so that an index into it says nothing about the source.
    if call.name == "toset" and isinstance(step, int):
        return False
    return call.name in (_SAME if step is None else _HOLDING)
