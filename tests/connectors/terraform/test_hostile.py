"""Plans and states that somebody wrote to break the reader: it may know less, but it never fails and never hangs."""

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.connectors.terraform import facts
from seatrial.connectors.terraform.kubernetes import objects_in
from seatrial.engine.index import Index
from seatrial.model.value import Unknown, Value

from .readers import Blocks, plan, recorded, state

READERS = {"plan.json": plan, "shown.json": state, "state.json": state}
DOCUMENTS = {name: json.loads(recorded(name)) for name in READERS}

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def exhaust(blocks: Blocks) -> None:
    """Ask for everything that a check or a report may ask for."""
    index = Index(blocks.raws)
    for raw in (*blocks.raws, *objects_in(blocks.raws)[0]):
        assert isinstance(raw.address, str)
        for path in paths_in(dict(raw.attributes)):
            assert raw.locate(path).line >= 1
    for raw in blocks.raws:
        for fact in (facts.security_group_ingress, facts.network_acl_entries, facts.loose_security_group_rules):
            fact(raw, index)


def paths_in(value: Value, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, Mapping):
        found += [deeper for key, item in value.items() for deeper in paths_in(item, (*path, key))]
    elif isinstance(value, list):
        found += [deeper for index, item in enumerate(value) for deeper in paths_in(item, (*path, index))]
    else:
        assert value is None or isinstance(value, bool | int | float | str | Unknown)
    return found


def mutated(value: Any, replacement: Any, chance: random.Random) -> Any:
    """A copy of a document in which one value, chosen on the way down, is another one."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(sorted(value))
        return {**value, key: mutated(value[key], replacement, chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        index = chance.randrange(len(value))
        return [*value[:index], mutated(value[index], replacement, chance), *value[index + 1 :]]
    return replacement


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(sorted(READERS)), replacement=ANY, chance=st.randoms(use_true_random=False))
def test_a_value_of_any_other_shape_breaks_nothing(name: str, replacement: Any, chance: random.Random) -> None:
    document = mutated(DOCUMENTS[name], replacement, chance)

    exhaust(READERS[name](json.dumps(document)))


@settings(max_examples=50, deadline=None)
@given(attributes=st.dictionaries(st.sampled_from(["spec", "metadata", "container", "port", "rule"]), ANY))
def test_a_kubernetes_block_of_any_shape_is_still_an_object(attributes: Any) -> None:
    resource = {"address": "kubernetes_pod.x", "mode": "managed", "type": "kubernetes_pod", "name": "x"}
    values = {"root_module": {"resources": [{**resource, "values": {"spec": [attributes], **attributes}}]}}

    exhaust(state({"format_version": "1.0", "values": values}))


@pytest.mark.parametrize("value", [5, "x", {}, [5], [[1]], [{"statement": 1}]])
def test_a_policy_document_of_another_shape_stays_unknown(value: Any) -> None:
    document = {
        "address": "data.aws_iam_policy_document.d",
        "mode": "data",
        "type": "aws_iam_policy_document",
        "name": "d",
        "change": {
            "actions": ["read"],
            "after": dict.fromkeys(("statement", "source_policy_documents", "override_json", "version"), value),
        },
    }

    exhaust(plan({"format_version": "1.2", "resource_changes": [document]}))


def test_a_chain_of_a_thousand_policy_documents_does_not_exhaust_the_stack() -> None:
    changes, resources = [], []
    for number in range(1000):
        name = {"mode": "data", "type": "aws_iam_policy_document", "name": f"d{number}"}
        address = f"data.aws_iam_policy_document.d{number}"
        change = {"actions": ["read"], "after": {}, "after_unknown": {"source_policy_documents": True, "json": True}}
        said = {"references": [f"data.aws_iam_policy_document.d{number + 1}.json"]}
        changes.append({"address": address, **name, "change": change})
        resources.append({"address": address, **name, "expressions": {"source_policy_documents": said}})

    blocks = plan(
        {"resource_changes": changes, "configuration": {"root_module": {"resources": resources}}},
    )

    assert len(blocks.raws) == 1000
    exhaust(blocks)
