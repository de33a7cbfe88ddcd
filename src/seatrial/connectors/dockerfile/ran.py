"""The commands of a RUN instruction, read back from its raw object, for the facts that are made from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value


@dataclass(frozen=True, slots=True)
class Ran:
    """One command, its place in the list, and the raw object that it stands in."""

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

    def sourced(self, values: dict[str, Value]) -> Sourced:
        """An object of a fact that stands where the command does."""
        return Sourced(values, origin=Origin(self.raw, ("commands", self.index)))

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
    words = iter(arguments)
    for word in words:
        if word == "--":
            yield from words
        elif word.startswith("-") and len(word) > 1:
            if word in with_value:
                next(words, None)
        else:
            yield word
