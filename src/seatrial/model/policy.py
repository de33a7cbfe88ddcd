"""Policies: a named choice of checks and their parameters."""

from typing import Any

from msgspec import Struct, field


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice of checks.

    ``include`` and ``exclude`` hold check ids and patterns with ``*``.  ``opt_in`` also takes the checks that must be
    asked for.  ``params`` gives, by check id or pattern, values to their parameters.
    """

    title: str
    description: str = ""
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    opt_in: bool = False
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    name: str = ""
    file: str = ""
