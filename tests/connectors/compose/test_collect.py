"""Compose files: services, their images, ports and mounts, variables, and what is elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.connectors import load
from seatrial.connectors.compose.collect import collect
from seatrial.connectors.compose.facts import images, ports, volumes
from seatrial.connectors.compose.find import find
from seatrial.connectors.compose.interpolation import filled, variables_in
from seatrial.engine.index import Index
from seatrial.files import walk
from seatrial.model.asset import Collected
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value

CLAIMS = load("compose").claims


def read(folder: Path, text: str, **more: str) -> Collected:
    (folder / "compose.yaml").write_text(text, encoding="utf-8")
    for name, content in more.items():
        (folder / f".{name}").write_text(content, encoding="utf-8")
    (asset,) = find(walk(str(folder), CLAIMS), {})
    return collect(asset, {})


def service(folder: Path, lines: str, **more: str) -> Raw:
    (raw,) = read(folder, f"services:\n  web:\n    {lines}\n", **more).raws
    return raw


def plain(value: Value) -> Value:
    if isinstance(value, Unknown):
        return "?"
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("name", "claimed"),
    [
        ("compose.yaml", True),
        ("deploy/docker-compose.prod.yml", True),
        ("docker-compose-test.yaml", True),
        ("compose.override.yml", True),
        ("podman-compose.yml", True),
        ("composer.yaml", False),
        ("compose.json", False),
        ("my-compose.yaml", False),
    ],
)
def test_the_name_tells(name: str, *, claimed: bool) -> None:
    assert CLAIMS(name) is claimed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nginx", "nginx"),
        ("nginx:${TAG:-1.27}", "nginx:1.27"),
        ("nginx:${TAG-1.27}", "nginx:1.27"),
        ("nginx:${SET}", "nginx:2"),
        ("nginx:$SET-slim", "nginx:2-slim"),
        ("nginx:${SET:-1}", "nginx:2"),
        ("nginx:${EMPTY:-1}", "nginx:1"),
        ("nginx:${EMPTY-1}", "nginx:"),
        ("nginx:${SET:+on}", "nginx:on"),
        ("nginx:${EMPTY:+on}", "nginx:"),
        ("${A:-${SET}}", "2"),
        ("${A:-${B:-x}}y", "xy"),
        ("a$$b", "a$b"),
        ("nginx:${TAG}", "?"),
        ("nginx:${TAG:?needed}", "?"),
        ("nginx:${TAG:+on}", "?"),
        ("nginx:${", "?"),
        ("nginx:${1}", "?"),
        ("nginx:$", "?"),
    ],
)
def test_variables_are_filled_in_as_far_as_they_are_known(text: str, value: str) -> None:
    found = filled(text, {"SET": "2", "EMPTY": ""})

    assert plain(found) == value
    if isinstance(found, Unknown):
        assert found.prefix in ("nginx:", "")


@given(st.text(alphabet="${}:-+?AB1 ", max_size=60))
def test_any_text_is_filled_in(text: str) -> None:
    assert isinstance(filled(text, {"A": "${B}"}), str | Unknown)


def test_a_bomb_of_defaults_ends() -> None:
    assert isinstance(filled("${A:-" * 50_000, {}), Unknown)


def test_the_environment_file_is_read_for_images_only(tmp_path: Path) -> None:
    raw = service(tmp_path, 'image: "app:${TAG}"\n    environment: {KEY: "${KEY}"}', env="TAG=1.4 # now\nKEY=hush\n")

    assert raw.attributes["image"] == "app:1.4"
    assert plain(raw.attributes["environment"]) == {"KEY": "?"}


def test_what_is_no_assignment_sets_nothing() -> None:
    text = "# A=1\nexport B='x y'\nC=\"z\"\nD\nE=$B\nF='$B'\nG='open\n\nH = 2\n"

    assert variables_in(text) == {"B": "x y", "C": "z", "F": "$B", "H": "2"}


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("image: nginx:1", [("nginx:1", 3)]),
        ("image: nginx:1\n    build: .", []),
        ("build: .", []),
        ("image: {}", [("?", 3)]),
        ("image: ''", []),
    ],
)
def test_what_is_built_here_comes_from_no_registry(tmp_path: Path, lines: str, named: list[tuple[str, int]]) -> None:
    found: Any = images(service(tmp_path, lines), Index(()))

    assert [(plain(each["image"]), each.origin.location().line) for each in found] == named


@pytest.mark.parametrize(
    ("port", "host", "published", "target", "local"),
    [
        ('"8080:80"', "0.0.0.0", "8080", "80", False),  # noqa: S104
        ("3000", "0.0.0.0", None, "3000", False),  # noqa: S104
        ('"127.0.0.1:8080:80/udp"', "127.0.0.1", "8080", "80", True),
        ('"127.0.0.1::80"', "127.0.0.1", None, "80", True),
        ('"[::1]:8080:80"', "[::1]", "8080", "80", True),
        ('"10.0.0.1:8000-8010:80-90"', "10.0.0.1", "8000-8010", "80-90", False),
        ("{target: 80, published: 8080, host_ip: 127.0.0.1}", "127.0.0.1", "8080", "80", True),
        ('"127.0.0.1:${P}:80"', "0.0.0.0", "?", "?", True),  # noqa: S104
        ('"${P}:80"', "0.0.0.0", "?", "?", "?"),  # noqa: S104
    ],
)
def test_a_port_says_who_can_connect(
    tmp_path: Path, port: str, host: str, published: str | None, target: str, local: object
) -> None:
    found: Any = ports(service(tmp_path, f"ports: [{port}]"), Index(()))

    assert [tuple(plain(each[key]) for key in ("host", "published", "target", "local")) for each in found] == [
        (host, published, target, local)
    ]


def test_mounts_in_both_forms_are_read(tmp_path: Path) -> None:
    text = 'volumes: ["/run/docker.sock:/run/docker.sock", data:/d, /anonymous, {type: bind, source: /, target: /host}]'

    found: Any = volumes(service(tmp_path, text), Index(()))

    assert [(each["source"], each["target"]) for each in found] == [
        ("/run/docker.sock", "/run/docker.sock"),
        ("data", "/d"),
        (None, "/anonymous"),
        ("/", "/host"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("include: [web/all.yml]\nservices: {a: {}}\n", "it takes services from web/all.yml, which is not read"),
        ("include: [{path: [compose.a.yaml, x.yml]}]\nservices: {a: {}}\n", "it takes services from x.yml,"),
        ("services: {a: {extends: {file: common.yml, service: b}}}\n", "it takes services from common.yml,"),
        ("volumes: {a: }\n", "it has no services"),
        ("services: [\n", ""),
    ],
)
def test_what_is_not_read_is_a_gap(tmp_path: Path, text: str, reason: str) -> None:
    (gap,) = read(tmp_path, text).gaps

    assert gap.reason.startswith(reason)


def test_a_service_that_is_no_mapping_is_unknown(tmp_path: Path) -> None:
    (raw, other) = read(tmp_path, "services: {a: [1], b: }\n").raws

    assert plain(raw.attributes["image"]) == "?"
    assert not other.attributes
