"""What a shell script consists of, and the state of reading one."""

from dataclasses import dataclass, field

from seatrial.errors import LimitError, ParseError

MAX_DEPTH = 40
MAX_COMMANDS = 5_000
_BLANK = " \t\r"


@dataclass(frozen=True, slots=True)
class Variable:
    """``$name`` or ``${name...}`` as a part of a word; ``operation`` is what follows the name: ``:-x``."""

    name: str
    operation: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Substitution:
    """``$( )``, backticks, ``<( )`` or ``$(( ))`` as a part of a word, as it is written."""

    text: str
    quoted: bool


Part = str | Variable | Substitution


@dataclass(frozen=True, slots=True)
class Word:
    """A word.

    ``text``   without its quotes; expansions stay as they are written.
    ``quoted`` some of it stands in quotes.
    ``inner``  the commands that its substitutions run, as indices into the script's commands.
    """

    text: str
    start: int
    end: int
    parts: tuple[Part, ...] = ()
    quoted: bool = False
    inner: range = range(0)


@dataclass(frozen=True, slots=True)
class Redirect:
    """``2>> file``; for a heredoc ``body`` is its text, and ``start`` where that begins."""

    operator: str
    target: Word
    body: str = ""
    start: int = 0


@dataclass(slots=True)
class Command:
    """A simple command; it comes after those inside of its words.  ``depth`` counts the substitutions around it."""

    start: int
    end: int
    depth: int = 0
    words: list[Word] = field(default_factory=list)
    assignments: list[tuple[str, Word]] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Two members or more; each is the indices of its commands, for a member may be ``{ a; b; }``."""

    members: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class Script:
    commands: tuple[Command, ...]
    pipelines: tuple[Pipeline, ...]


class Reader:
    """A position in a text that is read once, and what was found before it.  Nothing is read from ``limit`` on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.limit = len(text)
        self.position = 0
        self.commands: list[Command] = []
        self.pipelines: list[Pipeline] = []
        self.heredocs: list[tuple[Command, str, Word]] = []
        self._absent: set[tuple[str, int]] = set()

    @property
    def at_end(self) -> bool:
        return self.position >= self.limit

    @property
    def next(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.position] if self.position < self.limit else ""

    def sees(self, text: str, ahead: int = 0) -> bool:
        return self.text.startswith(text, self.position + ahead, self.limit)

    def error(self, message: str, position: int) -> ParseError:
        return ParseError(message, column=position + 1)

    def check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            bound = f"depth {MAX_DEPTH}"
            raise LimitError("the shell text nests too deeply", bound=bound, column=self.position + 1)

    def add(self, command: Command) -> None:
        """Enter a command that was read to its end."""
        if len(self.commands) >= MAX_COMMANDS:
            bound = f"{MAX_COMMANDS} commands"
            raise LimitError("the shell text runs too many commands", bound=bound, column=command.start + 1)
        self.commands.append(command)

    def skip_blank(self) -> None:
        """Pass over blanks, joined lines and a comment."""
        while not self.at_end:
            if self.sees("\\\n"):
                self.position += 2
            elif self.next in _BLANK:
                self.position += 1
            elif self.next == "#":
                end = self.text.find("\n", self.position, self.limit)
                self.position = self.limit if end < 0 else end
            else:
                return

    def jump_over(self, closing: str) -> bool:
        """Go behind the next occurrence of a text; False where there is none."""
        # What is not found from here is not found from further on; looking again and again would be quadratic.
        end = -1 if (closing, self.limit) in self._absent else self.text.find(closing, self.position, self.limit)
        if end < 0:
            self._absent.add((closing, self.limit))
            return False
        self.position = end + len(closing)
        return True

    def read_heredocs(self) -> None:
        """Read the bodies of the heredocs that the line just ended has announced."""
        for command, operator, target in self.heredocs:
            start = self.position
            body = self._read_heredoc(operator, target)
            command.redirects.append(Redirect(operator, target, body, start))
        self.heredocs.clear()

    def _read_heredoc(self, operator: str, target: Word) -> str:
        start = at = self.position
        while at < self.limit:
            stop = self.text.find("\n", at, self.limit)
            stop = self.limit if stop < 0 else stop
            line = self.text[at:stop].rstrip("\r")
            if (line.lstrip("\t") if operator == "<<-" else line) == target.text:
                self.position = min(stop + 1, self.limit)
                return self.text[start:at]
            at = stop + 1
        self.position = self.limit
        return self.text[start : self.limit]
