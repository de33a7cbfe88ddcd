"""The shipped library as one file: reading a thousand small YAML files at every start would cost a second.

A wheel carries the pack; a checkout makes it at the first use and keeps it in the user's cache, named by a digest of
its files' names, sizes and times.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from seatrial.library.read import Content, read_content

_HERE = Path(__file__).parents[1]
SHIPPED = _HERE / "content.pack"


def folder() -> Path:
    """Where the shipped content lies as files: in a wheel beside the code, in a checkout at the top."""
    inside = _HERE / "content"
    return inside if inside.is_dir() else _HERE.parents[1] / "content"


@cache
def packed() -> Content:
    """The shipped library; decoded once a process, for the scan and for the bench that judges."""
    if SHIPPED.is_file():
        return unpack(SHIPPED.read_bytes())
    source = folder()
    kept = cache_folder() / f"content-{_digest(source)}.pack"
    try:
        return unpack(kept.read_bytes())
    except (OSError, msgspec.DecodeError):
        content = read_content(source)
        _keep(kept, pack(content))
        return content


def pack(content: Content) -> bytes:
    return msgspec.msgpack.encode(content)


def unpack(data: bytes) -> Content:
    return msgspec.msgpack.decode(data, type=Content)


def cache_folder() -> Path:
    """``$XDG_CACHE_HOME/seatrial``, or ``~/.cache/seatrial``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "seatrial"


def _digest(source: Path) -> str:
    told = [str(source), *sorted(_files(str(source), ".yaml")), *sorted(_files(str(Path(__file__).parent), ".py"))]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]


def _files(folder: str, suffix: str) -> Iterator[str]:
    """The files below a folder, each with its size and time."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffix):
                status = entry.stat()
                yield f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}"
            elif entry.is_dir():
                yield from _files(entry.path, suffix)


def _keep(path: Path, data: bytes) -> None:
    """Write aside and rename, so that nobody reads half a pack; a cache that cannot be written is no error."""
    aside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("content-*.pack"):
            old.unlink(missing_ok=True)
        aside.write_bytes(data)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
