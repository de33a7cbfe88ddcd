"""``seatrial db push`` and ``db update --from``: databases by way of a registry."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.artifacts.keys import Keys, made
from tests.artifacts.plain import Plain
from tests.cli.conftest import Seatrial
from tests.images.fake_registry import FakeRegistry, Handler, serving
from tests.real import registries
from tests.real.programs import needs, run
from tests.vulns.shelf import fixed_in, record, shelf

pytestmark = [pytest.mark.usefixtures("repository"), needs("docker-registry", "openssl")]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with registries.serving(tmp_path_factory.mktemp("registry")) as registry:
        yield registry.host


@pytest.fixture
def address(host: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A repository of this test's own."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", str(tmp_path / "nobody.json"))
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name).strip("-")
    return f"oci://{host}/{name.lower()}"


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return made(tmp_path, "key")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Databases of two ecosystems."""
    shelf(tmp_path / "built", Rocky_Linux=[record("R-1", "Rocky Linux:9", "x", *fixed_in("2"))])
    shelf(tmp_path / "built", npm=[record("N-1", "npm", "x", *fixed_in("2.0.0"))])
    return tmp_path / "built"


def test_what_one_has_pushed_the_other_takes(
    seatrial: Seatrial, address: str, keys: Keys, built: Path, tmp_path: Path
) -> None:
    pushed = seatrial("db", "push", address, "--db", "built", "--key", str(keys.private), "--insecure")
    taken = seatrial("db", "update", "--from", address, "--key", str(keys.public), "--insecure")
    again = seatrial("db", "update", "--from", address, "--key", str(keys.public), "--insecure", "--quiet")

    repository = address.removeprefix("oci://")
    assert pushed.code == 0
    first, second = pushed.err.splitlines()
    assert first.startswith(f"Rocky Linux: pushed, signed: {repository}@sha256:")
    assert second == f"npm: pushed, signed: {repository}@{Plain(repository).manifest('npm-1')[1]}"
    assert taken.code == 0
    assert taken.err == ("Rocky Linux: taken, built 2026-11-01 00:00\nnpm: taken, built 2026-11-01 00:00\n")
    assert (again.code, again.out, again.err) == (0, "", "")
    mine = tmp_path / "cache" / "seatrial" / "advisories"
    assert {path.name: path.read_bytes() for path in mine.iterdir()} == {
        path.name: path.read_bytes() for path in built.iterdir()
    }
    assert seatrial("db", "verify").code == 0


def test_the_configuration_says_where_and_whose(
    seatrial: Seatrial, address: str, keys: Keys, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"from": address, "key": "key.pub", "ecosystems": ["npm", "Plan9"], "folder": "mine"}
    (tmp_path / "seatrial.yaml").write_text(json.dumps({"database": settings}))
    (tmp_path / "below").mkdir()
    seatrial("db", "push", address, "npm", "--db", "built", "--key", str(keys.private), "--insecure", "-q")
    monkeypatch.chdir(tmp_path / "below")

    answer = seatrial("db", "update", "--insecure")

    assert answer.code == 3
    assert answer.err == (
        f"Plan9: failed: {address.removeprefix('oci://')} has no such database in the format of this version\n"
        "npm: taken, built 2026-11-01 00:00\n"
    )
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["npm.sqlite"]


def test_what_is_gone_is_told_where_there_is_one_already(seatrial: Seatrial, address: str, built: Path) -> None:
    seatrial("db", "push", address, "npm", "--db", "built", "--unsigned", "--insecure")
    shutil.copy(built / "npm.sqlite", built / "exploits.sqlite")

    answer = seatrial("db", "update", "npm", "--from", address, "--db", "built", "--unsigned", "--insecure")

    assert answer.code == 3
    assert "exploits: failed: " in answer.err
    assert "npm: up to date, built 2026-11-01 00:00" in answer.err


def test_a_wrong_key_costs_nothing_that_is_there(
    seatrial: Seatrial, address: str, keys: Keys, built: Path, tmp_path: Path
) -> None:
    other = made(tmp_path, "other")
    seatrial("db", "push", address, "--db", "built", "--key", str(keys.private), "--insecure")
    shelf(tmp_path / "mine", npm=[record("N-9", "npm", "x", *fixed_in("9.0.0"))])
    before = (tmp_path / "mine" / "npm.sqlite").read_bytes()

    answer = seatrial("db", "update", "--from", address, "--db", "mine", "--key", str(other.public), "--insecure")

    assert answer.code == 3
    assert answer.err == f"npm: failed: {address.removeprefix('oci://')}:npm-1 is not signed by the key that counts\n"
    assert (tmp_path / "mine" / "npm.sqlite").read_bytes() == before


def test_a_key_with_a_password_is_opened(
    seatrial: Seatrial, address: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = made(tmp_path, "secret", password="sesame")
    push = ("db", "push", address, "--db", "built", "--insecure", "--key", str(keys.private))

    closed = seatrial(*push)
    monkeypatch.setenv("SEATRIAL_KEY_PASSWORD", "sesame")

    assert closed.code == 2
    assert "is no private key in PEM that can be opened" in closed.err
    assert seatrial(*push).code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("update", "--from", "ADDRESS"), "nothing says whose signature counts: --key cosign.pub"),
        (("update", "--from", "ADDRESS", "--key", "key.pub", "--unsigned"), "leave one out"),
        (("update", "--from", "ADDRESS", "--unsigned", "--feed", "kev="), "--feed would say nothing"),
        (("update", "--key", "key.pub"), "--key and --unsigned are about --from"),
        (("update", "--from", "https://x.example/y", "--unsigned"), "is no address of a repository"),
        (("update", "--from", "ADDRESS", "--key", "gone.pub"), "the key gone.pub cannot be read: No such file"),
        (("update", "--from", "ADDRESS", "--key", "seatrial.yaml"), "seatrial.yaml is no public key in PEM"),
        (("update", "--from", "ADDRESS", "--key", "rsa.pub"), "another kind than ECDSA on P-256 and Ed25519"),
        (("update", "--from", "ADDRESS", "--key", "p384.pub"), "another kind than ECDSA on P-256 and Ed25519"),
        (("update", "nmp", "--from", "ADDRESS", "--unsigned"), "has no database 'nmp'; did you mean 'npm'?"),
        (("push", "ADDRESS", "--db", "built"), "either --key FILE signs what is pushed, or --unsigned"),
        (("push", "ADDRESS", "--db", "built", "--key", "key.pem", "--unsigned"), "either --key FILE signs"),
        (("push", "ADDRESS", "--db", "built", "--key", "cosign.key"), "is encrypted in a way of cosign's own"),
        (("push", "ADDRESS", "--db", "empty", "--unsigned"), "there are no databases in empty"),
        (("push", "ADDRESS", "nmp", "--db", "built", "--unsigned"), "there is no database 'nmp' in built; did you"),
    ],
)
def test_what_cannot_be_meant_is_an_error(
    seatrial: Seatrial, address: str, keys: Keys, built: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "seatrial.yaml").write_text("{}")
    (tmp_path / "cosign.key").write_text("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n")
    for name, kind in (("rsa", ("RSA",)), ("p384", ("EC", "-pkeyopt", "ec_paramgen_curve:P-384"))):
        run("openssl", "genpkey", "-algorithm", *kind, "-out", tmp_path / f"{name}.pem")
        run("openssl", "pkey", "-in", tmp_path / f"{name}.pem", "-pubout", "-out", tmp_path / f"{name}.pub")
    seatrial("db", "push", address, "npm", "--db", "built", "--unsigned", "--insecure")

    answer = seatrial("db", *(part.replace("ADDRESS", address) for part in arguments), "--insecure")

    assert answer.code == 2
    assert message in answer.err


def test_without_the_package_for_signatures_it_says_what_to_install(
    seatrial: Seatrial, address: str, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)

    answer = seatrial("db", "update", "--from", address, "--key", str(keys.public), "--insecure")

    assert answer.code == 2
    assert answer.err == "error: signatures need the package cryptography: pip install 'seatrial[signing]'\n"


def test_an_empty_registry_is_an_error(seatrial: Seatrial, address: str) -> None:
    answer = seatrial("db", "update", "--from", address, "--unsigned", "--insecure")

    assert answer.code == 2
    assert "has no list of the tags" in answer.err


def slow(address: str, host: str) -> FakeRegistry:
    """Serves what a real one has, and of a database every second byte only when it is told to go on."""
    plain = Plain(address.removeprefix("oci://"))
    registry = FakeRegistry()
    go_on = threading.Event()

    def answer(handler: Handler) -> bool:
        path = handler.path.partition("?")[0]
        if path.endswith("/tags/list"):
            return handler.reply(200, json.dumps({"tags": ["npm-1"]}).encode())
        if "/manifests/" in path:
            content = json.dumps(plain.manifest("npm-1")[0], separators=(",", ":")).encode()
            return handler.reply(200, content, Content_Type="application/vnd.oci.image.manifest.v1+json")
        content = plain.blob(path.rpartition("/")[2])
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[: len(content) // 2])
        handler.wfile.flush()
        handler.registry.asked.append(("half", {}))
        go_on.wait(20)
        return True

    registry.answers = [answer]
    return registry


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_whoever_is_killed_in_the_middle_leaves_the_old_one_whole(
    seatrial: Seatrial, address: str, host: str, built: Path, tmp_path: Path
) -> None:
    seatrial("db", "push", address, "npm", "--db", "built", "--unsigned", "--insecure")
    shelf(tmp_path / "mine", npm=[record("N-9", "npm", "x", *fixed_in("9.0.0"))])
    before = (tmp_path / "mine" / "npm.sqlite").read_bytes()
    with serving(slow(address, host)) as registry:
        source = f"oci://{registry.host}/x"
        command = ("db", "update", "--from", source, "--db", "mine", "--unsigned", "--insecure")
        process = subprocess.Popen([sys.executable, "-m", "seatrial", *command], stderr=subprocess.PIPE)
        deadline = time.monotonic() + 20
        while not any(path == "half" for path, _ in registry.asked) and time.monotonic() < deadline:
            time.sleep(0.02)
        while len(list((tmp_path / "mine").iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    assert process.returncode == -signal.SIGKILL
    assert len(list((tmp_path / "mine").iterdir())) == 2, "it was not in the middle"
    assert (tmp_path / "mine" / "npm.sqlite").read_bytes() == before
    assert seatrial("db", "verify", "--db", "mine").code == 0

    answer = seatrial("db", "update", "--from", address, "--db", "mine", "--unsigned", "--insecure")

    assert answer.err == "npm: taken, built 2026-11-01 00:00\n"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["npm.sqlite"]
