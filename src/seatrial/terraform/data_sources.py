"""Data sources whose result their configuration alone decides, so that it is known without their provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from seatrial.model.value import Unknown, Value
from seatrial.terraform.policy_document import minified_policy_json, policy_json
from seatrial.terraform.scope import EvaluationError
from seatrial.terraform.values import derive

if TYPE_CHECKING:
    from seatrial.terraform.resources import Instance

Compute = Callable[["Instance"], Value]


def computed_names(type_: str, mode: str) -> Mapping[str, Compute]:
    """The attributes that are computed here, by name."""
    return _COMPUTED.get(type_, {}) if mode == "data" else {}


def _rendered(instance: Instance) -> Value:
    """``template_file``, which ``templatefile`` replaced."""
    template = instance.contents.get("template") if instance.contents.has("template") else None
    variables = instance.contents.get("vars") if instance.contents.has("vars") else {}
    for value in (template, variables):
        if isinstance(value, Unknown):
            return derive(value)
    if not isinstance(template, str) or not isinstance(variables, Mapping | None):
        raise EvaluationError("the template is no text, or its variables are no map")
    return instance.contents.evaluator.render(template, variables or {})


def _outputs(instance: Instance) -> Value:
    return instance.contents.get("inputs") if instance.contents.has("inputs") else {}


_COMPUTED: Mapping[str, Mapping[str, Compute]] = {
    "aws_iam_policy_document": {
        "json": lambda instance: policy_json(instance.contents),
        "minified_json": lambda instance: minified_policy_json(instance.contents),
    },
    "null_data_source": {"outputs": _outputs},
    "template_file": {"rendered": _rendered},
}
