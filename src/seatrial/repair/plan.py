"""From a finding to the changes that would remove it.

A check's fix names properties; the definition says where each is written; the raw block knows the place in the text.
A value that comes through a reference is followed to where it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from msgspec import structs

from seatrial.bench import Bench, attempt
from seatrial.engine.inverse import NoWayBackError
from seatrial.engine.normalise import Resources
from seatrial.engine.question import filled
from seatrial.engine.writes import NoBlockError, Write, property_of, writes
from seatrial.fix.edit import CannotEditError, NotLiteralError
from seatrial.model.check import Check, Words
from seatrial.model.gap import Gap
from seatrial.model.location import Location, Path
from seatrial.model.raw import Obstacle, Spot
from seatrial.model.resource import Resource
from seatrial.model.result import How as How_
from seatrial.model.result import Result
from seatrial.model.value import Value
from seatrial.repair.additions import NoPlaceError, additions_for
from seatrial.repair.nouns import Change, Fix, How, Identity, Outcome
from seatrial.repair.texts import Texts

_MAX_FOLLOWED = 8
_PARAMETER = re.compile(r"\{params\.(\w+)\}")
_STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[(\d+)\]")


class _Planned(NamedTuple):
    """Changes, and why they may be no more than a suggestion."""

    changes: tuple[Change, ...] = ()
    reason: str = ""
    place: Location | None = None
    risk: str = ""


class Planner:
    """Plans the fixes of one asset, as it was collected."""

    def __init__(self, asset: str, resources: Resources, texts: Texts) -> None:
        self.asset = asset
        self.resources = resources
        self.texts = texts

    def fix(self, check: Check, result: Result, params: Mapping[str, Value]) -> Fix:
        """The fix of a finding; one without changes where nobody knows any."""
        try:
            planned = self._planned(check, result, params)
        except (NoWayBackError, CannotEditError) as error:
            planned = _Planned(reason=" ".join(check.fix.steps.split()) or str(error))
        outcome = Outcome.LEFT if not planned.changes and planned.place is None else Outcome.SUGGESTED
        return Fix(
            identity=identity_of(self.asset, result),
            location=result.location,
            message=result.message,
            changes=planned.changes,
            outcome=outcome if planned.reason else Outcome.FIXED,
            reason=planned.reason,
            place=planned.place or result.location,
            risk=planned.risk or " ".join(check.fix.risk.split()),
        )

    def left(self, result: Result, reason: str) -> Fix:
        """A finding that needs a person, for a reason."""
        return Fix(
            identity=identity_of(self.asset, result),
            location=result.location,
            message=result.message,
            outcome=Outcome.LEFT,
            reason=reason,
            place=result.location,
        )

    def _planned(self, check: Check, result: Result, params: Mapping[str, Value]) -> _Planned:
        fix = check.fix
        if not fix.is_written:
            return _Planned(reason=" ".join(fix.steps.split()))
        resource = self._resource(result)
        if fix.words:
            variables = {"resource": resource, check.variable: _value_at(resource, element_path(result.element))}
            changes = [
                Change(head=result.location, how=How.WORDS, value=_words(words, variables)) for words in fix.words
            ]
            return self._tried(tuple(changes))
        try:
            element = element_path(result.element)
            # What is right by default is left unsaid, unless saying it is all that there is to do.
            found = [*_writes(check, resource, element, params)] or [
                *_writes(check, resource, element, params, say=True)
            ]
        except NoBlockError as error:
            return self._added(check, resource, str(error))
        if not found:
            return self._added(check, resource, "nothing that it says is wrong")
        return self._written(found)

    def _resource(self, result: Result) -> Resource:
        for resource in self.resources.of(result.resource_type):
            if resource.raw.address == result.address:
                return resource
        raise NoWayBackError("its resource is not there any more")

    def _added(self, check: Check, resource: Resource, reason: str) -> _Planned:
        """What is added beside a resource, where something can be."""
        template = check.fix.unsafe.get(resource.raw.source)
        if template is None:
            raise NoWayBackError(reason)
        try:
            changes = additions_for(resource, template, self.resources.index.raws)
        except NoPlaceError as error:
            return _Planned(reason=str(error), place=resource.raw.locate(()))
        return self._tried(changes)._replace(risk="it adds a resource")

    def _written(self, found: list[tuple[Write, str]]) -> _Planned:
        changes: list[Change] = []
        reason, place = "", None
        for write, why in found:
            change, where, shared = self.followed(write)
            if isinstance(change, Obstacle):
                return _Planned(reason=change.reason, place=change.place or where)
            changes.append(change)
            if why or shared:
                reason, place = why or shared, where
        return _Planned(changes=tuple(changes), reason=reason, place=place)

    def followed(self, write: Write) -> tuple[Change | Obstacle, Location, str]:
        """The change that a write is, made where the value is written in the end; where; and why others may see it."""
        spot, where, shared = write.origin.raw.spot(write.origin.path), write.origin.location(), ""
        for _ in range(_MAX_FOLLOWED):
            if isinstance(spot, Obstacle):
                return spot, where, ""
            shared = shared or spot.shared
            how = How.ADD if write.adds else How.SET
            change = Change(head=spot.head, how=how, path=spot.path, value=write.value)
            try:
                change = self.texts.worked_out(change)
            except NotLiteralError as error:
                spot = spot.follow(error.expression)
                where = spot.head if isinstance(spot, Spot) else where
            else:
                return change, where, shared
        return Obstacle(reason="its value comes through too many references"), where, ""

    def _tried(self, changes: tuple[Change, ...]) -> _Planned:
        return _Planned(changes=tuple(map(self.texts.worked_out, changes)))


def fixes_of_checks(bench: Bench, planner: Planner, results: Iterable[Result]) -> Iterator[Fix]:
    """Yield the fixes of what checks have found."""
    for result in results:
        check = bench.chosen.checks[result.check]
        params = bench.question(check).params
        fix = attempt(result.location.file, partial(planner.fix, check, result, params))
        # Whatever a hostile source makes of planning costs this finding its fix only.
        yield planner.left(result, fix.reason) if isinstance(fix, Gap) else fix


def identity_of(asset: str, result: Result) -> Identity:
    return (asset, result.check, result.address, result.element)


def element_path(label: str) -> Path:
    """``ingress[1]`` -> ("ingress", 1)."""
    return tuple(int(index) if index else name for name, index in _STEP.findall(label))


def _writes(
    check: Check, resource: Resource, element: Path, params: Mapping[str, Value], *, say: bool = False
) -> Iterator[tuple[Write, str]]:
    """Yield what must be written, and why nobody should write it unasked."""
    for mapping, adds in ((check.fix.set, False), (check.fix.add, True)):
        for path, given in mapping.items():
            value = _given(given, params)
            *above, name = path.split(".")
            owners = [*_owners(resource, above, element)]
            values = value if adds and isinstance(value, list) else [value]
            for owner, value in product(owners, values):
                is_right = _is_right(owner[name], value, adds=adds)
                if not is_right or (say and owner.how(name) is How_.DEFAULT):
                    why = _why_not(owner, name)
                    yield from ((write, why) for write in writes(owner, name, value, adds=adds))


def _value_at(resource: Resource, path: Path) -> Value:
    value: Value = resource
    for step in path:
        value = value[step]
    return value


def _words(words: Words, variables: Mapping[str, Value]) -> Words:
    """The words with what their templates name."""
    texts = {name: filled(getattr(words, name), variables, "") for name in ("append", "before", "behind", "flag")}
    return structs.replace(words, **texts)


def _given(value: Any, params: Mapping[str, Value]) -> Value:
    match = _PARAMETER.fullmatch(value) if isinstance(value, str) else None
    return params.get(match[1]) if match else value


def _owners(resource: Resource, steps: list[str], element: Path) -> Iterator[Resource]:
    """Yield the objects that a path of names leads to: of a list the element that was judged, else all of them."""
    found: list[Value] = [resource]
    for number, step in enumerate(steps):
        values = [owner[step] for owner in found]
        index = element[number + 1] if element[: number + 1] == (*steps[: number + 1],) else None
        found = []
        for value in values:
            items = value if isinstance(value, list) else [value]
            found += [items[index]] if isinstance(index, int) and index < len(items) else items
    for owner in found:
        if not isinstance(owner, Resource):
            raise NoWayBackError(f"there is no {steps[-1] if steps else 'resource'} that could say it")
        yield owner


def _is_right(value: Value, wanted: Value, *, adds: bool) -> bool:
    if adds:
        return isinstance(value, list) and any(type(item) is type(wanted) and item == wanted for item in value)
    return type(value) is type(wanted) and bool(value == wanted)


def _why_not(owner: Resource, name: str) -> str:
    property_ = property_of(owner, name)
    if property_.sensitive:
        raise NoWayBackError(f"`{name}` is a secret")
    is_replaced = owner.raw.source in property_.replaces or owner.raw.type in property_.replaces
    return f"changing `{name}` replaces the resource" if is_replaced else ""
