"""Read lock files."""

from seatrial.connectors import Options
from seatrial.engine.things import thing_named
from seatrial.errors import LimitError, ParseError
from seatrial.files import read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.parsers.notes import line_notes
from seatrial.parsers.packages import project_of, reader_of


def collect(asset: Asset, options: Options) -> Collected:
    """Read a lock file; what of it cannot be read becomes a gap.  Raises ConnectorError, LimitError."""
    name = asset.names[0]
    content = read_bytes(asset.paths[0], asset.boundary, name)
    reader = reader_of(asset.key)
    assert reader is not None  # noqa: S101 - only what is a format of packages is claimed
    packages, problems = reader.read(content, name)
    wanted = tuple(package for package in packages if options.get("dev") or not package.development)
    notes = tuple(line_notes(content.decode("utf-8", "replace"), name))
    project = thing_named(project_of(asset.key, content))
    return Collected(
        asset=asset,
        packages=wanted,
        gaps=tuple(map(_gap, problems)),
        notes=notes,
        things=(project,) if project.id else (),
    )


def _gap(problem: ParseError) -> Gap:
    bound = problem.bound if isinstance(problem, LimitError) else ""
    return Gap(location=Location(problem.file, problem.line, problem.column), reason=problem.message, bound=bound)
