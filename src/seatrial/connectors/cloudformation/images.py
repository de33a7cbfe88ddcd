"""The container images that resources run.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from collections.abc import Mapping, Sequence

_TASKS = "TaskProperties.Containers.Image"
_POD = ("PodProperties.InitContainers.Image", "PodProperties.Containers.Image")
_RANGES = "NodeProperties.NodeRangeProperties"

PATHS: Mapping[str, Sequence[str]] = {
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
