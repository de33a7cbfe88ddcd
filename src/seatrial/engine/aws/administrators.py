"""Whether what runs under a role of AWS may do everything.

Only what is known counts: a role or a policy that is not in the source makes nobody an administrator.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from seatrial.engine.aws.policy_document import policy_statements
from seatrial.engine.aws.reach import By, said_at
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value

_ADMINISTRATOR = ":aws:policy/AdministratorAccess"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWords:
    """What one source calls roles and their policies; paths are dotted.

    ``role``      the type of roles.
    ``steps``     by type, the way from a block to its role: path of the attribute, type of what that names.
    ``attached``  blocks that attach a managed policy to the role that they name, and their path to it.
    ``managed``   the path of a role to its managed policies.   ``policies``  the types of those, made here.
    ``written``   blocks that are policies of the role that they name.
    ``document``  the path of a policy to its document.   ``inline``  that of a role to its inline documents.
    """

    role: str
    steps: Mapping[str, tuple[By, ...]]
    attached: tuple[tuple[By, str], ...]
    managed: str
    policies: tuple[str, ...]
    written: tuple[By, ...]
    document: str
    inline: str


def is_administrator(raw: Raw, index: Index, words: RoleWords) -> bool:
    """Whether a role, or the role of what runs under one, is known to be allowed everything."""
    return any(
        _is_admin_policy(value, index, words) if managed else _allows_all(value)
        for role in _roles(raw, index, words)
        for managed, value in _policies(role, index, words)
    )


def _roles(raw: Raw, index: Index, words: RoleWords) -> Iterator[Raw]:
    if raw.type == words.role:
        yield raw
    for path, type_ in words.steps.get(raw.type, ()):
        for value in said_at(raw, (path,)):
            for other in index.named(value, type_, path.rpartition(".")[2]):
                yield from _roles(other, index, words)


def _policies(role: Raw, index: Index, words: RoleWords) -> Iterator[tuple[bool, Value]]:
    """Yield the policies of a role: whether it is a managed one that is named, and the name or the document."""
    yield from ((True, value) for value in said_at(role, (words.managed,)))
    yield from ((False, value) for value in said_at(role, (words.inline,)))
    for by, path in words.attached:
        for attachment in _existing(index.naming(role, *by)):
            yield from ((True, value) for value in said_at(attachment, (path,)))
    for by in words.written:
        for policy in _existing(index.naming(role, *by)):
            yield from ((False, value) for value in said_at(policy, (words.document,)))


def _existing(blocks: Iterable[Raw]) -> Iterator[Raw]:
    return (block for block in blocks if block.exists is True)


def _is_admin_policy(value: Value, index: Index, words: RoleWords) -> bool:
    if isinstance(value, str) and value.endswith(_ADMINISTRATOR):
        return True
    policies = (policy for type_ in words.policies for policy in index.named(value, type_))
    return any(_allows_all(document) for policy in policies for document in said_at(policy, (words.document,)))


def _allows_all(document: Value) -> bool:
    parts = policy_statements(document)
    return type(parts) is not Unknown and any(_allows_everything(part.value) for part in parts)


def _allows_everything(statement: Value) -> bool:
    return (
        isinstance(statement, Mapping)
        and _is(statement["effect"], "Allow")
        and _has_star(statement["actions"])
        and _has_star(statement["resources"])
        and not statement["conditions"]
    )


def _has_star(values: Value) -> bool:
    return isinstance(values, list) and any(_is(value, "*") for value in values)


def _is(value: Value, text: str) -> bool:
    return isinstance(value, str) and value == text
