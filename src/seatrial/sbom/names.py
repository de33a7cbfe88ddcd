"""Names of packages in two: CycloneDX keeps what stands before the name, a scope or a group, in a field of its own."""

from typing import Final

_SEPARATORS: Final = {"maven": ":", "npm": "/", "composer": "/"}


def type_of(purl: str) -> str:
    """The type of a purl: ``npm``; empty where it is none."""
    return purl.partition(":")[2].partition("/")[0]


def split(name: str, purl: str) -> tuple[str, str]:
    """The group, which may be empty, and the rest of a name: ``@babel/core``, ``org.slf4j:slf4j-api``."""
    separator = _SEPARATORS.get(type_of(purl))
    group, _, rest = name.rpartition(separator) if separator else ("", "", name)
    return (group, rest) if group and rest else ("", name)


def joined(group: str, name: str, purl: str) -> str:
    """The name as its ecosystem writes it."""
    separator = _SEPARATORS.get(type_of(purl), "/")
    return f"{group}{separator}{name}" if group else name
