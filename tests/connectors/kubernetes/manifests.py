"""Manifests as tests write them, and what is read of them."""

from seatrial.connectors.kubernetes import facts
from seatrial.connectors.kubernetes.objects import Objects
from seatrial.engine.index import Index
from seatrial.model.raw import Raw, Sourced
from seatrial.parsers.yaml import parse_yaml


def objects(text: str) -> Index:
    made = Objects()
    return Index([raw for document in parse_yaml(text) for raw in made.of(document, "a.yaml")])


def first(text: str, type_: str) -> tuple[Raw, Index]:
    index = objects(text)
    return index.of_type(type_)[0], index


def pod_of(spec: str, metadata: str = "{name: p}") -> tuple[Raw, Index]:
    return first(f"apiVersion: v1\nkind: Pod\nmetadata: {metadata}\nspec:\n  {spec}\n", "Pod")


def container(text: str, pod: str = "", metadata: str = "{name: p}") -> Sourced:
    found = facts.containers(*pod_of(f"containers:\n  - {text}\n  {pod}", metadata))
    assert isinstance(found[0], Sourced)
    return found[0]


def line(value: Sourced, key: str) -> int:
    return value.origin_of(key).location().line
