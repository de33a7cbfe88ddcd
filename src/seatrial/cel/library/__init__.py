"""The functions of the language, and of the extensions that Kubernetes and the reference implementations ship.

`standard` is always there.  The other modules are imported together, the first time that an expression uses a
function that `standard` does not have; no name is both in it and in one of them.
"""

from functools import cache
from importlib import import_module

from seatrial.cel.functions import Overload
from seatrial.cel.library import standard

_EXTENSIONS = (
    "encoders",
    "format",
    "lists",
    "math",
    "network",
    "optionals",
    "quantity",
    "regex",
    "semver",
    "sets",
    "strings",
    "url",
)
MODULES = ("standard", *_EXTENSIONS)


def overloads(name: str, *, member: bool) -> tuple[Overload, ...]:
    """The overloads of a function, or of a method; none where there is no such function."""
    return _standard().get((name, member)) or _extensions().get((name, member), ())


def names(*, member: bool) -> list[str]:
    """The names of all functions, or of all methods."""
    return sorted({name for name, is_member in (*_standard(), *_extensions()) if is_member == member})


@cache
def _standard() -> dict[tuple[str, bool], tuple[Overload, ...]]:
    return standard.LIBRARY.overloads


@cache
def _extensions() -> dict[tuple[str, bool], tuple[Overload, ...]]:
    merged: dict[tuple[str, bool], tuple[Overload, ...]] = {}
    for module in _EXTENSIONS:
        found: dict[tuple[str, bool], tuple[Overload, ...]] = import_module(f"{__name__}.{module}").LIBRARY.overloads
        for key, added in found.items():
            merged[key] = merged.get(key, ()) + added
    return merged
