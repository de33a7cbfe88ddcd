"""Find manifests and charts among files."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from seatrial.connectors import Options
from seatrial.connectors.kubernetes.kustomize import patches_of
from seatrial.connectors.kubernetes.sniff import KUSTOMIZATIONS, is_library_chart, is_manifest
from seatrial.errors import ConnectorError, LimitError
from seatrial.files import File, read_bytes
from seatrial.model.asset import Asset

MANIFESTS = "Kubernetes manifests"
CHART = "Helm chart"
CHART_FILE = "Chart.yaml"


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
        return is_library_chart(read_bytes(chart / CHART_FILE, file.boundary, CHART_FILE))
    except (ConnectorError, LimitError):
        return False


def _is_chart(folder: Path) -> bool:
    return (folder / CHART_FILE).is_file()


def _chart_of(file: File, is_chart: Callable[[Path], bool]) -> Path | None:
    """The outermost chart that a file is the Chart.yaml or a template of."""
    if file.path.name == CHART_FILE:
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
        paths=(chart / CHART_FILE,),
        names=(Path(name, CHART_FILE).as_posix(),),
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
