"""How a pod comes by a token for the API of Kubernetes: by its account, or through a projected volume."""

from collections.abc import Iterator

from seatrial.connectors.kubernetes.index import Index
from seatrial.connectors.kubernetes.node import Node
from seatrial.connectors.kubernetes.pod import CONTAINERS
from seatrial.model.value import Unknown, Value


def token_of(workload: Node, spec: Node, index: Index) -> Node:
    """Whether the pod of a workload gets a token.

    Null where nobody says anything, or the account is not in the asset: the platform then gives one.
    """
    automatic = _automatic(workload, spec, index)
    if automatic.value is not False and not automatic.says("false"):
        return automatic
    projected = list(_projected(spec))
    certain = (token for token in projected if token.value is True)
    return next(certain, projected[0] if projected else automatic)


def _automatic(workload: Node, spec: Node, index: Index) -> Node:
    """What the pod says, else what its account does."""
    said = spec.get("automountServiceAccountToken")
    if said.is_said:
        return said
    name = spec.get("serviceAccountName").or_else(spec.get("serviceAccount"))
    if type(name.value) is Unknown:
        return name.replaced(Unknown(name.value.reason))
    namespace = workload.get("metadata", "namespace").value
    for other in index.of_type("ServiceAccount"):
        account = Node.of(other)
        if _same(account.get("metadata", "name").value, name.value) and _same(
            account.get("metadata", "namespace").value, namespace
        ):
            return account.get("automountServiceAccountToken").or_else(said)
    return said


def _same(one: Value, other: Value) -> bool:
    """Whether two names are known to be the same; no account and no namespace is ``default``."""
    return type(one) is not Unknown and type(other) is not Unknown and (one or "default") == (other or "default")


def _projected(spec: Node) -> Iterator[Node]:
    """True for each token for the API in a volume that a container mounts, and what is unknown about them."""
    tokens = [token for volume in _each(spec.get("volumes")) for token in _tokens(volume)]
    mounts = list(_mounts(spec)) if tokens else []
    for name, token in tokens:
        for mount in mounts:
            if type(name) is Unknown or type(mount.value) is Unknown:
                yield token.replaced(Unknown("it is not known which volume is mounted"))
            elif name == mount.value:
                yield token


def _each(node: Node) -> list[Node]:
    """The elements of a list; one unknown where it is not known."""
    items = node.items()
    return [node.replaced(items)] if type(items) is Unknown else list(items)


def _tokens(volume: Node) -> Iterator[tuple[Value, Node]]:
    """The tokens in a volume that are or may be for the API, with the volume's name."""
    for source in _each(volume.get("projected", "sources")):
        token = source.get("serviceAccountToken")
        is_for_api = _is_for_api(token.get("audience").value) if token.is_said else False
        if is_for_api is not False:
            yield volume.get("name").value, token.replaced(is_for_api)


def _mounts(spec: Node) -> Iterator[Node]:
    """The names of the volumes that containers mount."""
    for key, _ in CONTAINERS:
        for container in _each(spec.get(key)):
            yield from (mount.get("name") for mount in _each(container.get("volumeMounts")))


def _is_for_api(audience: Value) -> bool | Unknown:
    """Whether a token is for the API server: its audience is that unless another is said.

    An address may be the one under which the API server issues tokens, which it then takes for its own.
    """
    if type(audience) is Unknown:
        return Unknown(audience.reason)
    if not isinstance(audience, str) or not audience or "kubernetes.default" in audience:
        return True
    return Unknown(f"`{audience[:80]}` may be the API server") if audience.startswith("https://") else False
