"""Facts about permissions: the modes that a RUN, COPY or ADD gives."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from seatrial.connectors.dockerfile.ran import Ran, commands_of, short_options
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

_OCTAL = re.compile(r"[0-7]{1,6}")
_SYMBOLIC = re.compile(r"[ugoa]*([+=-][rwxXst]*)+(,[ugoa]*([+=-][rwxXst]*)+)*")


def permissions(raw: Raw) -> list[Sourced] | Unknown:
    """The modes that are given, one object each; ``world_writable``: everybody may write, and no sticky bit guards."""
    if raw.attributes.get("keyword") in ("COPY", "ADD"):
        mode = (raw.attributes.get("flags") or {}).get("chmod")
        if mode is None:
            return []
        value: dict[str, Value] = {"told": _told(mode), "mode": mode, "world_writable": _everybody_writes(mode)}
        return [Sourced(value, origin=Origin(raw, ("flags", "chmod")))]
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    return [
        command.sourced(
            {"told": _told(mode), "mode": mode, "world_writable": opens}, {"world_writable": command.argument(at)}
        )
        for command in commands
        for mode, opens, at in _given(command)
    ]


def _given(command: Ran) -> Iterator[tuple[str, Value, int]]:
    """Yield each mode, whether everybody may write, and its index in the arguments."""
    if command.name == "umask" and command.arguments and _OCTAL.fullmatch(command.arguments[0]):
        # What the mask leaves out is what new files get.
        yield f"umask {command.arguments[0]}", not int(command.arguments[0], 8) & 0o002, 0
    yield from ((mode, _everybody_writes(mode), at) for mode, at in _modes(command))


def _modes(command: Ran) -> Iterator[tuple[str, int]]:
    """Yield the mode that a command gives, with its index in the arguments."""
    arguments = command.arguments
    if command.name == "chmod":
        found = (at for at, word in enumerate(arguments) if not word.startswith("--") and not _is_option(word))
        yield from ((arguments[at], at) for at in islice(found, 1))
    elif command.name in ("mkdir", "install"):
        yield from islice(_mode_options(arguments), 1)


def _mode_options(arguments: Sequence[str]) -> Iterator[tuple[str, int]]:
    for at, word in enumerate(arguments):
        if word.startswith("--mode="):
            yield word.partition("=")[2], at
        elif short_options(word).endswith("m") and at + 1 < len(arguments):
            yield arguments[at + 1], at + 1


def _is_option(word: str) -> bool:
    # `-w` takes a permission away and is a mode; `-R` is an option.
    return word.startswith("-") and not _SYMBOLIC.fullmatch(word)


def _told(mode: Value) -> Value:
    return mode if isinstance(mode, Unknown) else f"mode {mode}"


def _everybody_writes(mode: Value) -> Value:
    if isinstance(mode, Unknown):
        return Unknown(mode.reason)
    text = str(mode)
    if _OCTAL.fullmatch(text):
        bits = int(text, 8)
        return bool(bits & 0o002) and not bits & 0o1000
    if "$" in text:
        return Unknown(f"the mode `{text[:40]}` is not known here")
    return any(_clause_opens(clause) for clause in text.split(","))


def _clause_opens(clause: str) -> bool:
    """``a+w``, ``o=rw``, ``ugo+rwx``; without a who, the umask keeps others from writing."""
    who = re.match(r"[ugoa]*", clause)
    names = who.group() if who else ""
    grants = re.findall(r"[+=]([rwxXst]*)", clause)
    return ("o" in names or "a" in names) and any("w" in grant and "t" not in grant for grant in grants)
