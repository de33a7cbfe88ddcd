"""The container images that resources of clouds run.

The providers' documentation: https://registry.terraform.io/providers/hashicorp/aws/latest/docs (and azurerm, google).
"""

from collections.abc import Iterator, Mapping, Sequence

from seatrial.engine.facts import ABSENT, read_path
from seatrial.engine.image_paths import image_element, images_at
from seatrial.model.location import Path
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

_POD = ("containers.image", "init_containers.image")
_RANGES = "node_properties.nodeRangeProperties"
_TASKS = "taskProperties.containers.image"
_CONTAINER_APP = ("template.init_container.image", "template.container.image")

_PATHS: Mapping[str, Sequence[str]] = {
    "aws_apprunner_service": ("source_configuration.image_repository.image_identifier",),
    "aws_batch_job_definition": (
        "container_properties.image",
        f"ecs_properties.{_TASKS}",
        *(f"eks_properties.pod_properties.{path}" for path in _POD),
        f"{_RANGES}.container.image",
        f"{_RANGES}.ecsProperties.{_TASKS}",
        *(f"{_RANGES}.eksProperties.podProperties.{name}.image" for name in ("initContainers", "containers")),
    ),
    "aws_ecs_task_definition": ("container_definitions.image",),
    "aws_lambda_function": ("image_uri",),
    "aws_sagemaker_model": ("primary_container.image", "container.image"),
    "azurerm_container_app": _CONTAINER_APP,
    "azurerm_container_app_job": _CONTAINER_APP,
    "azurerm_container_group": ("init_container.image", "container.image"),
    "google_cloud_run_service": ("template.spec.containers.image",),
    "google_cloud_run_v2_job": ("template.template.containers.image",),
    "google_cloud_run_v2_service": ("template.containers.image",),
    "google_cloud_run_v2_worker_pool": ("template.containers.image",),
}

_STACK: Path = ("site_config", 0, "application_stack", 0)
_FX: Path = ("site_config", 0, "linux_fx_version")
_DOCKER = "DOCKER|"


def images_of(raw: Raw) -> list[Sourced]:
    """The images that a resource runs."""
    if raw.type in _PATHS:
        return images_at(raw, _PATHS[raw.type])
    return [*_of_stack(raw), *_of_fx(raw)]


def _of_stack(raw: Raw) -> Iterator[Sourced]:
    """App Service: the registry's address, and the repository there, with the tag behind it or in a word of its own."""
    stack = _STACK if "function" not in raw.type else (*_STACK, "docker", 0)
    for name, registry, tag in (
        ("docker_image_name", "docker_registry_url", ""),
        ("image_name", "registry_url", "image_tag"),
        ("docker_image", "", "docker_image_tag"),
        ("docker_container_name", "docker_container_registry", "docker_container_tag"),
    ):
        said = _said(raw, (*stack, name))
        if isinstance(said, Unknown) or said:
            host = _host(_said(raw, (*stack, registry)) if registry else "")
            yield image_element(raw, (*stack, name), _joined(host, said, _said(raw, (*stack, tag)) if tag else ""))
            return


def _of_fx(raw: Raw) -> Iterator[Sourced]:
    said = _said(raw, _FX)
    if isinstance(said, Unknown) or (isinstance(said, str) and said.startswith(_DOCKER)):
        yield image_element(raw, _FX, said if isinstance(said, Unknown) else said.removeprefix(_DOCKER))


def _said(raw: Raw, path: Path) -> Value:
    value = read_path(raw.attributes, path)
    return "" if value is ABSENT else value


def _host(address: Value) -> Value:
    """``https://registry.example.com`` without its scheme; Docker Hub's is left out, as its images' names do."""
    if not isinstance(address, str):
        return address
    host = address.rpartition("://")[2].rstrip("/")
    return "" if host in ("", "index.docker.io", "docker.io", "registry.hub.docker.com") else host


def _joined(host: Value, name: Value, tag: Value) -> Value:
    unknown = next((part for part in (host, name, tag) if isinstance(part, Unknown)), None)
    if unknown is not None:
        return Unknown(unknown.reason)
    return f"{f'{host}/' if host else ''}{name}{f':{tag}' if tag else ''}"
