"""A block's contents: attributes evaluated when somebody asks, nested blocks, ``dynamic`` expanded.

What a ``dynamic`` block makes whose ``for_each`` is unknown is an `Unknown` in the list of its kind; where nothing
else is in that list, the whole is that `Unknown`: whether there are any, and how many, must not look known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from seatrial.errors import ParseError
from seatrial.model.location import Location, Path
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl import Attribute, Block, Body
from seatrial.parsers.hcl.syntax import Expression, Literal, Name, ObjectOf, TupleOf
from seatrial.terraform.evaluator import Evaluator, InProgress
from seatrial.terraform.expansion import NodeObject
from seatrial.terraform.expressions import elements, evaluate
from seatrial.terraform.places import deepest
from seatrial.terraform.scope import EvaluationError, Scope
from seatrial.terraform.sources import Placed
from seatrial.terraform.values import export

# These name things and are not evaluated.
_REFERENCES = frozenset({"depends_on", "provider", "providers", "ignore_changes", "replace_triggered_by"})


_PLAIN = (str, bool, int, Unknown)


class Contents:
    """The contents of one block in one scope.  Values are the evaluator's own; each is evaluated once."""

    __slots__ = ("_nested", "_values", "block", "evaluator", "owner", "placed", "scope", "title")

    def __init__(
        self, block: Block, placed: Placed, scope: Scope, evaluator: Evaluator, title: str, *, owner: str = ""
    ) -> None:
        self.block = block
        self.placed = placed
        self.scope = scope
        self.evaluator = evaluator
        self.title = title
        # The resource that it belongs to, of which the platform may know more.
        self.owner = owner
        self._values: dict[str, Value] = {}
        self._nested: dict[str, Value] = {}

    @property
    def body(self) -> Body:
        return self.block.body

    def names(self) -> Iterator[str]:
        """Attributes, then the kinds of nested blocks, each once, in the order of the source."""
        seen = set(self.body.attributes)
        yield from self.body.attributes
        for block in self.body.blocks:
            name = nested_name(block)
            if name not in seen:
                seen.add(name)
                yield name

    def has(self, name: str) -> bool:
        return name in self.body.attributes or any(nested_name(block) == name for block in self.body.blocks)

    def get(self, name: str) -> Value:
        """The value of an attribute, or nested blocks as a list of mappings.  Never raises."""
        attribute = self.body.attributes.get(name)
        if attribute is not None and type(attribute.parsed) is Literal:
            return attribute.parsed.value
        found = self._values.get(name, self)
        if found is not self and not isinstance(found, InProgress):
            return found
        compute = (lambda: self._whole_blocks(name)) if attribute is None else (lambda: self._evaluate(attribute))
        return self.evaluator.once(self._values, name, compute, f"{self.title}.{name}", self.placed, attribute)

    def _whole_blocks(self, name: str) -> Value:
        items = self.nested(name)
        if len(items) == 1 and isinstance(items[0], Unknown):
            return items[0]
        return [item if isinstance(item, Unknown) else item.object() for item in items]

    def object(self) -> dict[str, Value]:
        """A nested block as a value, which still knows that its resource has more in it than is configured."""
        return NodeObject(self.whole(), self) if self.owner else self.whole()

    def attribute(self, name: str) -> Value:
        """What a reference to an attribute of a nested block gives."""
        if self.has(name):
            return self.get(name)
        reason = f"`{self.title}.{name}` is known only when Terraform runs"
        return Unknown(reason, ref=self.owner, attribute=f"{self.title[len(self.owner) + 1 :]}.{name}")

    def _evaluate(self, attribute: Attribute) -> Value:
        if attribute.name in _REFERENCES or (attribute.name == "type" and self.block.type == "variable"):
            return reference_text(attribute.expression(), attribute)
        return evaluate(attribute.expression(), self.scope)

    def whole(self) -> dict[str, Value]:
        return {name: self.get(name) for name in self.names()}

    def nested(self, name: str) -> Sequence[Contents | Unknown]:
        """The nested blocks of a kind, in their order.  Never raises."""
        what = f"{self.title}.{name}"
        found = self.evaluator.once(self._nested, name, lambda: _Items(self._items(name)), what, self.placed)
        return (found,) if isinstance(found, Unknown) else found.items

    def _items(self, name: str) -> Iterator[Contents | Unknown]:
        for block in self.body.blocks:
            if nested_name(block) == name:
                if block.type == "dynamic":
                    yield from self._expand(block, name)
                else:
                    yield self._inner(block, self.scope)

    def _inner(self, block: Block, scope: Scope) -> Contents:
        title = f"{self.title}.{nested_name(block)}"
        return Contents(block, self._placed_of(block), scope, self.evaluator, title, owner=self.owner)

    def _placed_of(self, block: Block) -> Placed:
        """A nested block lies in one file with all that is in it, which an override file may be."""
        file = self.placed.file_of(block)
        return self.placed if file is self.placed.file else Placed(block, file)

    def _expand(self, block: Block, name: str) -> Iterator[Contents | Unknown]:
        content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
        source = block.body.attributes.get("for_each")
        if content is None or source is None:
            yield Unknown(f"`dynamic` block `{name}` has no `for_each` or no `content`")
            return
        what = f"for_each of the dynamic block {self.title}.{name}"
        memo: dict[str, Value] = {}
        collection = self.evaluator.once(
            memo, name, lambda: evaluate(source.expression(), self.scope), what, self.placed, source
        )
        if type(collection) is Unknown:
            yield Unknown(collection.reason)
            return
        iterator = _iterator_name(block, name)
        try:
            pairs = list(elements(collection, self.scope))
        except (EvaluationError, ParseError) as error:
            yield Unknown(f"{what} cannot be evaluated: {error}")
            return
        for key, value in pairs:
            self.evaluator.budget.block()
            scope = self.scope.with_names({**self.scope.names, iterator: {"key": key, "value": value}})
            title = f"{self.title}.{name}"
            yield Contents(content, self._placed_of(block), scope, self.evaluator, title, owner=self.owner)

    def locate(self, path: Path) -> Location:
        """The place that says the deepest known part of a path."""
        if not path:
            return self.head()
        name, rest = path[0], path[1:]
        attribute = self.body.attributes.get(str(name))
        if attribute is not None:
            return self._locate_in(attribute, rest)
        if not rest or not isinstance(rest[0], int):
            first = next((block for block in self.body.blocks if nested_name(block) == name), None)
            return self.head() if first is None else self.placed.file_of(first).location(first.start, first.head_end)
        items = self.nested(str(name))
        item = items[rest[0]] if 0 <= rest[0] < len(items) else None
        if isinstance(item, Contents):
            return item.locate(rest[1:])
        return self.locate(path[:1])

    def head(self) -> Location:
        return self.placed.file_of(self.block).location(self.block.start, self.block.head_end)

    def _locate_in(self, attribute: Attribute, path: Path) -> Location:
        file = self.placed.file_of(attribute)
        try:
            span = deepest(attribute.expression(), path, attribute.text)
        except ParseError:
            span = None
        return file.location(*(span or (attribute.start, attribute.end)))


class _Items:
    """Nested blocks as one value that is no value of the language."""

    __slots__ = ("items",)

    def __init__(self, items: Iterator[Contents | Unknown]) -> None:
        self.items = tuple(items)


def nested_name(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _iterator_name(block: Block, name: str) -> str:
    attribute = block.body.attributes.get("iterator")
    if attribute is None:
        return name
    expression = attribute.expression()
    if isinstance(expression, Name):
        return expression.name
    return str(expression.value) if isinstance(expression, Literal) else name


def reference_text(expression: Expression, attribute: Attribute) -> Value:
    """References as text, in the shape in which they are written."""
    if isinstance(expression, TupleOf):
        return [reference_text(item, attribute) for item in expression.items]
    if isinstance(expression, ObjectOf):
        return {_text(key, attribute): reference_text(value, attribute) for key, value in expression.items}
    return _text(expression, attribute)


def _text(expression: Expression, attribute: Attribute) -> str:
    if isinstance(expression, Literal):
        return str(expression.value)
    return attribute.text.content[expression.start : expression.end]


class Attributes(Mapping[str, Value]):
    """A block's contents as the model's values.  ``extra``: what the platform adds, asked for like the rest."""

    __slots__ = ("_contents", "_extra", "_values")

    def __init__(self, contents: Contents, extra: Mapping[str, Callable[[], Value]] | None = None) -> None:
        self._contents = contents
        self._extra = extra or {}
        self._values: dict[str, Value] = {}

    @property
    def contents(self) -> Contents:
        """The block behind the values: its syntax, and the scope in which it stands."""
        return self._contents

    def __getitem__(self, name: str) -> Value:
        if name in self._values:
            return self._values[name]
        contents = self._contents
        if name in self._extra:
            value = self._export(name, self._extra[name]())
        elif name in contents.body.attributes:
            value = self._export(name, contents.get(name))
        elif contents.has(name):
            value = self._blocks(contents.nested(name))
        else:
            raise KeyError(name)
        self._values[name] = value
        return value

    def _export(self, name: str, value: Value) -> Value:
        if value is None or type(value) in _PLAIN:
            return value
        memo: dict[str, Value] = {}
        placed = self._contents.placed
        attribute = self._contents.body.attributes.get(name)
        return self._contents.evaluator.once(
            memo, name, lambda: export(value), f"{self._contents.title}.{name}", placed, attribute
        )

    @staticmethod
    def _blocks(items: Sequence[Contents | Unknown]) -> Value:
        if len(items) == 1 and isinstance(items[0], Unknown):
            return items[0]
        return [item if isinstance(item, Unknown) else Attributes(item) for item in items]

    def __iter__(self) -> Iterator[str]:
        yield from self._contents.names()
        yield from (name for name in self._extra if not self._contents.has(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self._extra or self._contents.has(name))

    def __repr__(self) -> str:
        return f"Attributes({self._contents.title})"
