"""From documents to objects: lists unfolded, types without versions, addresses that are unique."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from seatrial.model.location import Location, Path
from seatrial.model.raw import Raw, Spot
from seatrial.model.value import Value
from seatrial.parsers.document import Document

# Where today's clusters keep what once was in extensions/v1beta1.
_MOVED: Final = {
    "DaemonSet": "apps",
    "Deployment": "apps",
    "ReplicaSet": "apps",
    "Ingress": "networking.k8s.io",
    "NetworkPolicy": "networking.k8s.io",
    "PodSecurityPolicy": "policy",
}
_KUSTOMIZE: Final = "kustomize.config.k8s.io"


def type_of(version: Value, kind: str) -> str:
    """The API group, without its version, and the kind: ``apps/Deployment``; in the core group only the kind."""
    group = version.rpartition("/")[0] if isinstance(version, str) else ""
    if group == "extensions":
        group = _MOVED.get(kind, group)
    return f"{group}/{kind}" if group else kind


class Objects:
    """Makes the raw objects of one asset; knows which addresses are taken."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def of(self, document: Document, file: str) -> Iterator[Raw]:
        """Yield the objects of a document in the order in which they stand."""
        waiting: list[tuple[Value, Path]] = [(document.value, ())]
        while waiting:
            value, path = waiting.pop()
            kind = value.get("kind") if isinstance(value, Mapping) else None
            if type(kind) is not str or "apiVersion" not in value:
                continue
            if kind.endswith("List") and isinstance(value.get("items"), list):
                items = [(_typed(item, value), (*path, "items", i)) for i, item in enumerate(value["items"])]
                waiting.extend(reversed(items))
            elif not str(value["apiVersion"]).startswith(_KUSTOMIZE):
                yield self._raw(value, kind, _Locator(document, path, file))

    def _raw(self, value: Mapping[str, Value], kind: str, locator: "_Locator") -> Raw:
        address = _address(value.get("metadata"), kind)
        self._taken[address] += 1
        if self._taken[address] > 1:
            address = f"{address}#{self._taken[address]}"
        return Raw(
            source="kubernetes",
            type=type_of(value["apiVersion"], kind),
            kind="object",
            address=address,
            attributes=value,
            locate=locator,
            spot=lambda path: Spot(head=locator(()), path=path),
        )


def _typed(item: Value, above: Mapping[str, Value]) -> Value:
    """The items of an API server's ``PodList`` do not repeat their type."""
    kind = above["kind"].removesuffix("List")
    if not isinstance(item, Mapping) or not kind or ("kind" in item and "apiVersion" in item):
        return item
    return {**item, "apiVersion": item.get("apiVersion", above["apiVersion"]), "kind": item.get("kind", kind)}


def _address(metadata: Value, kind: str) -> str:
    """``namespace/Kind/name``, without what is not said."""
    said = metadata if isinstance(metadata, Mapping) else {}
    name = said.get("name", said.get("generateName"))
    parts = (said.get("namespace"), kind, name)
    return "/".join(part for part in parts if isinstance(part, str) and part)


class _Locator:
    """Locates paths into one object of a document."""

    __slots__ = ("document", "file", "path")

    def __init__(self, document: Document, path: Path, file: str) -> None:
        self.document = document
        self.path = path
        self.file = file

    def __call__(self, path: Path) -> Location:
        return Location(self.file, *self.document.span(self.path + (path or self._head())))

    def _head(self) -> Path:
        """The first entry: an object is shown by its head, not from its first line to its last."""
        value = self.document.value
        for step in self.path:
            value = value[step]
        return (next(iter(value)),)
