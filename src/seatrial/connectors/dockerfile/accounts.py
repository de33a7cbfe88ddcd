"""Facts about accounts: the users that useradd makes."""

from collections.abc import Sequence

from seatrial.connectors.dockerfile.ran import Ran, commands_of, short_options
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value

# Short options of useradd that take the rest of their cluster, or the next word, as a value: useradd(8).
_VALUES = "bcdefgGkKpPRsuZ"


def accounts(raw: Raw) -> list[Sourced] | Unknown:
    """The users that useradd makes; ``uid`` is null where it chooses one itself, which is a small one."""
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    return [_account(command) for command in commands if command.name == "useradd"]


def _account(command: Ran) -> Sourced:
    written, at = _uid(command.arguments)
    uid: Value = int(written) if written and written.isascii() and written.isdecimal() and len(written) < 12 else None
    if uid is None and (command.uncertain or written is not None):
        uid = Unknown("the number of the user that `useradd` makes is in a variable that is not known here")
    logs = not (command.has("--no-log-init") or command.has_short("l", _VALUES))
    origins = {} if at is None else {"uid": command.argument(at)}
    return command.sourced({"uid": uid, "no_log_init": command.flag(not logs)}, origins)


def _uid(arguments: Sequence[str]) -> tuple[str | None, int | None]:
    """The number as it is written, and the argument that holds it."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        letters = short_options(argument, _VALUES)
        if name == "--uid" and equals:
            return value, at
        if letters.endswith("u") and len(letters) < len(argument) - 1:
            return argument[len(letters) + 1 :], at
        if name == "--uid" or letters.endswith("u"):
            return next(iter(arguments[at + 1 : at + 2]), None), min(at + 1, len(arguments) - 1)
    return None, None
