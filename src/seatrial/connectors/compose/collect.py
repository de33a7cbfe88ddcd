"""Read compose files.

https://docs.docker.com/reference/compose-file/
"""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from seatrial.connectors import Options
from seatrial.connectors.compose import CONNECTOR
from seatrial.connectors.compose.interpolation import filled, variables_in
from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.files import note_looked, read_bytes
from seatrial.model.asset import Asset, Collected
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.raw import Raw, Spot
from seatrial.model.value import Unknown, Value
from seatrial.parsers.document import Document, decode
from seatrial.parsers.notes import yaml_notes
from seatrial.parsers.yaml import parse_yaml_stream

_ENVIRONMENT = ".env"
_MOST_ENVIRONMENT = 64 * 1024


def collect(asset: Asset, options: Options) -> Collected:
    """Read a file; what of it cannot be read is a gap."""
    path, name = asset.paths[0], asset.names[0]
    try:
        content = read_bytes(path, asset.boundary, name)
    except (ConnectorError, LimitError) as error:
        return Collected(asset=asset, gaps=(_gap(error, name),))
    documents, errors = parse_yaml_stream(content)
    variables = _environment(path.parent, asset.boundary)
    raws: list[Raw] = []
    gaps = [_gap(error, name) for error in errors]
    for document in documents:
        raws += _services(document, name, variables)
        gaps += _elsewhere(document, name)
    if not raws and not gaps:
        gaps.append(Gap(location=Location(name, 1), reason="it has no services"))
    if not documents:
        return Collected(asset=asset, raws=tuple(raws), gaps=tuple(gaps))
    spans = (document.span(()) for document in documents)
    around = [(line, end_line) for line, _, end_line, _ in spans]
    notes = tuple(yaml_notes(documents, decode(content), name, around))
    return Collected(asset=asset, raws=tuple(raws), gaps=tuple(gaps), notes=notes)


def _gap(error: ConnectorError | ParseError, name: str) -> Gap:
    place = Location(name, getattr(error, "line", 0) or 1, getattr(error, "column", 0) or 1)
    return Gap(location=place, reason=getattr(error, "message", str(error)), bound=getattr(error, "bound", ""))


def _environment(folder: FilePath, boundary: FilePath) -> dict[str, str]:
    """The variables of the ``.env`` file beside; they are filled into names of images and nowhere else."""
    place = folder / _ENVIRONMENT
    note_looked(place)
    if not place.is_file():
        return {}
    try:
        return variables_in(read_bytes(place, boundary, _ENVIRONMENT, _MOST_ENVIRONMENT).decode("utf-8", "replace"))
    except (ConnectorError, LimitError):
        # Nobody knows them then, and what they would fill in is unknown.
        return {}


def _services(document: Document, name: str, variables: Mapping[str, str]) -> Iterator[Raw]:
    services = document.value.get("services") if isinstance(document.value, Mapping) else None
    for key, service in services.items() if isinstance(services, Mapping) else ():
        if not isinstance(service, Mapping):
            service = {"image": Unknown("the service is no mapping")} if service is not None else {}
        locator = _Locator(document, ("services", key), name)
        yield Raw(
            source=CONNECTOR.name,
            type="service",
            kind="object",
            address=f"services.{key}",
            attributes=_filled(service, variables),
            locate=locator,
            spot=locator.spot,
        )


def _filled(service: Mapping[str, Value], variables: Mapping[str, str]) -> dict[str, Value]:
    found = {key: _without_holes(value) for key, value in service.items() if key != "image"}
    image = service.get("image")
    if isinstance(image, str):
        image = filled(image, variables)
    elif image is not None and not isinstance(image, Unknown):
        image = Unknown("it is no text")
    return found | ({"image": image} if image is not None else {})


def _without_holes(value: Value) -> Value:
    """The value with its variables as the file itself has them: what ``.env`` says may be a secret."""
    if isinstance(value, str):
        return filled(value, {})
    if isinstance(value, Mapping):
        return {key: _without_holes(item) for key, item in value.items()}
    return [_without_holes(item) for item in value] if isinstance(value, list) else value


def _elsewhere(document: Document, name: str) -> Iterator[Gap]:
    """Yield a gap for each file that it takes services from and that nobody reads for its own sake."""
    value = document.value if isinstance(document.value, Mapping) else {}
    services = value.get("services")
    said: list[tuple[Path, Value]] = [
        (("services", key, "extends"), service["extends"].get("file"))
        for key, service in (services.items() if isinstance(services, Mapping) else ())
        if isinstance(service, Mapping) and isinstance(service.get("extends"), Mapping)
    ]
    includes = value.get("include")
    for number, item in enumerate(includes if isinstance(includes, list) else ()):
        paths = item.get("path") if isinstance(item, Mapping) else item
        said += [(("include", number), path) for path in (paths if isinstance(paths, list) else [paths])]
    for place, path in said:
        if path is not None and not (isinstance(path, str) and CONNECTOR.claims(path)):
            reason = f"it takes services from {str(path)[:80]}, which is not read"
            yield Gap(location=Location(name, *document.span(place)), reason=reason)


class _Locator:
    """Locates paths into one service."""

    __slots__ = ("document", "file", "path")

    def __init__(self, document: Document, path: Path, file: str) -> None:
        self.document = document
        self.path = path
        self.file = file

    def __call__(self, path: Path) -> Location:
        span = self.document.span(self.path + path)
        # A service is shown by its name, not from its first line to its last.
        return Location(self.file, *span) if path else Location(self.file, span[0], span[1])

    def spot(self, path: Path) -> Spot:
        return Spot(head=self(()), path=path)
