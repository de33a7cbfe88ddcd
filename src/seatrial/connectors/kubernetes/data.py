"""What holds data: secrets, config maps, volumes."""

import re
from collections.abc import Iterator

from seatrial.connectors.kubernetes.index import Index
from seatrial.connectors.kubernetes.node import Node, sourced
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

_PLACEHOLDER = re.compile(r"\$\{[^{}]*\}|\$\([^()]*\)|\{\{[^{}]*\}\}|<[^<>\n]*>")
_OF_EVERY_VOLUME = frozenset(
    {
        "accessModes",
        "capacity",
        "claimRef",
        "mountOptions",
        "nodeAffinity",
        "persistentVolumeReclaimPolicy",
        "storageClassName",
        "volumeAttributesClassName",
        "volumeMode",
    }
)


def secret(raw: Raw, index: Index) -> Sourced:
    """The names of what a secret holds, and whether the manifest holds a value of it; never the values."""
    parts = [Node.of(raw).get(key).as_mapping() for key in ("data", "stringData")]
    unknown = next((part for part in parts if type(part.value) is Unknown), None)
    if unknown is not None:
        return sourced(unknown, keys=unknown, filled=unknown)
    entries = [entry for part in parts for entry in _entries(part)]
    values = [_written(entry.value, is_sealed=Node.of(raw).get("sops").is_said) for entry in entries]
    full = [entry for entry, value in zip(entries, values, strict=True) if type(value) is not Unknown and value]
    unsure = [entry.replaced(value) for entry, value in zip(entries, values, strict=True) if type(value) is Unknown]
    first = (full or unsure or parts)[0]
    filled: Value = True if full else unsure[0].value if unsure else False
    return sourced(
        parts[0].or_else(parts[1]),
        keys=[entry.path[-1] for entry in entries],
        filled=first.replaced(filled),
    )


def _written(value: Value, *, is_sealed: bool) -> bool | Unknown:
    """Whether a value is in the manifest for whoever reads it.

    SOPS leaves the names and seals the values; what stands in the place of a value is filled in before it is applied.
    """
    if type(value) is Unknown:
        return value
    if not isinstance(value, str):
        return value is not None
    if _PLACEHOLDER.fullmatch(value.strip()):
        return Unknown("the value is filled in before it is applied")
    return value != "" and not (is_sealed and value.startswith("ENC["))


def config_entries(raw: Raw, index: Index) -> Value:
    """The texts of a config map, one by one."""
    parts = [Node.of(raw).get(key).as_mapping() for key in ("data", "binaryData")]
    unknown = next((part.value for part in parts if type(part.value) is Unknown), None)
    if unknown is not None:
        return unknown
    return [sourced(entry, key=entry.path[-1], value=entry) for part in parts for entry in _entries(part)]


def persistent_volume(raw: Raw, index: Index) -> Sourced:
    """What a persistent volume is made of, by the name of the field that says it."""
    spec = Node.of(raw).get("spec")
    kind = next((key for key in spec.said_keys() if key not in _OF_EVERY_VOLUME), None)
    return sourced(spec, kind=spec.as_mapping() if kind is None and spec.is_said and not spec.is_mapping else kind)


def _entries(part: Node) -> Iterator[Node]:
    for key in part.value or ():
        yield part.get(key)
