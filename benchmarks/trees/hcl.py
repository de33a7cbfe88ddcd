"""Text of the Terraform language, laid out as `terraform fmt` does: names in, lines out.

A schema describes a block: its keys are attributes with a type, or nested blocks with a schema of their own.
A key that ends with ``*`` is a block that may be repeated.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Lines: TypeAlias = list[str]
Schema: TypeAlias = "Mapping[str, str | Schema]"

_DEFAULTS = {"bool": "false", "number": "0", "list(string)": "[]", "map(string)": "{}"}


def attributes(pairs: Mapping[str, str]) -> Lines:
    """Lay out ``name = expression`` with the signs below one another, in runs of single-line expressions."""
    lines: Lines = []
    run: list[tuple[str, str]] = []
    for name, expression in pairs.items():
        if "\n" in expression:
            lines += _aligned(run)
            run = []
            first, *rest = expression.split("\n")
            lines += [f"{name} = {first}", *rest]
        else:
            run.append((name, expression))
    return lines + _aligned(run)


def block(header: str, *bodies: Lines) -> Lines:
    """A block with its bodies, a blank line between them; empty bodies leave no trace."""
    inner = joined(*bodies)
    return [f"{header} {{}}"] if not inner else [f"{header} {{", *indented(inner), "}"]


def dynamic(name: str, for_each: str, *bodies: Lines) -> Lines:
    return block(f'dynamic "{name}"', attributes({"for_each": for_each}), block("content", *bodies))


def joined(*bodies: Lines) -> Lines:
    """Bodies one after the other, with a blank line between."""
    lines: Lines = []
    for body in bodies:
        if body and lines:
            lines.append("")
        lines += body
    return lines


def indented(lines: Iterable[str], by: int = 2) -> Lines:
    return [" " * by + line if line else line for line in lines]


def mapping(pairs: Mapping[str, str]) -> str:
    """An object or map over several lines, as an expression."""
    return "\n".join(["{", *indented(attributes(pairs)), "}"]) if pairs else "{}"


def sequence(items: Iterable[str]) -> str:
    """A list over several lines, as an expression."""
    lines = [f"{item}," for item in items]
    return "\n".join(["[", *indented("\n".join(lines).split("\n")), "]"]) if lines else "[]"


def heading(text: str) -> Lines:
    bar = "#" * 80
    return [bar, f"# {text}", bar]


def text(*bodies: Lines) -> str:
    return "\n".join(joined(*bodies)) + "\n"


def object_type(schema: Schema, *, defaults: bool = True) -> str:
    """The type of a variable that holds what ``schema`` describes, every member optional."""
    pairs = {}
    for key, member in schema.items():
        name = key.removesuffix("*")
        if isinstance(member, str):
            default = _DEFAULTS.get(member) if defaults and member != "bool" else None
            pairs[name] = f"optional({member}, {default})" if default else f"optional({member})"
        else:
            kind = object_type(member, defaults=defaults)
            pairs[name] = f"optional(map({kind}), {{}})" if key.endswith("*") else f"optional({kind})"
    return "object(" + mapping(pairs) + ")"


def nested_blocks(schema: Schema, source: str) -> list[Lines]:
    """A dynamic block for each nested schema, read from the object ``source``."""
    return [
        dynamic(
            key.removesuffix("*"),
            f"{source}.{key.removesuffix('*')}" + ("" if key.endswith("*") else "[*]"),
            *block_body(member, f"{key.removesuffix('*')}.value"),
        )
        for key, member in schema.items()
        if not isinstance(member, str)
    ]


def block_body(schema: Schema, source: str) -> list[Lines]:
    """What stands in a block that ``schema`` describes, every value read from the object ``source``."""
    flat = {key: f"{source}.{key}" for key, member in schema.items() if isinstance(member, str)}
    return [attributes(flat), *nested_blocks(schema, source)]


def loose_body(schema: Schema, source: str) -> list[Lines]:
    """As `block_body`, for an object of type ``any``, whose members may be absent."""
    flat = {key: f"try({source}.{key}, null)" for key, member in schema.items() if isinstance(member, str)}
    return [attributes(flat), *(_loose(key, member, source) for key, member in schema.items())]


def _loose(key: str, schema: "str | Schema", source: str) -> Lines:
    if isinstance(schema, str):
        return []
    name = key.removesuffix("*")
    each = f"try({source}.{name}, {{}})" if key.endswith("*") else f"try([{source}.{name}], [])"
    return dynamic(name, each, *loose_body(schema, f"{name}.value"))


def variable(name: str, description: str, kind: str, default: str | None = None, *extra: Lines) -> Lines:
    pairs = {"description": quoted(description), "type": kind}
    if default is not None:
        pairs["default"] = default
    return block(f'variable "{name}"', attributes(pairs), *extra)


def output(name: str, description: str, value: str) -> Lines:
    return block(f'output "{name}"', attributes({"description": quoted(description), "value": value}))


def quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _aligned(run: list[tuple[str, str]]) -> Lines:
    width = max((len(name) for name, _ in run), default=0)
    return [f"{name:<{width}} = {expression}" for name, expression in run]
