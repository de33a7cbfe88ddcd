"""The commands of a RUN that are package managers', and what an instruction says about all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from seatrial.connectors.dockerfile.managers import Family, family_of, pip_module
from seatrial.connectors.dockerfile.ran import Ran, commands_of, operand_places
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown


@dataclass(frozen=True, slots=True)
class Verb:
    """What a package manager is told to do: ``install``, with what, and the place of each in the arguments."""

    name: str
    at: int | None
    packages: list[str]
    places: list[int]


class Run:
    """The commands of one RUN; what comes after a command is looked up, for looking each time would be quadratic."""

    def __init__(self, raw: Raw, commands: Sequence[Ran]) -> None:
        self.raw = raw
        self.commands = [_as_manager(command) for command in commands]
        self.settings = frozenset(raw.attributes.get("settings") or ())
        self.answered = {command.pipeline for command in commands if command.name == "yes"} - {None}
        # The paths that are removed, a trailing `/*` left out, and by which command at last.
        self.removed = {
            argument.rstrip("*").rstrip("/"): command.index
            for command in commands
            if command.name == "rm"
            for argument in command.arguments
        }
        self._last: dict[tuple[str, str], int] = {}

    def last(self, what: str, family: str, matches: Callable[[Ran], bool]) -> int:
        """The index of the last command that matches; -1 where none does.  The names are those of the question."""
        if (what, family) not in self._last:
            found = (command.index for command in self.commands if matches(command))
            self._last[what, family] = max(found, default=-1)
        return self._last[what, family]


Listed = list[Sourced] | Unknown
Make = Callable[[Run, Ran, Family], Sourced | None]


def each_of(raw: Raw, make: Make) -> Listed:
    """What ``make`` makes of each command of a package manager."""
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    run = Run(raw, commands)
    found = (make(run, command, family) for command in run.commands if (family := family_of(command.name)) is not None)
    return [item for item in found if item is not None]


def _as_manager(command: Ran) -> Ran:
    """``python3 -m pip install`` and ``uv pip install`` are pip, ``uv tool install`` is like pipx; bare ``yarn``
    installs."""
    arguments = list(command.arguments)
    if (after := pip_module(command.name, arguments)) is not None:
        return replace(command, name="pip", arguments=arguments[after:], first=after)
    if command.name == "uv" and arguments[:1] in (["pip"], ["tool"]):
        return replace(command, name=f"uv {arguments[0]}", arguments=arguments[1:], first=1)
    return command


def verb_of(command: Ran, family: Family) -> Verb:
    """The subcommand, and the operands after it."""
    found = list(operand_places(command.arguments, family.with_value))
    if command.name == "yarn":
        if [word for _, word in found[:1]] == ["global"]:
            found = found[1:]
        if not found and not command.has("--version", "-v", "--help", "-h"):
            return Verb("install", None, [], [])
    if not found:
        return Verb("", None, [], [])
    (at, name), rest = found[0], found[1:]
    return Verb(name, at, [word for _, word in rest], [place for place, _ in rest])


def place_of(command: Ran, verb: Verb) -> Origin:
    """The place of the subcommand: what is missing goes behind it."""
    return command.origin if verb.at is None else command.argument(verb.at)
