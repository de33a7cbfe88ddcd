"""The files of VEX that somebody has named: ``--vex FILE``, and ``vex`` in ``seatrial.yaml``."""

import os.path
from collections.abc import Iterable
from pathlib import Path

from seatrial.errors import ConnectorError, ParseError, UsageError
from seatrial.files import read_bytes
from seatrial.parsers.vex.found import Found


def statements_in(files: Iterable[Path]) -> Found:
    """What all of them say, each once.  Raises UsageError for one that cannot be read: what it waives is not known."""
    found = [_read(path) for path in dict.fromkeys(map(Path.absolute, files))]
    return Found(
        statements=tuple(statement for each in found for statement in each.statements),
        flaws=tuple(flaw for each in found for flaw in each.flaws),
    )


def _read(path: Path) -> Found:
    # Most runs have none, and formats are no small thing to import.
    from seatrial.parsers.vex import parse_vex

    relative = os.path.relpath(path)
    name = Path(path if relative.startswith("..") else relative).as_posix()
    try:
        return parse_vex(read_bytes(path, Path(path.anchor), name), name)
    except ParseError as error:
        raise UsageError(f"{name} is no VEX that can be read: {error.message}") from error
    except ConnectorError as error:
        raise UsageError(str(error)) from error
