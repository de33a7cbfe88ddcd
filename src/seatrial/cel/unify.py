"""When a value of one type may stand where another is asked for, and what two types have in common.

The rules are those of the reference type checker: `DYN` fits everywhere, type parameters take the most general type
that they meet, null fits what can be null.
"""

from seatrial.cel.types import DYN, ERROR, NULL, NullableType, ObjectType, Type, TypeParameter, TypeType, bare, nullable

Substitution = dict[TypeParameter, Type]

_NEVER_NULL = frozenset(("bool", "int", "uint", "double", "string", "bytes", "list", "map", "type"))


def assign(found: Substitution, given: Type, wanted: Type) -> Substitution | None:
    """The substitution, extended, under which ``given`` fits ``wanted``; None where it does not fit."""
    if given is wanted and not given.parameters and not isinstance(given, TypeParameter):
        return found
    trial = dict(found)
    return trial if _fits(trial, given, wanted) else None


def assign_all(found: Substitution, given: list[Type], wanted: tuple[Type, ...]) -> Substitution | None:
    """As `assign`, for a list of arguments."""
    if len(given) != len(wanted):
        return None
    trial = dict(found)
    return trial if all(_fits(trial, one, other) for one, other in zip(given, wanted, strict=True)) else None


def join(found: Substitution, first: Type | None, second: Type) -> tuple[Substitution, Type]:
    """The type of a list or a choice that holds both: the more general one, `DYN` where neither fits."""
    if first is None:
        return found, second
    extended = assign(found, first, second)
    if extended is None:
        if NULL in (first, second):
            return found, nullable(second if first is NULL else first)
        return found, DYN
    return extended, _most_general(first, second)


def substitute(found: Substitution, type_: Type, *, free: Type | None = None) -> Type:
    """The type with parameters replaced by what they were found to be; those that are free by ``free``."""
    if isinstance(type_, TypeParameter):
        seen = type_
        while (next_ := found.get(seen)) is not None:
            if not isinstance(next_, TypeParameter):
                return substitute(found, next_, free=free)
            seen = next_
        return seen if free is None else free
    if not type_.parameters:
        return type_
    parameters = tuple(substitute(found, parameter, free=free) for parameter in type_.parameters)
    return type_ if parameters == type_.parameters else type_.rebuilt(parameters)


def _fits(found: Substitution, given: Type, wanted: Type) -> bool:
    if isinstance(wanted, TypeParameter):
        fits, was_found = _fits_parameter(found, given, wanted)
        if fits or was_found:
            return fits
    if isinstance(given, TypeParameter):
        return _fits_parameter(found, wanted, given)[0]
    if given is DYN or wanted is DYN or ERROR in (given, wanted):
        return True
    if given is NULL:
        return _null_fits(wanted)
    if wanted is NULL:
        return _null_fits(given)
    given, wanted = bare(given), bare(wanted)
    if isinstance(given, ObjectType):
        return given == wanted
    if isinstance(given, TypeType):
        return isinstance(wanted, TypeType)
    if given.name != wanted.name or len(given.parameters) != len(wanted.parameters):
        return False
    return all(_fits(found, one, other) for one, other in zip(given.parameters, wanted.parameters, strict=True))


def _null_fits(type_: Type) -> bool:
    return type_.name not in _NEVER_NULL


def _fits_parameter(found: Substitution, type_: Type, parameter: TypeParameter) -> tuple[bool, bool]:
    """Whether a type fits a parameter, and whether the parameter had been found before."""
    if type_ == parameter:
        return True, True
    known = found.get(parameter)
    if known is not None:
        if type_ == known:
            return True, True
        if _fits(found, type_, known):
            general = _most_general(type_, known)
            if not _mentions(found, general, parameter):
                found[parameter] = general
            return True, True
        return False, True
    if _mentions(found, type_, parameter):
        return False, False
    found[parameter] = type_
    return True, False


def _mentions(found: Substitution, type_: Type, parameter: TypeParameter) -> bool:
    if type_ == parameter:
        return True
    if isinstance(type_, TypeParameter):
        known = found.get(type_)
        return known is not None and _mentions(found, known, parameter)
    return any(_mentions(found, part, parameter) for part in type_.parameters)


def _most_general(first: Type, second: Type) -> Type:
    if first is NULL:
        return second
    return first if _is_general(first, second) else second


def _is_general(first: Type, second: Type) -> bool:
    """Whether the first type is as general as the second, or more."""
    if first is DYN or isinstance(first, TypeParameter):
        return True
    if second is DYN or isinstance(second, TypeParameter):
        return False
    if isinstance(first, NullableType):
        return second is NULL or first.inner == bare(second)
    if second is NULL:
        return True
    if first.name != second.name or len(first.parameters) != len(second.parameters):
        return False
    if isinstance(first, TypeType):
        return True
    return all(_is_general(one, other) for one, other in zip(first.parameters, second.parameters, strict=True))
