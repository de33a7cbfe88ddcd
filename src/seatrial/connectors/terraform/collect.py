"""Finds root modules, plans and states, and reads each into blocks."""

import os
import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from seatrial.connectors import Options
from seatrial.connectors.terraform.documents import Page
from seatrial.connectors.terraform.kubernetes import objects_in
from seatrial.connectors.terraform.plan import read_plan
from seatrial.connectors.terraform.roots import roots_among
from seatrial.connectors.terraform.sniff import Kind, kind_of
from seatrial.connectors.terraform.source import with_source
from seatrial.connectors.terraform.state import read_state
from seatrial.connectors.terraform.tree import Tree
from seatrial.errors import LimitError, ParseError, UsageError
from seatrial.files import File, read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.model.raw import Raw
from seatrial.parsers.json import parse_json
from seatrial.terraform import Evaluation, Inputs, evaluate

ROOT_MODULE = "Terraform root module"

_CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")
_ZIP = b"PK\x03\x04"
_READERS = {Kind.PLAN: read_plan, Kind.STATE: read_state}


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Yield the root modules, plans and states among the files.

    A directory that another one calls as a module is no root of its own: it is judged with the values that it is given.
    Raises UsageError for an option that names what is not there.
    """
    _demand(options)
    modules: dict[Path, dict[str, File]] = defaultdict(dict)
    for file in files:
        if file.path.name.endswith(_CODE):
            modules[file.boundary].setdefault(_directory(file), file)
        elif (kind := kind_of(file.path.name, file.content)) is not None:
            yield _document(file, kind)
    for boundary, directories in modules.items():
        for directory in roots_among(directories, Tree(boundary)):
            yield _root(directories[directory])


def collect(asset: Asset, options: Options) -> Collected:
    """Read one asset.  A Kubernetes object that a block describes stands beside the block."""
    if asset.kind == ROOT_MODULE:
        evaluation = evaluation_of(asset, options)
        objects, unread = objects_in(evaluation.raws)
        raws, gaps = evaluation.raws, cast("tuple[Gap, ...]", _GapsSoFar(evaluation, unread))
        notes = evaluation.notes
    else:
        raws, gaps, notes = _read(asset, options)
        objects, unread = objects_in(raws)
        gaps += unread
    # The blocks come last: where an address is looked up, it is theirs.
    return Collected(asset=asset, raws=(*objects, *raws), gaps=gaps, notes=notes)


def evaluation_of(asset: Asset, options: Options) -> Evaluation:
    """The root module of an asset, with the values that the command line and the environment give it."""
    directory = asset.paths[0].relative_to(asset.boundary).as_posix()
    inside, outside = _var_files(options, asset.boundary)
    tree = Tree(asset.boundary, directory=directory, shown=asset.names[0], outside=outside)
    given = {name: value for name, value in os.environ.items() if name.startswith("TF_VAR_")}
    workspace = os.environ.get("TF_WORKSPACE") or "default"
    return evaluate(directory, tree, Inputs(var_files=inside, environment=given, workspace=workspace))


def _read(asset: Asset, options: Options) -> tuple[tuple[Raw, ...], tuple[Gap, ...], tuple[Note, ...]]:
    name = asset.names[0]
    content = read_bytes(asset.paths[0], asset.boundary, name)
    if content.startswith(_ZIP):
        reason = f"{name} is a plan as Terraform keeps it; read it as JSON: terraform show -json {name} > plan.json"
        return (), (Gap(location=Location(name, 1), reason=reason),), ()
    try:
        page = Page(parse_json(content), name)
    except ParseError as error:
        bound = error.bound if isinstance(error, LimitError) else ""
        location = Location(name, error.line or 1, error.column or 1)
        return (), (Gap(location=location, reason=error.message, bound=bound),), ()
    raws = _READERS[Kind(asset.kind)](page)
    if options.get("source"):
        raws = with_source(raws, page, str(options["source"]), asset.boundary)
    return raws, tuple(page.gaps), tuple(page.notes)


class _GapsSoFar(Collection[Gap]):
    """The gaps of an evaluation, those included that are found only when a check asks for a value."""

    def __init__(self, evaluation: Evaluation, others: tuple[Gap, ...]) -> None:
        self._evaluation = evaluation
        self._others = others

    def _all(self) -> tuple[Gap, ...]:
        return (*self._evaluation.gaps, *self._others)

    def __iter__(self) -> Iterator[Gap]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __contains__(self, gap: object) -> bool:
        return gap in self._all()


def _demand(options: Options) -> None:
    for path in options.get("var_file") or ():
        if not Path(path).is_file():
            raise UsageError(f"there is no file {path!r}, which --var-file names")
    source = options.get("source")
    if source and not Path(source).is_dir():
        raise UsageError(f"there is no folder {source!r}, which --source names")


def _var_files(options: Options, boundary: Path) -> tuple[tuple[str, ...], Mapping[str, Path]]:
    """The paths of the variable files for the evaluator, and where those lie that are outside of the boundary."""
    paths: list[str] = []
    outside: dict[str, Path] = {}
    for given in options.get("var_file") or ():
        path = Path(os.path.normpath(Path(given).absolute()))
        if path.is_relative_to(boundary):
            paths.append(path.relative_to(boundary).as_posix())
        else:
            outside[Path(given).as_posix()] = path
            paths.append(Path(given).as_posix())
    return tuple(paths), outside


def _directory(file: File) -> str:
    return file.path.parent.relative_to(file.boundary).as_posix()


def _root(file: File) -> Asset:
    return Asset(
        key=posixpath.dirname(file.key) or ".",
        kind=ROOT_MODULE,
        connector="terraform",
        name=posixpath.dirname(file.name) or ".",
        paths=(file.path.parent,),
        names=(posixpath.dirname(file.name) or ".",),
        boundary=file.boundary,
    )


def _document(file: File, kind: Kind) -> Asset:
    return Asset(
        key=file.key,
        kind=kind,
        connector="terraform",
        name=file.name,
        paths=(file.path,),
        names=(file.name,),
        boundary=file.boundary,
    )
