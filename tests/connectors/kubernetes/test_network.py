"""What services, ingresses and network policies let in and out."""

import pytest

from seatrial.connectors.kubernetes import facts
from seatrial.model.raw import Sourced
from seatrial.model.value import Unknown
from tests.connectors.kubernetes.manifests import first


@pytest.mark.parametrize(
    ("annotations", "internal"),
    [
        ("{}", None),
        ('{service.beta.kubernetes.io/aws-load-balancer-internal: "true"}', True),
        ("{networking.gke.io/load-balancer-type: Internal}", True),
        ("{service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}", None),
        ("nonsense", Unknown),
    ],
)
def test_clouds_keep_load_balancers_inside_by_annotations(annotations: str, internal: object) -> None:
    raw, index = first(f"apiVersion: v1\nkind: Service\nmetadata: {{annotations: {annotations}}}\n", "Service")

    found = facts.service(raw, index)["internal"]

    assert found is internal or type(found) is internal


def test_tls_covers_the_hosts_that_it_names() -> None:
    text = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
spec:
  tls: [{hosts: [a.example.org, "*.example.net"], secretName: t}]
  rules:
  - host: a.example.org
    http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}
  - host: b.example.net
  - host: b.c.example.net
  - http: {paths: [{backend: {serviceName: old, servicePort: http}}]}
"""
    rules = facts.ingress_rules(*first(text, "networking.k8s.io/Ingress"))

    assert [rule["tls"] for rule in rules] == [True, True, False, False]
    assert (rules[0]["paths"][0]["service"], rules[0]["paths"][0]["port"]) == ("web", 80)
    assert (rules[3]["paths"][0]["service"], rules[3]["paths"][0]["port"]) == ("old", "http")


def test_tls_without_hosts_covers_all() -> None:
    text = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {tls: [{}], rules: [{}, {host: a}]}\n"

    assert [rule["tls"] for rule in facts.ingress_rules(*first(text, "networking.k8s.io/Ingress"))] == [True, True]


@pytest.mark.parametrize(
    ("spec", "covered"),
    [
        ("{defaultBackend: {service: {name: web, port: {number: 80}}}}", [False]),
        ("{backend: {serviceName: web, servicePort: 80}}", [False]),
        ("{tls: [{hosts: [a]}], defaultBackend: {service: {name: web}}, rules: [{host: a}]}", [True, False]),
        ("{tls: [{secretName: t}], defaultBackend: {service: {name: web}}, rules: []}", [True]),
        ("{tls: what, defaultBackend: {service: {name: web}}}", [Unknown]),
    ],
)
def test_the_default_backend_is_a_rule_for_every_other_host(spec: str, covered: list[object]) -> None:
    text = f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {spec}\n"
    rules = facts.ingress_rules(*first(text, "networking.k8s.io/Ingress"))

    assert [type(rule["tls"]) if type(rule["tls"]) is Unknown else rule["tls"] for rule in rules] == covered
    assert rules[-1]["host"] is None
    assert rules[-1]["paths"][0]["service"] == "web"


def policy(spec: str) -> Sourced:
    text = f"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {spec}\n"
    return facts.network_policy(*first(text, "networking.k8s.io/NetworkPolicy"))


@pytest.mark.parametrize(
    ("spec", "types", "all_pods"),
    [
        ("{podSelector: {}}", ["Ingress"], True),
        ("{podSelector: {matchLabels: {a: b}}, egress: [{}]}", ["Ingress", "Egress"], False),
        ("{podSelector: {matchExpressions: [{key: a, operator: Exists}]}, egress: []}", ["Ingress"], False),
        ("{policyTypes: [Egress]}", ["Egress"], True),
        ("{policyTypes: [], egress: [{}]}", ["Ingress", "Egress"], True),
    ],
)
def test_a_network_policy_is_about_what_it_says_or_implies(spec: str, types: list[str], all_pods: bool) -> None:
    found = policy(spec)

    assert found["policy_types"] == types
    assert found["selects_all"] is all_pods


@pytest.mark.parametrize(
    ("types", "ingress", "egress"),
    [
        ("[Ingress]", 1, None),
        ("[Egress]", None, 1),
        ("[Ingress, Egress]", 1, 1),
        ("what", Unknown, Unknown),
        ("[Ingress, 1]", 1, Unknown),
    ],
)
def test_rules_of_a_direction_that_a_policy_is_not_about_are_not_in_force(
    types: str, ingress: object, egress: object
) -> None:
    found = policy(f"{{policyTypes: {types}, ingress: [{{}}], egress: [{{}}]}}")
    lengths = [len(rules) if isinstance(rules, list) else rules for rules in (found["ingress"], found["egress"])]

    assert [type(rules) if type(rules) is Unknown else rules for rules in lengths] == [ingress, egress]


def test_a_policy_tells_what_its_selector_asks_of_labels() -> None:
    found = policy("{podSelector: {matchExpressions: [{key: a, operator: In, values: [b]}]}}")

    (asked,) = found["selector_expressions"]
    assert (asked["key"], asked["operator"], asked["values"]) == ("a", "In", ["b"])


@pytest.mark.parametrize(
    ("rule", "is_open"),
    [
        ("{}", True),
        ("", True),
        ("{from: []}", True),
        ("{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}", True),
        ("{from: [{podSelector: {}}, {ipBlock: {cidr: '::/0'}}]}", True),
        ("{from: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}", True),
        ("{from: [{ipBlock: {cidr: '2000::/3'}}]}", True),
        ("{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}", False),
        ("{from: [{ipBlock: {cidr: 10.0.0.0/10}}, {ipBlock: {cidr: 10.1.1.1/31}}]}", False),
        ("{from: [{namespaceSelector: {}}]}", False),
        ("{from: what}", Unknown),
    ],
)
def test_a_rule_is_open_where_it_lets_everybody_through(rule: str, is_open: object) -> None:
    found = policy(f"\n  ingress:\n  - {rule}")["ingress"][0]["open"]

    assert found is is_open or type(found) is is_open
