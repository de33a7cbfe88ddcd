"""AWS policy documents, however they are written, as statements with one spelling.

Follows the grammar of the JSON policy language
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html): what may be a text or a list is a
list, and a statement that stands alone is a list of one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from seatrial.engine.aws.policy_conditions import each_condition
from seatrial.engine.parts import Part
from seatrial.errors import ParseError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.partial_json import decode

_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}

_STARS = re.compile(r"[*?]*\*[*?]*")
_EVERY_ARN = re.compile(r"(arn:)?(\*|aws[a-z-]*):(\*:)*\*|arn:\*")

_HOLDERS = ("policy", "PolicyDocument")
"""What Terraform and CloudFormation call the document of an inline policy."""


def policy_statements(document: Value) -> list[Part] | Unknown:
    """The statements of a policy document: a text (also one with unknown parts) or a mapping.

    Each has sid, effect, actions, not_actions, resources, literal_resources, not_resources, principals, not_principals
    (each ``Type:value``, ``*`` for everybody), everybody, conditions (operator, key, values, binds), with the place
    of each in the document.  Actions are in lower case, for IAM does not mind, and a pattern of what matches all
    is ``*``.  Unknown where the document is, or is not one.

    A list is one of documents, or of what holds one each: a role's inline policies, with all their statements.
    """
    if isinstance(document, list):
        return [part for index, item in enumerate(document) for part in _held(item, index)]
    policy = _decoded(document)
    if type(policy) is Unknown:
        return policy
    if not isinstance(policy, Mapping):
        return Unknown("it is no policy document")
    found = policy.get("Statement")
    if type(found) is Unknown:
        return found
    if isinstance(found, Mapping):
        return [_part(found, ("Statement",))]
    if not isinstance(found, Sequence) or isinstance(found, str):
        return [] if found is None else Unknown("its `Statement` is no list")
    return [_part(item, ("Statement", index)) for index, item in enumerate(found)]


def _held(item: Value, index: int) -> Iterator[Part]:
    """The statements of one document of a list; a single unknown one where the document is."""
    key = next((key for key in _HOLDERS if isinstance(item, Mapping) and item.get(key) is not None), None)
    document = item[key] if key and isinstance(item, Mapping) else item
    path = (index, key) if key else (index,)
    parts = Unknown("it is no policy document") if isinstance(document, list) else policy_statements(document)
    if type(parts) is Unknown:
        yield Part(parts, path, {})
    else:
        yield from (Part(part.value, (*path, *part.path), part.written) for part in parts)


def _decoded(document: Value) -> Value:
    if type(document) is Unknown and not document.parts:
        return document
    if isinstance(document, str) and not document.strip():
        # How a state says that there is no policy.
        return {}
    if isinstance(document, str) or type(document) is Unknown:
        try:
            return decode(document.parts if isinstance(document, Unknown) else document)
        except ParseError as error:
            return Unknown(f"it is no policy document: {error.message}")
    return document


def _part(statement: Value, path: tuple[str | int, ...]) -> Part:
    if not isinstance(statement, Mapping):
        unknown = statement if type(statement) is Unknown else Unknown("its statement is no mapping")
        return Part(unknown, path, {})
    if "Effect" not in statement:
        return Part(Unknown("a statement without an `Effect` is none that AWS takes"), path, {})
    values: dict[str, Value] = {"sid": statement.get("Sid"), "effect": statement["Effect"]}
    written = {"sid": "Sid", "effect": "Effect", "conditions": "Condition"}
    for name, key in _LISTS.items():
        values[name] = _listed(statement.get(key))
        written[name] = key
    for name in ("resources", "not_resources"):
        values[name] = _arns(values[name])
    values["literal_resources"] = _literal(values["resources"])
    written["literal_resources"] = "Resource"
    for name in ("actions", "not_actions"):
        values[name] = _lowered(values[name])
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        values[name] = _principals(statement.get(key))
        written[name] = key
    excepts = statement.get("NotPrincipal") is not None
    values["everybody"] = excepts or _has_everybody(values["principals"])
    written["everybody"] = "NotPrincipal" if excepts else "Principal"
    values["conditions"] = _conditions(statement.get("Condition"))
    return Part(values, path, written)


def _listed(value: Value) -> Value:
    if value is None:
        return []
    if type(value) is Unknown:
        # What is known in parts is a text, and so one; anything else may be a list.
        return [value] if value.parts else value
    return value if isinstance(value, list) else [value]


def _lowered(value: Value) -> Value:
    if type(value) is Unknown:
        return value
    return [_STARS.sub("*", item).lower() if isinstance(item, str) else item for item in value]


def _arns(value: Value) -> Value:
    """What another resource gives as its own is an ARN, never the star that stands for everything."""
    if type(value) is Unknown:
        return [_arn(value)] if value.ref else value
    return [_arn(item) if type(item) is Unknown else _pattern(item) for item in value]


def _pattern(resource: Value) -> Value:
    """``arn:aws:*``, ``arn:*:*:*:*:*`` and ``**`` are everything, as ``*`` is."""
    if not isinstance(resource, str):
        return resource
    shortened = _STARS.sub("*", resource)
    return "*" if _EVERY_ARN.fullmatch(shortened) else shortened


def _arn(unknown: Unknown) -> Unknown:
    alone = unknown.parts[0] if len(unknown.parts) == 1 else unknown
    if isinstance(alone, str) or not alone.ref or alone.parts:
        return unknown
    return Unknown(unknown.reason, ref=alone.ref, attribute=alone.attribute, parts=("arn:", alone))


def _literal(resources: Value) -> Value:
    """The resources without those that another block gives a part of: such a name reaches that block's own alone."""
    if type(resources) is Unknown:
        return resources
    return [item for item in resources if not _names_another(item)]


def _names_another(item: Value) -> bool:
    if not isinstance(item, Unknown):
        return False
    before = ""
    parts = item.parts or (item,)
    for part in parts:
        if isinstance(part, str):
            before += part
        # Before the fifth colon of an ARN stand the partition, the region and the account, which name nothing alone.
        elif part.ref and (not before or before.count(":") >= 5 or (len(parts) == 2 and before == "arn:")):
            return True
    return False


def _principals(value: Value) -> Value:
    """``["*"]``, ``["AWS:arn:...", "Service:ec2.amazonaws.com"]``; ``{"AWS": "*"}`` means everybody too."""
    if value is None or type(value) is Unknown:
        return [] if value is None else value
    if not isinstance(value, Mapping):
        return _listed(value)
    found: list[Value] = []
    for kind, names in value.items():
        for name in _items(names):
            if type(name) is Unknown:
                found.append(_typed(str(kind), name))
            else:
                found.append("*" if name == "*" and kind in ("AWS", "*") else f"{kind}:{name}")
    return found


def _has_everybody(principals: Value) -> Value:
    """Whether everybody is among the principals; Unknown where one may be a star."""
    if type(principals) is Unknown:
        return principals
    unknowns = [principal for principal in principals if type(principal) is Unknown]
    if any(principal == "*" for principal in principals if type(principal) is not Unknown):
        return True
    return next((Unknown(unknown.reason) for unknown in unknowns if _may_be_a_star(unknown)), False)


def _may_be_a_star(principal: Unknown) -> bool:
    """Whether nothing is known of a principal but that AWS knows it; what another resource gives is its own name."""
    kind, *rest = principal.parts or ("AWS:",)
    if kind not in ("AWS:", "*:"):
        return False
    return principal.ref is None and not any(isinstance(part, str) or part.ref for part in rest)


def _typed(kind: str, name: Unknown) -> Unknown:
    """An unknown principal whose type is known: it is nobody of another type."""
    parts = name.parts or (name,)
    return Unknown(name.reason, ref=name.ref, parts=(f"{kind}:", *parts))


def _items(value: Value) -> Sequence[Value]:
    listed = _listed(value)
    return [listed] if type(listed) is Unknown else listed


def _conditions(value: Value) -> Value:
    if value is None or type(value) is Unknown:
        return [] if value is None else value
    return list(each_condition(value)) if isinstance(value, Mapping) else Unknown("its `Condition` is no mapping")
