"""Archives that COPY brings and a later RUN of the stage unpacks, which ADD does in one layer."""

from collections.abc import Iterator, Mapping, Sequence

from seatrial.connectors.dockerfile.ran import short_options
from seatrial.model.value import Unknown, Value

Attributes = dict[str, Value]


def mark_unpacked(instructions: Sequence[Attributes]) -> None:
    """Say of each source of the COPYs of a stage whether a later RUN unpacks it; an unread RUN makes that unknown."""
    unpacked: dict[str, int] = {}
    unread = -1
    for index, attributes in enumerate(instructions):
        commands = attributes.get("commands")
        if isinstance(commands, Unknown):
            unread = index
        for command in () if commands is None or isinstance(commands, Unknown) else commands:
            unpacked.update(dict.fromkeys(_unpacked_by(command), index))
    for index, attributes in enumerate(instructions):
        for source in attributes.get("sources") or ():
            source["unpacked"] = _is_unpacked(source, attributes, index, unpacked, unread)


def _is_unpacked(
    source: Mapping[str, Value], attributes: Attributes, index: int, unpacked: Mapping[str, int], unread: int
) -> Value:
    # ADD cannot take from another stage.
    if attributes["keyword"] != "COPY" or "from" in (attributes.get("flags") or {}):
        return False
    if isinstance(source["kind"], Unknown) or source["kind"] != "archive":
        return False
    if any(unpacked.get(name, -1) > index for name in _names(source["path"], attributes["destination"])):
        return True
    return Unknown("a later RUN cannot be read") if unread > index else False


def _names(*paths: Value) -> Iterator[str]:
    """The names that the copy may have."""
    yield from (_base(path) for path in paths if isinstance(path, str) and _base(path))


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _unpacked_by(command: Mapping[str, Value]) -> Iterator[str]:
    """Yield the names of the archives that tar unpacks, the folder left out."""
    if command["name"] not in ("tar", "bsdtar"):
        return
    arguments: list[str] = command["arguments"]
    # The first word may lack the dash: `tar xzf`.
    letters = [arguments[0].removeprefix("-")] if arguments else []
    letters += [short_options(argument, "fCbTX") for argument in arguments]
    if any("x" in cluster for cluster in letters) or {"--extract", "--get"} & set(arguments):
        yield from (_base(argument.rpartition("=")[2]) for argument in arguments)
