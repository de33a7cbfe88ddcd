"""The files below a target: walking them, leaving out what nobody means, reading within bounds.

Nothing outside the target is read through a link, and nothing but regular files is read at all.
"""

import os
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from seatrial.errors import ConnectorError, LimitError

MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=False, order=True)
class File:
    """A file below a target.

    ``key``   its path in the repository, with forward slashes.
    ``name``  how it is shown: its path from where the command runs.
    ``path``  where it is: absolute.
    ``boundary``  the folder that its asset may not be read outside of.
    """

    key: str
    name: str
    path: Path = field(compare=False)
    boundary: Path = field(compare=False)

    @cached_property
    def content(self) -> bytes:
        """The bytes; raises as `read_bytes` does."""
        return read_bytes(self.path, self.boundary, self.name)


def read_bytes(path: Path, boundary: Path, name: str, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file that lies, links resolved, inside the boundary.

    Raises ConnectorError where it lies outside, is no regular file or cannot be read; LimitError past the limit.
    """
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(boundary)):
        raise ConnectorError(f"{name} is a link that leads out of {boundary.name or '/'}; it is not followed")
    try:
        # Without O_NONBLOCK a FIFO would wait for a writer for ever.
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise ConnectorError(f"{name} cannot be read: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ConnectorError(f"{name} is not a regular file")
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise LimitError(f"{name} is larger than {limit // 1024 // 1024} MiB", bound=f"{limit // 1024 // 1024} MiB")
    return content
