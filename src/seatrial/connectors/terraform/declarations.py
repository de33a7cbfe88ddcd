"""What a plan and a state say besides resources: variables, outputs, module calls and providers.

Addresses and attributes are those that the evaluator gives the same blocks of the source.
"""

from collections.abc import Iterator, Mapping

from seatrial.connectors.terraform.documents import Json, Page, mapping, text
from seatrial.connectors.terraform.expressions import references_of
from seatrial.connectors.terraform.merge import MAX_DEPTH
from seatrial.model.location import Path
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value

MAX_MODULES = 10_000


def declarations_of_plan(page: Page) -> Iterator[Raw]:
    """Yield the variables and outputs of the root module, and the module calls and providers of all modules."""
    configuration = mapping(page.top.get("configuration"))
    root = mapping(configuration.get("root_module"))
    yield from _variables(page, mapping(root.get("variables")))
    yield from outputs_of(page, ("planned_values", "outputs"))
    yield from _calls(page, root)
    for name, body in mapping(configuration.get("provider_config")).items():
        yield _provider(page, name, mapping(body))


def outputs_of(page: Page, at: Path) -> Iterator[Raw]:
    """Yield the outputs that stand at a path of a document."""
    for name, body in mapping(page.at(at)).items():
        values = {key: value for key, value in mapping(body).items() if key in ("value", "sensitive")}
        if mapping(page.at(("output_changes", name))).get("after_unknown") is True:
            values["value"] = Unknown("known after apply")
        elif values.get("sensitive") is True and "value" in values:
            values["value"] = Unknown("it is sensitive", is_set=True)
        if values.get("sensitive") is False:
            del values["sensitive"]
        yield _raw(page, "output", name, f"output.{name}", values, (*at, name))


def _variables(page: Page, declared: Mapping[str, Json]) -> Iterator[Raw]:
    given = mapping(page.top.get("variables"))
    for name in dict.fromkeys((*declared, *given)):
        values = {key: value for key, value in mapping(declared.get(name)).items() if value is not None}
        value = mapping(given.get(name)).get("value", values.get("default"))
        if values.get("sensitive") is True:
            value = Unknown("it is sensitive", is_set=value is not None)
            values.pop("default", None)
        at = ("variables", name) if name in given else ("configuration", "root_module", "variables", name)
        yield _raw(page, "variable", name, f"var.{name}", {**values, "value": value}, at)


def _calls(page: Page, root: Mapping[str, Json]) -> Iterator[Raw]:
    """Yield the calls of modules, each once: how many instances it has only its resources tell."""
    pending: list[tuple[Mapping[str, Json], str, Path]] = [(root, "", ("configuration", "root_module"))]
    count = 0
    while pending and count < MAX_MODULES:
        module, prefix, at = pending.pop()
        for name, call in mapping(module.get("module_calls")).items():
            count += 1
            here = (*at, "module_calls", name)
            address = f"{prefix}module.{name}"
            values = {"source": text(mapping(call).get("source")), "version": mapping(call).get("version_constraint")}
            set_ = {
                key: _constant(value, MAX_DEPTH) for key, value in mapping(mapping(call).get("expressions")).items()
            }
            known = {key: value for key, value in {**set_, **values}.items() if value is not None}
            yield _raw(page, "module", name, address, known, here)
            pending.append((mapping(mapping(call).get("module")), f"{address}.", (*here, "module")))


def _provider(page: Page, key: str, body: Mapping[str, Json]) -> Raw:
    name = text(body.get("name")) or key.rpartition(":")[2].partition(".")[0]
    alias = text(body.get("alias"))
    module = text(body.get("module_address"))
    address = f"{module}.provider.{name}" if module else f"provider.{name}"
    said = mapping(body.get("expressions"))
    values = {setting: _constant(value, MAX_DEPTH) for setting, value in said.items()}
    if alias:
        address, values = f"{address}.{alias}", {**values, "alias": alias}
    return _raw(page, "provider", name, address, values, ("configuration", "provider_config", key))


def _constant(expression: Json, depth: int) -> Value:
    """The value of an expression of the configuration: known only where it is a constant."""
    if not depth:
        return Unknown(f"it is nested deeper than {MAX_DEPTH} levels")
    if isinstance(expression, list):
        return [_constant(item, depth - 1) for item in expression]
    if not isinstance(expression, dict):
        return expression
    if "constant_value" in expression:
        return expression["constant_value"]
    references = references_of(expression)
    if references or not expression:
        told = f" but that it refers to {references[0]}" if references else ""
        return Unknown(f"the plan does not keep the expression{told}; give its folder with --source")
    return {key: _constant(value, depth - 1) for key, value in expression.items()}


def _raw(page: Page, kind: str, type_: str, address: str, values: Mapping[str, Value], at: Path) -> Raw:
    return Raw(
        source="terraform",
        type=type_,
        kind=kind,
        address=address,
        attributes=values,
        locate=page.locating(at, at),
    )
