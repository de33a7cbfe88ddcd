"""Workloads of Kubernetes with many containers and settings: some hardened, some not, as charts have them."""

from random import Random
from typing import Any, TypeAlias

from benchmarks.trees.words import camel, name, token, word

Object: TypeAlias = dict[str, Any]


def deployment(rng: Random) -> Object:
    spec = {"replicas": rng.randint(1, 5), "strategy": {"type": "RollingUpdate"}}
    return _workload("apps/v1", "Deployment", spec, rng)


def stateful_set(rng: Random) -> Object:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "8Gi"}}}
    spec = {"serviceName": name(rng), "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}]}
    return _workload("apps/v1", "StatefulSet", spec, rng)


def daemon_set(rng: Random) -> Object:
    made = _workload("apps/v1", "DaemonSet", {}, rng)
    pod = made["spec"]["template"]["spec"]
    pod["hostNetwork"] = rng.random() < 0.5
    pod["volumes"].append({"name": "host", "hostPath": {"path": rng.choice(["/var/log", "/proc", "/"])}})
    return made


def cron_job(rng: Random) -> Object:
    pod = {"template": {"spec": {"restartPolicy": "OnFailure", **_pod(rng)}}}
    spec = {"schedule": f"{rng.randint(0, 59)} {rng.randint(0, 23)} * * *", "jobTemplate": {"spec": pod}}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": _metadata(rng), "spec": spec}


def _workload(version: str, kind: str, extra: Object, rng: Random) -> Object:
    metadata = _metadata(rng)
    labels = {"app.kubernetes.io/name": metadata["name"]}
    template = {
        "metadata": {"labels": labels, "annotations": {f"checksum/{word(rng)}": token(rng, 64) for _ in range(2)}},
        "spec": _pod(rng),
    }
    spec = {**extra, "selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}


def _metadata(rng: Random) -> Object:
    identity = name(rng)
    labels = {"app.kubernetes.io/name": identity, "app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": identity}
    return {"name": identity, "namespace": rng.choice(["default", "platform", "team-a", "team-b"]), "labels": labels}


def _pod(rng: Random) -> Object:
    pod: Object = {
        "serviceAccountName": name(rng),
        "containers": [_container(rng, f"main-{n}") for n in range(rng.randint(1, 4))],
        "volumes": [
            {"name": "settings", "configMap": {"name": name(rng)}},
            {"name": "scratch", "emptyDir": {}},
            {"name": "keys", "secret": {"secretName": name(rng)}},
        ],
    }
    if rng.random() < 0.5:
        pod["securityContext"] = {"fsGroup": 1001, "runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    if rng.random() < 0.4:
        pod["initContainers"] = [_container(rng, "prepare")]
    if rng.random() < 0.5:
        pod["automountServiceAccountToken"] = False
    if rng.random() < 0.6:
        term = {"podAffinityTerm": {"topologyKey": "kubernetes.io/hostname"}, "weight": 1}
        pod["affinity"] = {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [term]}}
    return pod


def _container(rng: Random, label: str) -> Object:
    tag = rng.choice(["latest", "1.27.1", "v2.4.0", "3.12-debian-12-r4"])
    made: Object = {
        "name": label,
        "image": f"registry.example.org/{word(rng)}/{name(rng)}:{tag}",
        "imagePullPolicy": rng.choice(["IfNotPresent", "Always"]),
        "args": [f"--{camel(rng)}={token(rng, 8)}" for _ in range(rng.randint(0, 12))],
        "env": [_variable(rng) for _ in range(rng.randint(2, 45))],
        "ports": [{"name": f"port-{n}", "containerPort": 8000 + n} for n in range(rng.randint(1, 4))],
        "volumeMounts": [
            {"name": "settings", "mountPath": "/etc/app"},
            {"name": "scratch", "mountPath": "/cache"},
        ],
    }
    if rng.random() < 0.7:
        made["resources"] = {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}}
    if rng.random() < 0.7:
        probe = {"httpGet": {"path": "/healthz", "port": "port-0"}, "periodSeconds": 10, "failureThreshold": 6}
        made |= {"livenessProbe": probe, "readinessProbe": probe}
    if rng.random() < 0.65:
        made["securityContext"] = _security_context(rng)
    return made


def _variable(rng: Random) -> Object:
    key = camel(rng, 3).upper()
    if rng.random() < 0.25:
        return {"name": key, "valueFrom": {"secretKeyRef": {"name": name(rng), "key": camel(rng)}}}
    if rng.random() < 0.2:
        return {"name": key, "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}
    return {"name": key, "value": token(rng, rng.randint(3, 40))}


def _security_context(rng: Random) -> Object:
    if rng.random() < 0.06:
        return {"privileged": True}
    if rng.random() < 0.2:
        return {"runAsUser": 0, "capabilities": {"add": ["NET_ADMIN", "SYS_TIME"]}}
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": rng.random() < 0.7,
        "runAsNonRoot": True,
        "runAsUser": 1001,
    }
