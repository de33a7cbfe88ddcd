"""What is effective in the objects that people write, and what nobody can know of those that nobody should."""

from collections.abc import Mapping
from typing import Any

import pytest

from seatrial.connectors.kubernetes import facts
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value
from seatrial.parsers.yaml import parse_yaml
from tests.connectors.kubernetes.manifests import container, first, line, pod_of


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("Pod", "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a}]}"),
        ("PodTemplate", "apiVersion: v1\nkind: PodTemplate\ntemplate: {spec: {containers: [{name: a}]}}"),
        ("batch/CronJob", "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: "
        "{spec: {containers: [{name: a}]}}}}}"),
        *(
            (type_, f"apiVersion: {version}\nkind: {type_.rpartition('/')[2]}\n"
             "spec: {template: {spec: {containers: [{name: a}]}}}")
            for type_, version in [
                ("ReplicationController", "v1"),
                ("apps/Deployment", "apps/v1"),
                ("apps/Deployment", "extensions/v1beta1"),
                ("apps/StatefulSet", "apps/v1"),
                ("apps/DaemonSet", "apps/v1"),
                ("apps/ReplicaSet", "apps/v1"),
                ("batch/Job", "batch/v1"),
                ("argoproj.io/Rollout", "argoproj.io/v1alpha1"),
                ("apps.openshift.io/DeploymentConfig", "apps.openshift.io/v1"),
            ]
        ),
    ],
)  # fmt: skip
def test_the_pod_of_every_kind_of_workload_is_found(type_: str, text: str) -> None:
    (found,) = facts.containers(*first(text, type_))

    assert found["name"] == "a"


def test_all_containers_are_listed_with_their_kind() -> None:
    found = facts.containers(
        *pod_of(
            "containers: [{name: a}]\n"
            "  initContainers: [{name: b}, {name: c, restartPolicy: Always}]\n"
            "  ephemeralContainers: [{name: d}]"
        )
    )

    assert [(item["name"], item["kind"]) for item in found] == [
        ("a", "container"),
        ("b", "init"),
        ("c", "sidecar"),
        ("d", "ephemeral"),
    ]


def test_a_container_decides_before_its_pod() -> None:
    own = container(
        "securityContext: {runAsUser: 0, runAsNonRoot: false, seccompProfile: {type: Unconfined}}",
        "securityContext: {runAsUser: 5, runAsGroup: 6, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}",
    )

    assert {key: own[key] for key in ("run_as_user", "run_as_group", "run_as_non_root", "seccomp_profile")} == {
        "run_as_user": 0,
        "run_as_group": 6,
        "run_as_non_root": False,
        "seccomp_profile": "Unconfined",
    }
    assert (line(own, "run_as_user"), line(own, "run_as_group")) == (6, 7)


def test_null_is_as_good_as_nothing() -> None:
    own = container("securityContext: {runAsUser: null}", "securityContext: {runAsUser: 5}")

    assert own["run_as_user"] == 5


def test_what_nobody_says_has_the_place_where_it_would_be_said() -> None:
    bare = container("name: a")
    with_context = container("name: a\n    securityContext:\n      privileged: false")

    assert bare["privileged"] is None
    assert line(bare, "privileged") == 6
    assert with_context["run_as_non_root"] is None
    assert line(with_context, "run_as_non_root") == 7
    assert with_context["privileged"] is False
    assert line(with_context, "privileged") == 8


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("{}", None),
        ("{allowPrivilegeEscalation: false}", False),
        ("{allowPrivilegeEscalation: true}", True),
        ("{allowPrivilegeEscalation: false, privileged: true}", True),
        ("{allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}}", True),
        ("{allowPrivilegeEscalation: false, capabilities: {add: [NET_ADMIN]}}", False),
    ],
)
def test_the_privileged_may_always_escalate(context: str, expected: bool | None) -> None:
    assert container(f"securityContext: {context}")["allow_privilege_escalation"] is expected


def test_capabilities_have_one_spelling() -> None:
    own = container("securityContext: {capabilities: {add: [cap_net_raw, SYS_TIME], drop: [all]}}")

    assert own["capabilities_added"] == ["NET_RAW", "SYS_TIME"]
    assert own["capabilities_dropped"] == ["ALL"]
    assert container("name: a")["capabilities_added"] is None


@pytest.mark.parametrize(
    ("own", "pod", "annotation", "profile"),
    [
        ("", "", "", None),
        ("", "", "a: localhost/x", "Localhost"),
        ("", "", "a: runtime/default", "RuntimeDefault"),
        ("", "", "b: unconfined", None),
        ("", "RuntimeDefault", "a: unconfined", "Unconfined"),
        ("Localhost", "RuntimeDefault", "a: unconfined", "Localhost"),
        ("", "RuntimeDefault", "", "RuntimeDefault"),
    ],
)
def test_the_annotation_for_apparmor_stands_between_the_container_and_its_pod(
    own: str, pod: str, annotation: str, profile: str | None
) -> None:
    prefix = "container.apparmor.security.beta.kubernetes.io/"
    found = container(
        "name: a" + (f"\n    securityContext: {{appArmorProfile: {{type: {own}}}}}" if own else ""),
        pod=f"securityContext: {{appArmorProfile: {{type: {pod}}}}}" if pod else "",
        metadata=f"{{name: p, annotations: {{{prefix + annotation if annotation else ''}}}}}",
    )

    assert found["apparmor_profile"] == profile


def test_the_annotations_for_seccomp_mean_nothing_any_more() -> None:
    keys = ("seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/a")
    annotations = ", ".join(f"{key}: runtime/default" for key in keys)

    assert container("name: a", metadata=f"{{annotations: {{{annotations}}}}}")["seccomp_profile"] is None


@pytest.mark.parametrize(
    ("image", "registry", "repository", "tag", "policy"),
    [
        ("nginx", "docker.io", "nginx", None, "Always"),
        ("nginx:latest", "docker.io", "nginx", "latest", "Always"),
        ("nginx:1.27", "docker.io", "nginx", "1.27", "IfNotPresent"),
        ("reg.io:5000/a/b", "reg.io:5000", "a/b", None, "Always"),
        ("gcr.io/a/b@sha256:00", "gcr.io", "a/b", None, "IfNotPresent"),
    ],
)
def test_an_image_is_taken_apart_and_decides_when_it_is_pulled(
    image: str, registry: str, repository: str, tag: str | None, policy: str
) -> None:
    own = container(f"image: {image}")

    assert (own["image_registry"], own["image_repository"]) == (registry, repository)
    assert (own["image_tag"], own["image_pull_policy"]) == (tag, policy)
    assert container(f"image: {image}\n    imagePullPolicy: Never")["image_pull_policy"] == "Never"


@pytest.mark.parametrize("image", ["${REGISTRY}/web:1", "$(IMAGE)"])
def test_an_image_that_is_filled_in_later_is_unknown(image: str) -> None:
    own = container(f"image: {image}")

    assert all(type(own[key]) is Unknown for key in ("image", "image_tag", "image_registry", "image_pull_policy"))


def test_ports_environment_and_resources_are_read() -> None:
    own = container(
        "ports: [{containerPort: 80, hostPort: 8080, name: http}]\n"
        "    env: [{name: A, value: x}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]\n"
        "    envFrom: [{secretRef: {name: t}}, {configMapRef: {name: u}}]\n"
        "    resources: {limits: {cpu: 1, memory: 1Gi}, requests: {memory: 64Mi}}\n"
        "    livenessProbe: {httpGet: {host: example.org, port: 80}}\n"
        "    lifecycle: {preStop: {tcpSocket: {host: 10.0.0.1, port: 1}}}"
    )

    assert own["ports"] == [{"containerPort": 80, "hostPort": 8080, "name": "http"}]
    assert [variable["name"] for variable in own["env"]] == ["A", "B"]
    assert own["env_from"] == [{"secretRef": {"name": "t"}}, {"configMapRef": {"name": "u"}}]
    assert (own["cpu_limit"], own["cpu_request"]) == (1, 1)
    assert (own["memory_limit"], own["memory_request"]) == ("1Gi", "64Mi")
    assert own["ephemeral_storage_limit"] is None
    assert (own["has_liveness_probe"], own["has_readiness_probe"], own["has_pre_stop_hook"]) == (True, False, True)
    assert own["probe_hosts"] == ["example.org", "10.0.0.1"]


@pytest.mark.parametrize(
    ("own", "pod", "limit", "request_"),
    [
        ("", "", None, None),
        ("limits: {cpu: 1}", "", 1, 1),
        ("limits: {cpu: 1}, requests: {cpu: 100m}", "", 1, "100m"),
        ("limits: {cpu: 1}, requests: {cpu: 0}", "", 1, None),
        ("limits: {cpu: '0'}", "limits: {cpu: 2}", None, None),
        ("limits: {cpu: 0.0m}", "", None, None),
        ("limits: {cpu: 0.5}", "", 0.5, 0.5),
        ("", "limits: {cpu: 2}, requests: {cpu: 1}", 2, 1),
        ("requests: {cpu: 100m}", "limits: {cpu: 2}", 2, "100m"),
    ],
)
def test_resources_are_those_of_the_container_or_else_of_its_pod(
    own: str, pod: str, limit: object, request_: object
) -> None:
    found = container(f"name: a\n    resources: {{{own}}}", pod=f"resources: {{{pod}}}")

    assert (found["cpu_limit"], found["cpu_request"]) == (limit, request_)


def test_a_mount_knows_its_volume() -> None:
    own = container(
        "volumeMounts: [{name: v, mountPath: /v}, {name: w, mountPath: /w, readOnly: true}, {name: x}]",
        "volumes: [{name: v, hostPath: {path: /var/run/docker.sock}}, {name: w}]",
    )

    assert [(mount["volume_kind"], mount["host_path"], mount["read_only"]) for mount in own["volume_mounts"]] == [
        ("hostPath", "/var/run/docker.sock", None),
        ("emptyDir", None, True),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("written", "path"),
    [("/", "/"), ("//", "/"), ("/etc/", "/etc"), ("//etc/./ssl//", "/etc/ssl"), (r"C:\a", r"C:\a"), ("a/", "a/")],
)
def test_a_path_of_the_node_has_one_spelling(written: str, path: str) -> None:
    found = facts.pod(*pod_of(f"volumes: [{{name: v, hostPath: {{path: '{written}'}}}}]"))

    assert found["volumes"][0]["host_path"] == path


def test_the_pod_says_what_is_its_own() -> None:
    raw, index = pod_of(
        "hostPID: true\n  serviceAccount: old\n  volumes: [{name: s, secret: {secretName: t}}]\n"
        "  securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}], supplementalGroups: [0]}\n"
        "  imagePullSecrets: [{name: reg}]"
    )

    own = facts.pod(raw, index)

    assert (own["host_pid"], own["host_network"], own["service_account_name"]) == (True, None, "old")
    assert (own["volumes"][0]["kind"], own["volumes"][0]["secret_name"]) == ("secret", "t")
    assert own["sysctls"] == [{"name": "kernel.msgmax", "value": "1"}]
    assert own["supplemental_groups"] == [0]
    assert own["image_pull_secrets"] == ["reg"]
    assert own["replicas"] is None
    assert (line(own, "host_pid"), line(own, "host_network")) == (5, 4)


def test_a_workload_that_is_replicated_has_one_replica_if_none_are_said() -> None:
    text = "apiVersion: apps/v1\nkind: {}\nspec: {{selector: {{matchLabels: {{a: b}}}}, template: {{}}}}\n"

    deployment = facts.pod(*first(text.format("Deployment"), "apps/Deployment"))
    daemons = facts.pod(*first(text.format("DaemonSet"), "apps/DaemonSet"))

    assert (deployment["replicas"], daemons["replicas"]) == (1, None)
    assert deployment["selector"] == {"a": "b"}


ROLES = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r, namespace: shop}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects:
- {kind: Group, name: "system:authenticated"}
- {kind: ServiceAccount, name: s, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: c, namespace: ignored}
roleRef: {kind: ClusterRole, name: cluster-admin}
"""


def test_a_binding_grants_the_rules_of_its_role() -> None:
    raw, index = first(ROLES, "rbac.authorization.k8s.io/RoleBinding")

    granted = facts.granted(raw, index)

    assert granted["found"] is True
    assert granted["rules"][0]["resources"] == ["secrets"]
    assert granted["rules"][0].origin.location().line == 5
    assert [subject["everybody"] for subject in facts.subjects(raw, index)] == [True, False]
    assert facts.role(raw, index)["namespace"] == "shop"


def test_a_binding_to_a_role_from_elsewhere_grants_what_nobody_here_knows() -> None:
    raw, index = first(ROLES, "rbac.authorization.k8s.io/ClusterRoleBinding")

    granted = facts.granted(raw, index)

    assert granted["found"] is False
    assert "rules" not in granted
    assert facts.subjects(raw, index) is None
    assert facts.role(raw, index)["namespace"] is None


@pytest.mark.parametrize(
    ("text", "keys", "filled"),
    [
        ("data: {a: aGk=}\nstringData: {b: ''}", ["a", "b"], True),
        ("stringData: {b: ''}", ["b"], False),
        ("type: Opaque", [], False),
        ("data: what", Unknown, Unknown),
    ],
)
def test_a_secret_tells_its_keys_and_never_its_values(text: str, keys: object, filled: object) -> None:
    found = facts.secret(*first(f"apiVersion: v1\nkind: Secret\n{text}\n", "Secret"))

    assert type(found["keys"]) is keys or found["keys"] == keys
    assert type(found["filled"]) is filled or found["filled"] is filled


def test_the_entries_of_a_config_map_have_their_own_lines() -> None:
    entries = facts.config_entries(*first("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: 1\n  b: x\n", "ConfigMap"))

    assert [(entry["key"], entry["value"], line(entry, "value")) for entry in entries] == [("a", 1, 4), ("b", "x", 5)]


@pytest.mark.parametrize(
    ("spec", "kind"), [("{capacity: {storage: 1Gi}, hostPath: {path: /}}", "hostPath"), ("{}", None)]
)
def test_a_persistent_volume_is_of_the_kind_of_its_field(spec: str, kind: str | None) -> None:
    text = f"apiVersion: v1\nkind: PersistentVolume\nspec: {spec}\n"

    assert facts.persistent_volume(*first(text, "PersistentVolume"))["kind"] == kind


HOSTILE: tuple[Value, ...] = ("text", 7, True, [], {}, [None], ["x"], [[]], {"a": None}, Unknown("not here"), None)
TYPED: Mapping[str, str] = {
    "Pod": "pod containers token component flags",
    "apps/Deployment": "pod containers token",
    "batch/CronJob": "pod containers token",
    "rbac.authorization.k8s.io/RoleBinding": "granted subjects role",
    "Service": "service",
    "networking.k8s.io/Ingress": "ingress_rules",
    "networking.k8s.io/NetworkPolicy": "network_policy",
    "Secret": "secret",
    "ConfigMap": "config_entries",
    "PersistentVolume": "persistent_volume",
}
FULL = """\
metadata: {name: n, namespace: m, labels: {a: b}, annotations: {a: b}}
roleRef: {kind: Role, name: r}
subjects: [{kind: User, name: u}]
data: {a: b}
stringData: {a: b}
spec: &spec
  podSelector: {matchLabels: {a: b}, matchExpressions: [{key: k}]}
  policyTypes: [Ingress]
  ingress: [{from: [{ipBlock: {cidr: 1.2.3.4/32}}], ports: [{port: 1}]}]
  egress: [{to: [{ipBlock: {cidr: 1.2.3.4/32}}], ports: [{port: 1}]}]
  tls: [{hosts: [h]}]
  defaultBackend: {service: {name: s, port: {number: 1}}}
  rules: [{host: h, http: {paths: [{path: p, backend: {service: {name: s, port: {number: 1}}}}]}}]
  selector: {matchLabels: {a: b}}
  template: &template
    metadata: {annotations: {a: b}, labels: {a: b}}
    spec: &pod
      serviceAccountName: s
      automountServiceAccountToken: false
      securityContext: {sysctls: [{name: n}], supplementalGroups: [1], seccompProfile: {type: t}}
      volumes: [{name: v, hostPath: {path: p}}, {name: t, projected: {sources: [{serviceAccountToken: {path: p}}]}}]
      tolerations: [{key: k}]
      imagePullSecrets: [{name: n}]
      containers:
      - name: c
        image: i
        restartPolicy: Always
        command: [kube-apiserver, --a=b, --c, d]
        ports: [{containerPort: 1}]
        env: [{name: e, valueFrom: {secretKeyRef: {name: s}}}]
        envFrom: [{secretRef: {name: s}}]
        volumeMounts: [{name: v}]
        volumeDevices: [{devicePath: d}]
        resources: {limits: {cpu: 1}}
        livenessProbe: {httpGet: {host: h}}
        lifecycle: {preStop: {tcpSocket: {host: h}}}
        securityContext:
          privileged: false
          capabilities: {add: [a], drop: [b]}
          windowsOptions: {hostProcess: true}
  jobTemplate: {spec: {template: *template}}
  <<: *pod
"""


def _broken(value: Any, put: Value) -> list[Any]:
    """Copies of a value, in each of which one place holds something else."""
    if isinstance(value, dict):
        return [put, *({**value, key: copy} for key in value for copy in _broken(value[key], put))]
    if isinstance(value, list):
        return [
            put,
            *([*value[:i], copy, *value[i + 1 :]] for i in range(len(value)) for copy in _broken(value[i], put)),
        ]
    return [put]


@pytest.mark.parametrize("put", HOSTILE, ids=repr)
def test_anything_may_stand_anywhere(put: Value) -> None:
    (document,) = parse_yaml(FULL)
    asked = 0

    for attributes in _broken(document.value, put)[1:]:
        for type_, functions in TYPED.items():
            version, _, kind = type_.rpartition("/")
            whole = {"apiVersion": f"{version}/v1".strip("/"), "kind": kind, **attributes}
            raw = Raw(
                source="kubernetes", type=type_, address="x", attributes=whole, locate=lambda path: NotImplemented
            )
            for name in functions.split():
                getattr(facts, name)(raw, Index([raw]))
                asked += 1

    assert asked > 2000


def test_what_is_unknown_stays_unknown_and_costs_nothing_else() -> None:
    attributes = {
        "kind": "Pod",
        "spec": {
            "hostPID": Unknown("`var.pid` has no value here"),
            "containers": [
                {"name": "a", "image": Unknown("`var.image`"), "securityContext": Unknown("`var.context`")},
                Unknown("`var.more`"),
                {"name": "b", "securityContext": {"privileged": "yes"}},
            ],
            "initContainers": Unknown("`var.init`"),
        },
    }
    raw = Raw(source="kubernetes", type="Pod", address="x", attributes=attributes, locate=lambda path: NotImplemented)

    first_, more, second, init = facts.containers(raw, Index([raw]))

    assert facts.pod(raw, Index([raw]))["host_pid"].reason == "`var.pid` has no value here"
    assert first_["privileged"].reason == "`var.context`"
    assert first_["image_tag"].reason == "`var.image`"
    assert (more.reason, init.reason) == ("`var.more`", "`var.init`")
    assert second["privileged"].reason == "`privileged` is neither true nor false"
