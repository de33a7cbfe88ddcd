"""Kubernetes manifests as rendered charts leave them: 20 MB, 806 objects, most of the bytes in a few of them.

Custom resource definitions and dashboards in config maps are large; workloads, of which there are most, are not.
"""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from benchmarks.trees.words import camel, name, prose, token, word
from benchmarks.trees.workloads import cron_job, daemon_set, deployment, stateful_set
from benchmarks.trees.yaml_text import documents

Object: TypeAlias = dict[str, Any]

FILES = 54

# How many fields a definition has: most have a few, some embed the whole schema of a pod.
_FIELDS = (35, 65, 130, 230, 410, 830)


def write(root: Path, seed: int) -> None:
    """Write the tree into ``root``; the same seed gives the same bytes."""
    rng = Random(seed)
    objects = [make(rng) for make, count in _MIXTURE for _ in range(count)]
    rng.shuffle(objects)
    for number in range(FILES):
        folder = root / f"{number % 9}-{name(Random(number))}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"release-{number}.yaml").write_text(documents(objects[number::FILES]), encoding="utf-8")


def _custom_resource_definition(rng: Random) -> Object:
    kind = "".join(word(rng).capitalize() for _ in range(2)) + token(rng, 4).capitalize()
    group = f"{name(rng)}.example.org"
    versions = [
        {
            "name": version,
            "served": True,
            "storage": version == "v1",
            "additionalPrinterColumns": [
                {"jsonPath": f".status.{camel(rng)}", "name": word(rng).capitalize(), "type": "string"}
                for _ in range(4)
            ],
            "schema": {"openAPIV3Schema": _schema(rng, depth=0, budget=[rng.choice(_FIELDS)])},
            "subresources": {"status": {}},
        }
        for version in ("v1", "v1beta1")[: rng.randint(1, 2)]
    ]
    names = {"kind": kind, "listKind": f"{kind}List", "plural": f"{kind.lower()}s", "singular": kind.lower()}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{kind.lower()}s.{group}",
            "annotations": {"controller-gen.kubebuilder.io/version": "v0.16.1"},
        },
        "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": versions},
    }


def _schema(rng: Random, *, depth: int, budget: list[int]) -> Object:
    """A schema of an object; ``budget`` is what is left of the fields that the whole may have."""
    properties: Object = {}
    for _ in range(rng.randint(5, 12)):
        if budget[0] <= 0:
            break
        budget[0] -= 1
        properties[camel(rng, rng.randint(1, 3))] = _field(rng, depth=depth, budget=budget)
    made: Object = {"description": prose(rng, rng.randint(2, 12)), "type": "object", "properties": properties}
    if properties and rng.random() < 0.5:
        made["required"] = sorted(properties)[:2]
    return made


def _field(rng: Random, *, depth: int, budget: list[int]) -> Object:
    roll = rng.random()
    if depth < 7 and roll < 0.36:
        return _schema(rng, depth=depth + 1, budget=budget)
    if depth < 7 and roll < 0.5:
        items = _schema(rng, depth=depth + 1, budget=budget)
        return {"description": prose(rng, rng.randint(2, 12)), "items": items, "type": "array"}
    plain: tuple[Object, ...] = (
        {"type": "string"},
        {"type": "boolean"},
        {"type": "integer", "format": "int32", "minimum": 0},
        {"type": "string", "enum": [word(rng), word(rng), word(rng)]},
        {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": True},
        {"additionalProperties": {"type": "string"}, "type": "object"},
    )
    return {"description": prose(rng, rng.randint(2, 12)), **rng.choice(plain)}


def _dashboard(rng: Random) -> Object:
    """A config map with a dashboard in it, as JSON in one text of many lines."""
    panels = [
        {
            "id": number,
            "title": prose(rng, 3),
            "type": rng.choice(["timeseries", "stat", "table"]),
            "gridPos": {"h": 8, "w": 12, "x": 0, "y": number * 8},
            "targets": [
                {"expr": f'sum(rate({camel(rng, 3)}_total{{job="{word(rng)}"}}[5m])) by (pod)', "refId": letter}
                for letter in "ABC"
            ],
            "fieldConfig": {
                "defaults": {"unit": "short", "thresholds": {"steps": [{"color": "green", "value": None}]}}
            },
        }
        for number in range(rng.randint(15, 50))
    ]
    text = json.dumps({"title": prose(rng, 4), "panels": panels, "schemaVersion": 39}, indent=2)
    return _named("v1", "ConfigMap", rng, data={f"{name(rng)}.json": text + "\n"})


def _script(rng: Random) -> Object:
    lines = [f"{camel(rng)} = {token(rng, 12)}  # {prose(rng, 6)}" for _ in range(rng.randint(20, 300))]
    return _named("v1", "ConfigMap", rng, data={"app.conf": "\n".join(lines) + "\n", "LEVEL": "info"})


def _secret(rng: Random) -> Object:
    return _named(
        "v1", "Secret", rng, type="Opaque", data={camel(rng): "ZXhhbXBsZS1ub3QtYS1zZWNyZXQ=" for _ in range(3)}
    )


def _service(rng: Random) -> Object:
    ports = [{"name": f"port-{n}", "port": 8000 + n, "targetPort": f"port-{n}"} for n in range(rng.randint(1, 4))]
    kind = rng.choices(["ClusterIP", "NodePort", "LoadBalancer"], weights=[8, 1, 1])[0]
    return _named("v1", "Service", rng, spec={"type": kind, "selector": {"app": name(rng)}, "ports": ports})


def _ingress(rng: Random) -> Object:
    backend = {"service": {"name": name(rng), "port": {"number": 80}}}
    rules = [
        {
            "host": f"{name(rng)}.example.org",
            "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
        }
        for _ in range(rng.randint(1, 4))
    ]
    spec: Object = {"ingressClassName": "nginx", "rules": rules}
    if rng.random() < 0.6:
        spec["tls"] = [{"hosts": [rule["host"] for rule in rules], "secretName": name(rng)}]
    return _named("networking.k8s.io/v1", "Ingress", rng, spec=spec)


def _network_policy(rng: Random) -> Object:
    peers = [{"podSelector": {"matchLabels": {"app": name(rng)}}} for _ in range(rng.randint(1, 4))]
    spec = {
        "podSelector": {"matchLabels": {"app": name(rng)}},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": peers, "ports": [{"port": 8080}]}],
    }
    return _named("networking.k8s.io/v1", "NetworkPolicy", rng, spec=spec)


def _service_account(rng: Random) -> Object:
    return _named("v1", "ServiceAccount", rng, automountServiceAccountToken=rng.random() < 0.5)


def _role(rng: Random) -> Object:
    cluster_wide = rng.random() < 0.4
    rules = [
        {
            "apiGroups": rng.choice([[""], ["apps"], ["batch", "apps"], ["*"]]),
            "resources": rng.sample(["pods", "secrets", "configmaps", "deployments", "jobs", "nodes", "services"], k=3),
            "verbs": rng.choice([["get", "list", "watch"], ["get"], ["create", "update", "patch", "delete"], ["*"]]),
        }
        for _ in range(rng.randint(1, 12))
    ]
    return _named("rbac.authorization.k8s.io/v1", "ClusterRole" if cluster_wide else "Role", rng, rules=rules)


def _binding(rng: Random) -> Object:
    kind = rng.choice(["Role", "ClusterRole"])
    return _named(
        "rbac.authorization.k8s.io/v1",
        f"{kind}Binding",
        rng,
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name(rng)},
        subjects=[{"kind": "ServiceAccount", "name": name(rng), "namespace": word(rng)}],
    )


def _named(version: str, kind: str, rng: Random, **rest: object) -> Object:
    identity = name(rng)
    labels = {
        "app.kubernetes.io/name": identity,
        "app.kubernetes.io/instance": "release",
        "app.kubernetes.io/managed-by": "Helm",
        "helm.sh/chart": f"{identity}-{rng.randint(1, 30)}.{rng.randint(0, 9)}.0",
    }
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": {"name": identity, "namespace": word(rng), "labels": labels},
        **rest,
    }


# 806 in all.
_MIXTURE: tuple[tuple[Callable[[Random], Object], int], ...] = (
    (_custom_resource_definition, 96),
    (_dashboard, 70),
    (_script, 40),
    (_secret, 40),
    (deployment, 130),
    (stateful_set, 36),
    (daemon_set, 20),
    (cron_job, 20),
    (_service, 124),
    (_service_account, 80),
    (_role, 60),
    (_binding, 60),
    (_ingress, 15),
    (_network_policy, 15),
)
