"""The types of operators."""

from seatrial.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    ERROR,
    INT,
    NULL,
    NUMBERS,
    STRING,
    TIMESTAMP,
    UINT,
    ListType,
    MapType,
    Type,
    TypeParameter,
    bare,
)
from seatrial.cel.unify import Substitution, assign, join, substitute

_SAME = {(type_, type_): type_ for type_ in (INT, UINT, DOUBLE)}
_ARITHMETIC: dict[str, dict[tuple[Type, Type], Type]] = {
    "+": {
        **_SAME,
        (STRING, STRING): STRING,
        (BYTES, BYTES): BYTES,
        (DURATION, DURATION): DURATION,
        (TIMESTAMP, DURATION): TIMESTAMP,
        (DURATION, TIMESTAMP): TIMESTAMP,
    },
    "-": {
        **_SAME,
        (DURATION, DURATION): DURATION,
        (TIMESTAMP, DURATION): TIMESTAMP,
        (TIMESTAMP, TIMESTAMP): DURATION,
    },
    "*": _SAME,
    "/": _SAME,
    "%": {(INT, INT): INT, (UINT, UINT): UINT},
}
_ORDERED = frozenset((BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION))
_OPEN = frozenset((DYN, ERROR))


def negation_type(operand: Type) -> Type | None:
    """The type of ``-operand``; None where there is none."""
    if operand in (INT, DOUBLE):
        return operand
    return DYN if _is_open(operand) else None


def operation_type(found: Substitution, operator: str, left: Type, right: Type) -> tuple[Substitution, Type | None]:
    """The type of ``left operator right``, None where no overload fits; and what is known of type parameters then."""
    first, second = _resolved(found, left), _resolved(found, right)
    if operator in ("==", "!="):
        return _equality(found, first, second)
    if operator == "in":
        return _membership(found, first, second)
    if operator in _ARITHMETIC:
        return _arithmetic(found, operator, first, second)
    if _is_open(first):
        return found, BOOL if _is_open(second) or second in _ORDERED else None
    if _is_open(second):
        return found, BOOL if first in _ORDERED else None
    same = first == second and first in _ORDERED
    # Numbers of different types compare by value, as Kubernetes has it.
    return found, BOOL if same or (first in NUMBERS and second in NUMBERS) else None


def _arithmetic(found: Substitution, operator: str, first: Type, second: Type) -> tuple[Substitution, Type | None]:
    table = _ARITHMETIC[operator]
    result = table.get((first, second))
    if result is not None:
        return found, result
    if operator == "+" and (isinstance(first, ListType) or isinstance(second, ListType)):
        if isinstance(first, ListType) and isinstance(second, ListType):
            extended, element = join(found, first.element, second.element)
            return extended, ListType(element)
        other = second if isinstance(first, ListType) else first
        return found, (first if isinstance(first, ListType) else second) if _is_open(other) else None
    if not _is_open(first) and not _is_open(second):
        return found, None
    results = {
        result
        for (one, other), result in table.items()
        if (_is_open(first) or one == first) and (_is_open(second) or other == second)
    }
    if not results:
        return found, None
    return found, results.pop() if len(results) == 1 else DYN


def _equality(found: Substitution, first: Type, second: Type) -> tuple[Substitution, Type | None]:
    if first == second or NULL in (first, second) or (first in NUMBERS and second in NUMBERS):
        return found, BOOL
    extended = assign(found, first, second)
    if extended is None:
        extended = assign(found, second, first)
    return (found, None) if extended is None else (extended, BOOL)


def _membership(found: Substitution, item: Type, container: Type) -> tuple[Substitution, Type | None]:
    if _is_open(container):
        return found, BOOL
    if not isinstance(container, ListType | MapType):
        return found, None
    extended, answer = _equality(found, item, _resolved(found, container.parameters[0]))
    return extended, answer


def _resolved(found: Substitution, type_: Type) -> Type:
    return bare(substitute(found, type_))


def _is_open(type_: Type) -> bool:
    return type_ in _OPEN or isinstance(type_, TypeParameter)
