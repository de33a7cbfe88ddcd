"""Readers of packages: one module a format, bytes in, packages with their places out.

Only names are looked at here; a format is imported when a file of its kind is met.
"""

import re
from importlib import import_module
from types import ModuleType
from typing import Final

_FORMATS: Final[tuple[tuple[str, str], ...]] = (
    ("dpkg", r"var/lib/dpkg/status"),
    ("dpkg_status_d", r"var/lib/dpkg/status\.d/(?!.*\.md5sums$)[^/]+"),
    ("apk", r"(?:usr/)?lib/apk/db/installed"),
    ("rpmdb", r"(?:var/lib/rpm|usr/lib/sysimage/rpm|usr/share/rpm)/(?:Packages|Packages\.db|rpmdb\.sqlite)"),
    ("pacman", r"var/lib/pacman/local/[^/]+/desc"),
)
"""A reader and the end of the paths that it reads, after a slash or the beginning."""

_PATHS = re.compile("|".join(f"(?P<{name}>(?:^|/){pattern}$)" for name, pattern in _FORMATS))


def format_of(path: str) -> str:
    """The format of a file by its path, with forward slashes; empty where it is none of packages."""
    match = _PATHS.search(path)
    return match.lastgroup or "" if match else ""


def reader_of(path: str) -> ModuleType | None:
    """The module whose ``read(content, path)`` returns a `Found`; None where the path tells of no packages."""
    name = format_of(path)
    return import_module(f"{__name__}.{name}") if name else None
