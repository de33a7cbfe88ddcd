"""The harness: every check proves itself on real files (DESIGN section 5).

Beside each ``check.yaml`` lie ``<verdict>[.<case>].<format>``: ``fail.tf``, ``pass.kms.cfn.yaml``.  Each is read as an
asset of its own, and the check alone must give the verdict that the name says.  For every source that the properties
claim there must be a fail and a pass.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seatrial import connectors
from seatrial.bench import Bench, fact_function
from seatrial.engine.evaluate import AssetFacts, judge
from seatrial.engine.normalise import Resources
from seatrial.engine.question import Question
from seatrial.errors import ContentError
from seatrial.files import walk
from seatrial.library import Chosen, Library
from seatrial.library.content_file import ContentFile
from seatrial.library.lint import Flaw, lint_checks, lint_definitions, path_of
from seatrial.model.check import Check
from seatrial.model.result import Result, Verdict
from seatrial.request import Request

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
    wrong = cache(
        lambda type_: tuple(lint_definitions([library.definitions[type_]], fact_function, places, library.definitions))
    )
    with tempfile.TemporaryDirectory(prefix="seatrial-proofs-") as scratch:
        for number, check in enumerate(checks):
            flaws = [*(wrong(check.resource) if check.resource in library.definitions else ())]
            flaws += lint_checks([check], library, places)
            yield check, tuple(flaws or _flaws(check, library, _folder_of(check, places), Path(scratch, str(number))))


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


def _bench(check: Check, library: Library, params: Mapping[str, Any]) -> Bench:
    return Bench(library, Chosen({check.id: check}, {check.id: params}), Request(all_verdicts=True))


def _flaws(check: Check, library: Library, folder: Path, scratch: Path) -> Iterator[Flaw]:
    bench = _bench(check, library, _params(folder))
    question = bench.question(check)
    proven: set[tuple[str, Verdict]] = set()
    for number, path in enumerate(sorted(folder.iterdir())):
        proof = proof_of(path)
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
