"""From a registry: what skopeo has pushed to docker-registry is what is found there, with a password and without."""

import json
from pathlib import Path

import pytest

from tests.real.bills import bill_of, findings_of
from tests.real.programs import needs, run, seatrial
from tests.real.registries import PASSWORD, USER, Served

pytestmark = needs("docker-registry", "skopeo", "openssl", root=True)


@pytest.fixture(scope="module")
def pushed(registry: Served, distroless: Path) -> str:
    return registry.push(f"oci:{distroless}/oci:1.0", "team/distroless:1.0")


@pytest.fixture(scope="module")
def hidden(guarded: Served, distroless: Path) -> str:
    return guarded.push(f"oci:{distroless}/oci:1.0", "team/distroless:1.0")


@pytest.fixture
def logged_in(guarded: Served, tmp_path: Path) -> str:
    """The file that `skopeo login` writes."""
    file = tmp_path / "auth.json"
    options = ("--authfile", file, "--cert-dir", (guarded.authority or tmp_path).parent)
    run("skopeo", "login", *options, "--username", USER, "--password", PASSWORD, guarded.host)
    return str(file)


def test_an_image_is_read_from_an_open_registry(pushed: str, advisories: Path) -> None:
    bill = bill_of(f"image:{pushed}", "--insecure")

    assert {package.name for package in bill.packages} >= {"libc6", "libssl1.1", "tzdata"}
    assert findings_of(f"image:{pushed}", advisories, "--insecure")
    told = run("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", f"docker://{pushed}")
    assert bill.subject.version == told


def test_plain_http_is_for_those_who_ask_for_it(pushed: str) -> None:
    answer = seatrial("sbom", f"image:{pushed}")

    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith(f"image:{pushed} cannot be read: ")


def test_a_registry_with_a_password_and_a_certificate_is_read(
    hidden: str, guarded: Served, logged_in: str, distroless: Path, advisories: Path
) -> None:
    known = {"SSL_CERT_FILE": str(guarded.authority), "REGISTRY_AUTH_FILE": logged_in}

    found = findings_of(f"image:{hidden}", advisories, **known)

    assert found == findings_of(f"image:oci:{distroless}/oci:1.0", advisories) != []
    assert {package.name for package in bill_of(f"image:{hidden}", **known).packages} >= {"libc6", "libssl1.1"}


def test_an_authority_that_nobody_knows_is_not_trusted(hidden: str, logged_in: str) -> None:
    answer = seatrial("sbom", f"image:{hidden}", REGISTRY_AUTH_FILE=logged_in)

    assert (answer.code, answer.out) == (3, "")
    assert "certificate" in answer.err
    assert bill_of(f"image:{hidden}", "--insecure", REGISTRY_AUTH_FILE=logged_in).packages


@pytest.mark.parametrize("password", ["", "low-tide-1990"])
def test_a_wrong_password_is_an_answer_and_never_shown(
    hidden: str, guarded: Served, tmp_path: Path, password: str
) -> None:
    file = tmp_path / "auth.json"
    login = {"username": USER, "password": password}
    file.write_text(json.dumps({"auths": {guarded.host: login} if password else {}}))

    answer = seatrial("sbom", f"image:{hidden}", SSL_CERT_FILE=str(guarded.authority), REGISTRY_AUTH_FILE=str(file))

    assert (answer.code, answer.out) == (3, "")
    assert guarded.host in answer.err
    assert not password or password not in answer.err


@pytest.mark.parametrize("command", ["sbom", "scan"])
def test_a_tag_that_is_not_there_is_an_answer(registry: Served, pushed: str, command: str) -> None:
    answer = seatrial(command, f"image:{registry.host}/team/distroless:2.0", "--insecure")

    assert answer.code == 3
    assert "team/distroless:2.0" in answer.out + answer.err
