"""Where a setting was said: on the command line, in a line of the configuration, or nowhere."""

import os
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seatrial.config import Config


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that holds.  ``origins`` are several where what several places say adds up."""

    name: str
    value: Any
    origins: tuple[str, ...]


class Settings:
    """What was said where.  ``typed`` are the names of the options that stand on the command line."""

    def __init__(self, typed: Container[str], config: "Config") -> None:
        from seatrial.library.content_file import ContentFile

        self._typed = typed
        self._content = ContentFile(Path(config.file), config.file, may_be_empty=True) if config.file else None
        self.file = self.shown(Path(config.file)) if config.file else ""

    def is_typed(self, option: str) -> bool:
        return option in self._typed

    def one(self, option: str, is_meant: bool = True, path: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The one place that decides.

        ``is_meant``  whether what the configuration says of it, if anything, says something.
        ``path``      where the configuration says it, if not under the option's own name.
        """
        if self.is_typed(option):
            return ("command line",)
        return self.at(*(path or (option,))) if is_meant and self._is_said(path or (option,)) else ("default",)

    def all(self, option: str) -> tuple[str, ...]:
        """All places, where what they say adds up."""
        configured = self.at(option) if self._is_said((option,)) else ()
        return (*configured, *(("command line",) if self.is_typed(option) else ())) or ("default",)

    def at(self, *path: str) -> tuple[str, ...]:
        """The line of the configuration that says something."""
        assert self._content is not None  # noqa: S101 - only what is in the file is asked for
        return (f"{self.file}:{self._content.document.span(path)[0]}",)

    def shown(self, path: Path) -> str:
        """A path as a person in this folder writes it."""
        relative = os.path.relpath(path)
        return str(path) if relative.startswith("..") else relative

    def _is_said(self, path: tuple[str, ...]) -> bool:
        value: Any = self._content.value if self._content else {}
        for step in path:
            if not isinstance(value, dict) or step not in value:
                return False
            value = value[step]
        return True
