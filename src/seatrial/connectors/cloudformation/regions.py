"""The regions that a template names: which it is deployed to it does not say, but its zones and copies are somewhere.

A place is an object with the key ``region``: ``eu-central-1``.
"""

import re
from collections.abc import Iterator

from seatrial.engine.sourced import Part, Said, whole
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+")
"""The beginning of a zone: ``eu-central-1a``; of a local one: ``us-west-2-lax-1a``."""

_ZONES = ("AvailabilityZone", "PreferredAvailabilityZone", "AvailabilityZones", "PreferredAvailabilityZones")
_COPIES = ("Replicas", "ReplicaRegions")


def places_of(raw: Raw) -> list[Value]:
    """The places of a resource, each region once: those of its zones, then those of its copies."""
    found: dict[str, Sourced] = {}
    for position, (region, origin) in enumerate((*_zones(raw), *_copies(raw))):
        key = f"{position}" if type(region) is Unknown else str(region)
        found.setdefault(key, Sourced({"region": region}, origin=origin, origins={"region": origin}))
    return list(found.values())


def _zones(raw: Raw) -> Iterator[Said]:
    for name in _ZONES:
        value, origin = whole(raw).get(name)
        if isinstance(value, list):
            yield from ((_region_of(item), origin.below(index)) for index, item in enumerate(value))
        elif value is not None:
            yield _region_of(value), origin


def _region_of(zone: Value) -> Value:
    if type(zone) is Unknown:
        return Unknown(zone.reason)
    match = _REGION.match(zone) if isinstance(zone, str) else None
    return match[0] if match else Unknown("it is the name of no availability zone")


def _copies(raw: Raw) -> Iterator[Said]:
    for name in _COPIES:
        for entry in whole(raw).parts(name):
            if isinstance(entry, Part):
                yield entry.get("Region")
            else:
                yield entry, Origin(raw, (name,))
    peer = whole(raw).get("PeerRegion")
    if peer[0] is not None:
        yield peer
