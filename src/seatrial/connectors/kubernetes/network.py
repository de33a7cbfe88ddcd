"""What lets traffic in and out: services, ingresses, network policies."""

from collections.abc import Mapping

from seatrial.connectors.kubernetes.index import Index
from seatrial.connectors.kubernetes.node import Node, objects_in, sourced, values_in
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

# The clouds' annotations that keep a load balancer off the internet, and the values that do.
_INTERNAL: Mapping[str, tuple[str, ...]] = {
    "service.beta.kubernetes.io/aws-load-balancer-internal": ("true", "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internal",),
    "service.beta.kubernetes.io/azure-load-balancer-internal": ("true",),
    "networking.gke.io/load-balancer-type": ("internal",),
    "cloud.google.com/load-balancer-type": ("internal",),
    "service.beta.kubernetes.io/oci-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/openstack-internal-load-balancer": ("true",),
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": ("intranet",),
    "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": ("private",),
}


def service(raw: Raw, index: Index) -> Sourced:
    """Whether an annotation keeps a service's load balancer off the internet; null where none speaks of it."""
    annotations = Node.of(raw).get("metadata", "annotations")
    said = [annotations.get(key) for key in _INTERNAL]
    for key, node in zip(_INTERNAL, said, strict=True):
        if isinstance(node.value, bool | str) and str(node.value).lower() in _INTERNAL[key]:
            return sourced(Node.of(raw), internal=node.replaced(True))
    unsure = next((node for node in said if type(node.value) is Unknown), None)
    return sourced(Node.of(raw), internal=unsure if unsure is not None else annotations.replaced(None))


def ingress_rules(raw: Raw, index: Index) -> Value:
    """The rules of an ingress, each with whether TLS covers its host.

    What no rule is for goes to the default backend, which is therefore a rule for all other hosts.
    """
    spec = Node.of(raw).get("spec")
    tls = spec.get("tls")
    rules = objects_in(spec.get("rules"), lambda rule: _ingress_rule(rule, tls)).value
    # As networking.k8s.io/v1 has it, and before it v1beta1.
    backend = spec.get("defaultBackend").or_else(spec.get("backend"))
    if type(rules) is Unknown or not backend.is_said:
        return rules
    return [*(rules or ()), _default_rule(backend, tls)]


def _ingress_rule(rule: Node, tls: Node) -> Sourced:
    host = rule.get("host")
    return sourced(
        rule,
        host=host,
        served=host.or_else(host.replaced("every host")),
        tls=(host if host.is_said else rule).replaced(_is_covered(host.value, tls)),
        paths=objects_in(rule.get("http", "paths"), lambda path: _ingress_path(path, path.get("backend"))),
    )


def _default_rule(backend: Node, tls: Node) -> Value:
    if not backend.is_mapping:
        return backend.as_object().value
    covered = backend.replaced(_is_covered(None, tls))
    return sourced(
        backend, host=None, served="every other host", tls=covered, paths=[_ingress_path(backend.replaced({}), backend)]
    )


def _ingress_path(node: Node, backend: Node) -> Sourced:
    port = backend.get("service", "port")
    return sourced(
        node,
        path=node.get("path"),
        path_type=node.get("pathType"),
        service=backend.get("service", "name").or_else(backend.get("serviceName")),
        port=port.get("number").or_else(port.get("name")).or_else(backend.get("servicePort")),
    )


def _is_covered(host: Value, tls: Node) -> bool | Unknown:
    """Whether an entry of ``tls`` names the host, by itself or by a wildcard; an entry without hosts is for all."""
    entries = tls.items()
    if type(entries) is Unknown:
        return entries
    unsure: Unknown | None = host if type(host) is Unknown else None
    for entry in entries:
        names = entry.get("hosts").items()
        if type(names) is Unknown:
            unsure = names
        elif not names or any(_matches(name.value, host) for name in names):
            return True
    return unsure if unsure is not None else False


def _matches(name: Value, host: Value) -> bool:
    if not isinstance(name, str) or not isinstance(host, str):
        return False
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])


def network_policy(raw: Raw, index: Index) -> Sourced:
    """A network policy with what is effective in it."""
    spec = Node.of(raw).get("spec")
    selector = spec.get("podSelector")
    types = _policy_types(spec)
    return sourced(
        spec,
        policy_types=types,
        selector=selector.get("matchLabels").as_mapping(),
        selector_expressions=objects_in(selector.get("matchExpressions"), _requirement),
        selects_all=selector.replaced(_is_empty_selector(selector)),
        ingress=_rules(_in_force(spec, types, "Ingress"), "from"),
        egress=_rules(_in_force(spec, types, "Egress"), "to"),
    )


def _policy_types(spec: Node) -> Node:
    """https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource"""
    said = spec.get("policyTypes")
    items = said.items()
    if type(items) is Unknown or items:
        return values_in(said, Node.as_text)
    egress = spec.get("egress")
    rules = egress.items()
    if type(rules) is Unknown:
        return egress.replaced(rules)
    return said.replaced(["Ingress", "Egress"] if rules else ["Ingress"])


def _in_force(spec: Node, types: Node, direction: str) -> Node:
    """The rules of one direction; none where the policy is not about it, whatever it lists."""
    rules = spec.get(direction.lower())
    said = types.value if isinstance(types.value, list) else [types.value]
    unknown = next((value for value in said if type(value) is Unknown), None)
    if any(type(value) is not Unknown and value == direction for value in said):
        return rules
    return rules.replaced(Unknown(unknown.reason) if unknown is not None and rules.is_said else None)


def _requirement(node: Node) -> Sourced:
    return sourced(node, key=node.get("key"), operator=node.get("operator"), values=node.get("values"))


def _is_empty_selector(selector: Node) -> bool | Unknown:
    for key in ("matchLabels", "matchExpressions"):
        value = selector.get(key).value
        if type(value) is Unknown:
            return Unknown(value.reason)
        if value:
            return False
    return True


def _rules(node: Node, direction: str) -> Node:
    """The rules of one direction; one that is empty or null lets everything through."""
    return values_in(node, lambda item: _rule(item, direction))


def _rule(rule: Node, direction: str) -> Sourced:
    peers = rule.get(direction)
    return sourced(
        rule,
        open=(peers if peers.is_said else rule).replaced(_is_open(peers)),
        peers=objects_in(peers, _peer),
        ports=objects_in(rule.get("ports"), _port),
    )


def _is_open(peers: Node) -> bool | Unknown:
    items = peers.items()
    if type(items) is Unknown:
        return items
    blocks = [item.get("ipBlock", "cidr") for item in items]
    if not blocks or any(_is_everywhere(block.value) for block in blocks):
        return True
    return next((block.value for block in blocks if type(block.value) is Unknown), False)


def _is_everywhere(cidr: Value) -> bool:
    """Whether a block is all addresses, half of them, or all that the internet has of version 6."""
    return isinstance(cidr, str) and (cidr.endswith(("/0", "/1")) or cidr == "2000::/3")


def _peer(node: Node) -> Sourced:
    block = node.get("ipBlock")
    return sourced(
        node,
        cidr=block.get("cidr"),
        except_cidrs=block.get("except"),
        pod_selector=node.get("podSelector"),
        namespace_selector=node.get("namespaceSelector"),
    )


def _port(node: Node) -> Sourced:
    return sourced(node, port=node.get("port"), end_port=node.get("endPort"), protocol=node.get("protocol"))
