"""What resource definitions read from Kubernetes objects by ``call:``."""

from seatrial.connectors.kubernetes.component import component_flags, component_name
from seatrial.connectors.kubernetes.data import config_entries, persistent_volume, secret
from seatrial.connectors.kubernetes.index import Index
from seatrial.connectors.kubernetes.network import ingress_rules, network_policy, service
from seatrial.connectors.kubernetes.node import Node, sourced
from seatrial.connectors.kubernetes.pod import TEMPLATES, container_list, pod_facts
from seatrial.connectors.kubernetes.rbac import granted, role, subjects
from seatrial.connectors.kubernetes.reach import ways_to_ingress, ways_to_pod, ways_to_service
from seatrial.connectors.kubernetes.token import token_of
from seatrial.connectors.kubernetes.values import images_in
from seatrial.model.raw import Flags, Raw, Sourced
from seatrial.model.value import Unknown, Value

__all__ = (
    "component",
    "config_entries",
    "containers",
    "flags",
    "granted",
    "ingress_rules",
    "network_policy",
    "persistent_volume",
    "pod",
    "role",
    "secret",
    "service",
    "subjects",
    "token",
    "values_images",
    "ways_to_ingress",
    "ways_to_service",
    "ways_to_workload",
)


def pod(raw: Raw, index: Index) -> Sourced:
    """The pod that a workload makes: everything but its containers."""
    return pod_facts(Node.of(raw), _template(raw))


def containers(raw: Raw, index: Index) -> list[Value]:
    """All containers of a workload, init and ephemeral ones too, each with what is effective in it."""
    return container_list(_template(raw))


def component(raw: Raw, index: Index) -> Sourced:
    """Which component of Kubernetes a pod runs."""
    return sourced(Node.of(raw), name=component_name(_template(raw).get("spec")))


def flags(raw: Raw, index: Index) -> Flags | Unknown:
    """The flags that a component of Kubernetes gets."""
    return component_flags(_template(raw).get("spec"))


def _template(raw: Raw) -> Node:
    return Node.of(raw).get(*TEMPLATES[raw.type])


def token(raw: Raw, index: Index) -> Sourced:
    """Whether a pod gets a token for the API of Kubernetes."""
    return sourced(_template(raw).get("spec"), mounted=token_of(Node.of(raw), _template(raw).get("spec"), index))


def ways_to_workload(raw: Raw, index: Index) -> Value:
    """The ways by which the pods of a workload are reached from outside of their cluster."""
    return ways_to_pod(raw, _template(raw), index)


def values_images(raw: Raw, index: Index) -> list[Sourced]:
    """The images in the values of a chart."""
    return images_in(raw)
