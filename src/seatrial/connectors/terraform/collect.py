"""Read root modules, plans and states into blocks."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import cast

from seatrial.connectors import Options
from seatrial.connectors.terraform.documents import Page
from seatrial.connectors.terraform.find import ROOT_MODULE
from seatrial.connectors.terraform.kubernetes import objects_in
from seatrial.connectors.terraform.plan import read_plan
from seatrial.connectors.terraform.sniff import Kind
from seatrial.connectors.terraform.source import with_source
from seatrial.connectors.terraform.state import read_state
from seatrial.connectors.terraform.tree import Tree
from seatrial.errors import LimitError, ParseError
from seatrial.files import read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.note import Note
from seatrial.model.raw import Raw
from seatrial.parsers.json import parse_json
from seatrial.terraform import Evaluation, Inputs, evaluate

_ZIP = b"PK\x03\x04"
_READERS = {Kind.PLAN: read_plan, Kind.STATE: read_state}


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
