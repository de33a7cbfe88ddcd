"""Whether a condition of a policy statement leaves in only callers that the policy's author knows.

Follows what AWS itself calls public
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html): only conditions on who
calls, or from where, count, and only with values that do not stand for everybody.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from seatrial.model.value import Unknown, Value

_ARNS = frozenset({
    "aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn", "elasticfilesystem:accesspointarn",
})  # fmt: skip
_NAMES = frozenset({
    "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount", "aws:sourceorgid",
    "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
    "aws:principalservicename", "aws:principalservicenameslist", "aws:federatedprovider",
    "kms:calleraccount", "s3:dataaccesspointaccount",
})  # fmt: skip
_ADDRESSES = frozenset({"aws:sourceip", "aws:vpcsourceip"})
_FLAGS = frozenset({"aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"})

_EXACT = frozenset({"stringequals", "stringequalsignorecase"})
_PATTERNS = frozenset({"stringlike", "arnlike", "arnequals"})

_WILDCARD = re.compile(r"[*?]")


def each_condition(value: Mapping[str, Value]) -> Iterator[Value]:
    """Yield the conditions of a statement: operator, key, values, and whether it binds the statement to somebody.

    Of a key that another resource names in part, such as ``${issuer}:sub``, the rest is known.
    """
    present = set(_required_keys(value))
    for operator, tests in value.items():
        members = _members(tests)
        if members is None:
            yield tests if type(tests) is Unknown else Unknown(f"`{operator}` is no mapping")
            continue
        for key, values in members:
            name, listed = _lowered(key), _listed(values)
            if isinstance(name, Unknown):
                binds = Unknown(name.reason) if _may_be_known(name) else False
            else:
                binds = _binds(operator.lower(), name, listed, required=name in present)
            yield {"operator": operator, "key": name, "values": listed, "binds": binds}


def _members(tests: Value) -> Iterable[tuple[str | Unknown, Value]] | None:
    """The keys and values of one operator; None where nothing of them is known."""
    if isinstance(tests, Mapping):
        return tests.items()
    return tests.members or None if type(tests) is Unknown else None


def _lowered(key: str | Unknown) -> str | Unknown:
    if not isinstance(key, Unknown):
        return str(key).lower()
    parts = tuple(part.lower() if isinstance(part, str) else part for part in key.parts)
    return Unknown(key.reason, ref=key.ref, parts=parts)


def _may_be_known(key: Unknown) -> bool:
    """Whether a key that is known in part may be one that binds."""
    end = key.parts[-1] if key.parts and isinstance(key.parts[-1], str) else ""
    return any(name.startswith(key.prefix) and name.endswith(end) for name in _ARNS | _NAMES | _ADDRESSES | _FLAGS)


def _required_keys(conditions: Mapping[str, Value]) -> Iterator[str]:
    """The keys that a request must have: ``Null`` says so."""
    for operator, tests in conditions.items():
        if operator.lower() == "null":
            for key, value in _members(tests) or ():
                if isinstance(key, str) and _is_false(value):
                    yield key.lower()


def _is_false(value: Value) -> bool:
    listed = _listed(value)
    return (
        type(listed) is not Unknown
        and all(type(item) is not Unknown for item in listed)
        and listed in (["false"], [False])
    )


def _binds(operator: str, key: str, values: Value, *, required: bool) -> Value:
    quantifier, _, comparison = operator.rpartition(":")
    # Both are true of a request that lacks the key, as that of an anonymous caller does.
    if (comparison.endswith("ifexists") or quantifier == "forallvalues") and not required:
        return False
    comparison = comparison.removesuffix("ifexists")
    if key in _FLAGS:
        return comparison == "bool" and _every(values, _is_true)
    if key in _ADDRESSES:
        return comparison == "ipaddress" and _every(values, _is_narrow_range)
    if key in _ARNS or key in _NAMES:
        if comparison in _EXACT:
            return True
        return comparison in _PATTERNS and _every(values, _names_account if key in _ARNS else _names_somebody)
    return False


def _every(values: Value, test: Callable[[str], bool]) -> Value:
    """Whether each of the alternatives passes a test: one that does not lets everybody in."""
    if not isinstance(values, list):
        return True if isinstance(values, Unknown) and values.ref else values
    doubt: Unknown | None = None
    for value in values:
        text = _text(value)
        if isinstance(text, Unknown):
            doubt = doubt or text
        elif not test(text):
            return False
    return True if doubt is None else doubt


def _text(value: Value) -> str | Unknown:
    """A value as a text, in which what another resource gives, or fills in, stands for one plain name."""
    if type(value) is not Unknown:
        return str(value).lower()
    if value.parts:
        return "".join(part if isinstance(part, str) else "x" for part in value.parts).lower()
    return value


def _is_true(text: str) -> bool:
    return text == "true"


def _is_narrow_range(text: str) -> bool:
    address, slash, length = text.strip().rpartition("/")
    if not slash or not length.isdecimal():
        return True
    return int(length[:4]) >= (16 if ":" in address else 8)


def _names_somebody(text: str) -> bool:
    """Whether something is fixed before the first wildcard: an account, or more of an organisation than its ``o-``."""
    fixed = _WILDCARD.split(text, maxsplit=1)[0]
    return bool(fixed.removeprefix("o-"))


def _names_account(text: str) -> bool:
    """Whether an ARN's account is fixed, or its resource where it has no account, as a bucket's has none."""
    fields = text.split(":", 5)
    if len(fields) < 6:
        return _WILDCARD.search(text) is None
    account, resource = fields[4], fields[5]
    return _WILDCARD.search(account) is None if account else resource[:1] not in ("*", "?", "")


def _listed(value: Value) -> Value:
    if type(value) is Unknown:
        return [value] if value.parts else value
    return value if isinstance(value, list) else [value]
