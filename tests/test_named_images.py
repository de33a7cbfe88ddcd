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
