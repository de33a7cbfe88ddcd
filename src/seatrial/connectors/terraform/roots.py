"""Which directories with Terraform files are root modules: those that no other one calls."""

import re
from collections.abc import Iterable, Sequence

from seatrial.errors import ConnectorError, LimitError
from seatrial.terraform import ModuleFiles, called_directories
from seatrial.terraform.sources import module_files

# `module "x" {`, or the key of it in JSON.  A comment between the two words only costs an asset of its own.
_CALL = re.compile(rb'\bmodule[ \t]+["\w]|"module"')


def roots_among(directories: Iterable[str], files: ModuleFiles) -> list[str]:
    """The directories to evaluate, sorted, so that each of them is evaluated or called by one that is.

    Modules that call each other in a circle have no root; the first of them is taken for one, so that none is missed.
    """
    found = sorted(set(directories))
    calls = _Calls(files)
    called = {callee for directory in calls.reached_from(found) for callee in calls.of(directory) - {directory}}
    roots = [directory for directory in found if directory not in called]
    seen = set(calls.reached_from(roots))
    for directory in found:
        if directory not in seen:
            roots.append(directory)
            seen |= calls.reached_from([directory])
    return sorted(roots)


class _Calling:
    """Of the files of modules only those that may call others, so that the rest need not be parsed to find roots."""

    def __init__(self, files: ModuleFiles) -> None:
        self._files = files
        self.read = files.read
        self.shown = files.shown

    def names(self, directory: str) -> Sequence[str]:
        return [name for name in module_files(self._files.names(directory)) if self._may_call(f"{directory}/{name}")]

    def _may_call(self, path: str) -> bool:
        try:
            return _CALL.search(self._files.read(path)) is not None
        except (ConnectorError, LimitError):
            # It is a gap of the module when that is evaluated.
            return False


class _Calls:
    """Which directories a directory calls, each read once."""

    def __init__(self, files: ModuleFiles) -> None:
        self._calling = _Calling(files)
        self._known: dict[str, set[str]] = {}

    def of(self, directory: str) -> set[str]:
        if directory not in self._known:
            self._known[directory] = called_directories(directory, self._calling)
        return self._known[directory]

    def reached_from(self, directories: Iterable[str]) -> set[str]:
        """The directories themselves and all that they call, however far away."""
        seen = set(directories)
        pending = list(seen)
        while pending:
            for callee in self.of(pending.pop()) - seen:
                seen.add(callee)
                pending.append(callee)
        return seen
