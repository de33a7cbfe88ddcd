"""Type constraints: the expression after ``type =`` to a type.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Mapping

from seatrial.errors import ParseError
from seatrial.parsers.hcl import Text, parse_expression
from seatrial.parsers.hcl.syntax import Call, Expression, Literal, Name, ObjectOf, Parentheses, TupleOf
from seatrial.terraform import types
from seatrial.terraform.expressions import evaluate
from seatrial.terraform.scope import EvaluationError, Scope

_PRIMITIVES: Mapping[str, types.Type] = {
    "string": types.STRING,
    "number": types.NUMBER,
    "bool": types.BOOL,
    "any": types.ANY,
    # Before Terraform 0.12 these stood alone.
    "list": types.ListOf(types.ANY),
    "map": types.MapOf(types.ANY),
    "set": types.SetOf(types.ANY),
}
_COLLECTIONS = {"list": types.ListOf, "set": types.SetOf, "map": types.MapOf}


def type_constraint(expression: Expression, scope: Scope) -> types.Type:
    """Raises EvaluationError on what is no type; the defaults of ``optional`` are evaluated in the scope."""
    if isinstance(expression, Parentheses):
        return type_constraint(expression.inner, scope)
    name = _word(expression)
    if name in _PRIMITIVES:
        return _PRIMITIVES[name]
    if isinstance(expression, Call) and len(expression.arguments) == 1:
        argument = expression.arguments[0]
        if expression.name in _COLLECTIONS:
            return _COLLECTIONS[expression.name](type_constraint(argument, scope))
        if expression.name == "object" and isinstance(argument, ObjectOf):
            return _object(argument, scope)
        if expression.name == "tuple" and isinstance(argument, TupleOf):
            return types.TupleOf(tuple(type_constraint(item, scope) for item in argument.items))
    if isinstance(expression, Literal) and name:
        # JSON syntax has all of them in quotes.
        try:
            return type_constraint(parse_expression(Text(name), 0, len(name)), scope)
        except ParseError as error:
            raise EvaluationError(f"`{name[:100]}` is no type constraint") from error
    raise EvaluationError("this is no type constraint")


def _word(expression: Expression) -> str:
    if isinstance(expression, Name):
        return expression.name
    # Terraform 0.11 had them in quotes.
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    return ""


def _object(node: ObjectOf, scope: Scope) -> types.Type:
    attributes: dict[str, types.Type] = {}
    optional: dict[str, types.Default] = {}
    for key, value in node.items:
        if not isinstance(key, Literal):
            raise EvaluationError("an attribute of an object type needs a plain name")
        name = str(key.value)
        if isinstance(value, Call) and value.name == "optional" and value.arguments:
            wanted = type_constraint(value.arguments[0], scope)
            optional[name] = types.NO_DEFAULT
            if len(value.arguments) > 1:
                optional[name] = types.convert(evaluate(value.arguments[1], scope), wanted)
            attributes[name] = wanted
        else:
            attributes[name] = type_constraint(value, scope)
    return types.ObjectOf(attributes, optional)
