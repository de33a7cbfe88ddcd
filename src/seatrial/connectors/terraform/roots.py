"""Which directories with Terraform files are root modules: those that no other one calls."""

from collections.abc import Iterable

from seatrial.terraform import ModuleFiles, called_directories


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


class _Calls:
    """Which directories a directory calls, each read once."""

    def __init__(self, files: ModuleFiles) -> None:
        self._files = files
        self._known: dict[str, set[str]] = {}

    def of(self, directory: str) -> set[str]:
        if directory not in self._known:
            self._known[directory] = called_directories(directory, self._files)
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
