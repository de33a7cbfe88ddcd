"""Addresses of blocks, as Terraform writes them: `module.a["x"].aws_s3_bucket.b[0]`."""

import json
import re
from dataclasses import dataclass

Key = str | int | None
"""The instance key of a block with `count` or `for_each`; None without."""

_TOKEN = re.compile(r'\.?(?:([A-Za-z_*][\w*-]*)|\[(?:(\d{1,9})|("(?:[^"\\]|\\.)*"))\])')


@dataclass(frozen=True, slots=True)
class Step:
    """A module call on the way to a block."""

    name: str
    key: Key = None

    def __str__(self) -> str:
        return f"module.{self.name}{bracketed(self.key)}"


ModulePath = tuple[Step, ...]


def bracketed(key: Key) -> str:
    """The key as it stands in an address: `[0]`, `["x"]`, or nothing."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f"[{json.dumps(key, ensure_ascii=False)}]"


def tokens(text: str) -> tuple[str | int, ...]:
    """The names of a traversal and, as ``[`` plus the key or as a number, its keys.

    ``aws_x.y["k"].id`` gives ``("aws_x", "y", "[k", "id")``.  What follows something that is no traversal is left out.
    """
    found: list[str | int] = []
    position = 0
    while match := _TOKEN.match(text, position):
        name, number, quoted = match.groups()
        if name is not None:
            found.append(name)
        else:
            found.append(int(number) if number is not None else "[" + _unquoted(quoted))
        position = match.end()
    return tuple(found)


def key_of(token: str | int) -> Key:
    """The key that a token holds; None where it is a name."""
    if isinstance(token, int):
        return token
    return token[1:] if token.startswith("[") else None


def module_path(text: str) -> ModulePath:
    """The calls of a module's address; empty for the root module."""
    steps: list[Step] = []
    rest = tokens(text)
    while len(rest) >= 2 and rest[0] == "module" and isinstance(rest[1], str):
        key = key_of(rest[2]) if len(rest) > 2 else None
        steps.append(Step(rest[1], key))
        rest = rest[2 if key is None else 3 :]
    return tuple(steps)


def in_module(path: ModulePath, address: str) -> str:
    """The address of a block seen from the root."""
    return ".".join((*map(str, path), address))


def without_keys(address: str) -> str:
    """The address of the block in the source, which stands for all of its instances."""
    return ".".join(token for token in tokens(address) if isinstance(token, str) and not token.startswith("["))


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        # Terraform escapes template markers and keys as HCL does, which JSON does not read; such keys stay as written.
        return text[1:-1]
