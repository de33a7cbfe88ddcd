"""Where assets come from.  One folder a connector; the folder's name is the connector's.

A slice's ``__init__`` is light: it holds one `Connector` named ``CONNECTOR`` and imports nothing heavy.  Its work is in
the module ``collect`` beside it, imported when it is used, with two functions:

    find(files, options) -> Iterator[Asset]     which assets the files below a target are; reads no more than it must
    named(target, options) -> Iterator[Asset | Gap]  the same for a target that is no path, where there are `schemes`
    collect(asset, options) -> Collected        reads one asset; what cannot be read becomes a gap

``facts``, where a slice has it, holds the functions that resource definitions name with ``call:``, each
``(raw, index) -> Value``.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

Options = Mapping[str, Any]
"""What was said on the command line, by the name of the option with underscores."""


@dataclass(frozen=True, slots=True)
class Option:
    """A command-line option that a slice adds to ``scan`` and ``inspect``; one that is a switch takes no value."""

    flag: str
    help: str
    many: bool = False
    metavar: str = "FILE"
    is_switch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """What a slice says of itself.

    ``claims``  whether a file may belong to it, from its name alone (a path with forward slashes).
    ``raw``     the name of its raw resource type: ``terraform.block``.
    ``proofs``  how the proofs of checks end in its formats, and the name under which it reads each:
                ``{"plan.json": "plan.json"}`` makes ``fail.plan.json`` a proof.
    ``schemes`` what targets of it begin with that are no paths: ``image`` for ``image:nginx:1.27``.
    ``rate``    about how many bytes of an asset's own files are read and judged in a second.
    ``seconds`` about how long an asset takes beside that.
    ``looks_up``  all that it has to tell are packages: where nobody looks them up there is no use for it.
    """

    name: str
    summary: str
    raw: str
    claims: Callable[[str], bool]
    options: Sequence[Option] = ()
    proofs: Mapping[str, str] = field(default_factory=dict)
    schemes: Sequence[str] = ()
    rate: int = 600_000
    seconds: float = 0.0
    looks_up: bool = False


@cache
def names() -> tuple[str, ...]:
    """The connectors there are, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg))


def scheme_of(target: str) -> str:
    """What a target begins with that is no path: ``image`` of ``image:nginx``; empty for a path."""
    scheme, colon, rest = target.partition(":")
    return scheme if colon and rest and any(scheme in connector.schemes for connector in every()) else ""


def load(name: str) -> Connector:
    connector = importlib.import_module(f"{__name__}.{name}").CONNECTOR
    assert isinstance(connector, Connector)  # noqa: S101 - a slice that breaks the contract must not start
    return connector


def every() -> Iterator[Connector]:
    return map(load, names())


def module(name: str, part: str) -> ModuleType:
    """Import a module of a slice, ``find`` or ``collect``: most scans need the heavy ones of few slices."""
    return importlib.import_module(f"{__name__}.{name}.{part}")
