"""How the Terraform provider for Kubernetes names things: a table, as the provider's schema has it.

https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs
Names that are not here are Kubernetes' own in snake_case, nested blocks that are not here occur once.
"""

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, str]] = {
    "api_service": ("apiregistration.k8s.io/v1", "APIService"),
    "certificate_signing_request": ("certificates.k8s.io/v1", "CertificateSigningRequest"),
    "cluster_role": ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    "cluster_role_binding": ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    "config_map": ("v1", "ConfigMap"),
    "cron_job": ("batch/v1", "CronJob"),
    "csi_driver": ("storage.k8s.io/v1", "CSIDriver"),
    "daemon_set": ("apps/v1", "DaemonSet"),
    "daemonset": ("apps/v1", "DaemonSet"),
    "default_service_account": ("v1", "ServiceAccount"),
    "deployment": ("apps/v1", "Deployment"),
    "endpoint_slice": ("discovery.k8s.io/v1", "EndpointSlice"),
    "endpoints": ("v1", "Endpoints"),
    "horizontal_pod_autoscaler": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "ingress": ("networking.k8s.io/v1", "Ingress"),
    "ingress_class": ("networking.k8s.io/v1", "IngressClass"),
    "job": ("batch/v1", "Job"),
    "limit_range": ("v1", "LimitRange"),
    "mutating_webhook_configuration": ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    "namespace": ("v1", "Namespace"),
    "network_policy": ("networking.k8s.io/v1", "NetworkPolicy"),
    "persistent_volume": ("v1", "PersistentVolume"),
    "persistent_volume_claim": ("v1", "PersistentVolumeClaim"),
    "pod": ("v1", "Pod"),
    "pod_disruption_budget": ("policy/v1", "PodDisruptionBudget"),
    "pod_security_policy": ("policy/v1beta1", "PodSecurityPolicy"),
    "priority_class": ("scheduling.k8s.io/v1", "PriorityClass"),
    "replication_controller": ("v1", "ReplicationController"),
    "resource_quota": ("v1", "ResourceQuota"),
    "role": ("rbac.authorization.k8s.io/v1", "Role"),
    "role_binding": ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    "runtime_class": ("node.k8s.io/v1", "RuntimeClass"),
    "secret": ("v1", "Secret"),
    "service": ("v1", "Service"),
    "service_account": ("v1", "ServiceAccount"),
    "stateful_set": ("apps/v1", "StatefulSet"),
    "storage_class": ("storage.k8s.io/v1", "StorageClass"),
    "validating_admission_policy": ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"),
    "validating_webhook_configuration": ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
}
"""``apiVersion`` and ``kind``, by the resource type without ``kubernetes_`` and without ``_v1``."""

OURS_ALONE = frozenset(
    (
        # Terraform's own.
        "connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "timeouts",
        # The provider's own, and what it computes.
        "computed_fields", "default_secret_name", "field_manager", "force", "id", "status", "wait_for",
        "wait_for_completion", "wait_for_default_service_account", "wait_for_load_balancer", "wait_for_rollout",
        "wait_for_service_account_token", "wait_until_bound",
    )
)  # fmt: skip
"""Top-level attributes that are no part of the object."""

LISTS: Mapping[str, str] = {
    "address": "addresses",
    "allowed_csi_driver": "allowedCSIDrivers",
    "allowed_flex_volumes": "allowedFlexVolumes",
    "allowed_host_paths": "allowedHostPaths",
    "allowed_proc_mount_types": "allowedProcMountTypes",
    "allowed_topologies": "allowedTopologies",
    "audit_annotations": "auditAnnotations",
    "cluster_role_selectors": "clusterRoleSelectors",
    "container": "containers",
    "egress": "egress",
    "endpoint": "endpoints",
    "env": "env",
    "env_from": "envFrom",
    "ephemeral_container": "ephemeralContainers",
    "from": "from",
    "host_aliases": "hostAliases",
    "host_ports": "hostPorts",
    "http_header": "httpHeaders",
    "image_pull_secret": "imagePullSecrets",
    "image_pull_secrets": "imagePullSecrets",
    "ingress": "ingress",
    "init_container": "initContainers",
    "items": "items",
    "limit": "limits",
    "match_expression": "matchExpressions",
    "match_expressions": "matchExpressions",
    "match_fields": "matchFields",
    "match_label_expressions": "matchLabelExpressions",
    "metric": "metrics",
    "node_selector_term": "nodeSelectorTerms",
    "not_ready_address": "notReadyAddresses",
    "option": "options",
    "ports": "ports",
    "preferred_during_scheduling_ignored_during_execution": "preferredDuringSchedulingIgnoredDuringExecution",
    "range": "ranges",
    "readiness_gate": "readinessGates",
    "resource_rules": "resourceRules",
    "rule": "rules",
    "sources": "sources",
    "subject": "subjects",
    "subset": "subsets",
    "sysctl": "sysctls",
    "tls": "tls",
    "to": "to",
    "toleration": "tolerations",
    "topology_spread_constraint": "topologySpreadConstraints",
    "validations": "validations",
    "variables": "variables",
    "volume": "volumes",
    "volume_claim_template": "volumeClaimTemplates",
    "volume_device": "volumeDevices",
    "volume_mount": "volumeMounts",
    "webhook": "webhooks",
}
"""Nested blocks that may occur many times, by their name, and Kubernetes' name for the list."""

LISTS_IN: Mapping[tuple[str, str], str] = {
    ("container", "port"): "ports",
    ("endpoint_slice", "port"): "ports",
    ("http", "path"): "paths",
    ("init_container", "port"): "ports",
    ("pod_affinity", "required_during_scheduling_ignored_during_execution"): (
        "requiredDuringSchedulingIgnoredDuringExecution"
    ),
    ("pod_anti_affinity", "required_during_scheduling_ignored_during_execution"): (
        "requiredDuringSchedulingIgnoredDuringExecution"
    ),
    ("scale_down", "policy"): "policies",
    ("scale_up", "policy"): "policies",
    ("service_account", "secret"): "secrets",
    ("default_service_account", "secret"): "secrets",
    ("spec", "port"): "ports",
    ("subset", "port"): "ports",
}
"""The same in one structure only: by the block that they stand in, or the resource type."""

ONCE_IN: Mapping[tuple[str, str], str] = {
    ("ephemeral", "volume_claim_template"): "volumeClaimTemplate",
}
"""What is a list elsewhere and occurs once in one structure."""

INLINE = frozenset(("persistent_volume_source",))
"""Blocks whose contents stand in their parent."""

NAMES: Mapping[str, str] = {
    "ceph_fs": "cephfs",
    "client_ip": "clientIP",
    "cluster_ip": "clusterIP",
    "cluster_ips": "clusterIPs",
    "data_disk_uri": "diskURI",
    "downward_api": "downwardAPI",
    "external_ips": "externalIPs",
    "host_ip": "hostIP",
    "host_ipc": "hostIPC",
    "host_pid": "hostPID",
    "load_balancer_ip": "loadBalancerIP",
    "node_id": "nodeID",
    "non_resource_urls": "nonResourceURLs",
    "pd_id": "pdID",
    "run_as_username": "runAsUserName",
    "storage_policy_id": "storagePolicyID",
    "storage_provisioner": "provisioner",
    "target_ww_ns": "targetWWNs",
    "volume_id": "volumeID",
}
"""Names whose parts Kubernetes does not simply capitalise."""

NAMES_IN: Mapping[tuple[str, str], str] = {
    ("daemon_set", "strategy"): "updateStrategy",
    ("daemonset", "strategy"): "updateStrategy",
    # The provider encodes what it is given; Kubernetes calls what is not encoded yet stringData.
    ("secret", "data"): "stringData",
    ("secret", "binary_data"): "data",
}
"""Names in one kind of object only, by the resource type: anywhere above the nested pod."""

NUMBERS = frozenset(
    (
        "fs_group", "max_surge", "max_unavailable", "min_available", "number", "port", "replicas", "run_as_group",
        "run_as_user", "target_port", "toleration_seconds",
    )
)  # fmt: skip
"""Numbers that the provider takes as text, because null or a name or a percentage is possible too."""

OCTAL = frozenset(("default_mode", "mode"))
"""File modes, which the provider takes as text: `0644`."""

DEFAULTS: Mapping[tuple[str, str], Mapping[str, object]] = {
    # Kubernetes would do what the service account says.
    ("pod", "spec"): {"automount_service_account_token": True},
    ("template", "spec"): {"automount_service_account_token": True},
    ("security_context", "seccomp_profile"): {"type": "Unconfined"},
}
"""What the provider sends where nothing is written and Kubernetes would do something else.

By the block and the one that it stands in, or the resource type.
"""
