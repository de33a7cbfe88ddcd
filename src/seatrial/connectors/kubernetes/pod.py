"""Pods, and the templates of pods in what runs them."""

from posixpath import normpath

from seatrial.connectors.kubernetes.container import Volumes, container_facts
from seatrial.connectors.kubernetes.node import Node, objects_in, sourced, values_in
from seatrial.model.raw import Sourced
from seatrial.model.value import Unknown, Value

_TEMPLATE = ("spec", "template")
TEMPLATES = {
    "Pod": (),
    "PodTemplate": ("template",),
    "ReplicationController": _TEMPLATE,
    "apps/Deployment": _TEMPLATE,
    "apps/StatefulSet": _TEMPLATE,
    "apps/DaemonSet": _TEMPLATE,
    "apps/ReplicaSet": _TEMPLATE,
    "batch/Job": _TEMPLATE,
    "batch/CronJob": ("spec", "jobTemplate", "spec", "template"),
    "apps.openshift.io/DeploymentConfig": _TEMPLATE,
    "argoproj.io/Rollout": _TEMPLATE,
}
"""Where each type of workload keeps the pod that it makes."""

_REPLICATED = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DeploymentConfig", "Rollout")
CONTAINERS = (("containers", "container"), ("initContainers", "init"), ("ephemeralContainers", "ephemeral"))
"""The lists of containers in a pod, and the kind of those in each."""


def pod_facts(workload: Node, template: Node) -> Sourced:
    """Everything but the containers."""
    spec = template.get("spec")
    kind = workload.get("kind")
    return sourced(
        spec,
        host_network=spec.get("hostNetwork"),
        host_pid=spec.get("hostPID"),
        host_ipc=spec.get("hostIPC"),
        host_users=spec.get("hostUsers"),
        share_process_namespace=spec.get("shareProcessNamespace"),
        volumes=_volumes(spec),
        service_account_name=spec.get("serviceAccountName").or_else(spec.get("serviceAccount")),
        automount_service_account_token=spec.get("automountServiceAccountToken"),
        sysctls=_sysctls(spec.get("securityContext", "sysctls")),
        run_as_user=spec.get("securityContext", "runAsUser"),
        run_as_non_root=spec.get("securityContext", "runAsNonRoot"),
        fs_group=spec.get("securityContext", "fsGroup"),
        supplemental_groups=_plain_list(spec.get("securityContext", "supplementalGroups")),
        host_aliases=_plain_list(spec.get("hostAliases")),
        restart_policy=spec.get("restartPolicy"),
        node_name=spec.get("nodeName"),
        node_selector=spec.get("nodeSelector").as_mapping(),
        tolerations=_plain_list(spec.get("tolerations")),
        affinity=spec.get("affinity"),
        topology_spread_constraints=_plain_list(spec.get("topologySpreadConstraints")),
        priority_class=spec.get("priorityClassName"),
        runtime_class=spec.get("runtimeClassName"),
        scheduler=spec.get("schedulerName"),
        os=spec.get("os", "name"),
        for_windows=_for_windows(spec),
        termination_grace_seconds=spec.get("terminationGracePeriodSeconds"),
        dns_policy=spec.get("dnsPolicy"),
        dns_options=_plain_list(spec.get("dnsConfig", "options")),
        hostname=spec.get("hostname"),
        image_pull_secrets=values_in(spec.get("imagePullSecrets"), lambda item: item.get("name").value),
        pod_labels=template.get("metadata", "labels").as_mapping(),
        pod_annotations=template.get("metadata", "annotations").as_mapping(),
        replicas=_replicas(workload, kind),
        strategy=workload.get("spec", "strategy", "type").or_else(workload.get("spec", "updateStrategy", "type")),
        schedule=workload.get("spec", "schedule"),
        concurrency_policy=workload.get("spec", "concurrencyPolicy"),
        ttl_seconds_after_finished=_job(workload, kind).get("ttlSecondsAfterFinished"),
        selector=_selector(workload, kind),
    )


def container_list(template: Node) -> list[Value]:
    """All containers.  Where a list is not known, one unknown stands for those in it."""
    spec = template.get("spec")
    volumes = _by_name(spec)
    found: list[Value] = []
    for key, kind in CONTAINERS:
        items = spec.get(key).items()
        if type(items) is Unknown:
            found.append(items)
        else:
            found.extend(container_facts(item, kind, template, volumes) for item in items)
    return found


def _volumes(spec: Node) -> Node:
    return objects_in(spec.get("volumes"), _volume)


def _volume(node: Node) -> Sourced:
    # A volume of which nothing is said but its name is an emptyDir.
    kind = next((key for key in node.said_keys() if key != "name"), "emptyDir")
    return sourced(
        node,
        name=node.get("name"),
        kind=node.get(kind).replaced(kind),
        host_path=_path(node.get("hostPath", "path")),
        host_path_type=node.get("hostPath", "type"),
        secret_name=node.get("secret", "secretName"),
        config_map_name=node.get("configMap", "name"),
        claim_name=node.get("persistentVolumeClaim", "claimName"),
        csi_driver=node.get("csi", "driver"),
        medium=node.get("emptyDir", "medium"),
        size_limit=node.get("emptyDir", "sizeLimit"),
    )


def _for_windows(spec: Node) -> Node:
    """Whether it says so, or a label keeps it off all other nodes.

    Options for Windows alone say nothing: other nodes run the pod as well, and ignore them.
    https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host
    """
    said = spec.get("os", "name").or_else(spec.get("nodeSelector", "kubernetes.io/os"))
    return said if type(said.value) is Unknown else said.replaced(said.says("windows"))


def _path(node: Node) -> Node:
    """A path of the node as its kernel reads it: ``//etc/./ssl/`` is ``/etc/ssl``."""
    if not isinstance(node.value, str) or not node.value.startswith("/"):
        return node
    return node.replaced("/" + normpath(node.value).lstrip("/"))


def _by_name(spec: Node) -> Volumes:
    volumes = _volumes(spec).value
    if type(volumes) is Unknown:
        return volumes
    return {v["name"]: v for v in volumes or () if isinstance(v, Sourced) and isinstance(v["name"], str)}


def _sysctls(node: Node) -> Node:
    return objects_in(node, lambda item: sourced(item, name=item.get("name"), value=item.get("value")))


def _plain_list(node: Node) -> Node:
    return values_in(node, lambda item: item.value)


def _replicas(workload: Node, kind: Node) -> Node:
    """How many pods there are to be; null for what decides it otherwise."""
    replicas = workload.get("spec", "replicas")
    return replicas.replaced(1) if not replicas.is_said and kind.says(*_REPLICATED) else replicas


def _job(workload: Node, kind: Node) -> Node:
    return workload.get("spec", "jobTemplate", "spec") if kind.says("CronJob") else workload.get("spec")


def _selector(workload: Node, kind: Node) -> Node:
    """The labels by which a workload knows its pods."""
    selector = workload.get("spec", "selector")
    if kind.says("ReplicationController", "DeploymentConfig"):
        return selector.as_mapping()
    return selector.get("matchLabels").as_mapping()
