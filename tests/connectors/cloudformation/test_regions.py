"""The regions that a template names: those of zones, and those of copies."""

from typing import Any

from seatrial.connectors.cloudformation import facts
from seatrial.engine.index import Index
from seatrial.model.raw import Sourced
from seatrial.model.value import is_unknown

from .reading import read


def regions(properties: str) -> list[Any]:
    reading = read(f"Resources:\n  It:\n    Type: AWS::Some::Thing\n    Properties:\n      {properties}\n")
    found = facts.places(reading["It"], Index(reading.raws))
    assert all(isinstance(place, Sourced) for place in found)
    return [place["region"] for place in found]


def test_a_zone_is_in_its_region() -> None:
    assert regions("AvailabilityZone: us-east-1a") == ["us-east-1"]
    assert regions("PreferredAvailabilityZone: us-gov-west-1b") == ["us-gov-west-1"]


def test_zones_of_one_region_are_one_place() -> None:
    assert regions("AvailabilityZones: [eu-central-1a, eu-central-1b, eu-west-1a]") == ["eu-central-1", "eu-west-1"]


def test_copies_and_peers_are_where_they_say() -> None:
    assert regions("Replicas: [{Region: eu-central-1}, {Region: us-east-1}]") == ["eu-central-1", "us-east-1"]
    assert regions("ReplicaRegions: [{Region: us-east-1}]") == ["us-east-1"]
    assert regions("PeerRegion: us-east-1") == ["us-east-1"]


def test_a_template_that_names_no_region_is_nowhere_in_particular() -> None:
    assert regions("Name: x") == []


def test_a_zone_that_is_chosen_when_it_is_deployed_is_unknown() -> None:
    found = regions("AvailabilityZone: !Select [0, !GetAZs '']")

    assert len(found) == 1
    assert is_unknown(found[0])


def test_what_is_no_zone_is_unknown() -> None:
    assert [is_unknown(region) for region in regions("AvailabilityZones: [5, nowhere]")] == [True, True]
