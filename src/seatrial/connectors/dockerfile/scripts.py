"""What a RUN instruction runs: the script that its shell gets, and the commands in it."""

from collections.abc import Sequence

from seatrial.connectors.dockerfile.commands import SHELLS, Argument, Listing, list_commands, list_words
from seatrial.connectors.dockerfile.places import Sheet
from seatrial.connectors.dockerfile.state import State
from seatrial.errors import LimitError, ParseError
from seatrial.model.value import Unknown
from seatrial.parsers.dockerfile import Instruction, Span
from seatrial.parsers.dockerfile_words import words

_DEFAULT_SHELL = ("/bin/sh", "-c")


class _Script:
    """A text, and where in the file its pieces come from."""

    def __init__(self, instruction: Instruction) -> None:
        self.instruction = instruction
        self.head = instruction.argument
        self.text = self.head
        # Offsets into the text at which a heredoc begins, and where that is in the file.
        self.pieces: list[tuple[int, int]] = []
        if not instruction.heredocs:
            return
        if len(list(words(self.head))) == 1:
            # RUN <<EOF: the shell gets nothing but the heredoc.
            self.head = self.text = ""
            self._add(instruction.heredocs[0].content, instruction.heredocs[0].offset)
            return
        self.text += "\n"
        for heredoc in instruction.heredocs:
            self._add(f"{heredoc.content}{heredoc.name}\n", heredoc.offset)

    def _add(self, content: str, offset: int) -> None:
        self.pieces.append((len(self.text), offset))
        self.text += content

    def place(self, start: int, end: int) -> Span:
        for at, offset in reversed(self.pieces):
            if start >= at:
                return offset + start - at, offset + end - at
        body = self.instruction.body
        return self.instruction.place(body + start, body + min(end, len(self.head)))

    @property
    def interpreter(self) -> str:
        """What a heredoc with a ``#!`` line is run by; empty where the instruction's shell runs it."""
        if self.head or not self.text.startswith("#!"):
            return ""
        parts = self.text.split("\n", 1)[0][2:].replace("/usr/bin/env ", "").split()
        return parts[0].rpartition("/")[2] if parts else ""


def put_commands(instruction: Instruction, state: State, sheet: Sheet) -> None:
    """Put ``commands`` and ``pipelines``.  What no POSIX shell runs is unknown.  Raises ParseError."""
    shell = state.shell.value if state.shell else _DEFAULT_SHELL
    sheet.put("shell", list(shell))
    if instruction.exec_form is not None:
        arguments = [Argument(word.text, instruction.place(word.start, word.end)) for word in instruction.exec_form]
        span = instruction.place(instruction.body, len(instruction.text))
        _put(sheet, list_words(arguments, span, state.known_variable))
        return
    script = _Script(instruction)
    name = script.interpreter or _program(shell)
    # A shell that the file names decides; without one, a Windows image has cmd.
    is_windows = state.is_windows and state.shell is None and not script.interpreter
    if name not in SHELLS or is_windows:
        reason = "it is written for cmd or PowerShell" if is_windows else f"it is written for `{name}`"
        unread = Unknown(f"{reason}; the commands of POSIX shells are read only", is_set=True)
        sheet.put("commands", unread)
        sheet.put("pipelines", unread)
        return
    try:
        listing = list_commands(script.text, script.place, state.known_variable, pipefail=_has_pipefail(shell))
    except ParseError as error:
        unread = Unknown(f"its shell text cannot be read: {error.message}", is_set=True)
        sheet.put("commands", unread)
        sheet.put("pipelines", unread)
        raise _located(error, script) from error
    _put(sheet, listing)


def _program(shell: Sequence[str]) -> str:
    """The name of the shell's program."""
    return shell[0].replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe") if shell else ""


def _has_pipefail(shell: Sequence[str]) -> bool:
    return any(word == "pipefail" for word in shell)


class ScriptError(ParseError):
    """The shell text of an instruction is wrong; ``span`` is where in the file."""

    span: Span = (0, 0)


class ScriptLimitError(LimitError, ScriptError):
    """The shell text of an instruction is past a bound."""


def _located(error: ParseError, script: _Script) -> ScriptError:
    located: ScriptError
    if isinstance(error, LimitError):
        located = ScriptLimitError(error.message, bound=error.bound)
    else:
        located = ScriptError(error.message)
    start = min(max(error.column - 1, 0), max(len(script.text) - 1, 0))
    located.span = script.place(start, start + 1)
    return located


def _put(sheet: Sheet, listing: Listing) -> None:
    sheet.put_items("commands", [(entry.plain(), entry.span) for entry in listing.entries])
    sheet.put_items("pipelines", listing.pipelines)
    for index, entry in enumerate(listing.entries):
        for at, word in enumerate(entry.words):
            step = ("name",) if at == 0 else ("arguments", at - 1)
            sheet.places["commands", index, *step] = word.span
