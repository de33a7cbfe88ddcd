"""Which provider configures a resource, and the regions that it is in."""

from collections.abc import Mapping
from typing import Any

import pytest

from seatrial.connectors.terraform import facts
from seatrial.engine.index import Index
from seatrial.model.location import Location
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value, is_unknown


def block(address: str, kind: str = "resource", **attributes: Value) -> Raw:
    parts = address.split(".")
    type_ = parts[-2] if kind == "resource" else parts[1]
    return Raw(
        source="terraform",
        type=type_,
        kind=kind,
        address=address,
        attributes=attributes,
        locate=lambda path: Location(address, 1 + len(path)),
    )


def provider(address: str, **attributes: Value) -> Raw:
    return block(address, "provider", **attributes)


def call(address: str, providers: Mapping[str, Value] | None = None) -> Raw:
    return block(address, "module", source="./m", **({} if providers is None else {"providers": providers}))


def regions(raw: Raw, *others: Raw) -> list[Value]:
    found = facts.places(raw, Index((raw, *others)))
    assert all(isinstance(place, Sourced) for place in found)
    return [place["region"] for place in found]


@pytest.mark.parametrize(
    ("attributes", "region"),
    [
        ({"region": "eu-west-1", "arn": "arn:aws:sqs:eu-west-2:123456789012:q"}, "eu-west-1"),
        ({"arn": "arn:aws-cn:sqs:cn-north-1:123456789012:q"}, "cn-north-1"),
        ({"arn": "arn:aws:s3:::files"}, "eu-central-1"),
        ({"arn": "not an arn"}, "eu-central-1"),
        ({"availability_zone": "us-gov-west-1a"}, "us-gov-west-1"),
        ({"availability_zone": "us-west-2-lax-1a"}, "us-west-2"),
        ({"availability_zone": Unknown("a variable")}, "eu-central-1"),
        ({}, "eu-central-1"),
    ],
)
def test_an_aws_resource_is_where_it_says_its_arn_tells_or_its_provider_is(
    attributes: dict[str, Any], region: str
) -> None:
    found = regions(block("aws_sqs_queue.q", **attributes), provider("provider.aws", region="eu-central-1"))

    assert found == [region]


def test_without_a_provider_that_says_it_a_region_is_unknown() -> None:
    nowhere = regions(block("aws_sqs_queue.q"))
    silent = regions(block("aws_sqs_queue.q"), provider("provider.aws"))
    variable = regions(block("aws_sqs_queue.q"), provider("provider.aws", region=Unknown("a variable")))

    assert all(is_unknown(found[0]) for found in (nowhere, silent, variable))


def test_the_place_of_a_region_is_the_provider_that_says_it() -> None:
    queue, aws = block("aws_sqs_queue.q"), provider("provider.aws", region="eu-central-1")

    place = facts.places(queue, Index((queue, aws)))[0]

    assert place.origin_of("region").location().file == "provider.aws"


def test_a_resource_of_a_module_uses_the_provider_that_its_calls_pass_down() -> None:
    blocks = [
        provider("provider.aws", region="eu-central-1"),
        provider("provider.aws.far", region="us-east-1"),
        call("module.outer[0]", {"aws": "aws.far"}),
        call("module.outer[0].module.inner", {"aws.one": "aws"}),
    ]

    default = block("module.outer[0].module.inner.aws_sqs_queue.q")
    named = block("module.outer[0].module.inner.aws_sqs_queue.p", provider="aws.one")

    assert regions(default, *blocks) == ["us-east-1"]
    assert regions(named, *blocks) == ["us-east-1"]


def test_a_module_with_a_provider_of_its_own_uses_that() -> None:
    blocks = [
        provider("provider.aws", region="eu-central-1"),
        provider("module.m.provider.aws", region="us-east-1"),
        call("module.m"),
    ]

    assert regions(block("module.m.aws_sqs_queue.q"), *blocks) == ["us-east-1"]
    assert regions(block("module.m[0].aws_sqs_queue.q"), *blocks) == ["us-east-1"]


def test_copies_are_where_their_blocks_say() -> None:
    table = block(
        "aws_dynamodb_table.t",
        region="eu-central-1",
        replica=[{"region_name": "us-east-1"}, Unknown("a dynamic block")],
    )
    replicas = [{"location": "us-east1"}, {"location": "europe-west3"}]
    secret = block(
        "google_secret_manager_secret.s",
        location="global",
        replication=[{"user_managed": [{"replicas": replicas}]}],
    )

    of_table, of_secret = regions(table), regions(secret)

    assert of_table[:2] == ["eu-central-1", "us-east-1"]
    assert is_unknown(of_table[2])
    assert of_secret == ["us-east1", "europe-west3"]


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ({"location": "West Europe"}, ["westeurope"]),
        ({"location": "westeurope"}, ["westeurope"]),
        ({"location": "global"}, []),
        ({}, []),
    ],
)
def test_an_azure_resource_is_at_its_location(attributes: dict[str, Any], found: list[str]) -> None:
    assert regions(block("azurerm_resource_group.g", **attributes)) == found


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ({"zone": "europe-west3-a"}, ["europe-west3"]),
        ({"region": "https://www.googleapis.com/compute/v1/projects/p/regions/us-central1"}, ["us-central1"]),
        ({"location": "EU"}, ["eu"]),
        ({"location": "global"}, []),
        ({}, ["europe-west1"]),
    ],
)
def test_a_google_resource_is_in_its_zone_s_region_or_its_provider_s(
    attributes: dict[str, Any], found: list[str]
) -> None:
    google = provider("provider.google", zone="europe-west1-b")

    assert regions(block("google_compute_disk.d", **attributes), google) == found


def test_the_beta_provider_is_another_one() -> None:
    blocks = [provider("provider.google", region="europe-west3"), provider("provider.google-beta", region="us-east1")]

    assert regions(block("google_redis_instance.r", provider="google-beta"), *blocks) == ["us-east1"]


@pytest.mark.parametrize("strange", [5, True, ["eu-central-1"], {"a": "b"}])
def test_what_is_no_region_is_unknown(strange: Value) -> None:
    for raw in (block("azurerm_resource_group.g", location=strange), block("aws_sqs_queue.q", region=strange)):
        assert all(is_unknown(region) for region in regions(raw))


def test_something_strange_where_a_provider_or_a_call_belongs_is_passed_over() -> None:
    blocks = [provider("provider.aws", region="eu-central-1"), block("module.m", "module", providers=["aws"])]

    assert regions(block("module.m.aws_sqs_queue.q", provider=["aws"], arn=7), *blocks) == ["eu-central-1"]
