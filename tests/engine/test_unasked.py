"""What no check has looked at."""

from collections.abc import Callable

from seatrial.engine.normalise import Resources, Shapes
from seatrial.model.definition import Definition, Source
from seatrial.model.location import Location
from seatrial.model.raw import Raw


def block(type_: str, name: str, kind: str = "resource") -> Raw:
    return Raw(
        source="terraform",
        type=type_,
        kind=kind,
        address=f"{type_}.{name}",
        attributes={},
        locate=lambda path: Location("main.tf", 1),
    )


def defined(type_: str, *raw_types: str) -> Definition:
    return Definition(type=type_, title=type_, sources={"terraform": Source(types=raw_types)}, properties={})


def no_function(source: str, name: str) -> Callable[..., None]:
    raise KeyError(name)


DEFINITIONS = (defined("aws.s3.bucket", "aws_s3_bucket"), defined("cloud.tagged", "aws_s3_bucket", "aws_sns_topic"))
BLOCKS = (
    block("aws_s3_bucket", "a"),
    block("aws_sns_topic", "a"),
    block("aws_sns_topic", "b"),
    block("aws_unheard_of", "a"),
    block("aws_sns_topic", "c", kind="data"),
)


def resources() -> Resources:
    return Resources(BLOCKS, Shapes(DEFINITIONS, no_function))


def test_what_a_definition_covers_is_unasked_until_somebody_asks_for_its_type() -> None:
    asked = resources()

    asked.of("aws.s3.bucket")

    assert asked.undeclared() == {"aws_sns_topic": 2, "aws_unheard_of": 1}


def test_one_type_that_is_asked_for_is_enough() -> None:
    asked = resources()

    asked.of("cloud.tagged")

    assert asked.undeclared() == {"aws_unheard_of": 1}
