"""The container images that resources run.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from collections.abc import Mapping, Sequence

from seatrial.engine.image_paths import images_at
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown

_TASKS = "TaskProperties.Containers.Image"
_POD = ("PodProperties.InitContainers.Image", "PodProperties.Containers.Image")
_RANGES = "NodeProperties.NodeRangeProperties"

_PATHS: Mapping[str, Sequence[str]] = {
    "AWS::AppRunner::Service": ("SourceConfiguration.ImageRepository.ImageIdentifier",),
    "AWS::Batch::JobDefinition": (
        "ContainerProperties.Image",
        f"EcsProperties.{_TASKS}",
        *(f"EksProperties.{path}" for path in _POD),
        f"{_RANGES}.Container.Image",
        f"{_RANGES}.EcsProperties.{_TASKS}",
        *(f"{_RANGES}.EksProperties.{path}" for path in _POD),
    ),
    "AWS::ECS::TaskDefinition": ("ContainerDefinitions.Image",),
    "AWS::Lambda::Function": ("Code.ImageUri",),
    "AWS::SageMaker::Model": ("PrimaryContainer.Image", "Containers.Image"),
}


def images_of(raw: Raw) -> list[Sourced]:
    """The images that a resource runs."""
    if raw.type == "AWS::Lambda::Function" and isinstance(raw.attributes.get("Code"), Unknown):
        # Code that is not known is an archive, unless the function says that it is an image.
        kind = raw.attributes.get("PackageType")
        return images_at(raw, ("Code",)) if isinstance(kind, Unknown) or kind == "Image" else []
    return images_at(raw, _PATHS.get(raw.type, ()))
