"""Checks on resources: a verdict for each, and for what is not a pass the values that decided."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from seatrial import cel
from seatrial.cel.times import parse_timestamp
from seatrial.engine.evidence import Place, evidence_of, place_of
from seatrial.engine.normalise import Resources
from seatrial.engine.question import Question
from seatrial.model.location import Location, Path
from seatrial.model.resource import Resource
from seatrial.model.result import Result, Verdict
from seatrial.model.value import Unknown, Value


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What checks can ask of an asset.

    ``complete``       what is absent from it does not exist anywhere.
    ``today``          the day of the scan.
    ``release_ended``  the distribution that an image is made of is maintained no more; None where there is none.
    ``release_ends``   the day from which on it is not; None where it does not end.
    """

    kind: str
    name: str
    today: date
    complete: bool = False
    release_ended: bool | Unknown | None = None
    release_ends: str | None = None

    def as_value(self) -> dict[str, Value]:
        return {
            "kind": self.kind,
            "name": self.name,
            "complete": self.complete,
            "today": parse_timestamp(f"{self.today.isoformat()}T00:00:00Z"),
            "release_ended": self.release_ended,
            "release_ends": self.release_ends,
        }


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is judged: a resource, or one element of a list of it.

    ``belongs``  Unknown where a filter cannot say whether the element is one that is asked.
    """

    resource: Resource
    values: tuple[Value, ...]
    path: Path = ()
    belongs: bool | Unknown = True


QUIET = frozenset({Verdict.PASS, Verdict.SKIP})
"""The verdicts that are counted, and listed only for somebody who asks."""


def judge(
    question: Question, resources: Resources, asset: AssetFacts, counts: Counter[Verdict], *, all_verdicts: bool
) -> Iterator[Result]:
    """Yield the results of a check on every resource of its type; one for each element where it says ``each``.

    All of them are counted in ``counts``; passes and skips are yielded with ``all_verdicts`` only.
    """
    evaluation = _Evaluation(question, asset.as_value(), {"resources": resources.of}, counts, all_verdicts)
    for resource in resources.of(question.check.resource):
        if resource.raw.source in question.sources:
            yield from evaluation.of(resource)


class _Evaluation:
    """One check, bound to one asset."""

    def __init__(
        self,
        question: Question,
        asset: Mapping[str, Value],
        runtime: Mapping[str, Callable[..., Any]],
        counts: Counter[Verdict],
        all_verdicts: bool,
    ) -> None:
        self.question = question
        self.asset = asset
        self.runtime = runtime
        self.counts = counts
        self.all_verdicts = all_verdicts

    def of(self, resource: Resource) -> Iterator[Result]:
        question = self.question
        whole = _Subject(resource, (resource, question.params, self.asset))
        if question.missing:
            yield from self._quiet(whole, Verdict.SKIP, f"no policy gives a value to `{question.missing}`")
            return
        try:
            applies = True if question.when is None else question.when(*whole.values, runtime=self.runtime)
            subjects = self._subjects(whole) if applies is True or type(applies) is Unknown else []
        except cel.EvaluationError as error:
            yield self._result(whole, Verdict.ERROR, reason=str(error))
            return
        if type(subjects) is Unknown:
            yield self._unknown(whole, subjects, question.elements)
        elif not subjects:
            yield from self._quiet(whole, Verdict.SKIP)
        else:
            for subject in subjects:
                yield from self._judged(subject, subject.belongs if applies is True else applies)

    def _quiet(self, subject: _Subject, verdict: Verdict, reason: str = "") -> Iterator[Result]:
        """A result that is only counted, unless all are wanted: making it would cost more than the answer did."""
        if self.all_verdicts:
            yield self._result(subject, verdict, reason=reason)
        else:
            self.counts[verdict] += 1

    def _subjects(self, whole: _Subject) -> list[_Subject] | Unknown:
        if self.question.elements is None:
            return [whole]
        path, filtered = self.question.elements_path, self.question.filtered
        elements = (filtered.of if filtered else self.question.elements)(*whole.values, runtime=self.runtime)
        if type(elements) is Unknown:
            return elements
        if filtered:
            return [*self._filtered(whole, elements or (), filtered.where)]
        indices = _indices(elements or (), whole.resource, path)
        return [
            _Subject(whole.resource, (*whole.values, element), (*path, index))
            for index, element in zip(indices, elements or (), strict=True)
        ]

    def _filtered(self, whole: _Subject, elements: Sequence[Value], where: cel.Program) -> Iterator[_Subject]:
        path = self.question.elements_path
        for index, element in enumerate(elements):
            values = (*whole.values, element)
            belongs = where(*values, runtime=self.runtime)
            if belongs is not False:
                yield _Subject(whole.resource, values, (*path, index), belongs)

    def _judged(self, subject: _Subject, applies: bool | Unknown) -> Iterator[Result]:
        expects = self.question.expects
        try:
            answer = expects(*subject.values, runtime=self.runtime)
        except cel.EvaluationError as error:
            yield self._result(subject, Verdict.ERROR, reason=str(error))
            return
        if answer is True:
            yield from self._quiet(subject, Verdict.PASS)
        elif answer is False and applies is True:
            yield self._failed(subject)
        elif type(answer) is Unknown:
            yield self._unknown(subject, answer, expects)
        elif type(applies) is Unknown:
            yield self._unknown(subject, applies, self.question.when)
        else:
            yield self._result(subject, Verdict.ERROR, reason="`expects` gives neither true nor false")

    def _failed(self, subject: _Subject) -> Result:
        evidence = evidence_of(self._reads(self.question.expects, subject), self._place(subject))
        variables = dict(zip(self._names(), subject.values, strict=False))
        return self._result(
            subject,
            Verdict.FAIL,
            message=self.question.message(variables, subject.resource.raw.address),
            evidence=evidence,
            location=evidence[0].location if evidence else None,
        )

    def _unknown(self, subject: _Subject, unknown: Unknown, program: cel.Program | None) -> Result:
        reads = self._reads(program, subject) if program is not None else ()
        evidence = evidence_of(reads, self._place(subject))
        location = next((item.location for item in evidence if item.how == "unknown"), None)
        return self._result(subject, Verdict.UNKNOWN, reason=unknown.reason, evidence=evidence, location=location)

    def _reads(self, program: cel.Program, subject: _Subject) -> tuple[cel.Read, ...]:
        values = subject.values if program is self.question.expects else subject.values[:3]
        return program.trace(*values, runtime=self.runtime).reads

    def _names(self) -> tuple[str, ...]:
        variable = self.question.check.variable
        return ("resource", "params", "asset", variable) if variable else ("resource", "params", "asset")

    def _place(self, subject: _Subject) -> Place:
        element = subject.values[3] if len(subject.values) > 3 else None
        return partial(place_of, subject.resource, self.question.check.variable, element, subject.path)

    def _result(self, subject: _Subject, verdict: Verdict, *, location: Location | None = None, **more: Any) -> Result:
        self.counts[verdict] += 1
        raw = subject.resource.raw
        if location is None and verdict not in QUIET:
            found = self._place(subject)(("resource", *subject.path))
            location = found.origin.location() if found else None
        return Result(
            check=self.question.check.id,
            resource_type=self.question.check.resource,
            address=raw.address,
            verdict=verdict,
            location=location or raw.locate(()),
            element=_label(subject.path),
            condition=raw.exists.reason if type(raw.exists) is Unknown else "",
            calls=raw.calls,
            declared=raw.locate(()) if verdict not in QUIET else None,
            **more,
        )


def _indices(elements: Sequence[Value], resource: Resource, path: Path) -> Sequence[int]:
    """Where the elements stand in the list at the path; those that a filter has let through keep their places."""
    whole: Value = resource
    for step in path:
        whole = whole[step] if isinstance(whole, Mapping) else None
    if not isinstance(whole, list) or len(whole) == len(elements):
        return range(len(elements))
    places = {id(item): index for index, item in enumerate(whole)}
    return [places.get(id(element), index) for index, element in enumerate(elements)]


def _label(path: Path) -> str:
    """``ingress[1]`` for ("ingress", 1)."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
