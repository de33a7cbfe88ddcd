"""Images that code names: found where they are named, read once, and judged as exposed as what runs them."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from seatrial.children import children_of, named_in
from seatrial.model.report import AssetReport, Report
from seatrial.model.result import Result
from seatrial.model.risk import Exposure
from seatrial.request import Images, Request
from seatrial.scan import scan
from tests.images.builder import Blobs, layout, tagged, tar
from tests.images.served import served
from tests.vulns.shelf import fixed_in, record, shelf

needs_registry = pytest.mark.skipif(
    not (shutil.which("docker-registry") and shutil.which("skopeo")), reason="not installed: docker-registry, skopeo"
)
OS_RELEASE = b'ID=debian\nVERSION_ID="12"\n'
STATUS = b"Package: zlib1g\nSource: zlib\nStatus: install ok installed\nVersion: 1:1.2.13\nArchitecture: amd64\n\n"
FLAW = "CVE-2026-0001"

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: tickets}
spec:
  selector: {matchLabels: {app: tickets}}
  template:
    metadata: {labels: {app: tickets}}
    spec:
      containers:
        - name: tickets
          image: %s
"""
SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {name: tickets}
spec: {type: LoadBalancer, selector: {app: tickets}, ports: [{port: 443}]}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A layout with an image that has one package with one flaw."""
    files = tar(("etc/os-release", OS_RELEASE), ("var/lib/dpkg/status", STATUS))
    blobs = Blobs()
    return layout(tmp_path_factory.mktemp("made"), blobs, tagged(blobs.image(files), "1"))


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry's folder."""
    return tmp_path_factory.mktemp("registry")


@pytest.fixture(scope="module")
def app(made: Path, logged: Path) -> Iterator[str]:
    """The name of that image in a registry."""
    with served(logged) as host:
        name = f"{host}/team/app:1"
        command = ["skopeo", "copy", "-q", "--dest-tls-verify=false", f"oci:{made}:1", f"docker://{name}"]
        subprocess.run(command, check=True, timeout=60)
        yield name


@pytest.fixture(scope="module")
def advisories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("advisories")
    shelf(folder, Debian=[record(FLAW, "Debian:12", "zlib", *fixed_in("1:1.2.14"))])
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository; the command runs in it, and there is no engine."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    return tmp_path


def write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


def scanned(advisories: Path, images: Images = Images.ALWAYS, **more: Any) -> Report:
    options = {"platform": "linux/amd64", "insecure": True}
    given = {"jobs": 1, "today": date(2026, 11, 28), **more}
    return scan(Request(images=images, advisories=advisories, options=options, **given))


def flaws(report: Report) -> list[Result]:
    return [result for _, result in report.every_result() if result.match is not None]


def children(report: Report) -> list[AssetReport]:
    return [asset for asset in report.assets if asset.uses]


@needs_registry
def test_the_image_of_a_from_line_is_scanned_and_its_flaws_stand_there(
    repository: Path, advisories: Path, app: str
) -> None:
    write(repository, {"Dockerfile": f"FROM {app}\nUSER 1000\n"})

    report = scanned(advisories)

    (child,) = children(report)
    (flaw,) = flaws(report)
    assert (child.key, child.connector, child.name) == (f"image:{app}", "image", f"image:{app}")
    assert (flaw.check, str(flaw.location), flaw.location.end_column) == (FLAW, "Dockerfile:1:6", 6 + len(app))
    assert str(flaw.evidence[0].location).startswith(f"image:{app}:/var/lib/dpkg/status")
    assert not [*report.every_gap()]


@needs_registry
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_image_that_every_source_names_is_read_once(
    repository: Path, advisories: Path, app: str, logged: Path, jobs: int
) -> None:
    write(
        repository,
        {
            "Dockerfile": f"FROM {app} AS one\nFROM {app}\nCOPY --from={app} /a /b\n",
            "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
            "chart/values.yaml": f"image:\n  repository: {app.removesuffix(':1')}\n  tag: 1\n",
            "compose.yaml": f"services:\n  web:\n    image: {app}\n",
            "k8s/tickets.yaml": DEPLOYMENT % app,
            "main.tf": f'resource "aws_lambda_function" "a" {{\n  image_uri = "{app}"\n}}\n',
        },
    )
    before = _asked(logged)

    report = scanned(advisories, jobs=jobs)

    (child,) = children(report)
    (flaw,) = flaws(report)
    assert [(str(use.location), use.role) for use in child.uses] == [
        ("chart/values.yaml:3:3", "run"),
        ("compose.yaml:3:5", "run"),
        ("k8s/tickets.yaml:11:11", "run"),
        ("main.tf:2:3", "run"),
        ("Dockerfile:2:6", "base"),
        ("Dockerfile:3:13", "part"),
        ("Dockerfile:1:6", "build"),
    ]
    assert [str(place) for place in (flaw.location, *flaw.calls)] == [str(use.location) for use in child.uses]
    assert _asked(logged) - before == 1


def _asked(logged: Path) -> int:
    """How many times the manifest was asked for."""
    return (logged / "log").read_text(encoding="utf-8").count('"GET /v2/team/app/manifests/1 ')


@needs_registry
def test_a_flaw_has_the_same_fingerprint_wherever_its_image_is_named(
    repository: Path, advisories: Path, app: str
) -> None:
    write(repository, {"Dockerfile": f"FROM {app}\n"})
    (before,) = flaws(scanned(advisories))

    write(repository, {"Dockerfile": f"# moved\nARG IMAGE={app}\nFROM $IMAGE\n", "a/pod.yaml": DEPLOYMENT % app})
    (after,) = flaws(scanned(advisories))

    assert after.location != before.location
    assert after.fingerprint == before.fingerprint


@needs_registry
def test_a_load_balancer_before_a_pod_raises_the_risk_of_what_is_in_its_image(
    repository: Path, advisories: Path, app: str
) -> None:
    write(repository, {"tickets.yaml": DEPLOYMENT % app})
    (inside,) = flaws(scanned(advisories))

    write(repository, {"tickets.yaml": DEPLOYMENT % app + SERVICE})
    report = scanned(advisories)

    (open_,) = flaws(report)
    assert children(report)[0].uses[0].exposure is Exposure.INTERNET
    assert inside.risk is not None
    assert open_.risk is not None
    assert open_.risk.score > inside.risk.score
    assert "load balancer" in {term.name: term.said for term in open_.risk.terms}["exposure"]


@needs_registry
def test_what_only_builds_is_less_of_a_risk(repository: Path, advisories: Path, app: str) -> None:
    write(repository, {"Dockerfile": f"FROM {app} AS build\nFROM scratch\nCOPY --from=build /a /a\n"})

    (flaw,) = flaws(scanned(advisories))

    assert flaw.risk is not None
    assert {term.name: term.said for term in flaw.risk.terms}["exposure"].startswith("nothing of it")


@needs_registry
def test_a_waiver_on_the_line_that_names_an_image_holds_for_what_is_in_it(
    repository: Path, advisories: Path, app: str
) -> None:
    waiver = f"# seatrial:waive {FLAW} until=2027-01-31 -- we do not inflate\n"
    write(repository, {"Dockerfile": f"{waiver}FROM {app}\n"})

    report = scanned(advisories)

    (flaw,) = flaws(report)
    assert flaw.waiver is not None
    assert flaw.waiver.reason == "we do not inflate"
    assert [(use.count, use.state.value) for use in report.waivers] == [(1, "active")]


@needs_registry
def test_a_waiver_at_one_place_says_nothing_of_the_others(repository: Path, advisories: Path, app: str) -> None:
    waiver = f"# seatrial:waive {FLAW} -- we do not inflate\n"
    write(repository, {"a/Dockerfile": f"{waiver}FROM {app}\n", "b/Dockerfile": f"FROM {app}\n"})

    (alone,) = flaws(scanned(advisories))
    write(repository, {"b/Dockerfile": f"{waiver}FROM {app}\n"})
    (both,) = flaws(scanned(advisories))

    assert alone.waiver is None
    assert both.waiver is not None


@needs_registry
def test_an_annotation_of_what_runs_an_image_waives_what_is_in_it(repository: Path, advisories: Path, app: str) -> None:
    said = f'{{name: tickets, annotations: {{seatrial.dev/waive: "{FLAW} -- behind a proxy"}}}}'
    write(repository, {"tickets.yaml": (DEPLOYMENT % app).replace("{name: tickets}", said, 1)})

    (flaw,) = flaws(scanned(advisories))

    assert flaw.waiver is not None
    assert flaw.waiver.reason == "behind a proxy"


def test_without_being_asked_nothing_is_scanned_and_all_are_counted(
    repository: Path, advisories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, {"Dockerfile": "FROM nginx\nFROM docker.io/library/nginx:latest\nFROM scratch\n"})
    monkeypatch.setattr(socket, "socket", _refused)

    report = scanned(advisories, Images.NEVER)

    assert report.unscanned == ("nginx:latest",)
    assert not children(report)
    assert not [*report.every_gap()]


def _refused(*_: object, **__: object) -> socket.socket:
    raise AssertionError("a connection")


def test_local_finds_layouts_below_the_targets_and_never_a_network(
    repository: Path, advisories: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made, repository / "built")
    index = repository / "built/index.json"
    index.write_text(index.read_text().replace('ref.name": "1"', 'ref.name": "registry.example.com/app:1"'))
    write(repository, {"Dockerfile": "FROM registry.example.com/app:1\nFROM registry.example.com/other:1\n"})
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    monkeypatch.setattr(socket, "create_connection", _refused)
    monkeypatch.setattr(socket, "getaddrinfo", _refused)

    report = scanned(advisories, Images.LOCAL)

    assert [str(flaw.location) for flaw in flaws(report)] == ["Dockerfile:1:6"]
    (gap,) = report.every_gap()
    assert str(gap.location) == "Dockerfile:2:6"
    assert "the network is not to be used; `--images always` asks its registry" in gap.reason


def test_what_a_registry_does_not_have_is_a_gap_with_its_reason(repository: Path, advisories: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        host = f"127.0.0.1:{free.getsockname()[1]}"
    write(repository, {"Dockerfile": f"FROM {host}/app:1\n"})

    report = scanned(advisories)

    (gap,) = report.every_gap()
    assert str(gap.location) == "Dockerfile:1:6"
    assert gap.reason.startswith(f"image:{host}/app:1: ")
    assert "engine" not in gap.reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("${IMAGE}", "nobody can say which image this is"),
        ("rootfs:/", "does not begin with the name of a registry"),
        ("docker-daemon:app:1", "no tag behind the colon"),
        ("Upper/Case", "there are no capitals"),
    ],
)
def test_a_name_that_says_no_image_is_a_gap_at_its_place(
    repository: Path, advisories: Path, name: str, told: str
) -> None:
    write(repository, {"pod.yaml": DEPLOYMENT % f'"{name}"'})

    report = scanned(advisories)

    (gap,) = report.every_gap()
    assert (str(gap.location), told in gap.reason) == ("pod.yaml:11:11", True), gap.reason


@pytest.mark.parametrize("name", ["oci:5000/etc", "rootfs:80/tmp", "docker-archive:1/x", "sbom:5000/x"])
def test_a_name_never_says_how_its_image_is_had(
    repository: Path, advisories: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, {"pod.yaml": DEPLOYMENT % f'"{name}"'})
    asked: list[str] = []

    def refuse(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise OSError("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    report = scanned(advisories)

    assert set(asked) == {name.partition(":")[0]}
    assert [str(gap.location) for gap in report.every_gap()] == ["pod.yaml:11:11"]


def test_no_more_images_are_asked_for_than_the_bound(repository: Path) -> None:
    write(repository, {"Dockerfile": "".join(f"FROM app{number}\n" for number in range(5))})
    request = Request(images=Images.ALWAYS)
    reports = scan(Request(packages=False)).assets

    children, gaps = children_of(named_in(reports), reports, request, most=3)

    assert [child.name for child in children] == ["image:app0:latest", "image:app1:latest", "image:app2:latest"]
    assert [(str(gap.location), gap.bound) for gap in gaps] == [
        ("Dockerfile:4:6", "3 images"),
        ("Dockerfile:5:6", "3 images"),
    ]


def test_an_image_that_the_command_line_names_is_no_child(repository: Path) -> None:
    write(repository, {"Dockerfile": "FROM nginx\nFROM app\n"})
    reports = scan(Request(packages=False)).assets
    asked = AssetReport(key="image:docker.io/nginx:latest", kind="image", connector="image", name="image:nginx")

    children, _ = children_of(named_in(reports), (*reports, asked), Request(images=Images.ALWAYS))

    assert [child.name for child in children] == ["image:app:latest"]
