"""What resource definitions read from Kubernetes objects by ``call:``."""

from seatrial.connectors.kubernetes.data import config_entries, persistent_volume, secret
from seatrial.connectors.kubernetes.index import Index
from seatrial.connectors.kubernetes.network import ingress_rules, network_policy, service
from seatrial.connectors.kubernetes.node import Node, sourced
from seatrial.connectors.kubernetes.pod import TEMPLATES, container_list, pod_facts
from seatrial.connectors.kubernetes.rbac import granted, role, subjects
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

__all__ = (
    "config_entries",
    "containers",
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
)


def pod(raw: Raw, index: Index) -> Sourced:
    """The pod that a workload makes: everything but its containers."""
    return pod_facts(Node.of(raw), _template(raw))


def containers(raw: Raw, index: Index) -> list[Value]:
    """All containers of a workload, init and ephemeral ones too, each with what is effective in it."""
    return container_list(_template(raw))


def _template(raw: Raw) -> Node:
    return Node.of(raw).get(*TEMPLATES[raw.type])


def token(raw: Raw, index: Index) -> Sourced:
    """Whether a pod gets its service account's token: as the pod says, else as the account does.

    Null where neither says anything, or the account is not in the asset: the platform then gives it.
    """
    spec = _template(raw).get("spec")
    said = spec.get("automountServiceAccountToken")
    if said.is_said:
        return sourced(spec, mounted=said)
    name = spec.get("serviceAccountName").or_else(spec.get("serviceAccount"))
    wanted = "default" if name.value is None else name.value
    namespace = Node.of(raw).get("metadata", "namespace").value
    for other in index.of_type("ServiceAccount"):
        account = Node.of(other)
        if _same(account.get("metadata", "name").value, wanted) and _same(
            account.get("metadata", "namespace").value, namespace
        ):
            return sourced(spec, mounted=account.get("automountServiceAccountToken").or_else(said))
    return sourced(spec, mounted=said)


def _same(one: Value, other: Value) -> bool:
    """Whether two names are known to be the same; no namespace is ``default``."""
    return type(one) is not Unknown and type(other) is not Unknown and (one or "default") == (other or "default")
