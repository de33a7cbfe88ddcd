"""Facts about folders: where cd goes."""

from seatrial.connectors.dockerfile.ran import Ran, commands_of, operands
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value


def folders(raw: Raw) -> list[Sourced] | Unknown:
    """The folders that cd changes to; the user's home is absolute."""
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    return [_folder(command) for command in commands if command.name in ("cd", "pushd")]


def _folder(command: Ran) -> Sourced:
    folder = next(operands(command.arguments, frozenset()), "~")
    is_absolute: Value = folder.startswith(("/", "~", "$HOME", "${HOME}"))
    if folder.startswith(("$", "`")) and not is_absolute:
        is_absolute = Unknown(f"`{folder[:40]}` is not known here")
    return command.sourced({"folder": folder, "is_absolute": is_absolute})
