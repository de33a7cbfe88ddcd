"""Parameters: what a template declares, and the values that files give to them.

References: the Parameters section of a template, and the formats of parameter files that ``aws cloudformation
create-stack``, ``aws cloudformation deploy`` and CodePipeline take.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath

from seatrial.connectors.cloudformation.evaluator import Scope
from seatrial.connectors.cloudformation.nodes import Node, entries
from seatrial.connectors.cloudformation.text import text_of
from seatrial.errors import ConnectorError, ParseError, UsageError
from seatrial.files import read_bytes
from seatrial.model.value import Unknown, Value
from seatrial.parsers.json import parse_json
from seatrial.parsers.yaml import parse_yaml

Given = Mapping[str, str | None]
"""Values from files by the parameter's name; None where a file says that the stack keeps the value that it has."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")
_MAX_FILE = 4 * 1024 * 1024


def load_given(files: Iterable[str]) -> Given:
    """Read parameter files; a later one wins.  Raises UsageError: somebody has named the file outright."""
    given: dict[str, str | None] = {}
    for name in files:
        path = FilePath(name).absolute()
        try:
            given |= parse_given(read_bytes(path, path.parent, name, _MAX_FILE), name)
        except (ConnectorError, ParseError) as error:
            raise UsageError(f"The parameter file {name} cannot be read: {error}.") from error
    return given


def parse_given(text: bytes | str, name: str) -> Given:
    """The values that a parameter file gives, in whichever of the formats it is."""
    value = _parsed(text, name)
    if isinstance(value, Mapping):
        inner = value.get("Parameters")
        # CodePipeline's template configuration has Parameters beside Tags and StackPolicy.
        values = inner if isinstance(inner, Mapping) else value
        return {str(key): text_of(item) for key, item in values.items()}
    if isinstance(value, list):
        return dict(_pair(item, name) for item in value)
    raise UsageError(f"The parameter file {name} holds neither a list nor an object of parameters.")


def _parsed(text: bytes | str, name: str) -> Value:
    if name.lower().endswith((".yaml", ".yml")):
        documents = parse_yaml(text)
        return documents[0].value if documents else None
    return parse_json(text).value


def _pair(item: Value, name: str) -> tuple[str, str | None]:
    if isinstance(item, str) and "=" in item:
        key, _, value = item.partition("=")
        return key, value
    if isinstance(item, Mapping) and isinstance(item.get("ParameterKey"), str):
        key = item["ParameterKey"]
        return key, None if item.get("UsePreviousValue") is True else text_of(item.get("ParameterValue"))
    raise UsageError(
        f'The parameter file {name} has an element that is neither {{"ParameterKey": ..., "ParameterValue": ...}} '
        'nor "Key=Value".'
    )


def declare(scope: Scope, section: Node, given: Given) -> None:
    """Put the values of a template's parameters, and of given pseudo parameters, into its scope."""
    # A file may say in which region or account the stack will be.
    for name in given:
        if name.startswith("AWS::") and name != "AWS::NoValue" and given[name] is not None:
            scope.parameters[name] = given[name]
    for name, declaration, _ in entries(section, ()):
        fields = declaration if isinstance(declaration, dict) else {}
        value = scope.parameters[name] = _value(name, fields, given)
        allowed = fields.get("AllowedValues")
        if type(value) is Unknown and isinstance(allowed, list) and len(allowed) <= 1000:
            scope.choices[id(value)] = frozenset(map(text_of, allowed))


def _value(name: str, fields: dict[str, Node], given: Given) -> Value:
    kind = fields.get("Type")
    kind = kind if isinstance(kind, str) else "String"
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return Unknown(f"the parameter `{name}` is looked up in Parameter Store", is_set=True, kept="plain store")
    if name in given:
        return _given_value(name, kind, given[name], hidden=text_of(fields.get("NoEcho")) == "true")
    default = fields.get("Default")
    # The default of a NoEcho parameter is no secret any more: it stands in the template, and checks must see it.
    if isinstance(default, str | bool | int | float):
        return _typed(kind, text_of(default))
    # One of the allowed values it will be, and those are written here.
    kept = "" if "AllowedValues" in fields else "given"
    return Unknown(f"the parameter `{name}` has no value here; give --parameters FILE", is_set=True, kept=kept)


def _given_value(name: str, kind: str, text: str | None, *, hidden: bool) -> Value:
    if text is None:
        return Unknown(f"the parameter `{name}` keeps the value that the stack has", is_set=True, kept="given")
    if hidden:
        return Unknown(f"the parameter `{name}` is NoEcho", is_set=True, kept="given")
    return _typed(kind, text)


def _typed(kind: str, text: str) -> Value:
    if kind == "Number":
        return _number(text)
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        items = [item.strip() for item in text.split(",")] if text else []
        return [_number(item) for item in items] if kind == "List<Number>" else items
    return text


def _number(text: str) -> Value:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return text
    return float(text) if match[2] else int(text)
