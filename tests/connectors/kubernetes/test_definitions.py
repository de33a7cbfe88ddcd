"""The resource definitions for Kubernetes, read whole from real objects."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seatrial.bench import fact_function
from seatrial.connectors.kubernetes.collect import collect
from seatrial.connectors.kubernetes.find import find
from seatrial.engine.normalise import Resources, Shapes
from seatrial.files import walk
from seatrial.library import load
from seatrial.model.resource import Resource
from seatrial.model.value import Unknown, Value

MANIFESTS = """\
{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, ports: [{containerPort: 1}], \
env: [{name: A, value: b}], volumeMounts: [{name: v, mountPath: /v}]}], volumes: [{name: v}], \
securityContext: {sysctls: [{name: a, value: b}]}, tolerations: [{}], hostAliases: [{ip: 1.2.3.4}], \
topologySpreadConstraints: [{maxSkew: 1}], dnsConfig: {options: [{name: ndots}]}}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{apiGroups: [""]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, roleRef: {kind: Role, name: r}, subjects: [{kind: User}]}
---
{apiVersion: v1, kind: ServiceAccount, imagePullSecrets: [{name: n}]}
---
{apiVersion: v1, kind: Service, spec: {ports: [{port: 80, targetPort: 8080}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {tls: [{hosts: [a]}], rules: [{host: a, http: {paths: [{}]}}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {podSelector: {matchExpressions: [{key: a}]}, \
ingress: [{from: [{podSelector: {}}], ports: [{}]}]}}
---
{apiVersion: v1, kind: Namespace, metadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}}
---
{apiVersion: v1, kind: ResourceQuota, spec: {hard: {pods: 4}}}
---
{apiVersion: v1, kind: LimitRange, spec: {limits: [{type: Container, default: {cpu: 1}}]}}
---
{apiVersion: v1, kind: Secret, stringData: {a: b}}
---
{apiVersion: v1, kind: ConfigMap, data: {a: b}}
---
{apiVersion: v1, kind: PersistentVolume, spec: {hostPath: {path: /}, capacity: {storage: 1Gi}}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, spec: {resources: {requests: {storage: 1Gi}}}}
---
{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, webhooks: [{rules: [{}]}]}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 3}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {maxUnavailable: 1}}
---
{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, authorization: {mode: Webhook}}
"""


@pytest.fixture
def resources(tmp_path: Path) -> Resources:
    (tmp_path / "all.yaml").write_text(MANIFESTS)
    (asset,) = find([*walk(str(tmp_path), lambda name: True)], {})
    return Resources(collect(asset, {}).raws, Shapes(load(()).definitions.values(), fact_function))


def _properties(value: Value, path: str) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Resource):
        for name, inner in value.items():
            yield from _properties(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _properties(inner, f"{path}[]")
    yield path, value


def test_every_property_of_every_definition_can_be_read(resources: Resources) -> None:
    types = [name for name in load(()).definitions if name.startswith("kubernetes.") and name != "kubernetes.object"]

    read = [pair for type_ in types for resource in resources.of(type_) for pair in _properties(resource, type_)]

    assert [type_ for type_ in types if not resources.of(type_)] == []
    assert [path for path, value in read if type(value) is Unknown] == []
    assert len({path for path, _ in read}) > 200


def test_what_nobody_says_is_what_the_platform_does(resources: Resources) -> None:
    (pod,) = resources.of("kubernetes.workload")
    (container,) = pod["containers"]

    assert (pod["namespace"], pod["token_mounted"], pod["service_account_name"]) == ("default", True, "default")
    assert (pod["host_network"], pod["host_users"], pod["restart_policy"]) == (False, True, "Always")
    assert (container["privileged"], container["allow_privilege_escalation"]) == (False, True)
    assert (container["run_as_non_root"], container["capabilities_dropped"]) == (None, [])
    assert container["ports"][0]["protocol"] == "TCP"
    assert container["volume_mounts"][0]["propagation"] == "None"


def test_quantities_and_numbers_have_the_type_that_is_declared(resources: Resources) -> None:
    (service,) = resources.of("kubernetes.service")
    (quota,) = resources.of("kubernetes.resource_quota")
    (budget,) = resources.of("kubernetes.disruption_budget")

    assert service["ports"][0]["target_port"] == "8080"
    assert quota["hard"] == {"pods": "4"}
    assert budget["max_unavailable"] == "1"


def test_a_binding_shows_the_rules_of_its_role(resources: Resources) -> None:
    (binding,) = resources.of("kubernetes.role_binding")

    assert binding["role_found"] is True
    assert binding["rules"][0]["api_groups"] == [""]
    assert binding["namespace"] == "default"
