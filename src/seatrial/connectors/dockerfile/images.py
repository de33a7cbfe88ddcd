"""The images that a stage names: what it is built from, what it copies from, and what its commands look into."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from seatrial.connectors.dockerfile.reference import parse_reference, partial_reference
from seatrial.engine.index import Index
from seatrial.model.location import Path
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value


def images(raw: Raw, index: Index) -> Value:
    """The images of a stage, each with its parts and its role: base, part or build; nothing else has any."""
    if raw.type != "stage":
        return []
    found = list(_base(raw))
    for instruction in index.once(_by_stage).get(raw.attributes["index"], ()):
        found += _copied(instruction)
        found += _mounted(instruction)
    return found


def _by_stage(index: Index) -> Mapping[int, Sequence[Raw]]:
    stages: dict[int, list[Raw]] = defaultdict(list)
    for raw in index.of_type("instruction"):
        if raw.attributes["stage_index"] is not None:
            stages[raw.attributes["stage_index"]].append(raw)
    return stages


def _base(raw: Raw) -> Iterator[Sourced]:
    base = raw.attributes["base"]
    if not base["is_stage"] and not base["is_scratch"]:
        role = "base" if raw.attributes["shipped"] else "build"
        yield Sourced({**base, "role": role}, origin=Origin(raw, ("base",)), origins=_everywhere(raw, ("base",)))


def _copied(raw: Raw) -> Iterator[Sourced]:
    """``COPY --from=nginx:1.27``: what is copied into a stage that is shipped is shipped, too."""
    attributes = raw.attributes
    kind = attributes.get("from_kind")
    if isinstance(kind, Unknown) or kind == "image":
        yield _image(raw, ("from",), attributes["from"], "part" if attributes["shipped"] else "build")


def _mounted(raw: Raw) -> Iterator[Sourced]:
    """``RUN --mount=from=golang:1.23``: it is there while the command runs."""
    mounts = raw.attributes.get("mounts") or ()
    kinds = raw.attributes.get("mount_kinds") or ()
    for number, (mount, kind) in enumerate(zip(mounts, kinds, strict=True)):
        if isinstance(kind, Unknown) or kind == "image":
            source = mount if isinstance(mount, Unknown) else mount["from"]
            yield _image(raw, ("mounts", number), source, "build")


def _image(raw: Raw, path: Path, name: Value, role: str) -> Sourced:
    reference = partial_reference(name) if isinstance(name, Unknown) else parse_reference(name)
    values = {"image": name, "registry": reference.registry, "repository": reference.repository, "role": role}
    return Sourced(values, origin=Origin(raw, path), origins=_everywhere(raw, path))


def _everywhere(raw: Raw, path: Path) -> dict[str, Origin]:
    return dict.fromkeys(("image", "registry", "repository", "role"), Origin(raw, path))
