"""A folder of sources, repaired with the shipped library: what the files would be, and what became of each finding."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from seatrial.repair.nouns import Fix
from seatrial.repair.run import Repairs, Wanted, repair
from seatrial.request import Request


class Yard:
    """``top`` is a repository of its own."""

    def __init__(self, top: Path) -> None:
        self.top = top
        (top / ".git").mkdir(exist_ok=True)

    def write(self, files: Mapping[str, str]) -> "Yard":
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return self

    def repaired(
        self, *checks: str, unsafe: bool = False, policy: str = "strict", request: Request | None = None
    ) -> "Repaired":
        request = request or Request(policies=(policy,))
        wanted = Wanted(checks=frozenset(checks), unsafe=unsafe)
        return Repaired(self.top, repair(replace(request, targets=(str(self.top),)), wanted))


class Repaired:
    """What a repair says."""

    def __init__(self, top: Path, repairs: Repairs) -> None:
        self.top = top
        self.repairs = repairs

    @property
    def files(self) -> dict[str, str]:
        """The files that would change, as they would be."""
        return {str(Path(file.file).relative_to(self.top)): file.after.decode() for file in self.repairs.files}

    @property
    def outcomes(self) -> list[str]:
        return [str(fix.outcome) for fix in self.repairs.fixes]

    def one(self) -> Fix:
        (fix,) = self.repairs.fixes
        return fix
