"""Until when releases of distributions are maintained, as far as the library knows it itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

NEVER = "never"


class Life(NamedTuple):
    """Whether a release is maintained: ``ends`` is the day from which on nobody does; None where it does not end."""

    ends: date | None
    ended: bool


class LifecyclesError(Exception):
    """The table is wrong; the message is a sentence, and ``release`` where."""

    def __init__(self, message: str, release: str = "") -> None:
        super().__init__(message)
        self.release = release


def lifecycles_from(rows: Mapping[str, Any]) -> dict[str, str]:
    """The table that rows like ``"Debian:10": 2022-09-10`` say.  Raises LifecyclesError."""
    for release, ends in rows.items():
        if str(ends) != NEVER:
            try:
                date.fromisoformat(str(ends))
            except ValueError as error:
                raise LifecyclesError(f"{ends!r} is neither a day such as 2024-06-30 nor never", release) from error
    return {release: str(ends) for release, ends in rows.items()}


def life_of(release: str, table: Mapping[str, str], today: date) -> Life | None:
    """The life of a release, as OSV names it: ``Debian:12``, ``Ubuntu:22.04:LTS``.  None where it is not known."""
    ends = table.get(release.removesuffix(":LTS"))
    if ends is None:
        return None
    day = None if ends == NEVER else date.fromisoformat(ends)
    return Life(day, ended=day is not None and today >= day)
