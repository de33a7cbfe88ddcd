"""The regions that a resource of AWS, Azure or Google Cloud is in, as far as a source says them.

A place is an object with the key ``region``, in the cloud's own spelling without blanks: ``eu-central-1``,
``westeurope``, ``europe-west3``.  What is everywhere (``global``) has no place.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from seatrial.connectors.terraform.configured import Addresses, provider_of
from seatrial.engine.sourced import Part, whole
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

_AWS_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+")
"""The beginning of a zone: ``eu-central-1a``; of a local one: ``us-west-2-lax-1a``."""

_GOOGLE_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")

_REPLICAS = {
    "aws_dynamodb_table": (("replica",), "region_name"),
    "aws_secretsmanager_secret": (("replica",), "region"),
    "azurerm_container_registry": (("georeplications",), "location"),
    "azurerm_cosmosdb_account": (("geo_location",), "location"),
    "google_secret_manager_secret": (("replication", "user_managed", "replicas"), "location"),
}
"""Where copies are kept elsewhere: the nested blocks, and the attribute of theirs that names the region."""

Found = tuple[Value, Origin]


def places_of(raw: Raw, index: Addresses) -> list[Value]:
    """The places of a resource, its own first, then those of its copies."""
    cloud = raw.type.partition("_")[0]
    own = _OWN[cloud](raw, index) if cloud in _OWN else None
    found = ([own] if own is not None else []) + [*_replicas(raw)]
    regions = ((_plain(region), origin) for region, origin in found)
    return [_place(region, origin) for region, origin in regions if type(region) is Unknown or region != "global"]


def _place(region: Value, origin: Origin) -> Sourced:
    return Sourced({"region": region}, origin=origin, origins={"region": origin})


def _plain(region: Value) -> Value:
    """``West Europe`` is ``westeurope``; what names a region by its address is the address's last step."""
    if not isinstance(region, str):
        return region if type(region) is Unknown else Unknown("it is no region")
    return region.rpartition("/")[2].replace(" ", "").lower()


def _aws(raw: Raw, index: Addresses) -> Found:
    """What the resource says (since provider 6 each may), what its ARN or zone tells, else its provider's region."""
    part = whole(raw)
    region, origin = part.get("region")
    if region is not None:
        return region, origin
    for key, tell in (("arn", _region_of_arn), ("availability_zone", _region_of_zone)):
        value, origin = part.get(key)
        told = tell(value) if isinstance(value, str) else ""
        if told:
            return told, origin
    return _of_provider(raw, index, ("region",))


def _region_of_arn(arn: str) -> str:
    """The fourth part of ``arn:partition:service:region:account:resource``; S3's ARNs have none."""
    parts = arn.split(":", 5)
    return parts[3] if len(parts) == 6 and parts[0] == "arn" else ""


def _region_of_zone(zone: str) -> str:
    match = _AWS_REGION.match(zone)
    return match[0] if match else ""


def _azure(raw: Raw, index: Addresses) -> Found | None:
    location, origin = whole(raw).get("location")
    return None if location is None else (location, origin)


def _google(raw: Raw, index: Addresses) -> Found:
    part = whole(raw)
    for key in ("region", "zone", "location"):
        value, origin = part.get(key)
        if value is not None:
            return _region_of_google(value), origin
    value, origin = _of_provider(raw, index, ("region", "zone"))
    return _region_of_google(value), origin


def _region_of_google(value: Value) -> Value:
    """The region of a zone; a region, and a place of several regions such as ``EU``, stay what they are."""
    if not isinstance(value, str):
        return value
    match = _GOOGLE_ZONE.fullmatch(value.rpartition("/")[2].lower())
    return match[1] if match else value


def _of_provider(raw: Raw, index: Addresses, keys: tuple[str, ...]) -> Found:
    provider = provider_of(raw, index)
    for key in keys if provider is not None else ():
        assert provider is not None  # noqa: S101 - there is no key without one
        value, origin = whole(provider).get(key)
        if value is not None:
            return value, origin
    return Unknown("no provider block here says a region, so it is what the environment says"), Origin(raw)


def _replicas(raw: Raw) -> Iterator[Found]:
    blocks, key = _REPLICAS.get(raw.type, ((), ""))
    parts: list[Part | Unknown] = [whole(raw)] if blocks else []
    for name in blocks:
        parts = [inner for part in parts for inner in (part.parts(name) if isinstance(part, Part) else (part,))]
    for part in parts:
        if isinstance(part, Unknown):
            yield part, Origin(raw)
        else:
            value, origin = part.get(key)
            if value is not None:
                yield value, origin


_OWN: Mapping[str, Callable[[Raw, Addresses], Found | None]] = {"aws": _aws, "azurerm": _azure, "google": _google}
