"""The commands of a RUN instruction, read back from its raw object, for the facts that are made from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value


@dataclass(frozen=True, slots=True)
class Ran:
    """One command, its place in the list, and the raw object that it stands in.

    ``first``  how many arguments of the raw object's command stand before these.
    """

    raw: Raw
    index: int
    name: str
    arguments: Sequence[str]
    assignments: dict[str, str]
    through: str
    pipeline: int | None
    member: int
    inputs: Sequence[int]
    uncertain: bool
    first: int = 0

    @property
    def origin(self) -> Origin:
        """The place of the command."""
        return Origin(self.raw, ("commands", self.index))

    def argument(self, at: int) -> Origin:
        """The place of an argument."""
        return self.origin.below("arguments", self.first + at)

    def sourced(self, values: dict[str, Value], origins: Mapping[str, Origin] | None = None) -> Sourced:
        """An object of a fact that stands where the command does; ``origins`` are the places of its keys."""
        return Sourced(values, origin=self.origin, origins=origins)

    def has(self, *options: str) -> bool:
        """Whether one of the options is given, alone, or with a value after an equals sign."""
        return any(argument.partition("=")[0] in options for argument in self.arguments)

    def has_short(self, letter: str, with_value: str = "") -> bool:
        """Whether a letter is among the short options: ``-fsSk``.  ``with_value``: letters that take the rest."""
        return any(letter in short_options(argument, with_value) for argument in self.arguments)

    def flag(self, given: bool) -> Value:
        """A flag; where it is not seen but may hide in a variable, it is unknown."""
        if given or not self.uncertain:
            return given
        return Unknown(f"`{self.name}` gets arguments in a variable that is not known here")


def short_options(argument: str, with_value: str = "") -> str:
    """The letters of a cluster of short options, up to and with the first that takes the rest as its value."""
    if not argument.startswith("-") or argument.startswith("--"):
        return ""
    for at, letter in enumerate(argument[1:], 1):
        if letter in with_value or not letter.isalnum():
            return argument[1 : at + 1]
    return argument[1:]


def commands_of(raw: Raw) -> list[Ran] | Unknown:
    """The commands of an instruction; none where it runs nothing."""
    commands = raw.attributes.get("commands")
    if isinstance(commands, Unknown):
        return commands
    return [
        Ran(
            raw=raw,
            index=index,
            name=command["name"],
            arguments=command["arguments"],
            assignments=command["assignments"],
            through=command["through"] or "",
            pipeline=command["pipeline"],
            member=command["member"] or 0,
            inputs=command["inputs"],
            uncertain=command["uncertain"],
        )
        for index, command in enumerate(commands or ())
    ]


def operands(arguments: Sequence[str], with_value: frozenset[str]) -> Iterator[str]:
    """Yield the arguments that are no options; ``with_value`` are the options whose value is the next word."""
    return (word for _, word in operand_places(arguments, with_value))


def operand_places(arguments: Sequence[str], with_value: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield what `operands` yields, each with its index in the arguments."""
    words = iter(enumerate(arguments))
    for at, word in words:
        if word == "--":
            yield from words
        elif word.startswith("-") and len(word) > 1:
            if word in with_value:
                next(words, None)
        else:
            yield at, word


def value_of(arguments: Sequence[str], options: tuple[str, ...]) -> str | None:
    """The value of the first of the options that is given, behind an equals sign or as the next word."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name in options:
            return value if equals else next(iter(arguments[at + 1 : at + 2]), None)
    return None
