"""From where services, ingresses and pods can be reached.

A way is an object with ``level`` (internet, partner) and ``said``, which is why.  What is reached from its cluster and
the network around it only has none.  Unknown stands for a way that may be there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from seatrial.connectors.kubernetes.index import Index
from seatrial.connectors.kubernetes.network import service
from seatrial.connectors.kubernetes.node import Node, sourced
from seatrial.connectors.kubernetes.pod import CONTAINERS
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value

_INTERNET, _PARTNER = "internet", "partner"
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_EVERYWHERE = ("0.0.0.0/0", "::/0")

_INGRESS = "networking.k8s.io/Ingress"
_OPENSHIFT_ROUTE = "route.openshift.io/Route"

_Steps = tuple[str, ...]
_ROUTES: tuple[tuple[str, _Steps, _Steps], ...] = (
    *(
        (f"gateway.networking.k8s.io/{kind}", ("rules", "backendRefs"), ("name",))
        for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute")
    ),
    *(
        ("networking.istio.io/VirtualService", (kind, "route"), ("destination", "host"))
        for kind in ("http", "tls", "tcp")
    ),
    ("traefik.io/IngressRoute", ("routes", "services"), ("name",)),
)
"""Objects that lead to services through a gateway that says elsewhere from where it is reached: the lists on the way
to a service, and where its name is then."""

# What keeps the load balancer of an ingress inside, and the values that do.  The load balancer of AWS's controller is
# internal unless the ingress says otherwise:
# https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#scheme
_SCHEME = "alb.ingress.kubernetes.io/scheme"
_PRIVATE_ADDRESS = "appgw.ingress.kubernetes.io/use-private-ip"
_INTERNAL_WORDS = ("internal", "private")
_INGRESS_RANGES = (
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/allowlist-source-range",
    "alb.ingress.kubernetes.io/inbound-cidrs",
    "haproxy.org/allow-list",
)


class _Label(NamedTuple):
    """A label that pods of a namespace have."""

    namespace: str
    name: str
    value: str


class _Front(NamedTuple):
    """Services that something outside leads to: by which labels they select pods, and the ways that lead to them."""

    labels: tuple[_Label, ...]
    ways: tuple[Value, ...]


class Fronts:
    """The services of an asset that something outside leads to, by what they select."""

    def __init__(self, index: Index) -> None:
        self._labelled: dict[_Label, list[_Front]] = defaultdict(list)
        self._unsure: set[str] = set()
        self._namespaces: set[str] = set()
        fronts: dict[tuple[_Label, ...], list[Value]] = defaultdict(list)
        for raw in index.of_type("Service"):
            ways = ways_to_service(raw, index)
            if ways:
                fronts[self._labels(_namespace(Node.of(raw)), Node.of(raw).get("spec", "selector").value)] += ways
        common = Counter(label for labels in fronts for label in labels)
        for labels, ways in fronts.items():
            if labels:
                # By the rarest of its labels, so that few services are looked at for a pod.
                self._labelled[min(labels, key=lambda label: (common[label], label))].append(_Front(labels, _few(ways)))

    def _labels(self, namespace: str, selector: Value) -> tuple["_Label", ...]:
        """What a service selects by; none where it selects nothing, or nobody knows what."""
        self._namespaces.add(namespace)
        if type(selector) is Unknown or (isinstance(selector, Mapping) and _has_unknown(selector)):
            self._unsure.add(namespace)
            return ()
        pairs = selector.items() if isinstance(selector, Mapping) else ()
        return tuple(sorted(_Label(namespace, str(name), str(value)) for name, value in pairs))

    def ways_to(self, namespace: str, labels: Value) -> Iterator[Value]:
        """Yield the ways to the pods with some labels; Unknown where a service may select them."""
        if namespace not in self._namespaces:
            return
        if type(labels) is Unknown or (isinstance(labels, Mapping) and _has_unknown(labels)):
            yield Unknown("the labels of its pods are not known, and services select by them")
        elif isinstance(labels, Mapping):
            own = {_Label(namespace, str(name), str(value)) for name, value in labels.items()}
            for label in sorted(own):
                for front in self._labelled.get(label, ()):
                    if own.issuperset(front.labels):
                        yield from front.ways
        if namespace in self._unsure:
            yield Unknown("what a service selects is not known")


def ways_to_service(raw: Raw, index: Index) -> list[Value]:
    """The ways to a service: by its own kind, and through ingresses and routes."""
    name = Node.of(raw).get("metadata", "name").value
    behind = index.once(_behind_ingresses)
    through = behind.get((_namespace(Node.of(raw)), name), ()) if isinstance(name, str) else ()
    return [*_ways_by_kind(raw, index), *through]


def _few(ways: list[Value]) -> tuple[Value, ...]:
    """One way of each level, and one that may be there."""
    unsure = [way for way in ways if type(way) is Unknown]
    levels = {way["level"]: way for way in reversed(ways) if type(way) is not Unknown}
    return (*levels.values(), *unsure[:1])


def _ways_by_kind(raw: Raw, index: Index) -> Iterator[Value]:
    kind = Node.of(raw).get("spec", "type").value
    name = f"Service `{_shown(Node.of(raw))}`"
    if type(kind) is Unknown:
        yield Unknown(kind.reason)
    elif kind == "NodePort":
        # Whoever has a route to a node: more than the cluster, and not the internet as far as a manifest can say.
        yield _way(raw, _PARTNER, f"{name} opens a port on every node")
    elif kind == "LoadBalancer":
        internal = service(raw, index)["internal"]
        if type(internal) is Unknown:
            yield internal
        elif internal is not True:
            spec, annotations = Node.of(raw).get("spec"), Node.of(raw).get("metadata", "annotations")
            ranges = spec.get("loadBalancerSourceRanges").or_else(annotations.get(_RANGES))
            yield from _through(raw, f"{name} is a load balancer", ranges.value)


def ways_to_ingress(raw: Raw, index: Index) -> list[Value]:
    """The ways to an ingress: an ingress is there to be reached from outside, unless it says that it is internal."""
    return list(_ways_to_ingress(raw))


def _ways_to_ingress(raw: Raw) -> Iterator[Value]:
    node = Node.of(raw)
    annotations = node.get("metadata", "annotations")
    class_ = node.get("spec", "ingressClassName").or_else(annotations.get("kubernetes.io/ingress.class")).value
    said = [class_, annotations.get(_SCHEME).value, annotations.get(_PRIVATE_ADDRESS).value]
    unknown = next((value for value in said if type(value) is Unknown), None)
    if unknown is not None:
        yield Unknown(unknown.reason)
    elif not _is_internal(*map(str, (said[0] or "", said[1] or "", said[2] or ""))):
        ranges = next((annotations.get(key).value for key in _INGRESS_RANGES if annotations.get(key).is_said), None)
        yield from _through(raw, f"Ingress `{_shown(node)}` publishes it", ranges)


def _is_internal(class_: str, scheme: str, private: str) -> bool:
    if class_ == "alb":
        return scheme != "internet-facing"
    return scheme == "internal" or private == "true" or any(word in class_.lower() for word in _INTERNAL_WORDS)


def _through(raw: Raw, said: str, ranges: Value) -> Iterator[Value]:
    """Yield the way through something that takes connections from some networks; where none are said, from all."""
    listed = ranges.split(",") if isinstance(ranges, str) else ranges
    items = [item.strip() if isinstance(item, str) else item for item in listed] if isinstance(listed, list) else []
    if (not items and type(ranges) is not Unknown) or any(item in _EVERYWHERE for item in items if type(item) is str):
        yield _way(raw, _INTERNET, said)
    elif items and all(type(item) is str for item in items):
        yield _way(raw, _PARTNER, f"{said} for some networks")
    else:
        yield Unknown("from which networks it takes connections is not known")


def ways_to_pod(raw: Raw, template: Node, index: Index) -> list[Value]:
    """The ways to the pods of a workload: what selects them, and what they open on their node."""
    spec = template.get("spec")
    namespace = _namespace(Node.of(raw))
    found = [*index.once(Fronts).ways_to(namespace, template.get("metadata", "labels").value)]
    if spec.get("hostNetwork").value is True:
        found.append(_way(raw, _PARTNER, "it shares the network of its node"))
    elif any(_host_ports(spec)):
        found.append(_way(raw, _PARTNER, "it opens a port on its node"))
    return found


def _host_ports(spec: Node) -> Iterator[bool]:
    for key, _ in CONTAINERS:
        for container in _each(spec.get(key)):
            for port in _each(container.get("ports")):
                yield port.get("hostPort").value not in (None, 0) if port.is_mapping else False


def _each(node: Node) -> list[Node]:
    items = node.items()
    return [] if type(items) is Unknown else [item for item in items if item.is_mapping]


def _behind_ingresses(index: Index) -> dict[tuple[str, str], list[Value]]:
    """By namespace and name of a service, the ways that lead to it through ingresses and routes."""
    found: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for raw in index.of_type(_INGRESS):
        for name in _backends(Node.of(raw).get("spec")):
            found[_namespace(Node.of(raw)), name] += _ways_to_ingress(raw)
    for raw in index.of_type(_OPENSHIFT_ROUTE):
        name = Node.of(raw).get("spec", "to", "name").value
        if isinstance(name, str):
            found[_namespace(Node.of(raw)), name].append(
                _way(raw, _INTERNET, f"Route `{_shown(Node.of(raw))}` leads to it")
            )
    for type_, lists, name_at in _ROUTES:
        for raw in index.of_type(type_):
            for entry in _nested(Node.of(raw).get("spec"), lists):
                found[_routed(entry, name_at)].append(
                    Unknown("whether the gateway of a route is on the internet is not known")
                )
    return dict(found)


def _nested(node: Node, lists: _Steps) -> list[Node]:
    """The elements of the innermost of lists within each other."""
    if not lists:
        return [node]
    return [found for item in _each(node.get(lists[0])) for found in _nested(item, lists[1:])]


def _routed(entry: Node, name_at: _Steps) -> tuple[str, str]:
    """Namespace and name of the service that a route names: ``web``, or ``web.shop.svc.cluster.local``."""
    name, _, rest = str(entry.get(*name_at).value).partition(".")
    said = rest.partition(".")[0] or entry.get("namespace").value
    return (said if isinstance(said, str) else _namespace(Node.of(entry.raw))), name


def _backends(spec: Node) -> Iterator[str]:
    """Yield the names of the services that an ingress leads to."""
    backends = [spec.get("defaultBackend"), spec.get("backend")]
    for rule in _each(spec.get("rules")):
        backends += [path.get("backend") for path in _each(rule.get("http", "paths"))]
    for backend in backends:
        name = backend.get("service", "name").or_else(backend.get("serviceName")).value
        if isinstance(name, str):
            yield name


def _way(raw: Raw, level: str, said: str) -> Value:
    return raw.exists if type(raw.exists) is Unknown else sourced(Node.of(raw), level=level, said=said)


def _namespace(node: Node) -> str:
    """The namespace; one that is not known is one of its own, in which nothing else is known to be."""
    said = node.get("metadata", "namespace").value
    return f"(unknown) {node.raw.address}" if type(said) is Unknown else str(said or "default")


def _shown(node: Node) -> str:
    name = node.get("metadata", "name").value
    return name if isinstance(name, str) else node.raw.address


def _has_unknown(selector: Mapping[str, Value]) -> bool:
    return any(type(value) is Unknown for value in selector.values())
