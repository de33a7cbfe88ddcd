"""Which names a Terraform module uses, and which it declares: enough to see that generated code hangs together."""

import re
from collections.abc import Iterator
from pathlib import Path

import tree_sitter
import tree_sitter_hcl

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))

_USES = re.compile(
    r"(?<![\w.])(?:(var|local|module)\.([\w-]+)|(data\.(?:aws|google|tls)_[a-z0-9_]+\.\w+)|((?:aws|google)_[a-z0-9_]+\.[a-z_]\w*))"
)


def parsed(path: Path) -> tree_sitter.Tree:
    return _PARSER.parse(path.read_bytes())


def undeclared(module: Path) -> set[str]:
    """The names that the files of a module use and none of them declares."""
    files = sorted(module.glob("*.tf"))
    declared = {name for path in files for name in _declared(parsed(path).root_node)}
    used = {name for path in files for name in _used(path.read_text(encoding="utf-8"))}
    return used - declared


def calls(module: Path) -> Iterator[tuple[Path, set[str]]]:
    """Each call of a module of the same tree, with the names of its arguments."""
    for path in sorted(module.glob("*.tf")):
        for block in _blocks(parsed(path).root_node):
            if _words(block)[0] != "module":
                continue
            arguments = dict(_attributes(block))
            source = arguments.pop("source").strip('"')
            if source.startswith("."):
                yield (module / source).resolve(), set(arguments) - {"for_each", "count", "providers", "depends_on"}


def variables(module: Path) -> tuple[set[str], set[str]]:
    """The names of all variables of a module, and of those without a default."""
    found, required = set(), set()
    for path in sorted(module.glob("*.tf")):
        for block in _blocks(parsed(path).root_node):
            kind, *labels = _words(block)
            if kind == "variable":
                found.add(labels[0])
                if "default" not in dict(_attributes(block)):
                    required.add(labels[0])
    return found, required


def _declared(root: tree_sitter.Node) -> Iterator[str]:
    for block in _blocks(root):
        kind, *labels = _words(block)
        match kind:
            case "variable":
                yield f"var.{labels[0]}"
            case "module":
                yield f"module.{labels[0]}"
            case "resource":
                yield ".".join(labels)
            case "data":
                yield ".".join(["data", *labels])
            case "locals":
                yield from (f"local.{name}" for name, _ in _attributes(block))


def _used(text: str) -> Iterator[str]:
    for match in _USES.finditer(text):
        kind, name, data, resource = match.groups()
        yield f"{kind}.{name}" if kind else data or resource


def _blocks(root: tree_sitter.Node) -> list[tree_sitter.Node]:
    return [it for body in root.named_children for it in body.named_children if it.type == "block"]


def _words(block: tree_sitter.Node) -> list[str]:
    return [_text(it).strip('"') for it in block.named_children if it.type in ("identifier", "string_lit")]


def _attributes(block: tree_sitter.Node) -> Iterator[tuple[str, str]]:
    for body in (it for it in block.named_children if it.type == "body"):
        for attribute in (it for it in body.named_children if it.type == "attribute"):
            name, expression = attribute.named_children[:2]
            yield _text(name), _text(expression)


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode()
