"""Appraise: what a finding, its resource and its owners tell -> the risk of the finding.

A resource definition says from what its exposure follows (`RiskFacts`); labels and ``seatrial.yaml`` say what nobody
can derive.  What is not known stays unknown, and says what would tell.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from seatrial import cel
from seatrial.engine.exploits import exploited_told, has_total_impact, is_automatable, likelihood_of
from seatrial.engine.labels import Labels, exposure_in, sensitivity_in, value_in
from seatrial.engine.normalise import Resources
from seatrial.engine.phrases import phrases_of
from seatrial.engine.question import ASSET, object_type, resources_function, without_null
from seatrial.engine.score import LIKELIHOODS, ActionTable, Factors, risk_of
from seatrial.engine.waive import matches_address, matches_path, matches_tags
from seatrial.model.advisory import Match
from seatrial.model.asset import Asset, Use
from seatrial.model.check import Check
from seatrial.model.definition import Definition
from seatrial.model.location import Location
from seatrial.model.raw import Raw
from seatrial.model.resource import Resource
from seatrial.model.result import Result
from seatrial.model.risk import BusinessValue, Exposure, Risk
from seatrial.model.value import Unknown, Value

_LIKELY = {
    "direct": "direct: it is an attack's way in",
    "conditional": "conditional: an attacker needs something else first",
    "depth": "depth: one line of defence among others",
}

_FROM = {
    Exposure.INTERNET: "the internet",
    Exposure.PARTNER: "a network of somebody else",
    Exposure.INTERNAL: "its own network",
    Exposure.ISOLATED: "nothing",
}


class Told(Struct, frozen=True, kw_only=True):
    """What ``seatrial.yaml`` tells of some resources: ``is`` for those of which all the rest holds."""

    level: str
    path: str = ""
    asset: str = ""
    resource: str = ""
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRules:
    """What an organisation knows of its assets; of each the first that fits counts."""

    values: tuple[Told, ...] = ()
    exposures: tuple[Told, ...] = ()


class Probes:
    """The risk facts of all definitions, compiled when one is asked for."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._probes: dict[str, Probe | None] = {}
        self._telling: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, type_: str) -> "Probe | None":
        """The probe of a type; None where its definition tells nothing.  Raises CelError for a wrong expression."""
        if type_ not in self._probes:
            definition = self._definitions.get(type_)
            told = definition is not None and definition.risk is not None
            self._probes[type_] = Probe(self._definitions[type_], self._definitions) if told else None
        return self._probes[type_]

    def types_of(self, raw: Raw) -> tuple[str, ...]:
        """The types that a raw block is of and whose definitions tell something."""
        key = (raw.source, raw.type)
        if key not in self._telling:
            self._telling[key] = tuple(
                definition.type
                for definition in self._definitions.values()
                if definition.risk is not None
                and raw.source in definition.sources
                and raw.type in definition.sources[raw.source].types
            )
        return self._telling[key]


def compile_risk(text: str, definition: Definition, definitions: Mapping[str, Definition]) -> cel.Program:
    """An expression about the risk of a definition's resources, compiled.  Raises CelError."""
    variables = {"resource": object_type(definition.type, definition.properties), "asset": ASSET}
    program = cel.compile(text, variables=variables, functions=(resources_function(definitions),))
    if without_null(program.type) not in (cel.BOOL, cel.DYN):
        raise cel.CelError(f"it must give true or false, and gives {program.type}")
    return program


class Probe:
    """The risk facts of one definition."""

    def __init__(self, definition: Definition, definitions: Mapping[str, Definition]) -> None:
        assert definition.risk is not None  # noqa: S101 - `Probes` asks before
        facts = definition.risk
        self.stores_data = facts.stores_data
        self._levels = {
            level: compile_risk(facts.exposure[level], definition, definitions)
            for level in Exposure
            if level in facts.exposure
        }
        self._privileged = compile_risk(facts.privileged, definition, definitions) if facts.privileged else None

    def exposure(self, resource: Resource, ask: "Ask") -> tuple[Exposure | None, str]:
        """From where it can be reached, and what says so; None where that is not known."""
        for level, program in self._levels.items():
            answer = ask(program, resource)
            if answer is True:
                return level, ask.evidence(program, resource)
            if answer is not False:
                reason = answer.reason if type(answer) is Unknown else "it cannot be read"
                return None, f"whether {_FROM[level]} reaches it is not known: {reason}"
        if not self._levels:
            return None, ""
        return Exposure.INTERNAL, "nothing leads to it from outside"

    def is_privileged(self, resource: Resource, ask: "Ask") -> bool:
        return self._privileged is not None and ask(self._privileged, resource) is True


class Ask:
    """Asks programs about the resources of one asset."""

    def __init__(self, resources: Resources, asset: Mapping[str, Value]) -> None:
        self._runtime: Mapping[str, Callable[..., Any]] = {"resources": resources.of}
        self._asset = asset

    def __call__(self, program: cel.Program, resource: Resource) -> Value:
        """The answer: a bool, Unknown, or None where evaluating it is an error."""
        try:
            return program(resource, self._asset, runtime=self._runtime)
        except cel.EvaluationError:
            return None

    def evidence(self, program: cel.Program, resource: Resource) -> str:
        """What decided, in words: ```publicly_accessible` is true, and a security group lets in 0.0.0.0/0``.

        A property tells its value, a rule of a security group whom it lets in, and an object that has ``said`` that.
        """
        reads = program.trace(resource, self._asset, runtime=self._runtime).reads
        if not reads:
            return "all of its kind are"
        return ", and ".join(phrases_of(reads, resource)) or "what its configuration says"


class _About(NamedTuple):
    """What is known of a resource: from where it can be reached and what it is worth, and what says so."""

    exposure: Exposure | None
    seen: str
    value: BusinessValue | None
    worth: str
    privileged: bool
    public_data: bool


class _Subject(NamedTuple):
    """A resource that something is asked of which is no result."""

    resource_type: str
    address: str
    location: Location


_BUILDS_ONLY = "nothing of it is in what is built"


def _factors(check: Check, about: _About) -> Factors:
    impact = check.impact or check.severity.impact
    # What lets strangers in, and not what else is wrong with what they reach.
    opens = check.likelihood == "direct" and check.automatable
    return Factors(
        impact=impact / 100,
        likelihood=LIKELIHOODS[check.likelihood],
        exposure=about.exposure,
        value=about.value,
        exploited=check.exploited,
        automatable=check.automatable,
        direct=check.likelihood == "direct",
        privileged=about.privileged,
        credential=check.credential,
        public_data=about.public_data and opens,
        said={
            "likelihood": _LIKELY[check.likelihood],
            "exposure": about.seen,
            "exposed": about.seen,
            "value": about.worth,
            "known exploited": "the check says so" if check.exploited else "",
            "automatable": "anybody can reach it without a login" if check.automatable else "a login is needed first",
            "total impact": f"its impact is {impact}",
        },
    )


def _factors_of_flaw(match: Match, about: _About) -> Factors:
    likelihood, likely = likelihood_of(match)
    known = match.exploitation
    automatable, how = is_automatable(match.vector)
    return Factors(
        impact=match.score / 10 if match.score is not None else match.severity.middle,
        likelihood=likelihood,
        exposure=about.exposure,
        value=about.value,
        exploited=known.exploited is not None if known else None,
        automatable=automatable,
        privileged=about.privileged,
        end_of_life=match.ended,
        total=has_total_impact(match.vector),
        said={
            "likelihood": likely,
            "exposure": about.seen,
            "exposed": about.seen,
            "value": about.worth,
            "known exploited": exploited_told(match),
            "automatable": how,
            "total impact": f"its vector is {match.vector}" if match.vector else "no CVSS vector tells it",
        },
    )


class Risks:
    """The risks of checks on resources and of flaws.  What is the same has the same wherever the same is known."""

    _MOST = 10_000

    def __init__(self, actions: ActionTable) -> None:
        self._actions = actions
        self._known: dict[tuple[Hashable, _About], Risk] = {}

    def of(self, check: Check, about: _About) -> Risk:
        return self._remembered((check.id, about), lambda: _factors(check, about))

    def of_flaw(self, match: Match, about: _About) -> Risk:
        kept = (match.id, match.vector, match.severity, match.exploitation, match.ended)
        return self._remembered((kept, about), lambda: _factors_of_flaw(match, about))

    def _remembered(self, key: tuple[Hashable, _About], factors: Callable[[], Factors]) -> Risk:
        if key not in self._known:
            if len(self._known) >= self._MOST:
                self._known.clear()
            self._known[key] = risk_of(factors(), self._actions)
        return self._known[key]


class Appraiser:
    """Gives the findings of one asset their risk."""

    def __init__(
        self,
        *,
        asset: Asset,
        resources: Resources,
        facts: Mapping[str, Value],
        labels: Labels,
        probes: Probes,
        rules: RiskRules,
        risks: Risks,
        path_of: Callable[[str], str],
    ) -> None:
        self._asset = asset.key
        self._uses = asset.uses
        self._resources = resources
        self._labels = labels
        self._probes = probes
        self._rules = rules
        self._risks = risks
        self._path_of = path_of
        self._ask = Ask(resources, facts)
        self._known: dict[tuple[str, str], _About] = {}

    def appraised(self, result: Result, check: Check | None) -> Result:
        """The finding with its risk; one that has no check is a flaw of a package."""
        key = (result.resource_type, result.address)
        if key not in self._known:
            self._known[key] = self._of_resource(result)
        about = self._known[key]
        if result.match is not None:
            return replace(result, risk=self._risks.of_flaw(result.match, about))
        assert check is not None  # noqa: S101 - what is no flaw was asked by a check
        return replace(result, risk=self._risks.of(check, about))

    def use(self, raw: Raw, place: Location, role: str) -> Use:
        """How a block uses what it names at a place: as exposed, as worthy and as privileged as the block itself is."""
        subjects = [_Subject(type_, raw.address, place) for type_ in self._probes.types_of(raw) or ("",)]
        known = [self._of_resource(subject) for subject in subjects]
        about = max(known, key=lambda about: about.exposure.weight if about.exposure else 0.0)
        is_built_with = role == "build"
        return Use(
            location=place,
            asset=self._asset,
            address=raw.address,
            source=raw.source,
            role=role,
            exposure=Exposure.ISOLATED if is_built_with else about.exposure,
            seen=_BUILDS_ONLY if is_built_with else about.seen,
            value=about.value,
            worth=about.worth,
            privileged=any(about.privileged for about in known),
        )

    def value(self) -> BusinessValue | None:
        """What the asset is worth: what ``seatrial.yaml`` says of it, else the most that one of its resources is."""
        told = next((t for t in self._rules.values if t.asset and not (t.path or t.resource or t.tags)), None)
        if told is not None and self._fits(told, None):
            return BusinessValue(told.level)
        values = [about.value for about in self._known.values() if about.value is not None]
        return max(values, key=lambda value: value.weight, default=None)

    def _of_resource(self, result: Result | _Subject) -> "_About":
        labels = self._labels.of(result.address)
        exposure, seen = self._exposure(result, labels)
        value, worth = self._value(result, labels)
        probe = self._probes.of(result.resource_type)
        resource = self._resources.at(result.resource_type, result.address) if probe else None
        used = self._uses_that_count()
        if exposure is None and used is not None:
            exposure, seen = used.exposure, used.seen
        if value is None:
            value, worth = next(((u.value, u.worth) for u in self._uses if u.value is not None), (None, ""))
        sensitive = sensitivity_in(labels)
        stores = probe is not None and probe.stores_data
        return _About(
            exposure=exposure,
            seen=seen,
            value=value,
            worth=worth,
            privileged=any(use.privileged for use in self._uses)
            or (probe is not None and resource is not None and probe.is_privileged(resource, self._ask)),
            public_data=bool(sensitive) and stores and exposure is Exposure.INTERNET,
        )

    def _uses_that_count(self) -> Use | None:
        """The most exposed place that uses the asset; None where no place tells."""
        telling = [use for use in self._uses if use.exposure is not None]
        return max(telling, key=lambda use: use.exposure.weight if use.exposure else 0.0, default=None)

    def _exposure(self, result: Result | _Subject, labels: Mapping[str, Value]) -> tuple[Exposure | None, str]:
        told = next((told for told in self._rules.exposures if self._fits(told, result)), None)
        if told is not None:
            return Exposure(told.level), "seatrial.yaml says so"
        exposure, said = exposure_in(labels)
        if exposure is not None:
            return exposure, said
        probe = self._probes.of(result.resource_type)
        resource = self._resources.at(result.resource_type, result.address) if probe else None
        return probe.exposure(resource, self._ask) if probe and resource is not None else (None, "")

    def _value(self, result: Result | _Subject, labels: Mapping[str, Value]) -> tuple[BusinessValue | None, str]:
        told = next((told for told in self._rules.values if self._fits(told, result)), None)
        return (BusinessValue(told.level), "seatrial.yaml says so") if told is not None else value_in(labels)

    def _fits(self, told: Told, result: Result | _Subject | None) -> bool:
        """Whether all that an entry says holds; without a result only what it says of the asset is asked."""
        if told.asset and not matches_path(self._asset, told.asset):
            return False
        if result is None:
            return True
        return (
            (not told.resource or matches_address(result.address, told.resource))
            and (not told.path or matches_path(self._path_of(result.location.file), told.path))
            and (not told.tags or matches_tags(self._labels.of(result.address), told.tags))
        )
