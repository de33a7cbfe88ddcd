"""What is read from the flag of a command line is written as one word, ``--x=value``."""

from __future__ import annotations

from typing import NamedTuple

from seatrial.engine.facts import read_path
from seatrial.engine.inverse import NoWayBackError
from seatrial.model.raw import Flags, Origin
from seatrial.model.value import Unknown, Value


class Word(NamedTuple):
    """A word in place of the one at the origin, or with ``adds`` one more in the list there."""

    origin: Origin
    text: str
    adds: bool = False


def word_for(flags: Flags, flag: str, value: Value, *, adds: bool = False) -> Word:
    """The word that gives a flag a value, or with ``adds`` its list an element.

    Raises NoWayBackError where the flag is there in another form: as two words, in a script, in the environment.
    """
    text = f"--{flag}={_text([*_list(flags, flag), value] if adds else value)}"
    origin = flags.origins.get(flag)
    if origin is None:
        if flags.words is None:
            raise NoWayBackError("its command line is a script")
        return Word(flags.words, text, adds=True)
    if not _is_one_word(flags, flag, read_path(origin.raw.attributes, origin.path)):
        raise NoWayBackError(f"`--{flag}` is not one word of its command line")
    return Word(origin, text)


def _is_one_word(flags: Flags, flag: str, word: Value) -> bool:
    """Whether a word says all that is known of a flag; a switch may be given alone."""
    said = flags[flag]
    if type(said) is Unknown or not isinstance(word, str):
        return False
    return word == f"--{flag}={_text(said)}" or (word == f"--{flag}" and said == "true")


def _list(flags: Flags, flag: str) -> list[Value]:
    given = flags.get(flag, [])
    if not isinstance(given, list):
        raise NoWayBackError(f"what `--{flag}` has already is not known")
    return given


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
