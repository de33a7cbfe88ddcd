"""The harness: every check proves itself on real files (DESIGN section 5).

Beside each ``check.yaml`` lie ``<verdict>[.<case>].<format>``: ``fail.tf``, ``pass.kms.cfn.yaml``.  Each is read as an
asset of its own, and the check alone must give the verdict that the name says.  For every source that the properties
claim there must be a fail and a pass.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from seatrial import connectors
from seatrial.bench import Bench, fact_function
from seatrial.engine.evaluate import judge
from seatrial.engine.normalise import Resources
from seatrial.engine.question import Question
from seatrial.errors import ContentError
from seatrial.files import walk
from seatrial.library import Chosen, Library
from seatrial.library.content_file import ContentFile
from seatrial.library.lint import Flaw, lint_checks, lint_definitions, path_of
from seatrial.model.asset import Asset
from seatrial.model.check import Check
from seatrial.model.result import Result, Verdict
from seatrial.repair.rehearsal import Rehearsal, Rehearsed
from seatrial.request import Request

_MADE = frozenset({"plan.json", "terraform.tfstate"})
"""What a program makes of a source: nobody edits it, so no fix is rehearsed on it."""

TODAY = date(2026, 1, 1)
"""The day on which proofs are judged: a proof must not grow old."""

_VERDICTS = tuple(str(verdict) for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class Proof:
    """A real file and the verdict that it must get."""

    path: Path
    verdict: Verdict
    connector: str
    read_as: str


def prove(
    checks: Iterable[Check], library: Library, folders: Iterable[Path]
) -> Iterator[tuple[Check, tuple[Flaw, ...]]]:
    """Yield each check with its flaws; none is a check that is proven.

    ``folders`` are the content folders: a check's ``file`` is relative to the folder above the one that it came from.
    """
    places = [*folders]
    rehearsal = Rehearsal(library)
    wrong = cache(
        lambda type_: tuple(lint_definitions([library.definitions[type_]], fact_function, places, library.definitions))
    )
    with tempfile.TemporaryDirectory(prefix="seatrial-proofs-") as scratch:
        for number, check in enumerate(checks):
            flaws = [*(wrong(check.resource) if check.resource in library.definitions else ())]
            flaws += lint_checks([check], library, places)
            if not flaws:
                proofs = _Proofs(check, library, _folder_of(check, places), Path(scratch, str(number)), rehearsal)
                flaws += proofs.flaws()
            yield check, tuple(flaws)


def example_of_fix(check: Check, library: Library, folder: Path) -> tuple[str, Rehearsed] | None:
    """The plainest failing proof beside a check that its fix changes, by name, and what becomes of it."""
    rehearsal = Rehearsal(replace(library, checks={check.id: check}))
    with tempfile.TemporaryDirectory(prefix="seatrial-example-") as scratch:
        proofs = _Proofs(check, library, folder, Path(scratch), rehearsal)
        for path in sorted(folder.glob("fail.*"), key=lambda path: (path.name.count("."), len(path.suffix), path.name)):
            proof = proof_of(path)
            if proof is not None and proof.read_as not in _MADE:
                rehearsed = rehearsal.of(check, proofs.assets(proof), proofs.params)
                if rehearsed.files:
                    return path.name, rehearsed
    return None


def lint(checks: Iterable[Check], library: Library, folders: Iterable[Path]) -> Iterator[Flaw]:
    """Yield what is wrong before any proof: with the definitions that the checks ask about, and with the checks."""
    places, linted = [*folders], [*checks]
    types = sorted({check.resource for check in linted} & library.definitions.keys())
    yield from lint_definitions(
        (library.definitions[type_] for type_ in types), fact_function, places, library.definitions
    )
    yield from lint_checks(linted, library, places)


def _folder_of(check: Check, folders: Iterable[Path]) -> Path:
    path = path_of(check.file, folders)
    if path is None:
        raise ContentError("the check lies in none of the content folders", file=check.file)
    return path.parent


class _Proofs:
    """The proofs of one check, each read in a folder of its own below ``scratch``."""

    def __init__(self, check: Check, library: Library, folder: Path, scratch: Path, rehearsal: Rehearsal) -> None:
        self.check = check
        self.folder = folder
        self.scratch = scratch
        self.rehearsal = rehearsal
        self.params = _params(folder)
        chosen = Chosen({check.id: check}, {check.id: self.params})
        self.bench = Bench(library, chosen, Request(all_verdicts=True, today=TODAY, packages=False))
        self.question = self.bench.question(check)

    def flaws(self) -> Iterator[Flaw]:
        proven: set[tuple[str, Verdict]] = set()
        for path in sorted(self.folder.iterdir()):
            proof = proof_of(path)
            if proof is None:
                if path.name not in ("check.yaml", "params.yaml"):
                    yield Flaw(str(path), "is no proof: its name reads verdict[.case].format")
                continue
            assets = self.assets(proof)
            results, sources, gaps = _judged(proof, assets, self.question, self.bench)
            if proof.verdict is not Verdict.UNKNOWN:
                # What is unknown may be so because something could not be read.
                yield from (Flaw(str(path), f"could not be read: {gap}") for gap in gaps)
            yield from _wrong_verdicts(proof, results)
            proven |= {(source, proof.verdict) for source in sources}
            if proof.verdict is Verdict.FAIL and self.check.fix.is_written and proof.read_as not in _MADE:
                yield from self._unfixed(path, assets)
        for name in self.check.fix.by_hand:
            if not (self.folder / name).is_file():
                yield Flaw(self.check.file, f"`fix`: there is no proof {name!r} that could need a hand")
        for source in sorted(self.question.sources):
            for verdict in (Verdict.FAIL, Verdict.PASS):
                if (source, verdict) not in proven:
                    yield Flaw(self.check.file, f"claims the source {source!r}, and has no proof `{verdict}` in it")

    def _unfixed(self, path: Path, assets: Sequence[Asset]) -> Iterator[Flaw]:
        missed = self.rehearsal.of(self.check, assets, self.params).missed
        if path.name not in self.check.fix.by_hand:
            yield from (Flaw(str(path), f"the fix does nothing for {what}") for what in missed)
        elif not missed:
            yield Flaw(self.check.file, f"`fix`: {path.name!r} is fixed by a machine; it needs no hand")

    def assets(self, proof: Proof) -> list[Asset]:
        """The assets that a proof is, read where nothing else is."""
        scratch = self.scratch / proof.path.name
        scratch.mkdir(parents=True)
        (scratch / proof.read_as).write_bytes(proof.path.read_bytes())
        files = [*walk(str(scratch), connectors.load(proof.connector).claims)]
        return [*connectors.module(proof.connector, "find").find(files, {})]


def _params(folder: Path) -> dict[str, Any]:
    path = folder / "params.yaml"
    return ContentFile(path, path.name).value if path.is_file() else {}


def proof_of(path: Path) -> Proof | None:
    """The proof that a file beside a check is, by its name; None for another file."""
    verdict, _, rest = path.name.partition(".")
    if verdict not in _VERDICTS or not rest or not path.is_file():
        return None
    formats = {ending: (c.name, name) for c in connectors.every() for ending, name in c.proofs.items()}
    for ending in sorted(formats, key=len, reverse=True):
        if rest == ending or rest.endswith("." + ending):
            return Proof(path, Verdict(verdict), *formats[ending])
    return None


def _judged(
    proof: Proof, assets: Sequence[Asset], question: Question, bench: Bench
) -> tuple[list[Result], set[str], list[str]]:
    """The check's results on a proof, the sources that they come from, and what could not be read."""
    results: list[Result] = []
    sources: set[str] = set()
    gaps: list[str] = []
    for asset in assets:
        collected = bench.collect(asset)
        gaps.extend(gap.reason for gap in collected.gaps)
        resources = Resources(collected.raws, bench.shapes)
        facts = bench.facts_of(collected, proof.path.name)
        results.extend(judge(question, resources, facts, Counter(), all_verdicts=True))
        sources |= {resource.raw.source for resource in resources.of(question.check.resource)}
    return results, sources & question.sources, gaps


def _wrong_verdicts(proof: Proof, results: list[Result]) -> Iterator[Flaw]:
    found = {result.verdict for result in results} or {Verdict.SKIP}
    allowed = {
        Verdict.FAIL: {Verdict.FAIL, Verdict.PASS, Verdict.SKIP},
        Verdict.PASS: {Verdict.PASS, Verdict.SKIP},
    }.get(proof.verdict, {proof.verdict, Verdict.PASS, Verdict.SKIP})
    if proof.verdict is Verdict.SKIP:
        allowed = {Verdict.SKIP}
    if proof.verdict not in found or not found <= allowed:
        told = (
            ", ".join(sorted(f"{r.verdict} ({r.reason})" if r.reason else str(r.verdict) for r in results)) or "nothing"
        )
        yield Flaw(str(proof.path), f"must be {proof.verdict}, and the check says: {told}")
