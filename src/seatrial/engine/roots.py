"""Rewriting the free names of an expression: ``status`` in a definition means ``block.status``."""

from dataclasses import fields, replace
from typing import Any

from seatrial.cel import ast

# What stands before the dot of a function's full name looks like a variable.
_NAMESPACES = frozenset({"base64", "cel", "lists", "math", "net", "optional", "proto", "regex", "sets", "strings"})


def root_in(tree: ast.Expression, root: str, *, keep: frozenset[str]) -> ast.Expression:
    """Return the tree with every free name that is not in ``keep`` selected from ``root``.

    The names that macros bind are not free inside them, nor are the namespaces of functions.
    """
    rewritten: ast.Expression = _rewritten(tree, root, keep)
    return rewritten


def _rewritten(node: Any, root: str, bound: frozenset[str]) -> Any:
    if isinstance(node, tuple) and not isinstance(node, ast.Span):
        return tuple(_rewritten(item, root, bound) for item in node)
    if isinstance(node, ast.Ident):
        if node.name in bound:
            return node
        return ast.Select(node.span, ast.Ident(node.span, root), node.name, False, node.span)
    if isinstance(node, ast.Comprehension):
        inside = bound | set(node.variables)
        return replace(
            node, operand=_rewritten(node.operand, root, bound), arguments=_rewritten(node.arguments, root, inside)
        )
    if isinstance(node, ast.Bind):
        inside = bound | {node.variable}
        return replace(node, value=_rewritten(node.value, root, bound), body=_rewritten(node.body, root, inside))
    if isinstance(node, ast.Call) and isinstance(node.target, ast.Ident) and node.target.name in _NAMESPACES:
        return replace(node, arguments=_rewritten(node.arguments, root, bound))
    if isinstance(node, ast.Node | ast.Entry):
        changed = {field.name: _rewritten(getattr(node, field.name), root, bound) for field in fields(node)}
        return replace(node, **changed)
    return node
