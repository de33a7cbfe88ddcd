"""Terraform blocks that describe Kubernetes objects become those objects."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from seatrial.connectors.terraform.collect import collect
from seatrial.connectors.terraform.find import find
from seatrial.connectors.terraform.kubernetes import objects_in
from seatrial.files import File
from seatrial.model.location import Location
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value


def block(type_: str, attributes: Mapping[str, Value], *, kind: str = "resource") -> Raw:
    """A block whose places are the paths themselves."""
    return Raw(
        source="terraform",
        type=type_,
        address=f"{type_}.x",
        attributes=attributes,
        kind=kind,
        locate=lambda path: Location("/".join(map(str, path)), 1),
    )


def object_of(type_: str, attributes: Mapping[str, Value]) -> Raw:
    objects, gaps = objects_in([block(type_, attributes)])
    assert gaps == ()
    (found,) = objects
    return found


def spec_of(type_: str, spec: Mapping[str, Value]) -> Mapping[str, Value]:
    found = object_of(type_, {"spec": [spec]}).attributes["spec"]
    assert isinstance(found, Mapping)
    return found


POD = {
    "automount_service_account_token": False,
    "host_ipc": True,
    "host_pid": True,
    "service_account_name": "web",
    "container": [
        {
            "name": "web",
            "image": "nginx",
            "args": ["-v"],
            "env": [{"name": "A", "value_from": [{"secret_key_ref": [{"name": "s", "key": "k"}]}]}],
            "env_from": [{"config_map_ref": [{"name": "c"}]}],
            "port": [{"container_port": 80, "host_port": 8080, "host_ip": "10.0.0.1"}],
            "volume_mount": [{"name": "data", "mount_path": "/data", "read_only": True}],
            "liveness_probe": [{"http_get": [{"path": "/up", "port": "80", "http_header": [{"name": "h"}]}]}],
            "resources": [{"limits": {"memory": "1Gi", "nvidia.com/gpu_type": "1"}}],
            "security_context": [
                {
                    "run_as_user": "1000",
                    "allow_privilege_escalation": False,
                    "read_only_root_filesystem": True,
                    "capabilities": [{"drop": ["ALL"]}],
                    "se_linux_options": [{"type": "t"}],
                    "seccomp_profile": [{"type": "RuntimeDefault"}],
                }
            ],
        }
    ],
    "init_container": [{"name": "init"}],
    "volume": [
        {"name": "data", "host_path": [{"path": "/etc"}]},
        {"name": "all", "projected": [{"default_mode": "0440", "sources": [{"secret": [{"name": "s"}]}]}]},
    ],
    "toleration": [{"key": "k", "operator": "Exists"}],
    "host_aliases": [{"ip": "1.2.3.4", "hostnames": ["h"]}],
    "image_pull_secrets": [{"name": "registry"}],
    "affinity": [
        {
            "node_affinity": [
                {
                    "required_during_scheduling_ignored_during_execution": [
                        {"node_selector_term": [{"match_expressions": [{"key": "zone"}]}]}
                    ]
                }
            ],
            "pod_anti_affinity": [
                {"required_during_scheduling_ignored_during_execution": [{"topology_key": "host"}]},
            ],
        }
    ],
}

POD_SPEC = {
    "automountServiceAccountToken": False,
    "hostIPC": True,
    "hostPID": True,
    "serviceAccountName": "web",
    "containers": [
        {
            "name": "web",
            "image": "nginx",
            "args": ["-v"],
            "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
            "envFrom": [{"configMapRef": {"name": "c"}}],
            "ports": [{"containerPort": 80, "hostPort": 8080, "hostIP": "10.0.0.1"}],
            "volumeMounts": [{"name": "data", "mountPath": "/data", "readOnly": True}],
            "livenessProbe": {"httpGet": {"path": "/up", "port": 80, "httpHeaders": [{"name": "h"}]}},
            "resources": {"limits": {"memory": "1Gi", "nvidia.com/gpu_type": "1"}},
            "securityContext": {
                "runAsUser": 1000,
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
                "seLinuxOptions": {"type": "t"},
                "seccompProfile": {"type": "RuntimeDefault"},
            },
        }
    ],
    "initContainers": [{"name": "init"}],
    "volumes": [
        {"name": "data", "hostPath": {"path": "/etc"}},
        {"name": "all", "projected": {"defaultMode": 0o440, "sources": [{"secret": {"name": "s"}}]}},
    ],
    "tolerations": [{"key": "k", "operator": "Exists"}],
    "hostAliases": [{"ip": "1.2.3.4", "hostnames": ["h"]}],
    "imagePullSecrets": [{"name": "registry"}],
    "affinity": {
        "nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {
                "nodeSelectorTerms": [{"matchExpressions": [{"key": "zone"}]}]
            }
        },
        "podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "host"}]},
    },
}


def test_a_pod_is_what_its_manifest_would_be() -> None:
    found = object_of(
        "kubernetes_pod_v1",
        {"id": "web", "metadata": [{"name": "web", "labels": {"app_name": "w"}}], "spec": [POD], "timeouts": []},
    )

    assert dict(found.attributes) == {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "labels": {"app_name": "w"}},
        "spec": POD_SPEC,
    }
    assert (found.source, found.type, found.kind, found.address) == (
        "kubernetes",
        "Pod",
        "object",
        "kubernetes_pod_v1.x",
    )


@pytest.mark.parametrize(
    ("type_", "written", "kind", "path"),
    [
        ("kubernetes_deployment", {"template": [{"spec": [POD]}]}, "apps/Deployment", ["template", "spec"]),
        ("kubernetes_stateful_set_v1", {"template": [{"spec": [POD]}]}, "apps/StatefulSet", ["template", "spec"]),
        ("kubernetes_daemon_set_v1", {"template": [{"spec": [POD]}]}, "apps/DaemonSet", ["template", "spec"]),
        ("kubernetes_job", {"template": [{"spec": [POD]}]}, "batch/Job", ["template", "spec"]),
        (
            "kubernetes_cron_job_v1",
            {"job_template": [{"spec": [{"template": [{"spec": [POD]}]}]}]},
            "batch/CronJob",
            ["jobTemplate", "spec", "template", "spec"],
        ),
    ],
)
def test_every_workload_holds_the_same_pod(type_: str, written: Value, kind: str, path: list[str]) -> None:
    found = object_of(type_, {"spec": [written]})

    assert found.type == kind
    value: Value = found.attributes["spec"]
    for step in path:
        value = value[step]
    assert value == POD_SPEC


def test_the_provider_mounts_the_token_unless_it_is_told_not_to() -> None:
    assert spec_of("kubernetes_pod", {"container": [{}]})["automountServiceAccountToken"] is True


def test_a_service_and_a_network_policy_have_their_own_lists() -> None:
    service = spec_of(
        "kubernetes_service",
        {"selector": {"app_name": "w"}, "port": [{"port": 80, "target_port": "8080"}], "external_ips": ["1.2.3.4"]},
    )
    policy = spec_of(
        "kubernetes_network_policy",
        {
            "pod_selector": [{}],
            "policy_types": ["Ingress"],
            "ingress": [{"from": [{"ip_block": [{"cidr": "0.0.0.0/0"}]}], "ports": [{"port": "http"}]}],
        },
    )

    assert service == {
        "selector": {"app_name": "w"},
        "ports": [{"port": 80, "targetPort": 8080}],
        "externalIPs": ["1.2.3.4"],
    }
    assert policy == {
        "podSelector": {},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": "http"}]}],
    }


def test_an_ingress_names_a_backend_s_port_once() -> None:
    backend = {"service": [{"name": "s", "port": [{"number": 80}]}]}

    found = spec_of(
        "kubernetes_ingress_v1",
        {
            "rule": [{"host": "h", "http": [{"path": [{"path": "/", "backend": [backend]}]}]}],
            "tls": [{"hosts": ["h"], "secret_name": "t"}],
        },
    )

    backend_object = {"service": {"name": "s", "port": {"number": 80}}}
    assert found == {
        "rules": [{"host": "h", "http": {"paths": [{"path": "/", "backend": backend_object}]}}],
        "tls": [{"hosts": ["h"], "secretName": "t"}],
    }


def test_roles_bindings_and_accounts_are_objects() -> None:
    rule = {"api_groups": [""], "resources": ["pods"], "verbs": ["*"]}
    role = object_of("kubernetes_cluster_role", {"rule": [{**rule}, {"non_resource_urls": ["/x"]}]})
    binding = object_of(
        "kubernetes_role_binding_v1",
        {"role_ref": [{"kind": "Role", "name": "r"}], "subject": [{"kind": "User", "name": "u"}]},
    )
    account = object_of("kubernetes_service_account", {"secret": [{"name": "s"}], "image_pull_secret": [{"name": "r"}]})

    assert role.type == "rbac.authorization.k8s.io/ClusterRole"
    assert role.attributes["rules"] == [
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["*"]},
        {"nonResourceURLs": ["/x"]},
    ]
    assert binding.attributes["roleRef"] == {"kind": "Role", "name": "r"}
    assert binding.attributes["subjects"] == [{"kind": "User", "name": "u"}]
    assert account.attributes["secrets"] == [{"name": "s"}]
    assert account.attributes["imagePullSecrets"] == [{"name": "r"}]


def test_a_secret_s_plain_text_is_not_called_encoded() -> None:
    found = object_of("kubernetes_secret", {"data": {"a": "b"}, "type": "Opaque"})

    assert found.attributes["stringData"] == {"a": "b"}
    assert "data" not in found.attributes


def test_the_source_of_a_persistent_volume_stands_in_its_spec() -> None:
    raw = block(
        "kubernetes_persistent_volume",
        {"spec": [{"capacity": {"storage": "1Gi"}, "persistent_volume_source": [{"host_path": [{"path": "/etc"}]}]}]},
    )

    ((found,), _) = objects_in([raw])

    assert found.attributes["spec"] == {"capacity": {"storage": "1Gi"}, "hostPath": {"path": "/etc"}}
    place = found.locate(("spec", "hostPath", "path")).file
    assert place == "spec/0/persistent_volume_source/0/host_path/0/path"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("apiVersion",), ""),
        (("spec", "hostPID"), "spec/0/host_pid"),
        (("spec", "containers"), "spec/0/container"),
        (("spec", "containers", 0), "spec/0/container/0"),
        (("spec", "containers", 0, "args", 0), "spec/0/container/0/args/0"),
        (("spec", "containers", 0, "securityContext"), "spec/0/container/0/security_context/0"),
        (("spec", "containers", 0, "securityContext", "privileged"), "spec/0/container/0/security_context/0"),
        (("spec", "containers", 0, "resources", "limits", "cpu"), "spec/0/container/0/resources/0/limits/cpu"),
        (("spec", "containers", 7, "image"), "spec/0/container"),
        (("spec", "volumes", 1, "projected", "sources", 0), "spec/0/volume/1/projected/0/sources/0"),
        (("spec", "nothing", "here"), "spec/0"),
    ],
)
def test_a_path_in_the_object_leads_back_to_the_block(path: tuple[str | int, ...], place: str) -> None:
    assert object_of("kubernetes_pod", {"spec": [POD]}).locate(path).file == place


def test_what_is_unknown_stays_unknown_under_its_new_name() -> None:
    unknown = Unknown("`var.x` has no value here")
    pod = {"container": unknown, "security_context": [unknown], "host_network": unknown, "volume": [{}, unknown]}

    found = spec_of("kubernetes_pod", pod)
    probe = spec_of("kubernetes_pod", {"container": [{"liveness_probe": [{"http_get": [{"port": unknown}]}]}]})

    assert found["containers"] is unknown
    assert found["hostNetwork"] is unknown
    assert found["volumes"][1] is unknown
    assert probe["containers"][0]["livenessProbe"]["httpGet"]["port"] is unknown


def test_a_whole_unknown_block_is_unknown() -> None:
    unknown = Unknown("`var.x` has no value here")

    assert object_of("kubernetes_deployment", {"spec": unknown}).attributes["spec"] is unknown


def test_a_manifest_is_taken_as_it_is() -> None:
    manifest = {"apiVersion": "extensions/v1beta1", "kind": "Deployment", "spec": {"replicas": 2}}

    found = object_of("kubernetes_manifest", {"manifest": manifest})

    assert found.type == "apps/Deployment"
    assert found.attributes == manifest
    assert found.locate(("spec", "replicas")).file == "manifest/spec/replicas"


def test_a_manifest_of_which_the_kind_is_unknown_is_no_object() -> None:
    unknown = Unknown("`var.x` has no value here")
    raws = [
        block("kubernetes_manifest", {"manifest": unknown}),
        block("kubernetes_manifest", {"manifest": {"apiVersion": "v1", "kind": unknown}}),
        block("kubectl_manifest", {"yaml_body": unknown}),
        block("kubectl_manifest", {}),
    ]

    assert objects_in(raws) == ((), ())


def test_a_manifest_in_yaml_is_read() -> None:
    found = object_of("kubectl_manifest", {"yaml_body": "apiVersion: v1\nkind: Pod\nspec: {hostPID: true}\n"})

    assert found.type == "Pod"
    assert found.attributes["spec"] == {"hostPID": True}
    assert found.locate(("spec", "hostPID")).file == "yaml_body"


def test_a_manifest_in_yaml_is_unknown_only_where_it_was_written_so() -> None:
    image = Unknown("`var.image` has no value here")
    body = Unknown(
        "`var.image` has no value here",
        parts=("apiVersion: v1\nkind: Pod\nspec:\n  image: ", image, "\n  host: a-", image, "\n  pid: true\n"),
    )

    found = object_of("kubectl_manifest", {"yaml_body": body})

    assert found.attributes["spec"]["image"] is image
    assert type(found.attributes["spec"]["host"]) is Unknown
    assert found.attributes["spec"]["pid"] is True


def test_a_manifest_that_is_no_yaml_is_a_gap() -> None:
    raw = block("kubectl_manifest", {"yaml_body": "a: [1\nb"})

    objects, gaps = objects_in([raw])

    assert objects == ()
    assert [gap.location.file for gap in gaps] == ["yaml_body"]


@pytest.mark.parametrize("type_", ["kubernetes_labels", "kubernetes_env", "aws_eks_cluster", "kubernetes_"])
def test_what_is_no_object_stays_a_block(type_: str) -> None:
    assert objects_in([block(type_, {"spec": [{}]})]) == ((), ())


def test_a_data_source_describes_nothing() -> None:
    assert objects_in([block("kubernetes_pod", {"spec": [{}]}, kind="data")]) == ((), ())


def test_blocks_nested_deeper_than_any_object_are_unknown_below() -> None:
    value: Value = {"privileged": True}
    for _ in range(300):
        value = {"spec": [value]}

    assert "nested deeper" in repr(dict(object_of("kubernetes_pod", value).attributes))


def test_a_root_module_gives_the_block_and_the_object(tmp_path: Path) -> None:
    source = """\
        resource "kubernetes_deployment" "web" {
          metadata {
            name = "web"
          }
          spec {
            template {
              spec {
                dynamic "container" {
                  for_each = ["a", "b"]
                  content {
                    name = container.value
                    security_context {
                      privileged = container.value == "b"
                    }
                  }
                }
              }
            }
          }
        }
        """
    (tmp_path / "main.tf").write_text(dedent(source))
    file = File("main.tf", "main.tf", tmp_path / "main.tf", tmp_path)

    collected = collect(next(find([file], {})), {})

    made, written = (raw for raw in collected.raws if raw.address == "kubernetes_deployment.web")
    containers = made.attributes["spec"]["template"]["spec"]["containers"]
    privileged = ("spec", "template", "spec", "containers", 1, "securityContext", "privileged")
    assert written.type == "kubernetes_deployment"
    assert [container["securityContext"]["privileged"] for container in containers] == [False, True]
    assert made.locate(privileged).line == 13
