"""The functions of the template language, each ``(evaluator, argument, path, at) -> value``.

An argument that a function cannot use gives an unknown value that says so: CloudFormation would refuse the template,
and a scan of everything else in it goes on.
"""

import base64
import ipaddress
import re
from collections.abc import Iterator, Mapping

from seatrial.connectors.cloudformation import conditions, loops
from seatrial.connectors.cloudformation.budget import Budget
from seatrial.connectors.cloudformation.evaluator import Evaluator, Function, MaybeAbsent
from seatrial.connectors.cloudformation.nodes import LOOP, NO_VALUE, Node, bare
from seatrial.connectors.cloudformation.text import Piece, joined, json_text, piece_of, text_of, unknown_in
from seatrial.model.location import Path
from seatrial.model.value import Unknown, Value

_PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:([A-Za-z-]{1,40}):[^{}]*\}\}")
_OPENING = re.compile(r"\{\{resolve:([A-Za-z-]{1,40}):")
_STORES = {
    "ssm": ("Parameter Store", "plain store"),
    "ssm-secure": ("Parameter Store", "secret store"),
    "secretsmanager": ("Secrets Manager", "secret store"),
}
_MAX_CIDRS = 256


def reference(ev: Evaluator, name: str) -> Value:
    """What ``Ref`` gives: NO_VALUE, a parameter's value, or an unknown that points to the resource."""
    if name == "AWS::NoValue":
        return NO_VALUE
    if name in ev.scope.parameters:
        return ev.scope.parameters[name]
    if name in ev.scope.aliases:
        name = ev.scope.aliases[name]
    if name in ev.scope.addresses:
        return Unknown(f"`{name}` is named when the stack is made", ref=name)
    if name == "AWS::AccountId":
        # It points to somebody, and to nobody else: no star, and no other's account.
        return Unknown(f"`{name}` is known only when the stack is made", ref=name)
    if name.startswith("AWS::"):
        return Unknown(f"`{name}` is known only when the stack is made", is_set=True)
    return Unknown(f"nothing in the template is called `{name}`", is_set=True)


def attribute(ev: Evaluator, name: str, key: str) -> Value:
    """What ``Fn::GetAtt`` gives: an unknown that points to the resource's attribute."""
    if f"{name}.{key}" in ev.scope.aliases:
        return reference(ev, f"{name}.{key}")
    # SAM lets a template say ``MyFunction.Alias.Arn``.
    owner, dot, rest = f"{name}.{key}".rpartition(".")
    if dot and owner in ev.scope.aliases:
        name, key = ev.scope.aliases[owner], rest
    if name not in ev.scope.addresses:
        return Unknown(f"the template has no resource `{name}`", is_set=True)
    return Unknown(f"`{name}.{key}` is known only when the stack is made", ref=name, attribute=key)


def _ref(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    if not isinstance(argument, str):
        name = ev.value(argument, path)
        # AWS::LanguageExtensions lets a function name what is referred to.
        if not isinstance(name, str):
            return Unknown("what Ref names is not known here", is_set=True)
        argument = name
    return reference(ev, argument)


def _get_att(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    parts = ev.value(argument, path)
    if isinstance(parts, str):
        name, _, key = parts.partition(".")
        return attribute(ev, name, key)
    if not isinstance(parts, list) or len(parts) < 2 or not isinstance(parts[0], str):
        return Unknown("Fn::GetAtt does not name a resource and an attribute", is_set=True)
    key = ".".join("*" if type(part) is Unknown else text_of(part) for part in parts[1:])
    return attribute(ev, parts[0], key)


def _sub(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    own: Node = {}
    if type(argument) is list:
        own, own_path = bare(argument[1], (*path, 1)) if len(argument) == 2 else ({}, path)
        argument, path = bare(argument[0], (*path, 0)) if argument else (None, path)
    else:
        own_path = path
    template = ev.value(argument, path) if not isinstance(argument, str) else argument
    if not isinstance(template, str) or type(own) is not dict:
        return Unknown("Fn::Sub has no text to fill", is_set=True)
    known = {str(key): (value, (*own_path, key)) for key, value in own.items()}
    return _resolved(ev, joined(_filled(ev, template, known), ev.budget), path)


def _resolved(ev: Evaluator, text: Value, path: Path) -> Value:
    """A text that a function has made may be a dynamic reference, whole or with pieces that are unknown."""
    if isinstance(text, str):
        return ev.evaluate(text, path)
    opening = _OPENING.match(text.prefix)
    if opening is None:
        return text
    name, kept = _store(opening[1])
    pieces = "".join(piece for piece in text.parts if isinstance(piece, str))
    is_whole = str(text.parts[-1]).endswith("}}") and pieces.count("{{") == pieces.count("}}") == 1
    # What stands in the template is no piece of what it stands for.
    return Unknown(f"it is kept in {name}", is_set=True, kept=kept if is_whole else "")


def _filled(ev: Evaluator, template: str, own: Mapping[str, tuple[Node, Path]]) -> Iterator[Piece]:
    end = 0
    filled: dict[str, Piece] = {}
    for match in _PLACEHOLDER.finditer(template):
        ev.budget.step()
        yield template[end : match.start()]
        end = match.end()
        name = match[1].strip()
        if name not in filled:
            filled[name] = _placeholder(ev, name, own)
        yield filled[name]
    yield template[end:]


def _placeholder(ev: Evaluator, name: str, own: Mapping[str, tuple[Node, Path]]) -> Piece:
    if name.startswith("!"):
        return f"${{{name[1:]}}}"
    if name in own:
        return piece_of(ev.value(*own[name]), ev.budget)
    if name in ev.scope.parameters or "." not in name or name in ev.scope.aliases:
        value = reference(ev, name)
        return "" if value is NO_VALUE else piece_of(value, ev.budget)
    owner, _, key = name.partition(".")
    return piece_of(attribute(ev, owner, key), ev.budget)


def _join(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    if type(argument) is not list or len(argument) != 2:
        return Unknown("Fn::Join does not have a delimiter and a list", is_set=True)
    delimiter = piece_of(ev.value(argument[0], (*path, 0)), ev.budget)
    items = ev.value(argument[1], (*path, 1))
    if type(items) is Unknown:
        return Unknown(items.reason, is_set=True)
    if type(items) is not list:
        return Unknown("Fn::Join has no list to join", is_set=True)
    return _resolved(ev, joined(_with_delimiters(ev, items, delimiter), ev.budget), path)


def _with_delimiters(ev: Evaluator, items: list[Value], delimiter: Piece) -> Iterator[Piece]:
    for index, item in enumerate(items):
        if index:
            yield delimiter
        yield piece_of(item, ev.budget)


def _select(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    if type(argument) is not list or len(argument) != 2:
        return Unknown("Fn::Select does not have an index and a list")
    index = ev.value(argument[0], (*path, 0))
    if isinstance(index, str) and index.isdecimal() and len(index) < 9:
        index = int(index)
    if type(index) is Unknown:
        return Unknown(index.reason)
    items, place = bare(argument[1], (*path, 1))
    if type(items) is list and type(index) is int and 0 <= index < len(items):
        if at is not None:
            ev.places[at] = ((*place, index), False)
        return ev.evaluate(items[index], (*place, index), at)
    values = ev.value(items, place)
    if type(values) is Unknown:
        return Unknown(values.reason, is_set=values.is_set)
    if not isinstance(values, list) or type(index) is not int or not 0 <= index < len(values):
        return Unknown("Fn::Select asks for an element that the list does not have")
    return values[index]


def _split(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    if type(argument) is not list or len(argument) != 2:
        return Unknown("Fn::Split does not have a delimiter and a text", is_set=True)
    delimiter = ev.value(argument[0], (*path, 0))
    text = ev.value(argument[1], (*path, 1))
    for part in (delimiter, text):
        if type(part) is Unknown:
            return Unknown(part.reason, is_set=True)
    if not isinstance(delimiter, str) or not delimiter or not isinstance(text, str):
        return Unknown("Fn::Split has no text to split", is_set=True)
    ev.budget.step(text.count(delimiter))
    return text.split(delimiter)


def _find_in_map(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    if type(argument) is not list or not 3 <= len(argument) <= 4:
        return Unknown("Fn::FindInMap does not name a map and two keys")
    keys = [ev.value(item, (*path, index)) for index, item in enumerate(argument[:3])]
    fallback = _default_in(argument)
    found: list[Value] = list(_looked_up(ev, ev.scope.mappings, keys))
    unknown = next((key for key in keys if type(key) is Unknown), None)
    if unknown is None:
        if found:
            return ev.value(found[0], path)
        if fallback is not None:
            return ev.evaluate(fallback, (*path, 3, "DefaultValue"))
        return Unknown(f"the template's mappings have no {' / '.join(map(text_of, keys))}")
    if fallback is not None:
        found.append(ev.value(fallback, (*path, 3, "DefaultValue")))
    # Whatever the key will be, the stack can only be made if it is one of the map's.
    if found and all(_alike(found[0], other, ev.budget) for other in found[1:]):
        return ev.value(found[0], path)
    return Unknown(unknown.reason, is_set=True)


def _default_in(argument: list[Node]) -> Node:
    options, _ = bare(argument[3], ()) if len(argument) == 4 else ({}, ())
    return options.get("DefaultValue") if type(options) is dict else None


def _looked_up(ev: Evaluator, table: Node, keys: list[Value]) -> Iterator[Value]:
    """Every value that the keys can lead to; an unknown key leads to all, or to those that its parameter allows."""
    ev.budget.step()
    if not keys:
        yield table
    elif isinstance(table, dict):
        key, rest = keys[0], keys[1:]
        if type(key) is Unknown:
            choices = ev.scope.choices.get(id(key))
            for name, below in table.items():
                if choices is None or str(name) in choices:
                    yield from _looked_up(ev, below, rest)
        elif (below := _entry(table, text_of(key))) is not None:
            yield from _looked_up(ev, below, rest)


def _entry(table: dict[str, Node], key: str) -> Node:
    """The entry of a key that YAML may have read as a number: account ids are keys of mappings."""
    if key in table:
        return table[key]
    return next((value for name, value in table.items() if str(name) == key), None)


def _if(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    if type(argument) is not list or len(argument) != 3:
        return Unknown("Fn::If does not have a condition and two values")
    verdict = conditions.named(ev, argument[0])
    if type(verdict) is not Unknown:
        chosen = 1 if verdict else 2
        if at is not None:
            ev.places[at] = ((*path, chosen), False)
        return ev.evaluate(argument[chosen], (*path, chosen), at)
    branches = [ev.evaluate(argument[index], (*path, index)) for index in (1, 2)]
    return _either(branches[0], branches[1], verdict, ev.budget)


def _either(first: Value, second: Value, verdict: Unknown, budget: Budget) -> Value:
    """What is known of a value that is one of two."""
    if first is NO_VALUE and second is NO_VALUE:
        return NO_VALUE
    absent = any(value is NO_VALUE or type(value) is MaybeAbsent for value in (first, second))
    if absent:
        return MaybeAbsent(Unknown(verdict.reason))
    if _alike(first, second, budget):
        return first
    are_set = all(value.is_set if type(value) is Unknown else value is not None for value in (first, second))
    return Unknown(verdict.reason, is_set=are_set)


def _alike(first: Value, second: Value, budget: Budget) -> bool:
    """Whether two values are known to be the same."""
    if first is second:
        return True
    if unknown_in(first, budget) is not None or unknown_in(second, budget) is not None:
        return False
    return type(first) is type(second) and bool(first == second)


def _base64(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    text = piece_of(ev.value(argument, path), ev.budget)
    if isinstance(text, Unknown):
        return Unknown(text.reason, is_set=True)
    ev.budget.text(len(text) * 2)
    return base64.b64encode(text.encode(errors="replace")).decode()


def _cidr(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    values = ev.value(argument, path)
    unknown = unknown_in(values, ev.budget)
    if unknown is not None:
        return Unknown(unknown.reason, is_set=True)
    try:
        block, count, *bits = values
        network = ipaddress.ip_network(text_of(block), strict=False)
        host_bits = int(text_of(bits[0])) if bits else (8 if network.version == 4 else 64)
        return list(_subnets(network, int(text_of(count)), network.max_prefixlen - host_bits))
    except (ValueError, TypeError):
        return Unknown("Fn::Cidr cannot divide this block so", is_set=True)


def _subnets(network: ipaddress.IPv4Network | ipaddress.IPv6Network, count: int, prefix: int) -> Iterator[str]:
    if not network.prefixlen <= prefix <= network.max_prefixlen or not 0 < count <= _MAX_CIDRS:
        raise ValueError
    if count > 1 << (prefix - network.prefixlen):
        raise ValueError
    size = 1 << (network.max_prefixlen - prefix)
    for index in range(count):
        yield f"{network.network_address + index * size}/{prefix}"


def _length(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    values = ev.value(argument, path)
    if type(values) is Unknown:
        return Unknown(values.reason, is_set=True)
    return len(values) if isinstance(values, list) else Unknown("Fn::Length has no list to count", is_set=True)


def _to_json(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    value = ev.value(argument, path)
    return Unknown(value.reason, is_set=True) if type(value) is Unknown else json_text(value, ev.budget)


def _import(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    name = ev.value(argument, path)
    exported = f"`{name}` is" if isinstance(name, str) else "it is"
    return Unknown(f"{exported} exported by another stack", is_set=True)


def _azs(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    return Unknown("the availability zones are known only when the stack is made", is_set=True)


def _transform(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
    name = argument.get("Name") if type(argument) is dict else None
    macro = f"`{name}`" if isinstance(name, str) else "a macro"
    return Unknown(f"{macro} writes this when the stack is made", is_set=True)


def _logic(name: str) -> Function:
    def function(ev: Evaluator, argument: Node, path: Path, at: Path | None) -> Value:
        return conditions.truth(ev, {name: argument}, path[:-1])

    return function


def _store(service: str) -> tuple[str, str]:
    """A store's name, and what it is to `Unknown.kept`."""
    return _STORES.get(service.lower(), (service, ""))


def _dynamic(ev: Evaluator, text: Node, path: Path, at: Path | None) -> Value:
    """A text with ``{{resolve:...}}`` in it: those pieces stand in a store and not in the template."""
    pieces: list[Piece] = []
    end = 0
    for match in _DYNAMIC.finditer(text):
        name, kept = _store(match[1])
        unknown = Unknown(f"it is kept in {name}: `{match[0]}`", is_set=True, kept=kept)
        pieces += [text[end : match.start()], unknown]
        end = match.end()
    return joined([*pieces, text[end:]], ev.budget)


FUNCTIONS: dict[str, Function] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::GetAZs": _azs,
    "Fn::ImportValue": _import,
    "Fn::Transform": _transform,
    "Fn::Length": _length,
    "Fn::ToJsonString": _to_json,
    **{name: _logic(name) for name in ("Condition", "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals")},
    "{{resolve}}": _dynamic,
    LOOP: loops.rounds,
}
