"""Who may do what: roles, and what bindings grant of them to whom."""

from seatrial.connectors.kubernetes.index import Index
from seatrial.connectors.kubernetes.node import Node, objects_in, sourced
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

_GROUP = "rbac.authorization.k8s.io"
_EVERYBODY = ("system:anonymous", "system:unauthenticated", "system:authenticated")


def role(raw: Raw, index: Index) -> Sourced:
    """The namespace in which a role or binding holds; null for those of the whole cluster."""
    return sourced(Node.of(raw), namespace=_namespace(Node.of(raw)))


def granted(raw: Raw, index: Index) -> Sourced:
    """The rules that a binding grants, if its role is in the asset."""
    binding = Node.of(raw)
    reference = binding.get("roleRef")
    kind, name = reference.get("kind").value, reference.get("name").value
    for unknown in (kind, name):
        if type(unknown) is Unknown:
            return sourced(reference, rules=Unknown(unknown.reason), found=Unknown(unknown.reason))
    namespace = _namespace(binding).value if kind == "Role" else None
    for other in index.of_type(f"{_GROUP}/{kind}"):
        found = Node.of(other)
        if _is(found.get("metadata", "name").value, name) and _is(_namespace(found).value, namespace):
            return sourced(reference, rules=objects_in(found.get("rules"), _rule), found=True)
    return sourced(reference, found=False)


def subjects(raw: Raw, index: Index) -> Value:
    """To whom a binding grants it."""
    return objects_in(Node.of(raw).get("subjects"), _subject).value


def _is(one: Value, other: Value) -> bool:
    return type(one) is not Unknown and type(other) is not Unknown and bool(one == other)


def _namespace(node: Node) -> Node:
    namespace = node.get("metadata", "namespace")
    kind = node.get("kind").value
    if isinstance(kind, str) and kind.startswith("Cluster"):
        return namespace.replaced(None)
    return namespace if namespace.is_said else namespace.replaced("default")


def _rule(node: Node) -> Sourced:
    keys = ("apiGroups", "resources", "resourceNames", "verbs", "nonResourceURLs")
    return sourced(node, **{key: node.get(key) for key in keys})


def _subject(node: Node) -> Sourced:
    name = node.get("name")
    everybody = name.value if type(name.value) is Unknown else name.says(*_EVERYBODY)
    return sourced(
        node,
        kind=node.get("kind"),
        name=name,
        namespace=node.get("namespace"),
        everybody=name.replaced(everybody),
    )
