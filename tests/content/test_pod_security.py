"""The policies `kubernetes-baseline` and `kubernetes-restricted`: every control of the Pod Security Standards.

https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from seatrial.library import load
from seatrial.model.result import Verdict
from seatrial.request import Request
from seatrial.scan import scan

Spec = dict[str, Any]

PLAIN: Spec = {"containers": [{"name": "web", "image": "registry.example.com/web:1.4.2"}]}
"""A pod that says no more than it must: baseline takes it, restricted does not."""

HARDENED: Spec = {
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "web",
            "image": "registry.example.com/web:1.4.2",
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        }
    ],
}


def pod_context(**context: Any) -> Spec:
    return {"securityContext": context}


def container_context(**context: Any) -> Spec:
    return {"containers": [{"securityContext": context}]}


def container(**fields: Any) -> Spec:
    return {"containers": [fields]}


def added(kind: str, **context: Any) -> Spec:
    """Another container, beside the one that is there: an init or an ephemeral one."""
    return {kind: [{**HARDENED["containers"][0], "name": "other", "securityContext": context}]}


def volume(**source: Any) -> Spec:
    return {"volumes": [{"name": "data", **source}]}


BASELINE: dict[str, tuple[Spec, str]] = {
    "host-process": (container_context(windowsOptions={"hostProcess": True}), "no-host-process"),
    "host-process-of-the-pod": (pod_context(windowsOptions={"hostProcess": True}), "no-host-process"),
    "host-network": ({"hostNetwork": True}, "no-host-network"),
    "host-pid": ({"hostPID": True}, "no-host-processes"),
    "host-ipc": ({"hostIPC": True}, "no-host-ipc"),
    "privileged": (container_context(privileged=True), "not-privileged"),
    "privileged-init": (added("initContainers", privileged=True), "not-privileged"),
    "privileged-ephemeral": (added("ephemeralContainers", privileged=True), "not-privileged"),
    "capabilities": (container_context(capabilities={"add": ["NET_RAW"]}), "baseline-capabilities"),
    "capabilities-all": (container_context(capabilities={"add": ["ALL"]}), "baseline-capabilities"),
    "host-path": (volume(hostPath={"path": "/srv"}), "no-host-path"),
    "host-port": (container(ports=[{"containerPort": 8080, "hostPort": 8080}]), "no-host-ports"),
    "probe-host": (container(livenessProbe={"tcpSocket": {"host": "10.0.0.1", "port": 1}}), "no-probe-hosts"),
    "hook-host": (
        container(lifecycle={"postStart": {"httpGet": {"host": "127.0.0.1", "port": 1}}}),
        "no-probe-hosts",
    ),
    "apparmor": (container_context(appArmorProfile={"type": "Unconfined"}), "apparmor-not-disabled"),
    "apparmor-of-the-pod": (pod_context(appArmorProfile={"type": "Unconfined"}), "apparmor-not-disabled"),
    "selinux-type": (pod_context(seLinuxOptions={"type": "spc_t"}), "selinux-options"),
    "selinux-user": (container_context(seLinuxOptions={"user": "system_u"}), "selinux-options"),
    "selinux-role": (container_context(seLinuxOptions={"role": "system_r"}), "selinux-options"),
    "proc-mount": (container_context(procMount="Unmasked"), "proc-mount-default"),
    "seccomp": (container_context(seccompProfile={"type": "Unconfined"}), "seccomp-not-disabled"),
    "sysctl": (pod_context(sysctls=[{"name": "kernel.msgmax", "value": "65536"}]), "safe-sysctls"),
    # The kubelet counts it as safe, the standard does not.
    "sysctl-of-the-kubelet": (pod_context(sysctls=[{"name": "net.ipv4.tcp_rmem", "value": "4096"}]), "safe-sysctls"),
}

RESTRICTED: dict[str, tuple[Spec, str]] = {
    "nfs": (volume(nfs={"server": "nfs.example.com", "path": "/"}), "restricted-volumes"),
    "escalation": (container_context(allowPrivilegeEscalation=True), "no-privilege-escalation"),
    "escalation-not-said": (container_context(allowPrivilegeEscalation=None), "no-privilege-escalation"),
    "root-allowed": (container_context(runAsNonRoot=False), "restricted-non-root"),
    "non-root-not-said": (pod_context(runAsNonRoot=None, runAsUser=1000), "restricted-non-root"),
    "user-zero": (container_context(runAsUser=0), "restricted-user"),
    "user-zero-of-the-pod": (pod_context(runAsUser=0), "restricted-user"),
    "user-zero-of-the-pod-alone": (
        pod_context(runAsUser=0) | container_context(runAsUser=1000),
        "restricted-user",
    ),
    "root-allowed-in-the-pod-alone": (
        pod_context(runAsNonRoot=False) | container_context(runAsNonRoot=True),
        "restricted-non-root",
    ),
    "seccomp-not-said": (pod_context(seccompProfile=None), "seccomp-profile"),
    # A label of the node is no word about the pod.
    "windows-by-label": (
        {"nodeSelector": {"kubernetes.io/os": "windows"}, **pod_context(seccompProfile=None)},
        "seccomp-profile",
    ),
    "windows-non-root-not-said": (
        {"os": {"name": "windows"}, **pod_context(runAsNonRoot=None)},
        "restricted-non-root",
    ),
    "capabilities-kept": (container_context(capabilities={"drop": ["NET_RAW"]}), "restricted-capabilities"),
    "capability-added": (
        container_context(capabilities={"drop": ["ALL"], "add": ["CHOWN"]}),
        "restricted-capabilities",
    ),
}

ALLOWED_IN_BASELINE: dict[str, Spec] = {
    "default-capability": container_context(capabilities={"add": ["NET_BIND_SERVICE", "CHOWN"]}),
    "no-host-port": container(ports=[{"containerPort": 8080, "hostPort": 0}]),
    "probe-without-host": container(readinessProbe={"httpGet": {"port": 8080, "host": ""}}),
    "apparmor-localhost": container_context(appArmorProfile={"type": "Localhost", "localhostProfile": "web"}),
    "selinux-type": pod_context(seLinuxOptions={"type": "container_engine_t", "level": "s0:c1,c2"}),
    "safe-sysctl": pod_context(sysctls=[{"name": "net.ipv4.tcp_syncookies", "value": "1"}]),
    "nfs": volume(nfs={"server": "nfs.example.com", "path": "/"}),
    "root": container_context(runAsUser=0),
}

ALLOWED_IN_RESTRICTED: dict[str, Spec] = {
    "claim": volume(persistentVolumeClaim={"claimName": "data"}),
    "projected": volume(projected={"sources": [{"configMap": {"name": "web"}}]}),
    "seccomp-localhost": container_context(seccompProfile={"type": "Localhost", "localhostProfile": "web.json"}),
    "low-port": container_context(capabilities={"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}),
    "user": container_context(runAsUser=1000),
    "windows": {
        "os": {"name": "windows"},
        "securityContext": {"runAsNonRoot": True, "seccompProfile": None},
        "containers": [{"securityContext": {"allowPrivilegeEscalation": None, "capabilities": None}}],
    },
}


def merged(base: Any, over: Any) -> Any:
    """Lay one description over another: mappings and the first elements of lists are merged, a null takes away."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        keys = dict.fromkeys((*base, *over))
        values = {key: merged(base.get(key), over[key]) if key in over else base[key] for key in keys}
        return {key: value for key, value in values.items() if value is not None}
    if isinstance(base, list) and isinstance(over, list):
        return [merged(base[0], over[0]), *over[1:]]
    return over


def failures(folder: Path, policy: str, specs: Mapping[str, Spec]) -> dict[str, set[str]]:
    """The checks that fail for each pod, scanned together; nothing may be left unsaid."""
    pods = [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec} for name, spec in specs.items()
    ]
    (folder / "pods.yaml").write_text("\n---\n".join(map(json.dumps, pods)))
    report = scan(Request(targets=(str(folder),), policies=(policy,)))
    found: dict[str, set[str]] = {name: set() for name in specs}
    for _, result in report.every_result():
        assert result.verdict is Verdict.FAIL, result
        found[result.address.rpartition("/")[2]].add(result.check.removeprefix("kubernetes-workload-"))
    assert [*report.every_gap()] == []
    return found


@pytest.fixture(scope="module")
def of_baseline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    specs = {name: merged(PLAIN, spec) for name, (spec, _) in BASELINE.items()}
    return failures(tmp_path_factory.mktemp("baseline"), "kubernetes-baseline", specs)


@pytest.fixture(scope="module")
def of_restricted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    specs = {name: merged(HARDENED, spec) for name, (spec, _) in (BASELINE | RESTRICTED).items()}
    return failures(tmp_path_factory.mktemp("restricted"), "kubernetes-restricted", specs)


@pytest.mark.parametrize("control", BASELINE)
def test_a_pod_that_violates_a_control_of_the_baseline_fails_that_control_only(
    of_baseline: Mapping[str, set[str]], control: str
) -> None:
    assert of_baseline[control] == {BASELINE[control][1]}


@pytest.mark.parametrize("control", RESTRICTED)
def test_a_pod_that_violates_a_control_of_the_restricted_level_fails_that_control_only(
    of_restricted: Mapping[str, set[str]], control: str
) -> None:
    assert of_restricted[control] == {RESTRICTED[control][1]}


@pytest.mark.parametrize("control", BASELINE)
def test_the_restricted_level_holds_every_control_of_the_baseline(
    of_restricted: Mapping[str, set[str]], control: str
) -> None:
    assert BASELINE[control][1] in of_restricted[control]


def test_a_pod_that_says_nothing_passes_the_baseline(tmp_path: Path) -> None:
    assert failures(tmp_path, "kubernetes-baseline", {"plain": PLAIN}) == {"plain": set()}


def test_a_pod_that_says_nothing_fails_what_the_restricted_level_demands(tmp_path: Path) -> None:
    found = failures(tmp_path, "kubernetes-restricted", {"plain": PLAIN})

    assert found["plain"] == {
        "no-privilege-escalation",
        "restricted-capabilities",
        "restricted-non-root",
        "seccomp-profile",
    }


def test_a_hardened_pod_passes_both_levels(tmp_path: Path) -> None:
    assert failures(tmp_path, "kubernetes-baseline", {"hardened": HARDENED}) == {"hardened": set()}
    assert failures(tmp_path, "kubernetes-restricted", {"hardened": HARDENED}) == {"hardened": set()}


def test_the_baseline_allows_what_its_controls_list_as_allowed(tmp_path: Path) -> None:
    specs = {name: merged(PLAIN, spec) for name, spec in ALLOWED_IN_BASELINE.items()}

    assert failures(tmp_path, "kubernetes-baseline", specs) == {name: set() for name in specs}


def test_the_restricted_level_allows_what_its_controls_list_as_allowed(tmp_path: Path) -> None:
    specs = {name: merged(HARDENED, spec) for name, spec in ALLOWED_IN_RESTRICTED.items()}

    assert failures(tmp_path, "kubernetes-restricted", specs) == {name: set() for name in specs}


@pytest.mark.parametrize("policy", ["kubernetes-baseline", "kubernetes-restricted"])
def test_a_policy_names_only_checks_that_there_are(policy: str) -> None:
    library = load()

    assert set(library.policies[policy].include) == set(library.choose([policy], {}).checks)


def test_every_check_of_the_policies_is_violated_by_one_of_these_pods() -> None:
    violated = {f"kubernetes-workload-{check}" for _, check in (BASELINE | RESTRICTED).values()}

    assert violated == set(load().choose(["kubernetes-restricted"], {}).checks)
