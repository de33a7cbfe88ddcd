"""HCL's JSON syntax (``.tf.json``, ``.tfvars.json``): the same blocks and attributes, expressions inside of strings.

https://developer.hashicorp.com/terraform/language/syntax/json

What is a nested block and what a map, the provider's schema says, which is not at hand.  An object is taken for a
block, and so becomes a list of one mapping, unless its name or its keys are those of a map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from seatrial.errors import ParseError
from seatrial.parsers.hcl import Attribute, Block, Body, Document, Text, decode
from seatrial.parsers.hcl.json_values import JsonEntry, JsonValue, expression_of, read_json
from seatrial.parsers.hcl.syntax import Expression, TupleOf

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "check": 1}
_MAPS = re.compile(
    r"(?:.*_)?(?:tags|tags_all|labels|annotations|variables|triggers|triggers_replace|keepers|parameters|attributes"
    r"|match_labels|node_selector|settings|app_settings|options|headers|environment_variables|default_action_parameters"
    r"|request_templates|request_parameters|response_models|response_parameters|response_templates|stage_variables"
    r"|secret_string|input|values|vars|inputs|data|string_data|binary_data|limits|requests|providers|for_each)"
)
_WORD = re.compile(r"[a-z_][a-z0-9_]*")


def parse_json(content: bytes) -> Document:
    """Read a configuration file.  Never raises."""
    text, root, errors = _read(content)
    body = Body()
    if root is not None:
        for entry in root.entries():
            body.blocks.extend(_blocks(entry, text))
    return Document(text, body, errors)


def parse_json_values(content: bytes) -> Document:
    """Read a file of variables' values: strings say what they say.  Never raises."""
    text, root, errors = _read(content)
    body = Body()
    if root is not None:
        for entry in root.entries():
            body.attributes[entry.key] = _attribute(entry, text, expression_of(entry.value, text, templates=False))
    return Document(text, body, errors)


def _read(content: bytes) -> tuple[Text, JsonValue | None, tuple[ParseError, ...]]:
    characters, wrong = decode(content)
    text = Text(characters)
    errors = [wrong] if wrong else []
    try:
        root = read_json(text)
    except ParseError as error:
        return text, None, (*errors, error)
    if not root.is_object and not isinstance(root.value, list):
        errors.append(text.error("a JSON object was expected here", root.start))
    return text, root, tuple(errors)


def _blocks(entry: JsonEntry, text: Text) -> Iterator[Block]:
    if entry.key == "//":
        return
    found: list[tuple[tuple[str, ...], int, JsonValue]] = [((), entry.start, entry.value)]
    for _ in range(_LABELS.get(entry.key, 0)):
        found = [
            ((*labels, inner.key), inner.start, inner.value)
            for labels, _, value in found
            for inner in value.entries()
            if inner.key != "//"
        ]
    for labels, start, value in found:
        for body in value.bodies():
            attributes_only = entry.key in ("variable", "output", "locals", "module")
            yield _block(entry.key, labels, start, body, text, attributes_only)


def _block(
    type_: str, labels: tuple[str, ...], start: int, value: JsonValue, text: Text, attributes_only: bool
) -> Block:
    body = Body()
    for entry in value.entries():
        if entry.key == "//":
            continue
        if entry.key == "dynamic" and not attributes_only:
            body.blocks.extend(_dynamic(entry, text))
            continue
        try:
            expression = expression_of(entry.value, text, templates=True)
        except ParseError as error:
            body.attributes[entry.key] = Attribute(
                text, entry.key, entry.start, entry.value.start, entry.value.end, error
            )
            continue
        if not attributes_only and _is_block(entry):
            expression = TupleOf(expression.start, expression.end, (expression,))
        body.attributes[entry.key] = _attribute(entry, text, expression)
    return Block(text, type_, labels, body, start, value.start, value.end)


def _attribute(entry: JsonEntry, text: Text, expression: Expression) -> Attribute:
    return Attribute(text, entry.key, entry.start, entry.value.start, entry.value.end, expression)


def _is_block(entry: JsonEntry) -> bool:
    if not entry.value.is_object or _MAPS.fullmatch(entry.key):
        return False
    return all(_WORD.fullmatch(inner.key) for inner in entry.value.entries())


def _dynamic(entry: JsonEntry, text: Text) -> Iterator[Block]:
    for kind in entry.value.entries():
        for value in kind.value.bodies():
            block = _block("dynamic", (kind.key,), kind.start, value, text, True)
            content = next((inner for inner in value.entries() if inner.key == "content"), None)
            if content is not None:
                block.body.attributes.pop("content", None)
                inner = [_block("content", (), content.start, body, text, False) for body in content.value.bodies()]
                block.body.blocks.extend(inner[:1])
            yield block
