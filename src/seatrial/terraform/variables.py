"""Values that a root module is given from outside, in Terraform's order of precedence.

https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
"""

from __future__ import annotations

from collections.abc import Iterator

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.model.location import Location
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl import Text, parse_expression
from seatrial.terraform.evaluator import Evaluator
from seatrial.terraform.expressions import evaluate
from seatrial.terraform.scope import EvaluationError, Scope
from seatrial.terraform.sources import document_of
from seatrial.terraform.types import ANY, BOOL, NUMBER, STRING, Type

_PREFIX = "TF_VAR_"


def given_values(evaluator: Evaluator, scope: Scope) -> dict[str, Value]:
    """Values by variable, from the variable files; those of the environment are texts and stay apart."""
    values: dict[str, Value] = {}
    for path in variable_files(evaluator):
        values.update(_read(path, evaluator, scope))
    return values


def variable_files(evaluator: Evaluator) -> Iterator[str]:
    """The files that give a root module's variables their values; of two the later one wins."""
    directory = evaluator.directory
    names = evaluator.files.names(directory)
    wanted = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    wanted += sorted(name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    for name in wanted:
        yield name if directory == "." else f"{directory}/{name}"
    yield from evaluator.inputs.var_files


def _read(path: str, evaluator: Evaluator, scope: Scope) -> dict[str, Value]:
    shown = evaluator.files.shown(path)
    try:
        content = evaluator.files.read(path)
    except (ConnectorError, LimitError) as error:
        evaluator.gap(Location(shown, 1), str(error), error.bound if isinstance(error, LimitError) else "")
        return {}
    # A variable file named on the command line may have any name; JSON is told by its ending alone.
    document = document_of(content, f"{path.removesuffix('.json')}.tfvars.json" if path.endswith(".json") else path)
    for problem in document.problems():
        bound = problem.bound if isinstance(problem, LimitError) else ""
        evaluator.gap(Location(shown, problem.line or 1, problem.column or 1), problem.message, bound)
    values: dict[str, Value] = {}
    for name, attribute in document.body.attributes.items():
        try:
            values[name] = evaluate(attribute.expression(), scope)
        except (EvaluationError, ParseError) as error:
            values[name] = Unknown(f"`{name}` in {shown} cannot be evaluated: {error}")
    return values


def environment_value(text: str, wanted: Type, scope: Scope) -> Value:
    """What ``TF_VAR_x`` means: a text where the variable is a primitive one or has no type, else an expression."""
    if wanted in (ANY, STRING, NUMBER, BOOL):
        return text
    try:
        return evaluate(parse_expression(Text(text), 0, len(text)), scope)
    except (EvaluationError, ParseError) as error:
        raise EvaluationError(f"its value in the environment is no expression: {error}") from error


def from_environment(evaluator: Evaluator, name: str) -> str | None:
    return evaluator.inputs.environment.get(_PREFIX + name)
