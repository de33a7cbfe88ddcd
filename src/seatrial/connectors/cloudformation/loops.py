"""``Fn::ForEach`` of AWS::LanguageExtensions: write a fragment once for each value of a collection.

Reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

import re

from seatrial.connectors.cloudformation.evaluator import Evaluator
from seatrial.connectors.cloudformation.nodes import LOOP, Node, Placed, bare, call_in
from seatrial.connectors.cloudformation.text import text_of
from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value

_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


def rounds(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    """The entries that a loop stands for, as pairs of a key and a placed node; Unknown where that is not known."""
    argument, path = bare(argument, path)
    if type(argument) is not list or len(argument) != 3:
        return Unknown("a Fn::ForEach does not have an identifier, a collection and a fragment")
    name = argument[0]
    fragment, place = bare(argument[2], (*path, 2))
    if not isinstance(name, str) or not name or type(fragment) is not dict:
        return Unknown("a Fn::ForEach does not have an identifier, a collection and a fragment")
    values = ev.value(argument[1], (*path, 1))
    if type(values) is Unknown:
        return Unknown(values.reason)
    if not isinstance(values, list):
        return Unknown("a Fn::ForEach goes over something that is no list")
    result: list[tuple[str, Placed]] = []
    for value in values:
        if type(value) is Unknown:
            return Unknown(value.reason)
        more = _round(ev, fragment, place, _Replacement(ev, name, text_of(value)))
        if type(more) is Unknown:
            return more
        result += more
    return result


def _round(ev: Evaluator, fragment: dict[str, Node], path: Path, replacement: "_Replacement") -> Value:
    ev.budget.loop()
    result: list[tuple[str, Placed]] = []
    for key, node in fragment.items():
        node = replacement.within(node, (*path, key))
        if str(key).startswith(LOOP):
            inner = rounds(ev, node, (*path, key), None)
            if type(inner) is Unknown:
                return inner
            result += inner
        else:
            result.append((replacement.in_text(str(key)), Placed(node, (*path, key))))
    return result


class _Replacement:
    """Writes a value in the place of a loop's identifier: ``${x}``, ``&{x}`` (letters and digits only), ``Ref: x``."""

    def __init__(self, ev: Evaluator, name: str, value: str) -> None:
        self._budget = ev.budget
        self._name = name
        self._value = value
        self._texts = {f"${{{name}}}": value, f"&{{{name}}}": _NOT_ALPHANUMERIC.sub("", value)}

    def in_text(self, text: str) -> str:
        if self._name not in text:
            return text
        for placeholder, value in self._texts.items():
            occurrences = text.count(placeholder)
            if occurrences:
                self._budget.text(len(text) + occurrences * len(value))
                text = text.replace(placeholder, value)
        return text

    def within(self, node: Node, path: Path) -> Node:
        """The node with every occurrence replaced; a part in which there is none stays the same object."""
        self._budget.step()
        if isinstance(node, str):
            return self.in_text(node)
        if node is None or isinstance(node, bool | int | float | Unknown):
            return node
        self._budget.descend()
        try:
            return self._container(node, path)
        finally:
            self._budget.ascend()

    def _container(self, node: Node, path: Path) -> Node:
        if isinstance(node, Placed):
            return Placed(self.within(node.node, node.path), node.path)
        if self._names_identifier(node):
            return self._value
        if isinstance(node, list):
            return [self.within(item, (*path, index)) for index, item in enumerate(node)]
        return dict(self._entry(key, value, path) for key, value in node.items())

    def _names_identifier(self, node: Node) -> bool:
        call = call_in(node)
        return call is not None and call[0] == "Ref" and isinstance(call[1], str) and call[1] == self._name

    def _entry(self, key: str, value: Node, path: Path) -> tuple[str, Node]:
        place = (*path, key)
        changed = self.in_text(key) if isinstance(key, str) else key
        replaced = self.within(value, place)
        # A key that the template does not have leads nowhere in it.
        return changed, replaced if changed == key else Placed(replaced, place)
