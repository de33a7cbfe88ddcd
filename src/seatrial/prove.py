"""The harness: every check proves itself on real files (DESIGN section 5).

Beside each ``check.yaml`` lie ``<verdict>[.<case>].<format>``: ``fail.tf``, ``pass.kms.cfn.yaml``.  Each is read as an
asset of its own, and the check alone must give the verdict that the name says.  For every source that the properties
claim there must be a fail and a pass.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seatrial import connectors
from seatrial.engine.evaluate import AssetFacts, judge
from seatrial.engine.normalise import Resources
from seatrial.engine.question import Question, QuestionError
from seatrial.errors import ContentError
from seatrial.files import walk
from seatrial.library import Chosen, Library
from seatrial.library.content_file import ContentFile
from seatrial.model.check import Check
from seatrial.model.result import Result, Verdict
from seatrial.model.words import did_you_mean
from seatrial.scan import Bench

_VERDICTS = tuple(str(verdict) for verdict in Verdict)


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """What is wrong with a check or its proofs: a place and a sentence."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


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
    tops = {folder.name: folder for folder in folders}
    with tempfile.TemporaryDirectory(prefix="seatrial-proofs-") as scratch:
        for number, check in enumerate(checks):
            file = Path(check.file)
            folder = tops[file.parts[0]].joinpath(*file.parts[1:-1])
            yield check, tuple(_flaws(check, library, folder, Path(scratch, str(number))))


def lint(checks: Iterable[Check], library: Library) -> Iterator[Flaw]:
    """Yield what is wrong with checks before any proof: expressions, names, fixes."""
    for check in checks:
        try:
            _bench(check, library, {}).question(check)
        except QuestionError as error:
            yield Flaw(check.file, f"`{error.key}`: {error}")
        except KeyError:
            near = did_you_mean(check.resource, library.definitions)
            yield Flaw(check.file, f"`resource`: there is no resource type {check.resource!r}{near}")
        else:
            yield from _wrong_fix(check, library)


def _wrong_fix(check: Check, library: Library) -> Iterator[Flaw]:
    if not check.fix.set and not check.fix.steps:
        yield Flaw(check.file, "`fix` says neither what to `set` nor `steps` for a person")
    properties = library.definitions[check.resource].properties
    for path in check.fix.set:
        names = properties
        for step in path.split("."):
            if step not in names:
                yield Flaw(check.file, f"`fix.set`: there is no property {path!r}{did_you_mean(step, names)}")
                break
            names = names[step].properties


def _bench(check: Check, library: Library, params: Mapping[str, Any]) -> Bench:
    return Bench(library, Chosen({check.id: check}, {check.id: params}), {}, all_verdicts=True)


def _flaws(check: Check, library: Library, folder: Path, scratch: Path) -> Iterator[Flaw]:
    flaws = [*lint([check], library)]
    if flaws:
        yield from flaws
        return
    bench = _bench(check, library, _params(folder))
    question = bench.question(check)
    proven: set[tuple[str, Verdict]] = set()
    for number, path in enumerate(sorted(folder.iterdir())):
        proof = _proof(path)
        if proof is None:
            if path.name not in ("check.yaml", "params.yaml"):
                yield Flaw(str(path), "is no proof: its name reads verdict[.case].format")
            continue
        results, sources, gaps = _judged(proof, question, bench, scratch / str(number))
        yield from (Flaw(str(path), f"could not be read: {gap}") for gap in gaps)
        yield from _wrong_verdicts(proof, results)
        proven |= {(source, proof.verdict) for source in sources}
    for source in sorted(question.sources):
        for verdict in (Verdict.FAIL, Verdict.PASS):
            if (source, verdict) not in proven:
                yield Flaw(check.file, f"claims the source {source!r}, and has no proof `{verdict}` in it")


def _params(folder: Path) -> dict[str, Any]:
    path = folder / "params.yaml"
    return ContentFile(path, path.name).value if path.is_file() else {}


def _proof(path: Path) -> Proof | None:
    verdict, _, rest = path.name.partition(".")
    if verdict not in _VERDICTS or not rest or not path.is_file():
        return None
    formats = {ending: (c.name, name) for c in connectors.every() for ending, name in c.proofs.items()}
    for ending in sorted(formats, key=len, reverse=True):
        if rest == ending or rest.endswith("." + ending):
            return Proof(path, Verdict(verdict), *formats[ending])
    return None


def _judged(proof: Proof, question: Question, bench: Bench, scratch: Path) -> tuple[list[Result], set[str], list[str]]:
    """The check's results on a proof, the sources that they come from, and what could not be read."""
    scratch.mkdir(parents=True)
    (scratch / proof.read_as).write_bytes(proof.path.read_bytes())
    connector = connectors.load(proof.connector)
    files = [*walk(str(scratch), connector.claims)]
    results: list[Result] = []
    sources: set[str] = set()
    gaps: list[str] = []
    for asset in connectors.module(proof.connector, "collect").find(files, {}):
        collected = bench.collect(asset)
        gaps.extend(gap.reason for gap in collected.gaps)
        resources = Resources(collected.raws, bench.shapes)
        facts = AssetFacts(kind=asset.kind, name=proof.path.name)
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


def content_error(error: QuestionError, check: Check) -> ContentError:
    """An expression that does not compile, as the error that the command reports."""
    line = getattr(error.cause, "line", 0)
    return ContentError(f"`{error.key}`: {error}", file=check.file, line=line)
