"""``aws_iam_policy_document``: its blocks to the JSON text that the AWS provider makes of them.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document

The provider reads actions, resources and identifiers as sets and writes them in falling order, one alone as a text;
what is unknown stays a hole in the text, so that the rest of it can still be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seatrial.errors import ParseError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.partial_json import decode
from seatrial.terraform.blocks import Contents
from seatrial.terraform.functions.json_text import encode, quoted
from seatrial.terraform.scope import EvaluationError
from seatrial.terraform.types import STRING, ConversionError, convert

_VERSION = "2012-10-17"
# In the order in which the provider writes them.
_LISTS = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)
_KEYS = ("Sid", "Effect", *(key for _, key in _LISTS), "Principal", "NotPrincipal", "Condition")

Statement = dict[str, Value] | Unknown


def policy_json(contents: Contents) -> Value:
    """The attribute ``json``: indented by two spaces, keys in the provider's order."""
    pieces: list[str | Unknown] = []
    _write(_document(contents), "\n", pieces)
    return contents.evaluator.budget.text(pieces)


def minified_policy_json(contents: Contents) -> Value:
    pieces: list[str | Unknown] = []
    _write(_document(contents), "", pieces)
    return contents.evaluator.budget.text(pieces)


def _document(contents: Contents) -> dict[str, Value]:
    merged = _Merged()
    for source in _texts(contents, "source_json", "source_policy_documents"):
        merged.add(_parsed(source), overrides=False)
    own: dict[str, Value] = {"Version": _text(contents, "version") or _VERSION, "Id": _text(contents, "policy_id")}
    version = own["Version"]
    own["Statement"] = [
        item if isinstance(item, Unknown) else _statement(item, version) for item in contents.nested("statement")
    ]
    merged.add(own, overrides=False)
    for source in _texts(contents, "override_json", "override_policy_documents"):
        merged.add(_parsed(source), overrides=True)
    return merged.document()


class _Merged:
    """Documents merged as the provider does: a statement replaces an earlier one with its Sid."""

    def __init__(self) -> None:
        self.version: Value = ""
        self.id: Value = None
        self.statements: list[Statement] = []

    def add(self, document: Value, *, overrides: bool) -> None:
        if isinstance(document, Unknown):
            if overrides:
                self._may_replace(document)
            self.statements.append(document)
            return
        if not isinstance(document, Mapping):
            raise EvaluationError("one of its documents is no JSON object")
        self.id = document.get("Id") or self.id
        version = document.get("Version")
        if isinstance(version, Unknown) or (isinstance(version, str) and version > str(self.version)):
            self.version = version
        for statement in _listed(document.get("Statement")):
            self._put(statement)

    def _put(self, statement: Value) -> None:
        if isinstance(statement, Unknown):
            self.statements.append(statement)
            return
        if not isinstance(statement, Mapping):
            raise EvaluationError("one of its statements is no JSON object")
        new = dict(statement)
        sid = new.get("Sid")
        if isinstance(sid, str) and sid:
            for at, old in enumerate(self.statements):
                if isinstance(old, dict) and isinstance(old.get("Sid"), str) and old["Sid"] == sid:
                    self.statements[at] = new
                    return
        self.statements.append(new)

    def _may_replace(self, document: Unknown) -> None:
        """A document that is not known may replace every statement that has a Sid."""
        for at, old in enumerate(self.statements):
            if isinstance(old, dict) and old.get("Sid") is not None:
                self.statements[at] = Unknown(document.reason)

    def document(self) -> dict[str, Value]:
        document: dict[str, Value] = {"Version": self.version, "Id": self.id, "Statement": self.statements}
        return {key: value for key, value in document.items() if isinstance(value, Unknown) or value}


def _texts(contents: Contents, single: str, many: str) -> Iterator[Value]:
    alone = contents.get(single) if contents.has(single) else None
    if alone is not None and alone != "" if not isinstance(alone, Unknown) else True:
        yield alone
    documents = contents.get(many) if contents.has(many) else None
    if isinstance(documents, Unknown):
        yield documents
    elif documents is not None:
        yield from (document for document in documents if document is not None)


def _parsed(source: Value) -> Value:
    """A document's text as a structure whose statements are as the provider writes them again."""
    if isinstance(source, Unknown) and not source.parts:
        return source
    if source == "" if isinstance(source, str) else False:
        return {}
    try:
        document = decode(source.parts if isinstance(source, Unknown) else str(source))
    except ParseError as error:
        if isinstance(source, Unknown):
            return source
        raise EvaluationError(f"one of its documents is no JSON: {error.message}") from error
    if isinstance(document, Mapping):
        return {**document, "Statement": [_rewritten(item) for item in _listed(document.get("Statement"))]}
    return document


def _rewritten(statement: Value) -> Value:
    if not isinstance(statement, Mapping):
        return statement
    known = {key: statement[key] for key in _KEYS if statement.get(key) is not None}
    for key in ("Principal", "NotPrincipal"):
        principals = known.get(key)
        if isinstance(principals, Mapping):
            known[key] = {type_: _falling(names, alone=names) for type_, names in sorted(principals.items())}
    conditions = known.get("Condition")
    if isinstance(conditions, Mapping):
        known["Condition"] = {
            test: {name: values if isinstance(values, Unknown) else _listed(values) for name, values in tests.items()}
            if isinstance(tests, Mapping)
            else tests
            for test, tests in conditions.items()
        }
    return known


def _listed(value: Value) -> list[Value]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _statement(block: Contents, version: Value) -> dict[str, Value]:
    statement: dict[str, Value] = {"Sid": _text(block, "sid"), "Effect": _text(block, "effect") or "Allow"}
    for name, key in _LISTS:
        values = _strings(block, name)
        if key.endswith("Resource"):
            values = _with_variables(values, version)
        statement[key] = _falling(values)
    statement["Principal"] = _principals(block.nested("principals"), version)
    statement["NotPrincipal"] = _principals(block.nested("not_principals"), version)
    statement["Condition"] = _conditions(block.nested("condition"), version)
    return {key: value for key, value in statement.items() if isinstance(value, Unknown) or value}


def _text(contents: Contents, name: str) -> Value:
    value = contents.get(name) if contents.has(name) else None
    return _string(value)


def _string(value: Value) -> Value:
    try:
        return convert(value, STRING)
    except ConversionError as error:
        raise EvaluationError(str(error)) from error


def _strings(contents: Contents, name: str) -> Value:
    """A list of texts, unknown as a whole or in parts; None where it is absent."""
    values = contents.get(name) if contents.has(name) else None
    if values is None or isinstance(values, Unknown):
        return values
    if not isinstance(values, list):
        raise EvaluationError(f"`{name}` is no list")
    return [_string(value) for value in values if value is not None]


def _falling(values: Value, *, alone: Value = None) -> Value:
    """Texts in falling order without duplicates, unknown ones last; one alone stands without its list.

    ``alone``  what stands for a value that was no list before.
    """
    if values is None or isinstance(values, Unknown):
        return values
    if not isinstance(values, list):
        return alone
    known = sorted({value for value in values if isinstance(value, str)}, reverse=True)
    ordered = [*known, *(value for value in values if isinstance(value, Unknown))]
    return ordered[0] if len(ordered) == 1 and alone is None else ordered


def _with_variables(values: Value, version: Value) -> Value:
    """``&{aws:username}`` is how Terraform writes a policy's own ``${aws:username}``."""
    if isinstance(values, Unknown) or values is None or not isinstance(version, str) or version < _VERSION:
        return values
    return [_with_variable(value) for value in values]


def _with_variable(value: Value) -> Value:
    if isinstance(value, Unknown):
        if not value.parts:
            return value
        parts = tuple(part.replace("&{", "${") if isinstance(part, str) else part for part in value.parts)
        return Unknown(value.reason, ref=value.ref, attribute=value.attribute, parts=parts)
    return value.replace("&{", "${")


def _principals(blocks: Sequence[Contents | Unknown], version: Value) -> Value:
    found: dict[str, Value] = {}
    for block in blocks:
        type_ = block if isinstance(block, Unknown) else _text(block, "type")
        if isinstance(block, Unknown) or isinstance(type_, Unknown):
            return Unknown(type_.reason) if isinstance(type_, Unknown) else block
        names = _falling(_with_variables(_strings(block, "identifiers"), version))
        before = found.get(str(type_))
        if before is not None and not isinstance(names, Unknown) and not isinstance(before, Unknown):
            names = [*_listed(before), *_listed(names)]
        found[str(type_)] = before if isinstance(before, Unknown) else names
    # Not the same to IAM: `"*"` is anyone at all, {"AWS": "*"} is anyone with AWS credentials.
    if list(found) == ["*"] and _is_everybody(found["*"]):
        return "*"
    return {type_: found[type_] for type_ in sorted(found)}


def _is_everybody(names: Value) -> bool:
    return isinstance(names, str) and names == "*"


def _conditions(blocks: Sequence[Contents | Unknown], version: Value) -> Value:
    found: dict[str, dict[str, Value]] = {}
    partial: dict[str, list[tuple[Unknown, Value]]] = {}
    for block in blocks:
        if isinstance(block, Unknown):
            return block
        test, variable = _text(block, "test"), _text(block, "variable")
        if isinstance(test, Unknown):
            return Unknown(test.reason)
        values = _with_variables(_strings(block, "values"), version)
        tests = found.setdefault(str(test), {})
        if isinstance(variable, Unknown):
            partial.setdefault(str(test), []).append((variable, values))
            continue
        if isinstance(values, list) and isinstance(tests.get(str(variable)), list):
            values = [*tests[str(variable)], *values]
        tests[str(variable)] = values[0] if isinstance(values, list) and len(values) == 1 else values
    return {test: _tests(found[test], partial.get(test, ())) for test in sorted(found)}


def _tests(known: dict[str, Value], partial: Sequence[tuple[Unknown, Value]]) -> Value:
    ordered = {name: known[name] for name in sorted(known)}
    return Unknown(partial[0][0].reason, members=(*ordered.items(), *partial)) if partial else ordered


def _write(value: Value, newline: str, pieces: list[str | Unknown]) -> None:
    """Write as Go's MarshalIndent does, or, where the newline is empty, as Marshal does."""
    inner = f"{newline}  " if newline else ""
    members = (
        value.members if isinstance(value, Unknown) else tuple(value.items()) if isinstance(value, Mapping) else ()
    )
    if members or isinstance(value, Mapping):
        before = f"{{{inner}"
        for key, item in members:
            pieces.append(before)
            pieces.extend(_key(key))
            pieces.append(": " if newline else ":")
            _write(item, inner, pieces)
            before = f",{inner}"
        pieces.append(f"{newline}}}" if members else "{}")
    elif isinstance(value, list):
        before = f"[{inner}"
        for item in value:
            pieces.append(before)
            _write(item, inner, pieces)
            before = f",{inner}"
        pieces.append(f"{newline}]" if value else "[]")
    else:
        pieces.append(encode(value, _MAX_TEXT))


def _key(key: str | Unknown) -> Iterator[str | Unknown]:
    yield '"'
    for part in key.parts or (key,) if isinstance(key, Unknown) else (key,):
        yield part if isinstance(part, Unknown) else quoted(part)[1:-1]
    yield '"'


_MAX_TEXT = 8 * 1024 * 1024
