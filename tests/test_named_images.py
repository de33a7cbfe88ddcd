"""Which images sources name, where, and as what; nobody asks for any of them here."""

from pathlib import Path

import pytest

from seatrial.model.report import Report
from seatrial.request import Request
from seatrial.scan import scan


def named(folder: Path, name: str, text: str) -> list[tuple[str, str, str]]:
    """Name, place and role of each image that a file names; one that is not known is ``?``."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return told(scan(Request(targets=(".",), packages=False)))


def told(report: Report) -> list[tuple[str, str, str]]:
    found = [naming for asset in report.assets for naming in asset.images]
    return [(each.reference or "?", place(str(each.use.location)), each.use.role) for each in found]


def place(text: str) -> str:
    return text.partition(":")[2]


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


DOCKERFILE = """\
ARG TAG=1.27
ARG NONE
FROM golang:1.23 AS build
RUN --mount=type=bind,from=alpine:3.20,target=/a ls
COPY --from=tools:1 /t /t
FROM build AS test
FROM nginx:${TAG} AS last
COPY --from=build /x /x
COPY --from=busybox:1.36 /bin/busybox /bin/
RUN --mount=type=bind,from=build,target=/b ls
FROM last
FROM scratch
FROM debian:${NONE}
"""


def test_a_dockerfile_names_what_it_builds_on_and_what_it_copies(repository: Path) -> None:
    assert named(repository, "Dockerfile", DOCKERFILE) == [
        ("golang:1.23", "3:6", "build"),
        ("alpine:3.20", "4:5", "build"),
        ("tools:1", "5:13", "build"),
        ("nginx:1.27", "7:6", "build"),
        ("busybox:1.36", "9:13", "build"),
        ("?", "13:6", "base"),
    ]


def test_what_the_last_stage_has_is_shipped(repository: Path) -> None:
    text = DOCKERFILE.partition("FROM scratch")[0]

    assert named(repository, "Dockerfile", text)[3:] == [
        ("nginx:1.27", "7:6", "base"),
        ("busybox:1.36", "9:13", "part"),
    ]


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  initContainers: [{name: i, image: init:1}]
  containers:
    - name: a
      image: app:1
    - {name: b, image: "app:${TAG}"}
    - {name: c}
  ephemeralContainers: [{name: e, image: debug:1}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: j}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: job:1}]}}}}}
"""


def test_a_manifest_names_the_images_of_all_containers(repository: Path) -> None:
    found = named(repository, "pod.yaml", POD)

    assert sorted(found, key=lambda each: int(each[1].partition(":")[0])) == [
        ("init:1", "5:30", "run"),
        ("app:1", "8:7", "run"),
        ("?", "9:17", "run"),
        ("debug:1", "11:35", "run"),
        ("job:1", "16:70", "run"),
    ]


def block(type_: str, *lines: str) -> str:
    return f'resource "{type_}" "a" {{\n' + "".join(f"{line}\n" for line in lines) + "}\n"


_AZURE = "azurerm_linux_web_app"
_FUNCTION = "azurerm_linux_function_app"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            block(
                "aws_ecs_task_definition",
                "container_definitions = jsonencode([",
                '{ name = "a", image = "nginx:1" },',
                '{ name = "b", image = "app:${var.tag}" },',
                "])",
            ),
            [("nginx:1", "3:15"), ("?", "4:15")],
        ),
        (block("aws_ecs_task_definition", "container_definitions = var.all"), [("?", "2:1")]),
        (block("aws_lambda_function", 'image_uri = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1"'), None),
        (block("aws_lambda_function", 'runtime = "python3.13"'), []),
        (
            block("aws_batch_job_definition", "container_properties = jsonencode({", 'image = "b:1"', "})"),
            [("b:1", "3:1")],
        ),
        (
            block(
                "aws_batch_job_definition",
                "node_properties = jsonencode({ nodeRangeProperties = [",
                '{ container = { image = "b:1" } },',
                "]})",
            ),
            [("b:1", "3:17")],
        ),
        (
            block("aws_batch_job_definition", "eks_properties {", "pod_properties {", "containers {", 'image = "b:1"')
            + "}}}",
            [("b:1", "5:1")],
        ),
        (block("google_cloud_run_v2_service", "template {", 'containers { image = "g:1" }', "}"), [("g:1", "3:14")]),
        (block("google_cloud_run_v2_job", "template {", "template {", 'containers { image = "g:1" }', "}}"), None),
        (block("google_cloud_run_service", "template {", "spec {", 'containers { image = "g:1" }', "}}"), None),
        (
            block(
                "azurerm_container_app",
                "template {",
                'init_container { image = "i:1" }',
                'container { image = "c:1" }',
                "}",
            ),
            [("i:1", "3:18"), ("c:1", "4:13")],
        ),
        (block("azurerm_container_group", 'container { image = "c:1" }'), [("c:1", "2:13")]),
        (
            block(
                _AZURE,
                "site_config {",
                "application_stack {",
                'docker_image_name = "shop/web:1"',
                'docker_registry_url = "https://registry.example.com"',
                "}}",
            ),
            [("registry.example.com/shop/web:1", "4:1")],
        ),
        (block(_AZURE, "site_config {", "application_stack {", 'node_version = "20-lts"', "}}"), []),
        (block(_AZURE, "site_config {", "application_stack {", "docker_image_name = var.image", "}}"), [("?", "4:1")]),
        (
            block(
                _FUNCTION,
                "site_config {",
                "application_stack {",
                "docker {",
                'registry_url = "https://index.docker.io"',
                'image_name = "team/f"',
                'image_tag = "2"',
                "}}}",
            ),
            [("team/f:2", "6:1")],
        ),
        (
            block("azurerm_app_service", "site_config {", 'linux_fx_version = "DOCKER|team/old:1"', "}"),
            [("team/old:1", "3:1")],
        ),
        (block("azurerm_app_service", "site_config {", 'linux_fx_version = "NODE|20"', "}"), []),
        (
            block(
                "kubernetes_pod", "metadata {", 'name = "p"', "}", "spec {", "container {", 'image = "k:1"', "}", "}"
            ),
            [("k:1", "7:1")],
        ),
    ],
)
def test_terraform_names_what_each_platform_runs(
    repository: Path, text: str, found: list[tuple[str, str]] | None
) -> None:
    variables = '\nvariable "tag" {}\nvariable "image" {}\nvariable "all" {}\n'

    names = named(repository, "main.tf", text + variables)

    if found is None:
        assert len(names) == 1
    else:
        assert names == [(*each, "run") for each in found]


TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters: {Tag: {Type: String}}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Image: nginx:1
        - Image: !Sub "app:${Tag}"
  Function: {Type: AWS::Lambda::Function, Properties: {PackageType: Image, Code: {ImageUri: f:1}}}
  Zip: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: b}}}
  Job:
    Type: AWS::Batch::JobDefinition
    Properties: {EksProperties: {PodProperties: {Containers: [{Image: j:1}]}}}
"""


def test_cloudformation_names_what_it_runs(repository: Path) -> None:
    assert [name for name, _, _ in named(repository, "t.yaml", TEMPLATE)] == ["j:1", "nginx:1", "?", "f:1"]


CHART = 'apiVersion: v2\nname: feed\nversion: 0.1.0\nappVersion: "2.3"\n'
TEMPLATE_OF_CHART = 'image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"\n'


def chart(folder: Path, values: str, *, template: str = TEMPLATE_OF_CHART, **others: str) -> list[tuple[str, str]]:
    """What the values of a chart name, and where: the line in ``values.yaml``, or in another file."""
    files = {"Chart.yaml": CHART, "values.yaml": values, "templates/all.yaml": template}
    for name, content in {**files, **{f"values-{name}.yaml": text for name, text in others.items()}}.items():
        place = folder / "feed" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    report = scan(Request(targets=(".",), packages=False))
    found = [naming for asset in report.assets for naming in asset.images]
    return [(each.reference or "?", str(each.use.location).removeprefix("feed/values")) for each in found]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ("image: {repository: a/b, tag: '1'}", [("a/b:1", ".yaml:1:26")]),
        ("image:\n  registry: r.example.com\n  repository: a/b\n  tag: 1.5", [("r.example.com/a/b:1.5", ".yaml:4:3")]),
        ("image:\n  repository: a/b\n  tag: ''", [("a/b:2.3", ".yaml:2:3")]),
        ("image:\n  repository: a/b\n  tag: '1'\n  digest: sha256:ab", [("a/b@sha256:ab", ".yaml:4:3")]),
        ("image: {repository: 'a/b:7'}", [("a/b:7", ".yaml:1:9")]),
        (
            "global: {imageRegistry: r.example.com}\nimage: {repository: a, tag: 1}",
            [("r.example.com/a:1", ".yaml:2:24")],
        ),
        ("web:\n  sidecar:\n    image: nginx:1.27", [("nginx:1.27", ".yaml:3:5")]),
        ("initImage: busybox:1", [("busybox:1", ".yaml:1:1")]),
        ("image: elastic\nimageTag: '8'", [("elastic:8", ".yaml:1:1")]),
        ("metrics:\n  image: {repository: exporter, tag: 1}", [("exporter:1", ".yaml:2:33")]),
        ("containers:\n- image: a:1\n- image: {repository: b, tag: 2}", [("a:1", ".yaml:2:3"), ("b:2", ".yaml:3:26")]),
        ("image: {repository: a, tag: '{{ .Values.v }}'}", [("?", ".yaml:1:24")]),
        ("source: {repository: https://git.example.com/a, tag: v1}", []),
        ("chart: {repository: stable}", []),
        ("imagePullPolicy: Always\nimage: ''", []),
        ("[1, 2]", []),
        ("", []),
    ],
)
def test_the_values_of_a_chart_name_images_by_convention(
    repository: Path, values: str, names: list[tuple[str, str]]
) -> None:
    assert chart(repository, values) == names


def test_a_tag_that_is_not_said_is_the_charts_version_only_where_a_template_says_so(repository: Path) -> None:
    found = chart(repository, "image: {repository: a/b}", template='image: "{{ .Values.image.repository }}"\n')

    assert found == [("?", ".yaml:1:9")]


def test_other_values_override_the_charts_own(repository: Path) -> None:
    found = chart(repository, "image: {repository: a/b, tag: '1'}", prod="image: {tag: '2'}", test="replicas: 1")

    assert found == [("a/b:1", ".yaml:1:26"), ("a/b:2", "-prod.yaml:1:9")]
