"""How a pod comes by a token for the API of Kubernetes."""

import pytest

from seatrial.connectors.kubernetes import facts
from seatrial.model.value import Unknown
from tests.connectors.kubernetes.manifests import line, objects, pod_of

ACCOUNTS = """\
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: other}, automountServiceAccountToken: true}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, automountServiceAccountToken: false}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: default}}
"""


@pytest.mark.parametrize(
    ("spec", "mounted"),
    [
        ("automountServiceAccountToken: false", False),
        ("serviceAccountName: a", False),
        ("serviceAccountName: a\n  automountServiceAccountToken: true", True),
        ("serviceAccountName: elsewhere", None),
        ("hostPID: true", None),
    ],
)
def test_the_token_is_mounted_as_the_pod_says_or_else_its_account(spec: str, mounted: bool | None) -> None:
    index = objects(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  {spec}\n{ACCOUNTS}")

    assert facts.token(index.of_type("Pod")[0], index)["mounted"] is mounted


PROJECTED = "automountServiceAccountToken: false\n  volumes: [{name: v, projected: {sources: [%s]}}]\n  %s"
TOKEN = "{serviceAccountToken: {path: t%s}}"
MOUNT = "initContainers: [{name: a, volumeMounts: [{name: v}]}]"


@pytest.mark.parametrize(
    ("spec", "mounted"),
    [
        (PROJECTED % (TOKEN % "", MOUNT), True),
        ((PROJECTED % (TOKEN % "", MOUNT)).replace("false", "'false'"), True),
        (PROJECTED % ("{configMap: {name: c}}, " + TOKEN % "", MOUNT), True),
        (PROJECTED % (TOKEN % "", "containers: [{name: a, volumeMounts: [{name: w}]}]"), False),
        (PROJECTED % ("{configMap: {name: c}}", MOUNT), False),
        (PROJECTED % (TOKEN % ", audience: 'https://kubernetes.default.svc.cluster.local'", MOUNT), True),
        (PROJECTED % (TOKEN % ", audience: 'https://issuer.example.com'", MOUNT), Unknown),
        (PROJECTED % (TOKEN % ", audience: vault", MOUNT), False),
        (PROJECTED % (TOKEN % ", audience: vault" + ", " + TOKEN % "", MOUNT), True),
        (PROJECTED % (TOKEN % "" + ", " + TOKEN % ", audience: vault", MOUNT), True),
        (PROJECTED % (TOKEN % "", "containers: what"), Unknown),
        ("automountServiceAccountToken: false\n  volumes: what\n  " + MOUNT, Unknown),
        (
            "automountServiceAccountToken: false\n  volumes: [{name: v, projected: {sources: what}}]\n  " + MOUNT,
            Unknown,
        ),
    ],
)
def test_a_token_comes_through_a_projected_volume_too(spec: str, mounted: object) -> None:
    found = facts.token(*pod_of(spec))["mounted"]

    assert found is mounted or type(found) is mounted


def test_the_token_that_a_volume_projects_has_its_own_line() -> None:
    assert line(facts.token(*pod_of(PROJECTED % (TOKEN % "", MOUNT))), "mounted") == 6
