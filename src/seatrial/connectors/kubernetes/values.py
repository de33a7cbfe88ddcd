"""The values of Helm charts, and the images in them by the convention that charts follow.

``image: {registry, repository, tag, digest}`` under any name that ends in ``image``, or ``image: nginx:1.27`` in a word
(https://helm.sh/docs/chart_best_practices/values/).  An empty tag is the chart's appVersion where its templates say so.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import NamedTuple

from seatrial.connectors.kubernetes.find import CHART_FILE
from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.files import note_looked, read_bytes
from seatrial.model.asset import Asset
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.note import Note
from seatrial.model.raw import Origin, Raw, Sourced, Spot
from seatrial.model.value import Unknown, Value
from seatrial.parsers.document import Document, decode
from seatrial.parsers.notes import yaml_notes
from seatrial.parsers.yaml import parse_yaml

VALUES = "helm/Values"
_FILE = "values.yaml"
_ENDINGS = (".yaml", ".yml")
_MOST_FILES = 100
_MOST_TEMPLATES = 500
_VERSION = b".Chart.AppVersion"


class Read(NamedTuple):
    """What the files of values of a chart say."""

    raws: list[Raw]
    gaps: list[Gap]
    notes: list[Note]


def values_of(asset: Asset) -> Read:
    """Read ``values.yaml`` and what lies beside it under the names of other values, each as it overrides the first."""
    chart = asset.paths[0].parent
    read = Read([], [], [])
    version = _version(asset)
    note_looked(chart)
    files = [path for path in sorted(chart.iterdir()) if path.suffix in _ENDINGS and path.name.startswith("values")]
    own: Value = {}
    for path in sorted(files, key=lambda path: path.name != _FILE)[:_MOST_FILES]:
        name = FilePath(asset.name, path.name).as_posix()
        try:
            content = read_bytes(path, asset.boundary, name)
            document = _only(content)
        except (ConnectorError, LimitError, ParseError) as error:
            place = Location(name, getattr(error, "line", 0) or 1, getattr(error, "column", 0) or 1)
            reason = getattr(error, "message", str(error))
            read.gaps.append(Gap(location=place, reason=reason, bound=getattr(error, "bound", "")))
            continue
        if path.name == _FILE:
            own = document.value
        read.raws.append(_raw(document, name, path.name, own, version))
        read.notes.extend(yaml_notes([document], decode(content), name, []))
    return read


def _only(content: bytes) -> Document:
    """The first document of a file.  Raises ParseError; one that is empty says nothing."""
    documents = parse_yaml(content)
    return documents[0] if documents else parse_yaml(b"{}")[0]


def _raw(document: Document, name: str, address: str, own: Value, version: Value) -> Raw:
    def locate(path: Path) -> Location:
        span = document.span(path[1:])
        return Location(name, *span) if path[1:] else Location(name, 1)

    values = document.value if isinstance(document.value, Mapping) else {}
    return Raw(
        source="kubernetes",
        type=VALUES,
        kind="object",
        address=address,
        attributes={"values": values, "own": own, "version": version},
        locate=locate,
        spot=lambda path: Spot(head=locate(()), path=path[1:]),
    )


def _version(asset: Asset) -> Value:
    """The chart's appVersion, where its templates take it for a tag that is not said."""
    chart = asset.paths[0].parent
    try:
        said = _only(read_bytes(chart / CHART_FILE, asset.boundary, CHART_FILE)).value
        found = any(_VERSION in content for content in _templates(chart, asset.boundary))
    except (ConnectorError, LimitError, ParseError) as error:
        return Unknown(f"which version the chart has cannot be read: {error}")
    version = said.get("appVersion") if isinstance(said, Mapping) else None
    if not found or version in (None, ""):
        return Unknown("it has no tag, and the chart's templates decide which one is meant")
    return str(version)


def _templates(chart: FilePath, boundary: FilePath) -> Iterator[bytes]:
    folder = chart / "templates"
    note_looked(folder)
    for path in sorted(folder.rglob("*"))[:_MOST_TEMPLATES] if folder.is_dir() else ():
        note_looked(path)
        if path.is_file():
            yield read_bytes(path, boundary, path.name)


def images_in(raw: Raw) -> list[Sourced]:
    """The images in a file of values."""
    values, own = raw.attributes["values"], raw.attributes["own"]
    registry = _text(_at(values, ("global", "imageRegistry")) or _at(own, ("global", "imageRegistry")))
    found = []
    waiting: list[tuple[Value, Path]] = [(values, ())]
    seen: set[int] = set()
    while waiting:
        value, path = waiting.pop()
        # Whatever an alias repeats is said where it is first.
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Mapping):
            waiting += [
                (item, (*path, key)) for key, item in reversed([*value.items()]) if isinstance(item, dict | list)
            ]
            named = _named(value, path, _at(own, path), registry, raw.attributes["version"])
            found += [_image(raw, place, reference) for place, reference in named]
        elif isinstance(value, list):
            waiting += [(item, (*path, number)) for number, item in reversed([*enumerate(value)])]
    return found


def _named(
    value: Mapping[str, Value], path: Path, own: Value, registry: Value, version: Value
) -> Iterator[tuple[Path, Value]]:
    """Yield what a mapping names: itself, where it is an image, and those of its entries that are one in a word."""
    name = str(path[-1]) if path else ""
    merged = {**own, **value} if isinstance(own, Mapping) else value
    repository = merged.get("repository")
    is_image = name.lower().endswith("image") or not {"tag", "digest", "pullPolicy"}.isdisjoint(merged)
    if isinstance(repository, str) and repository and "://" not in repository and is_image:
        said = next((key for key in ("digest", "tag", "repository") if value.get(key)), "")
        if said:
            yield (*path, said), _reference(merged, registry, version)
        return
    for key, image in value.items():
        if isinstance(image, str) and image and (key == "image" or key.endswith("Image")) and " " not in image:
            tag = _text(value.get(f"{key}Tag") or value.get("tag"))
            yield (*path, key), image if not tag or ":" in image.rpartition("/")[2] else _joined(image, ":", tag)


def _reference(merged: Mapping[str, Value], registry: Value, version: Value) -> Value:
    host = _text(merged.get("registry")) or registry
    name = _joined(host, "/", _text(merged["repository"])) if host else _text(merged["repository"])
    digest, tag = _text(merged.get("digest")), _text(merged.get("tag"))
    if isinstance(digest, Unknown) or digest:
        return _joined(name, "@", digest)
    if "@" in merged["repository"] or ":" in merged["repository"].rpartition("/")[2]:
        return name
    return _joined(name, ":", tag if isinstance(tag, Unknown) or tag else version)


def _joined(one: Value, sign: str, other: Value) -> Value:
    unknown = next((part for part in (one, other) if isinstance(part, Unknown)), None)
    return unknown if unknown is not None else f"{one}{sign}{other}"


def _text(value: Value) -> Value:
    """A text; of a number what Helm writes for it; unknown where it is a template itself."""
    if isinstance(value, str) and "{{" in value:
        return Unknown(f"`{value[:80]}` is a template; render it before the scan")
    if isinstance(value, str | Unknown):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _at(value: Value, path: Path) -> Value:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _image(raw: Raw, path: Path, reference: Value) -> Sourced:
    origin = Origin(raw, ("values", *path))
    return Sourced({"image": reference}, origin=origin, origins={"image": origin})
