"""The tags of a resource, Google's labels among them, with those that its provider gives to everything."""

from collections.abc import Iterator, Mapping

from seatrial.connectors.terraform.configured import Addresses, provider_of
from seatrial.engine.sourced import Part, whole
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

_GOOGLE = ("labels", "resource_labels", "user_labels", "cluster_config.labels", "settings.user_labels")
"""What the resources of Google Cloud call their labels; `tags` are something else there, names for firewall rules."""


def tags_of(raw: Raw, index: Addresses) -> Value:
    """Tag -> value; None where there are none, Unknown where nobody can say which there are."""
    if raw.type.startswith("google_"):
        return _labels(raw, index)
    if raw.type == "aws_autoscaling_group":
        return _merged(_listed(raw))
    # What the provider adds by itself is in tags_all: of a source the evaluator works it out.
    return _first(raw, ("tags_all", "tags"))


def _labels(raw: Raw, index: Addresses) -> Value:
    """The labels that Google will see: since provider 5 those of the provider's block are among them."""
    effective = _first(raw, ("effective_labels", "terraform_labels"))
    if effective is not None:
        return effective
    own = _first(raw, _GOOGLE)
    if "user_labels" in raw.attributes or "settings" in raw.attributes:
        return own
    provider = provider_of(raw, index)
    given = None if provider is None else _first(provider, ("default_labels",))
    return own if given is None else _merged(iter((given, own)))


def _first(raw: Raw, paths: tuple[str, ...]) -> Value:
    """The first of several mappings that is there."""
    for path in paths:
        *above, key = path.split(".")
        part: Part | Unknown | None = whole(raw)
        for step in above:
            part = next(part.parts(step), None) if isinstance(part, Part) else part
        if isinstance(part, Unknown):
            return part
        value, origin = part.get(key) if part is not None else (None, Origin(raw))
        if value is not None:
            return _mapping(value, origin)
    return None


def _mapping(value: Value, origin: Origin) -> Value:
    if not isinstance(value, Mapping):
        return value if type(value) is Unknown else Unknown("its tags are no mapping")
    return Sourced(value, origin=origin, origins={key: origin.below(key) for key in value})


def _listed(raw: Raw) -> Iterator[Value]:
    """The tags of an auto scaling group, which has a block for each, and once had a list of mappings."""
    for name in ("tag", "tags"):
        for part in whole(raw).parts(name):
            if isinstance(part, Unknown):
                yield part
                continue
            key, origin = part.get("key")
            if type(key) is Unknown:
                yield Unknown(key.reason, is_set=True)
            elif isinstance(key, str):
                yield Sourced({key: part.values.get("value")}, origin=part.origin, origins={key: origin})


def _merged(mappings: Iterator[Value]) -> Value:
    """Several mappings as one, a later one over those before; unknown where one of them is."""
    values: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    whole_: Origin | None = None
    for mapping in mappings:
        if type(mapping) is Unknown:
            return mapping
        if isinstance(mapping, Sourced):
            values.update(mapping)
            origins.update(mapping.origins)
            whole_ = mapping.origin
    return None if whole_ is None else Sourced(values, origin=whole_, origins=origins)
