"""The files of docker login and podman login, and the helpers that they name."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from seatrial.errors import AuthError, ConnectorError
from seatrial.images.http.credentials import Credentials, find_credentials


def auth(username: str, password: str = "p") -> dict[str, str]:
    return {"auth": base64.b64encode(f"{username}:{password}".encode()).decode()}


def written(path: Path, **content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def username(host: str, repository: str, **environment: str) -> str | None:
    found = find_credentials(host, repository, environment)
    return None if found is None else found.username


@pytest.mark.parametrize("key", ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"])
def test_docker_hub_has_many_keys(tmp_path: Path, key: str) -> None:
    written(tmp_path / "config.json", auths={key: auth("me")})

    assert username("docker.io", "library/nginx", DOCKER_CONFIG=str(tmp_path)) == "me"


@pytest.mark.parametrize("key", ["reg.example.com", "https://reg.example.com", "http://reg.example.com/v2/"])
def test_a_key_may_be_an_address(tmp_path: Path, key: str) -> None:
    written(tmp_path / "config.json", auths={key: auth("me")})

    assert username("reg.example.com", "app", DOCKER_CONFIG=str(tmp_path)) == "me"
    assert username("example.com", "app", DOCKER_CONFIG=str(tmp_path)) is None


def test_the_narrowest_namespace_counts(tmp_path: Path) -> None:
    file = written(
        tmp_path / "auth.json",
        auths={
            "reg.io": auth("host"),
            "reg.io/team": auth("team"),
            "reg.io/team/app": auth("app"),
            "reg.io/te": auth("x"),
        },
    )

    found = [username("reg.io", name, REGISTRY_AUTH_FILE=str(file)) for name in ("other", "team/x", "team/app", "team")]

    assert found == ["host", "team", "app", "team"]


def test_the_file_that_is_named_is_the_only_one(tmp_path: Path) -> None:
    written(tmp_path / "docker/config.json", auths={"reg.io": auth("docker")})
    named = written(tmp_path / "named.json", auths={})

    assert username("reg.io", "app", REGISTRY_AUTH_FILE=str(named), DOCKER_CONFIG=str(tmp_path / "docker")) is None


def test_podmans_files_come_before_dockers(tmp_path: Path) -> None:
    places = {
        "run": "run/containers/auth.json",
        "config": ".config/containers/auth.json",
        "docker": ".docker/config.json",
    }
    environment = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    found = []
    for name, place in reversed(places.items()):
        written(tmp_path / place, auths={"reg.io": auth(name)})
        found.append(username("reg.io", "app", **environment))

    assert found == ["docker", "config", "run"]


def test_nothing_is_there(tmp_path: Path) -> None:
    assert find_credentials("reg.io", "app", {"HOME": str(tmp_path)}) is None
    assert find_credentials("reg.io", "app", {}) is None


def test_a_password_may_have_colons(tmp_path: Path) -> None:
    written(tmp_path / "config.json", auths={"reg.io": auth("me", "a:b:c")})

    found = find_credentials("reg.io", "app", {"DOCKER_CONFIG": str(tmp_path)})

    assert found is not None
    assert (found.username, found.password) == ("me", "a:b:c")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"auths": 1}', '{"auths": {"reg.io": {"auth": "%%"}}}'])
def test_a_broken_file_makes_nobody_a_stranger(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content, encoding="utf-8")

    with pytest.raises(ConnectorError, match="credentials"):
        find_credentials("reg.io", "app", {"DOCKER_CONFIG": str(tmp_path)})


def test_credentials_are_never_shown() -> None:
    assert "secret" not in repr(Credentials(username="me", password="secret"))


@pytest.fixture
def helper(tmp_path: Path) -> Path:
    """A helper that answers what is in a file, and notes what it is asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    place = folder / "docker-credential-test"
    lines = ("#!/bin/sh", f"cd {tmp_path}", '[ "$1" = get ] || exit 9', "/bin/cat > asked", "/bin/cat answer")
    script = "\n".join((*lines, "exit $(/bin/cat code)\n"))
    place.write_text(script, encoding="utf-8")
    place.chmod(0o755)
    (tmp_path / "code").write_text("0", encoding="utf-8")
    (tmp_path / "answer").write_text('{"ServerURL": "x", "Username": "me", "Secret": "s"}', encoding="utf-8")
    return tmp_path


def ask(folder: Path, host: str = "reg.io", **content: Any) -> Credentials | None:
    written(folder / "config.json", **content)
    return find_credentials(host, "app", {"DOCKER_CONFIG": str(folder), "PATH": str(folder / "bin")})


@pytest.mark.parametrize(
    "content", [{"credHelpers": {"reg.io": "test"}}, {"credsStore": "test", "auths": {"reg.io": {}}}]
)
def test_a_helper_is_asked(helper: Path, content: Any) -> None:
    found = ask(helper, **content)

    assert found is not None
    assert (found.username, found.password) == ("me", "s")
    assert (helper / "asked").read_text() == "reg.io"


def test_a_helper_knows_docker_hub_by_its_old_address(helper: Path) -> None:
    ask(helper, "docker.io", credHelpers={"docker.io": "test"})

    assert (helper / "asked").read_text() == "https://index.docker.io/v1/"


def test_a_helper_may_give_an_identity_token(helper: Path) -> None:
    (helper / "answer").write_text('{"Username": "<token>", "Secret": "s"}', encoding="utf-8")

    found = ask(helper, credsStore="test")

    assert found is not None
    assert (found.username, found.identity_token) == ("", "s")


def test_a_helper_may_have_none(helper: Path) -> None:
    (helper / "code").write_text("1", encoding="utf-8")
    (helper / "answer").write_text("credentials not found in native keychain\n", encoding="utf-8")

    assert ask(helper, credsStore="test") is None


@pytest.mark.parametrize(("code", "answer"), [("1", "locked"), ("0", "no JSON"), ("0", "[]")])
def test_a_helper_that_fails_is_said(helper: Path, code: str, answer: str) -> None:
    (helper / "code").write_text(code, encoding="utf-8")
    (helper / "answer").write_text(answer, encoding="utf-8")

    with pytest.raises(AuthError, match="docker-credential-test"):
        ask(helper, credsStore="test")


def test_a_helper_that_is_not_there_is_said(helper: Path) -> None:
    with pytest.raises(AuthError, match="docker-credential-none"):
        ask(helper, credsStore="none")


@pytest.mark.parametrize("name", ["../evil", "a b", "x;y", "a/b"])
def test_a_helper_has_a_name_and_no_path(helper: Path, name: str) -> None:
    with pytest.raises(ConnectorError, match="no name of a credential helper"):
        ask(helper, credsStore=name)
