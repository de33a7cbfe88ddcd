"""YAML as people and Helm write it: keys in their order, long texts as blocks, CloudFormation's functions as tags."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    _Dumper = yaml.SafeDumper
else:
    _Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True, slots=True)
class Call:
    """An intrinsic function of CloudFormation: ``Call("Fn::Sub", "x-${Y}")`` is ``!Sub x-${Y}``."""

    function: str
    argument: object


def documents(objects: Iterable[object]) -> str:
    return str(yaml.dump_all(objects, Dumper=_BlockDumper, sort_keys=False, width=100, explicit_start=True))


def document(tree: object) -> str:
    return str(yaml.dump(tree, Dumper=_BlockDumper, sort_keys=False, width=100))


def long_form(tree: object) -> object:
    """The tree with every call as ``{"Fn::Sub": ...}``, which JSON can hold too."""
    match tree:
        case Call(function, argument):
            return {function: long_form(argument)}
        case dict():
            return {key: long_form(value) for key, value in tree.items()}
        case list():
            return [long_form(item) for item in tree]
        case _:
            return tree


class _BlockDumper(_Dumper):
    """Writes texts of several lines as block scalars, and nothing twice by reference."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _call(dumper: yaml.SafeDumper, call: Call) -> yaml.Node:
    tag = "!" + call.function.removeprefix("Fn::")
    if call.function == "Fn::GetAtt" and isinstance(call.argument, list):
        return dumper.represent_scalar(tag, ".".join(call.argument))
    if isinstance(call.argument, list):
        return dumper.represent_sequence(tag, call.argument)
    if isinstance(call.argument, Call):
        # A tag cannot stand on a tagged scalar, so the inner one is written in full.
        return dumper.represent_mapping(tag, {call.argument.function: call.argument.argument})
    return dumper.represent_scalar(tag, str(call.argument))


_BlockDumper.add_representer(str, _text)
_BlockDumper.add_representer(Call, _call)
