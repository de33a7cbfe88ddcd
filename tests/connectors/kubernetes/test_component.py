"""The flags of the components of Kubernetes, however somebody writes their command lines."""

import pytest

from seatrial.connectors.kubernetes import facts
from seatrial.connectors.kubernetes.objects import Objects
from seatrial.engine.flags import Word, word_for
from seatrial.engine.index import Index
from seatrial.engine.inverse import NoWayBackError
from seatrial.model.raw import Flags, Raw, Sourced
from seatrial.model.value import Unknown, Value
from seatrial.parsers.yaml import parse_yaml


def pod(container: str) -> tuple[Raw, Index]:
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n  - {{name: a}}\n  - {container}\n"
    (raw,) = (raw for document in parse_yaml(text) for raw in Objects().of(document, "a.yaml"))
    return raw, Index([raw])


def flags(container: str) -> Sourced | Unknown:
    return facts.flags(*pod(container))


@pytest.mark.parametrize(
    ("container", "name"),
    [
        ("{command: [kube-apiserver, --a]}", "kube-apiserver"),
        ("{command: [/usr/local/bin/kube-scheduler]}", "kube-scheduler"),
        ("{command: [/hyperkube, kube-controller-manager, --a]}", "kube-controller-manager"),
        ("{image: 'quay.io/coreos/etcd:v3.5.15', args: [--a]}", "etcd"),
        ("{image: 'quay.io/coreos/etcd:v3.5.15', command: [etcdctl, snapshot]}", None),
        ("{command: [/bin/sh, -c, 'mkfifo -m 600 /p; exec /usr/bin/kube-apiserver --a']}", "kube-apiserver"),
        ("{command: [proxy, --for, kube-apiserver]}", None),
        ("{command: [sleep]}", None),
        ("{image: 'etcd'}", "etcd"),
        ("what", None),
    ],
)
def test_a_component_is_known_by_its_program_or_else_its_image(container: str, name: str | None) -> None:
    assert facts.component(*pod(container))["name"] == name


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("--a=b, --c, d, --e", {"a": "b", "c": "d", "e": "true"}),
        ("--profiling, 'false', --a=1", {"profiling": "true", "a": "1"}),
        ("--a=1, --a=2", {"a": "2"}),
        ("--audit_log_path=/x", {"audit-log-path": "/x"}),
        ("--authorization-mode=Node, --authorization-mode=RBAC", {"authorization-mode": ["Node", "RBAC"]}),
        ("'--authorization-mode=Node,RBAC'", {"authorization-mode": ["Node", "RBAC"]}),
        ("--authorization-mode, 'Node,RBAC'", {"authorization-mode": ["Node", "RBAC"]}),
        ("--authorization-mode, RBAC, --authorization-mode, Node", {"authorization-mode": ["RBAC", "Node"]}),
        ("--a, --b", {"a": "true", "b": "true"}),
        ("--a=b=c, -v, '2'", {"a": "b=c", "v": "2"}),
        ("7, --a", {"a": "true"}),
    ],
)
def test_flags_are_read_as_the_component_reads_them(command: str, expected: dict[str, Value]) -> None:
    assert flags(f"{{command: [kube-apiserver, {command}]}}") == expected


def test_flags_stand_in_arguments_and_in_scripts_too() -> None:
    assert flags("{command: [kube-apiserver], args: [--a=b]}") == {"a": "b"}
    assert flags("{command: [sh, -c], args: [\"exec kube-apiserver --a='b' \\\\\\n --c=d 2>&1\"]}") == {
        "a": "b",
        "c": "d",
    }


def test_a_flag_has_its_own_line() -> None:
    found = flags("command:\n    - kube-apiserver\n    - --a=b")

    assert isinstance(found, Sourced)
    assert found.origin_of("a").location().line == 9


@pytest.mark.parametrize(
    ("container", "flag"),
    [
        ("{command: [kube-apiserver, --a=$(A)]}", "a"),
        ("{command: [kube-apiserver, --authorization-config=/f]}", "authorization-mode"),
        ("{command: [kube-apiserver, --authentication-config=/f]}", "anonymous-auth"),
        ("{command: [kube-scheduler, --config=/f, --profiling=false]}", "profiling"),
        ("{command: [etcd], env: [{name: ETCD_AUTO_TLS, valueFrom: {fieldRef: {}}}]}", "auto-tls"),
    ],
)
def test_what_something_else_says_is_unknown(container: str, flag: str) -> None:
    found = flags(container)

    assert isinstance(found, Sourced)
    assert type(found[flag]) is Unknown


def test_what_configures_everything_makes_everything_unknown() -> None:
    assert type(flags("{command: [etcd, --config-file=/f, --auto-tls=false]}")) is Unknown
    assert type(flags("{command: [etcd, --auto-tls=false], envFrom: [{configMapRef: {name: c}}]}")) is Unknown
    assert type(flags("{command: [etcd, --auto-tls=false], env: what}")) is Unknown
    assert type(flags("{command: [kube-apiserver, --a=b], args: what}")) is Unknown


def test_the_environment_of_etcd_counts_where_no_flag_does() -> None:
    env = "env: [{name: ETCD_AUTO_TLS, value: 'true'}, {name: ETCD_CERT_FILE, value: /c}, {name: OTHER, value: x}]"

    assert flags(f"{{command: [etcd, --auto-tls=false], {env}}}") == {"auto-tls": "false", "cert-file": "/c"}
    assert flags(f"{{command: [kube-apiserver], {env}}}") == {}
    assert flags("{command: [etcd], env: [{name: ETCD_LISTEN_CLIENT_URLS, value: 'a,b'}]}") == {
        "listen-client-urls": ["a", "b"]
    }


def written(container: str, flag: str, value: Value, *, adds: bool = False) -> Word:
    found = flags(container)
    assert isinstance(found, Flags)
    return word_for(found, flag, value, adds=adds)


@pytest.mark.parametrize(
    ("container", "flag", "value", "path", "text"),
    [
        ("{command: [etcd, --a=b, --c=d]}", "a", "x", ("command", 1), "--a=x"),
        ("{command: [etcd, --a=b, --a=d]}", "a", 3, ("command", 2), "--a=3"),
        ("{command: [etcd], args: [--profiling]}", "profiling", False, ("args", 0), "--profiling=false"),
        ("{command: [etcd]}", "a", True, ("command",), "--a=true"),
        ("{command: [etcd], args: [--c=d]}", "a", "x", ("args",), "--a=x"),
        ("{image: etcd}", "a", "x", ("args",), "--a=x"),
        (
            "{command: [etcd, --authorization-mode=A]}",
            "authorization-mode",
            ["B", "C"],
            ("command", 1),
            "--authorization-mode=B,C",
        ),
    ],
)
def test_a_flag_is_written_as_one_word(
    container: str, flag: str, value: Value, path: tuple[str | int, ...], text: str
) -> None:
    word = written(container, flag, value)

    assert (word.origin.path, word.text) == (("spec", "containers", 1, *path), text)
    assert word.adds is (len(path) == 1)


def test_an_element_comes_behind_those_that_a_flag_has() -> None:
    container = "{command: [kube-apiserver, '--authorization-mode=Node,ABAC']}"

    assert written(container, "authorization-mode", "RBAC", adds=True).text == "--authorization-mode=Node,ABAC,RBAC"
    assert (
        written("{command: [kube-apiserver]}", "authorization-mode", "RBAC", adds=True).text
        == "--authorization-mode=RBAC"
    )


@pytest.mark.parametrize(
    ("container", "flag"),
    [
        ("{command: [etcd, --a, b]}", "a"),
        ("{command: [etcd, --a_b=c]}", "a-b"),
        ("{command: [etcd, --authorization-mode=A, --authorization-mode=B]}", "authorization-mode"),
        ("{command: [sh, -c, etcd --a=b]}", "a"),
        ("{command: [sh, -c, etcd]}", "a"),
        ("{command: [etcd, --a=$(B)]}", "a"),
        ("{command: [etcd], env: [{name: ETCD_A, value: b}]}", "a"),
    ],
)
def test_a_flag_in_another_form_is_left_to_a_person(container: str, flag: str) -> None:
    with pytest.raises(NoWayBackError):
        written(container, flag, "x")
