"""Updates of packages in words: one line for each package of a file, however many flaws it has."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from seatrial.repair.nouns import Fix, Outcome
from seatrial.reports._words import plural


class Updated(NamedTuple):
    """A package of a file, the version that it is given, and the flaws that this removes, of all that were wanted.

    ``file`` is the file that changes; several, with commas, where all of them name one image.
    """

    file: str
    name: str
    version: str
    to: str
    then: str
    more: str
    fixes: tuple[Fix, ...]
    wanted: int

    def __str__(self) -> str:
        """``requirements.txt: urllib3 1.23 -> 2.7.0 removes 11 findings``."""
        removed = len(self.fixes)
        findings = plural(removed, "finding") if removed == self.wanted else f"{removed} of {self.wanted} findings"
        then = f"; then `{self.then}`" if self.then else ""
        more = f"; {self.more}" if self.more else ""
        return f"{self.file}: {self.name} {self.version} -> {self.to} removes {findings}{more}{then}"


def updated(fixes: Iterable[Fix]) -> list[Updated]:
    """What is updated, in the order of the fixes."""
    found: dict[tuple[str, str, str], list[Fix]] = defaultdict(list)
    for fix in fixes:
        if fix.update is not None:
            found[fix.location.file, fix.update.name, fix.update.version].append(fix)
    rows = []
    for (_, name, version), about in found.items():
        done = tuple(fix for fix in about if fix.outcome is Outcome.FIXED)
        made = next((fix.update for fix in done if fix.update and fix.changes), None)
        if made is not None:
            files = sorted({change.head.file for fix in done for change in fix.changes})
            rows.append(Updated(", ".join(files), name, version, made.to, made.then, made.more, done, len(about)))
    return rows


def advised(fixes: Sequence[Fix]) -> str:
    """What would become of a package, or what it has, for fixes that are about the same version of it."""
    update = fixes[0].update
    if update is None:
        return fixes[0].message
    findings = plural(len(fixes), "finding")
    if update.to:
        more = f"; {update.more}" if update.more else ""
        return f"{update.name} {update.version} -> {update.to} would remove {findings}{more}"
    return f"{update.name} {update.version} has {findings}"
