"""Writing changed files: each is the old one or the new one, whatever happens meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

from seatrial.errors import ConnectorError, LimitError, SeatrialError
from seatrial.files import read_bytes
from seatrial.repair.making import Patched
from seatrial.repair.texts import real_path


class NotWrittenError(SeatrialError):
    """A file is left alone; the message is a sentence that says why."""


def write(patched: Patched) -> None:
    """Write one file, aside and renamed, with the mode that it had.  Raises NotWrittenError.

    What is at the end of a link is written, not the link.  A file that is not what was scanned is left alone.
    """
    path = real_path(patched.file)
    _demand_unchanged(path, patched)
    aside = path.with_name(f".{path.name[:100]}.{os.getpid()}.seatrial")
    try:
        _write_aside(aside, path, patched.after)
        # Between reading it again and this moment somebody may still have saved the file; nothing shorter is to be had.
        _demand_unchanged(path, patched)
        aside.replace(path)
    except OSError as error:
        raise NotWrittenError(f"{patched.file} cannot be written: {error.strerror}") from error
    finally:
        aside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _demand_unchanged(path: Path, patched: Patched) -> None:
    try:
        now = read_bytes(path, path.parent, patched.file)
    except (ConnectorError, LimitError) as error:
        raise NotWrittenError(str(error)) from error
    if now != patched.before:
        raise NotWrittenError(f"{patched.file} has changed since it was scanned; it is left alone")


def _write_aside(aside: Path, path: Path, content: bytes) -> None:
    mode = path.stat().st_mode & 0o7777
    with aside.open("xb") as stream:
        aside.chmod(mode)
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the renaming last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        # Who may write in a folder need not be allowed to read it; the file itself is safe.
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
