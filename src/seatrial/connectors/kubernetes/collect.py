"""Find manifests among files, and read the objects in them."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from seatrial.connectors import Options
from seatrial.connectors.kubernetes.kustomize import patches_of
from seatrial.connectors.kubernetes.objects import Objects
from seatrial.connectors.kubernetes.sniff import KUSTOMIZATIONS, is_library_chart, is_manifest
from seatrial.connectors.kubernetes.templates import mark_holes
from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.files import File, read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.model.raw import Raw
from seatrial.parsers.document import Document, decode
from seatrial.parsers.json import parse_json
from seatrial.parsers.notes import MARKS, yaml_notes
from seatrial.parsers.yaml import parse_yaml_stream

MANIFESTS = "Kubernetes manifests"
CHART = "Helm chart"
_CHART_FILE = "Chart.yaml"


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Yield an asset for each folder with manifests, and one for each chart, which nobody can read unrendered."""
    folders: dict[Path, list[File]] = defaultdict(list)
    charts: dict[Path, File] = {}
    patches: set[Path] = set()
    is_chart = cache(_is_chart)
    for file in files:
        chart = _chart_of(file, is_chart)
        if chart is not None:
            charts.setdefault(chart, file)
        elif file.path.name in KUSTOMIZATIONS:
            patches.update(patches_of(file))
        elif is_manifest(file.content):
            folders[file.path.parent].append(file)
    for chart, file in charts.items():
        if not _is_library(chart, file):
            yield _chart_asset(chart, file)
    for folder, manifests in folders.items():
        objects = [file for file in manifests if not patches or file.path.resolve() not in patches]
        if objects:
            yield _folder_asset(folder, objects)


def _is_library(chart: Path, file: File) -> bool:
    """Whether a chart is only for other charts; one that cannot be read is a chart, and its gap says why."""
    try:
        return is_library_chart(read_bytes(chart / _CHART_FILE, file.boundary, _CHART_FILE))
    except (ConnectorError, LimitError):
        return False


def _is_chart(folder: Path) -> bool:
    return (folder / _CHART_FILE).is_file()


def _chart_of(file: File, is_chart: Callable[[Path], bool]) -> Path | None:
    """The outermost chart that a file is the Chart.yaml or a template of."""
    if file.path.name == _CHART_FILE:
        chart = file.path.parent
    else:
        templates = (folder for folder in file.path.parents if folder.name == "templates" and is_chart(folder.parent))
        above = next(templates, None)
        if above is None:
            return None
        chart = above.parent
    while chart.parent.name == "charts" and is_chart(chart.parent.parent):
        chart = chart.parent.parent
    return chart if chart.is_relative_to(file.boundary) else None


def _chart_asset(chart: Path, file: File) -> Asset:
    name = _shown(chart, file)
    return Asset(
        key=chart.relative_to(file.boundary).as_posix(),
        kind=CHART,
        connector="kubernetes",
        name=name,
        paths=(chart / _CHART_FILE,),
        names=(Path(name, _CHART_FILE).as_posix(),),
        boundary=file.boundary,
    )


def _folder_asset(folder: Path, files: list[File]) -> Asset:
    return Asset(
        key=folder.relative_to(files[0].boundary).as_posix(),
        kind=MANIFESTS,
        connector="kubernetes",
        name=_shown(folder, files[0]),
        paths=tuple(file.path for file in files),
        names=tuple(file.name for file in files),
        boundary=files[0].boundary,
    )


def _shown(folder: Path, file: File) -> str:
    """How a folder above a file is shown, from how the file is."""
    upwards = os.path.relpath(folder, file.path.parent)
    return Path(os.path.normpath(Path(file.name).parent / upwards)).as_posix()


def collect(asset: Asset, options: Options) -> Collected:
    """Read the objects of a folder.  A file that cannot be read, or a part of one, is a gap."""
    if asset.kind == CHART:
        reason = f"{asset.name} is a chart; render it with `helm template` and scan what comes out"
        return Collected(asset=asset, gaps=(Gap(location=Location(asset.names[0], 1), reason=reason),))
    objects, raws, gaps, notes = Objects(), list[Raw](), list[Gap](), list[Note]()
    for path, name in zip(asset.paths, asset.names, strict=True):
        try:
            content = read_bytes(path, asset.boundary, name)
        except (ConnectorError, LimitError) as error:
            gaps.append(Gap(location=Location(name, 1), reason=str(error), bound=getattr(error, "bound", "")))
            continue
        has_holes = b"{{" in content
        documents, errors = _documents(content, name)
        gaps.extend(_gaps(errors, name, is_template=has_holes))
        for document in documents:
            if has_holes:
                mark_holes(document.value)
            raws.extend(objects.of(document, name))
        notes.extend(_notes(documents, content, name))
    return Collected(asset=asset, raws=tuple(raws), gaps=tuple(gaps), notes=tuple(notes))


def _notes(documents: Sequence[Document], content: bytes, name: str) -> Iterator[Note]:
    """What the comments of a file say, each inside of the document that it stands in."""
    # Decoding a large text once more costs as much as looking for what hardly any text holds.
    if not documents or b"#" not in content or not any(mark.encode() in content for mark in MARKS):
        return iter(())
    spans = (document.span(()) for document in documents)
    return yaml_notes(documents, decode(content), name, [(line, end_line) for line, _, end_line, _ in spans])


def _documents(content: bytes, name: str) -> tuple[list[Document], list[ParseError]]:
    if not name.lower().endswith(".json"):
        return parse_yaml_stream(content)
    try:
        return [parse_json(content)], []
    except ParseError as error:
        return [], [error]


def _gaps(errors: list[ParseError], name: str, *, is_template: bool) -> Iterator[Gap]:
    if errors and is_template:
        first = errors[0]
        reason = f"{name} is a template; render it and scan what comes out"
        yield Gap(location=Location(name, first.line or 1, first.column or 1), reason=reason)
        return
    for error in errors:
        bound = error.bound if isinstance(error, LimitError) else ""
        yield Gap(location=Location(name, error.line or 1, error.column or 1), reason=error.message, bound=bound)
