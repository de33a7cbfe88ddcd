"""Labels: what the owners of a resource say of it, in tags, labels and annotations."""

from collections.abc import Mapping
from functools import lru_cache

from seatrial.engine.normalise import Resources
from seatrial.model.risk import BusinessValue, Exposure
from seatrial.model.value import Value

TAGGED = "cloud.tagged"
"""The resource type that knows where each cloud keeps its tags."""

_KUBERNETES = (("metadata",), ("spec", "template", "metadata"))
_VALUE_KEYS = frozenset({"value", "businessvalue", "criticality", "businesscriticality", "servicecriticality"})
_VALUES = {
    "crown": BusinessValue.CROWN,
    "crownjewel": BusinessValue.CROWN,
    "critical": BusinessValue.CROWN,
    "missioncritical": BusinessValue.CROWN,
    "high": BusinessValue.HIGH,
    "businesscritical": BusinessValue.HIGH,
    "medium": BusinessValue.NORMAL,
    "normal": BusinessValue.NORMAL,
    "moderate": BusinessValue.NORMAL,
    "low": BusinessValue.LOW,
}
_DATA_KEYS = frozenset({"dataclassification", "classification", "sensitivity", "datasensitivity", "confidentiality"})
_SENSITIVE = frozenset(
    {
        "confidential",
        "highlyconfidential",
        "restricted",
        "secret",
        "sensitive",
        "pii",
        "phi",
        "pci",
        "personal",
        "private",
    }
)
_EXPOSURE_KEYS = frozenset({"exposure"})
_OWN_PREFIXES = ("seatrial.dev/", "seatrial:")


class Labels:
    """The labels of an asset's resources, by address; read when somebody asks."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._tagged: dict[str, Value] | None = None
        self._known: dict[str, Mapping[str, Value]] = {}

    def of(self, address: str) -> Mapping[str, Value]:
        """Key -> value, which may be unknown; empty where nothing is said, or where nobody can know what is."""
        if address not in self._known:
            self._known[address] = self._read(address)
        return self._known[address]

    def _read(self, address: str) -> Mapping[str, Value]:
        if self._tagged is None:
            tagged = self._resources.of(TAGGED) if self._resources.declares(TAGGED) else ()
            self._tagged = {resource.raw.address: resource for resource in tagged}
        if address in self._tagged:
            tags = self._tagged[address]["tags"]
            return tags if isinstance(tags, Mapping) else {}
        raw = self._resources.index.at(address)
        if raw is None or raw.source != "kubernetes":
            return {}
        found: dict[str, Value] = {}
        for path in _KUBERNETES:
            said: Value = raw.attributes
            for step in path:
                said = said.get(step) if isinstance(said, Mapping) else None
            for name in ("labels", "annotations"):
                labels = said.get(name) if isinstance(said, Mapping) else None
                found |= labels if isinstance(labels, Mapping) else {}
        return found


def value_in(labels: Mapping[str, Value]) -> tuple[BusinessValue | None, str]:
    """What labels say that something is worth, and the label that says it."""
    for key, said in _said(labels, _VALUE_KEYS):
        value = _VALUES.get(_bare(said))
        if value is not None:
            return value, f"`{key}` is {said}"
    return None, ""


def exposure_in(labels: Mapping[str, Value]) -> tuple[Exposure | None, str]:
    """From where labels of ours say that something can be reached."""
    own = {key: value for key, value in labels.items() if key.startswith(_OWN_PREFIXES)}
    for key, said in _said(own, _EXPOSURE_KEYS):
        if _bare(said) in list(Exposure):
            return Exposure(_bare(said)), f"`{key}` is {said}"
    return None, ""


def sensitivity_in(labels: Mapping[str, Value]) -> str:
    """The label that calls data sensitive; empty where none does."""
    return next((f"`{key}` is {said}" for key, said in _said(labels, _DATA_KEYS) if _bare(said) in _SENSITIVE), "")


def _said(labels: Mapping[str, Value], keys: frozenset[str]) -> list[tuple[str, str]]:
    """The labels whose key, without a prefix, separators and case, is one of those; sorted."""
    return sorted(
        (key, value)
        for key, value in labels.items()
        if isinstance(value, str) and _bare(key.rpartition("/")[2].rpartition(":")[2]) in keys
    )


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
