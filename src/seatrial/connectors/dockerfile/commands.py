"""The commands of a RUN instruction, as plain values with their places.

``sudo apt-get install x`` gives two commands, and so does ``sh -c 'cd /x'``: what a wrapper or a shell runs is listed
after it.  Variables whose value the Dockerfile or the script itself says are replaced.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from seatrial.connectors.dockerfile.wrappers import inline_scripts, inner_commands
from seatrial.errors import LimitError
from seatrial.model.value import Value
from seatrial.parsers import shell
from seatrial.parsers.dockerfile import Span

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh", "mksh"})
MAX_NESTED = 8
MAX_COMMANDS = 5_000

_ASSIGNING = frozenset({"export", "declare", "local", "readonly", "typeset"})

Lookup = Callable[[str], str | None]
"""What the Dockerfile says of a variable; None where it is not known."""

Place = Callable[[int, int], Span]
"""From a span of the script to a span of the file."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A word after its variables were replaced.

    ``loose``     it begins with an unquoted variable that is not known: it may be options, or nothing at all.
    ``verbatim``  where in the script its text stands as it is, inside of its quotes; None where it does not.
    """

    text: str
    span: Span
    loose: bool = False
    verbatim: int | None = None


@dataclass(slots=True)
class Entry:
    """A command on its way to become a plain value."""

    words: list[Argument]
    span: Span
    assignments: dict[str, str] = field(default_factory=dict)
    through: str = ""
    pipeline: int | None = None
    member: int | None = None
    inputs: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.words[0].text.rpartition("/")[2] if self.words else ""

    def inner(self, words: Sequence[Argument], assignments: dict[str, str]) -> "Entry":
        """The command that this one runs as a wrapper."""
        span = (words[0].span[0], words[-1].span[1])
        return Entry(list(words), span, assignments, self.name, self.pipeline, self.member, self.inputs)

    def plain(self) -> dict[str, Value]:
        """The value of the property ``commands``' element."""
        return {
            "name": self.name,
            "arguments": [word.text for word in self.words[1:]],
            "assignments": self.assignments,
            "through": self.through or None,
            "pipeline": self.pipeline,
            "member": self.member,
            "inputs": self.inputs,
            "uncertain": any(word.loose for word in self.words),
        }


@dataclass(slots=True)
class Listing:
    """The commands of an instruction in the order in which they may run, and its pipelines."""

    entries: list[Entry] = field(default_factory=list)
    pipelines: list[tuple[dict[str, Value], Span]] = field(default_factory=list)


def list_commands(text: str, place: Place, lookup: Lookup, *, pipefail: bool) -> Listing:
    """List the commands of a script.  Raises ParseError and LimitError as `shell.parse` does."""
    listing = Listing()
    _Lister(listing, place, lookup, nested=0, pipefail=pipefail).add(text)
    return listing


def list_words(words: Sequence[Argument], span: Span, lookup: Lookup) -> Listing:
    """List the command that an exec form runs, and what that runs."""
    listing = Listing()
    lister = _Lister(listing, lambda start, end: span, lookup, nested=0, pipefail=False)
    lister.enter(Entry(list(words), span))
    return listing


class _Lister:
    """Adds the commands of one script to a listing."""

    def __init__(self, listing: Listing, place: Place, lookup: Lookup, *, nested: int, pipefail: bool) -> None:
        self.listing = listing
        self.place = place
        self.lookup = lookup
        self.nested = nested
        self.pipefail = pipefail
        self.text = ""
        self.variables: dict[str, str | None] = {}

    def add(self, text: str) -> None:
        self.text = text
        script = shell.parse(text)
        members = {
            index: (number, member)
            # An inner pipeline is closed, and so listed, before the one around it; its members are its own.
            for number, pipeline in reversed(list(enumerate(script.pipelines, len(self.listing.pipelines))))
            for member, indices in enumerate(pipeline.members)
            for index in indices
        }
        switches = [
            -1,
            *(index for index, command in enumerate(script.commands) if _sets_pipefail(command) is not None),
        ]
        states = [self.pipefail, *(_sets_pipefail(script.commands[index]) is True for index in switches[1:])]
        for pipeline in script.pipelines:
            seen = states[bisect_left(switches, pipeline.members[0].start) - 1]
            self.listing.pipelines.append(self._pipeline(script, pipeline, seen))
        entered: dict[int, int] = {}
        for index, command in enumerate(script.commands):
            inputs = [entered[inner] for word in command.words for inner in word.inner if inner in entered]
            entered[index] = len(self.listing.entries)
            self._add_command(command, members.get(index), inputs)

    def _pipeline(
        self, script: shell.Script, pipeline: shell.Pipeline, pipefail: bool
    ) -> tuple[dict[str, Value], Span]:
        head, tail = pipeline.members[0], pipeline.members[-1]
        names = [_name(script.commands[member.stop - 1]) for member in pipeline.members]
        start = min(script.commands[head.start].start, script.commands[head.stop - 1].start)
        value = {"names": names, "pipefail": pipefail}
        return value, self.place(start, script.commands[tail.stop - 1].end)

    def _add_command(self, command: shell.Command, membership: tuple[int, int] | None, inputs: list[int]) -> None:
        assignments = {name: self._assigned(name, word) for name, word in command.assignments}
        words = [argument for word in command.words for argument in self._arguments(word)]
        entry = Entry(words, self.place(command.start, command.end), assignments, inputs=inputs)
        if membership:
            entry.pipeline, entry.member = membership
        if entry.name in _ASSIGNING or not words:
            self._remember(command, entry)
        self.enter(entry)
        for redirect in command.redirects:
            if redirect.operator in ("<<", "<<-") and entry.name in SHELLS:
                self._nest(redirect.body, entry, redirect.start)

    def enter(self, entry: Entry, nested: int | None = None) -> None:
        """Add an entry and what it runs, wrapper by wrapper."""
        depth = self.nested if nested is None else nested
        if depth > MAX_NESTED:
            raise LimitError("commands nest too deeply", bound=f"{MAX_NESTED} commands")
        self._append(entry)
        words = entry.words[1:]
        texts = [word.text for word in words]
        for inner in inner_commands(entry.name, texts):
            self.enter(entry.inner(words[inner.start : inner.end], inner.assignments), depth + 1)
        if entry.name == "eval":
            self._nest(" ".join(texts), entry)
        elif entry.name in SHELLS or entry.name in ("su", "trap"):
            for at in inline_scripts(entry.name, texts):
                self._nest(texts[at], entry, words[at].verbatim)

    def _append(self, entry: Entry) -> None:
        if len(self.listing.entries) >= MAX_COMMANDS:
            raise LimitError("the instruction runs too many commands", bound=f"{MAX_COMMANDS} commands")
        self.listing.entries.append(entry)

    def _nest(self, text: str, entry: Entry, verbatim: int | None = None) -> None:
        """List the script that a shell gets as an argument or as a heredoc.

        It is placed where it stands verbatim in the script around it; otherwise all of it stands where the shell does.
        """
        if self.nested >= MAX_NESTED:
            raise LimitError("shells nest too deeply", bound=f"{MAX_NESTED} shells")
        # A shell of its own inherits no options; eval and trap run in this one.
        inherited = self.pipefail and entry.name not in SHELLS and entry.name != "su"
        pipefail = inherited or _has_pipefail([word.text for word in entry.words])

        def place(start: int, end: int) -> Span:
            return entry.span if verbatim is None else self.place(verbatim + start, verbatim + end)

        inner = _Lister(self.listing, place, self.lookup, nested=self.nested + 1, pipefail=pipefail)
        first = len(self.listing.entries)
        inner.add(text)
        for added in self.listing.entries[first:]:
            added.through = added.through or entry.name

    def _remember(self, command: shell.Command, entry: Entry) -> None:
        """Remember what a variable of the script is; one that is set twice is not known."""
        known = dict(entry.assignments)
        for word in entry.words[1:] if entry.name in _ASSIGNING else ():
            name, equals, value = word.text.partition("=")
            if equals:
                known[name] = value
                entry.assignments[name] = value
        for name, text in known.items():
            again = name in self.variables
            self.variables[name] = None if again or "$" in text or "`" in text else text

    def _assigned(self, name: str, word: shell.Word) -> str:
        return "".join(argument.text for argument in self._arguments(word, split=False))

    def _arguments(self, word: shell.Word, *, split: bool = True) -> Iterator[Argument]:
        """Yield what a word becomes: as in the shell, an unquoted variable may become none or many."""
        span = self.place(word.start, word.end)
        texts, loose, bare = [], False, True
        for part in word.parts:
            if isinstance(part, str):
                texts.append(part)
                bare = False
                continue
            value = self._value(part) if isinstance(part, shell.Variable) else None
            if value is None:
                loose = loose or (not part.quoted and not "".join(texts))
            bare = bare and not part.quoted and value is not None
            texts.append(_as_written(part) if value is None else value)
        text = "".join(texts)
        if bare and split and word.parts:
            yield from (Argument(piece, span) for piece in text.split())
        else:
            yield Argument(text, span, loose, self._verbatim(word, text))

    def _verbatim(self, word: shell.Word, text: str) -> int | None:
        """Where the script has the text of a word as it is: nothing was replaced, and no escape taken away."""
        start = word.start + word.quoted
        return start if len(text) > 0 and self.text.startswith(text, start) else None

    def _value(self, variable: shell.Variable) -> str | None:
        if variable.name in self.variables:
            value = self.variables[variable.name]
        else:
            value = self.lookup(variable.name)
        if not variable.operation:
            return value
        for operator in (":-", "-"):
            if variable.operation.startswith(operator) and value:
                return value
        return None


def _as_written(part: shell.Variable | shell.Substitution) -> str:
    if isinstance(part, shell.Substitution):
        return part.text
    return f"${{{part.name}{part.operation}}}" if part.operation else f"${part.name}"


def _name(command: shell.Command) -> str:
    return command.words[0].text.rpartition("/")[2] if command.words else ""


def _sets_pipefail(command: shell.Command) -> bool | None:
    """Whether a ``set`` switches pipefail on or off; None where it does neither."""
    words = [word.text for word in command.words]
    if _name(command) != "set":
        return None
    return True if _has_pipefail(words) else False if _has_pipefail(words, sign="+") else None


def _has_pipefail(words: Sequence[str], sign: str = "-") -> bool:
    """Whether ``-o pipefail`` is among the words, alone or as in ``-euo pipefail``."""
    return any(
        word == "pipefail" and before.startswith(sign) and before.endswith("o") for before, word in pairwise(words)
    )
