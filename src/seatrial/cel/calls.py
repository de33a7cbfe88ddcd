"""The types of calls: which function, which of its overloads, and what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from seatrial.cel import ast, tree
from seatrial.cel.checker import Checker, Visit
from seatrial.cel.errors import CelError, EvaluationError, at_span, did_you_mean
from seatrial.cel.functions import Function, Overload
from seatrial.cel.types import DYN, Type
from seatrial.cel.unify import Substitution, assign_all, substitute

_PATTERNS = frozenset(
    ("matches", "find", "findAll", "regex.extract", "regex.extractAll", "regex.replace", "re.extract", "re.replace")
)
_VARIADIC = frozenset(("math.greatest", "math.least"))


def check_call(checker: Checker, node: ast.Call) -> Visit:
    """The checked form of a call: of a function, of one in a namespace, or of a method."""
    if node.target is not None and (name := checker.qualified(node.target, function=True)) is not None:
        full = checker.environment.function_name(f"{name[0]}.{node.function}", root=name[1], member=False)
        if full is not None:
            return (yield from _apply(checker, full, node, node.arguments, member=False))
    if node.target is not None:
        full = checker.environment.function_name(node.function, root=True, member=True)
        if full is not None:
            return (yield from _apply(checker, full, node, (node.target, *node.arguments), member=True))
        if checker.strict:
            yield node.target
    else:
        full = checker.environment.function_name(node.function, root=False, member=False)
        if full is not None:
            return (yield from _apply(checker, full, node, node.arguments, member=False))
    known = checker.environment.function_names(member=node.target is not None)
    return checker.error(f"unknown function {node.function!r}{did_you_mean(node.function, known)}", node.name_span)


def _apply(checker: Checker, name: str, node: ast.Call, arguments: Sequence[ast.Expression], *, member: bool) -> Visit:
    if name in _VARIADIC and len(arguments) > 1:
        span = arguments[0].span
        arguments = (ast.ListLiteral(span, tuple(arguments), frozenset()),)
    checked: list[tree.Typed] = []
    for argument in arguments:
        checked.append((yield argument))
    typed = tuple(checked)
    _check_pattern(checker, name, arguments)
    host = checker.environment.host(name, member=member)
    if host is not None:
        return _host_call(checker, host, node, arguments, typed)
    overloads = checker.environment.overloads(name, member=member)
    extended, chosen, result = _resolve(checker, overloads, [argument.type for argument in typed])
    if result is None:
        if checker.strict:
            return _no_overload(checker, name, node, typed, overloads, member=member)
        return tree.LibraryCall(DYN, name, overloads, typed)
    checker.found = extended
    return tree.LibraryCall(result, name, chosen, typed)


def _check_pattern(checker: Checker, name: str, arguments: Sequence[ast.Expression]) -> None:
    """Raise the error of a literal regular expression now, where it has a place."""
    if not checker.strict or name not in _PATTERNS or len(arguments) < 2:
        return
    pattern = arguments[1]
    if isinstance(pattern, ast.Literal) and isinstance(pattern.value, str):
        from seatrial.cel.regex import compiled

        try:
            compiled(pattern.value)
        except EvaluationError as error:
            raise at_span(str(error), checker.text, pattern.span) from None


def _resolve(
    checker: Checker, overloads: Iterable[Overload], given: list[Type]
) -> tuple[Substitution, tuple[Overload, ...], Type | None]:
    """The overloads that fit, and their common result: that of the first, `DYN` where they differ."""
    found, result = checker.found, None
    chosen: list[Overload] = []
    for overload in overloads:
        if len(overload.parameters) != len(given):
            continue
        renamed = _instantiated(checker, overload)
        extended = assign_all(found, given, renamed[:-1])
        if extended is None:
            continue
        found = extended
        chosen.append(overload)
        this = substitute(found, renamed[-1])
        result = this if result is None or result == this else DYN
    return found, tuple(chosen), result


def _instantiated(checker: Checker, overload: Overload) -> tuple[Type, ...]:
    """The parameters and the result of an overload with type parameters of their own."""
    signature = (*overload.parameters, overload.result)
    if not overload.generic:
        return signature
    renaming: Substitution = {parameter: checker.fresh() for parameter in overload.generic}
    return tuple(substitute(renaming, type_) for type_ in signature)


def _no_overload(
    checker: Checker,
    name: str,
    node: ast.Call,
    typed: tuple[tree.Typed, ...],
    overloads: Sequence[Overload],
    *,
    member: bool,
) -> tree.Typed:
    given = [argument.type for argument in typed]
    shown = (
        f"{checker.shown(given[0])}.{name}({checker.shown(*given[1:])})"
        if member
        else f"{name}({checker.shown(*given)})"
    )
    takes = sorted({", ".join(map(str, overload.parameters[member:])) for overload in overloads})
    return checker.error(f"no matching overload: {shown}; it takes ({'), or ('.join(takes)})", node.name_span)


def _host_call(
    checker: Checker, host: Function, node: ast.Call, arguments: Sequence[ast.Expression], typed: tuple[tree.Typed, ...]
) -> tree.Typed:
    extended = assign_all(checker.found, [argument.type for argument in typed], host.parameters)
    if extended is None:
        given = checker.shown(*(argument.type for argument in typed))
        takes = ", ".join(map(str, host.parameters))
        return checker.error(f"no matching overload: {host.name}({given}); it takes ({takes})", node.name_span)
    checker.found = extended
    result = substitute(extended, host.result)
    if host.result_of is not None:
        literals = tuple(one.value if isinstance(one, ast.Literal) else None for one in arguments)
        try:
            result = host.result_of(literals)
        except CelError as error:
            span = arguments[0].span if arguments else node.name_span
            raise error.at(checker.text, span) from None
    return tree.HostCall(result, host, typed)
