"""The paths that an expression can read, found without evaluating it."""

from __future__ import annotations

from seatrial.cel import tree

StaticPath = tuple[str, ...]


def static_reads(root: tree.Typed) -> frozenset[StaticPath]:
    """The longest chains of fields from variables, macro variables followed to what they go through.

    Indices are dropped.  A list that a macro goes through is named itself only where nothing below an element is.
    """
    reader = _Reader()
    reader.read(root)
    return frozenset(reader.found)


class _Reader:
    def __init__(self) -> None:
        self.found: set[StaticPath] = set()
        self.origins: dict[int, StaticPath] = {}
        self.used: set[int] = set()

    def read(self, root: tree.Typed) -> None:
        pending = [root]
        while pending:
            node = pending.pop()
            if isinstance(node, tree.Fold | tree.Let):
                self.scope(node)
            elif isinstance(node, tree.Variable | tree.Local | tree.Field | tree.Item | tree.Presence):
                path = self.path(node)
                if path is not None:
                    self.found.add(path)
            else:
                pending.extend(node.children())

    def scope(self, node: tree.Fold | tree.Let) -> None:
        source = node.operand if isinstance(node, tree.Fold) else node.value
        slot = node.slots[-1] if isinstance(node, tree.Fold) else node.slot
        path = self.path(source)
        if path is not None:
            self.origins[slot] = path
        if isinstance(node, tree.Fold) and node.condition is not None:
            self.read(node.condition)
        self.read(node.body)
        if path is not None and slot not in self.used:
            self.found.add(path)

    def path(self, node: tree.Typed) -> StaticPath | None:
        """The path of a chain.  What is no chain is read, and so are the keys in brackets."""
        steps: list[str] = []
        while isinstance(node, tree.Field | tree.Item | tree.Presence):
            if isinstance(node, tree.Item):
                if isinstance(node.key, tree.Constant):
                    steps.extend([node.key.value] if isinstance(node.key.value, str) else [])
                else:
                    self.read(node.key)
            else:
                steps.append(node.field)
            node = node.operand
        if isinstance(node, tree.Variable):
            return (node.name, *reversed(steps))
        if isinstance(node, tree.Local):
            self.used.add(node.slot)
            origin = self.origins.get(node.slot)
            return None if origin is None else (*origin, *reversed(steps))
        self.read(node)
        return None
