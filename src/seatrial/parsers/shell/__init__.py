"""Shell scripts: text in, the simple commands in it out, with exact positions.

Reads what POSIX sh and bash have in common (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html).
Control flow is gone through, not understood: every command that may run is listed, those inside of ``$( )``, backticks
and ``<( )`` included.  Nothing is executed or expanded.
"""

from seatrial.parsers.shell.lists import read_list
from seatrial.parsers.shell.syntax import (
    Command,
    Part,
    Pipeline,
    Reader,
    Redirect,
    Script,
    Substitution,
    Variable,
    Word,
)

__all__ = ["Command", "Part", "Pipeline", "Redirect", "Script", "Substitution", "Variable", "Word", "parse"]


def parse(text: str) -> Script:
    """Read a script.

    Raises ParseError with the column in the text, and LimitError past 40 nested expansions, 100 nested compounds or
    5,000 commands.
    """
    reader = Reader(text)
    read_list(reader, "", 0)
    return Script(tuple(reader.commands), tuple(reader.pipelines))
