"""From a property and the value that it must have to what must be written in the raw blocks.

A definition's facts are followed backwards; where a fact cannot be, or should not be, the definition says what is
written instead (``write``).  Nothing is written that no fact reads, and nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seatrial.engine.facts import Place
from seatrial.engine.flags import Word, word_for
from seatrial.engine.inverse import Demand, Key, NoWayBackError, Steps, element_way, ways_back
from seatrial.engine.normalise import PropertyReader
from seatrial.model.definition import Property
from seatrial.model.location import Path
from seatrial.model.raw import Flags, Origin, Raw, Sourced
from seatrial.model.resource import Resource
from seatrial.model.value import Unknown, Value


class NoBlockError(NoWayBackError):
    """What would have to be written stands in a block that is not there."""


@dataclass(frozen=True, slots=True)
class Write:
    """A value to write at the place of an origin, or with ``adds`` to the list there."""

    origin: Origin
    value: Value
    adds: bool = False


def property_of(owner: Resource, name: str) -> Property:
    """The declared property of a resource, or of an object inside one."""
    return _reader(owner).shape.slots[name].property


def has_joined(owner: Resource, type_: str) -> bool:
    """Whether a block of a raw type speaks about a resource already, or may do so for all that is known."""
    place = _reader(owner).place
    names = [name for name, join in place.source.joins.items() if join.type == type_ and join.by]
    return any(type(raws := place.join(name)) is Unknown or bool(raws) for name in names)


def writes(owner: Resource, name: str, value: Value, *, adds: bool = False) -> tuple[Write, ...]:
    """What makes a property of a resource, or of an object inside one, have a value.

    Raises NoWayBackError, and NoBlockError where a joined block would have to be there and is not.
    """
    reader = _reader(owner)
    # A function's result is there only when somebody has read it.
    reader.read(name)
    if word := _word(reader, name, value, adds=adds):
        return (Write(word.origin, word.text, adds=word.adds),)
    place = _written_place(reader, name)
    failed: NoWayBackError = NoWayBackError(f"`{name}` is said nowhere in {reader.shape.name}")
    for fact in _in_order(_facts(reader, name), place):
        try:
            for way in element_way(fact, value) if adds else ways_back(fact, value):
                try:
                    return tuple(write for demand in way for write in _resolved(demand, place))
                except NoBlockError:
                    # What an older way of saying it would make of it, the newer one would have to be told again.
                    raise
                except NoWayBackError as error:
                    failed = error
        except NoBlockError:
            raise
        except NoWayBackError as error:
            failed = error
    raise failed


def _reader(owner: Resource) -> PropertyReader:
    reader = owner.reader
    assert isinstance(reader, PropertyReader)  # noqa: S101 - nothing else makes resources
    return reader


def _word(reader: PropertyReader, name: str, value: Value, *, adds: bool) -> Word | None:
    """The word of a command line that says it; None where none does."""
    for fact in reader.shape.slots[name].property.facts.get(reader.shape.name, ())[:1]:
        built = reader.place.called.get(fact.call)
        if isinstance(built, Flags):
            return word_for(built, fact.field, value, adds=adds)
    return None


def _facts(reader: PropertyReader, name: str) -> list[str]:
    """The expressions that may be followed."""
    source, property_ = reader.shape.name, reader.shape.slots[name].property
    facts = property_.writes.get(source) or property_.facts.get(source, ())
    if facts and all(fact.call for fact in facts):
        raise NoWayBackError(f"`{name}` is computed, and its definition does not say what is written")
    return [fact.expression for fact in facts if not fact.call]


def _in_order(facts: Sequence[str], place: Place) -> list[str]:
    """Those first whose path is there: what decides is changed, and not said a second time."""
    return sorted(facts, key=lambda fact: not _is_there(fact, place))


def _is_there(fact: str, place: Place) -> bool:
    try:
        found = ways_back(fact, True)[0]
        return any(_value_at(_origin(demand.steps, place)) is not None for demand in found)
    except NoWayBackError:
        return False


def _written_place(reader: PropertyReader, name: str) -> Place:
    """Where the paths that are written begin: what a function has built stands where it says, not where it is read."""
    place, source, property_ = reader.place, reader.shape.name, reader.shape.slots[name].property
    built = place.attributes
    facts = property_.facts.get(source, ())
    if source in property_.writes and facts and facts[0].call in place.called:
        built = place.called[facts[0].call]
    if not isinstance(built, Sourced):
        return place
    if source not in property_.writes and not _is_written_so(built):
        raise NoWayBackError(f"`{name}` is computed, and its definition does not say what is written")
    return Place(_value_at(built.origin), built.origin, place.source, place.index)


def _is_written_so(built: Sourced) -> bool:
    """Whether every key stands under its own name where the object stands."""
    return all(origin.path == (*built.origin.path, key) for key, origin in built.origins.items())


def _value_at(origin: Origin) -> Value:
    value: Value = origin.raw.attributes
    for step in origin.path:
        value = _below(value, step)
    return value


def _resolved(demand: Demand, place: Place) -> Iterator[Write]:
    if demand.steps[0] == "raw" and demand.steps[1:2] != ("attributes",):
        _demand_raw(demand, place.origin.raw)
        return
    origin = _origin(demand.steps, place)
    present = _value_at(origin)
    if type(present) is Unknown and demand.pair:
        raise NoWayBackError(f"what it must be added to is not known: {present.reason}")
    if demand.other:
        if not _is_other(present, demand.value):
            raise NoWayBackError(f"it must not be {demand.value!r}, and nothing says what it should be")
    elif demand.pair:
        yield from _pair(demand, origin, present)
    elif demand.adds:
        yield Write(origin, demand.value, adds=True)
    elif isinstance(present, Mapping | list) and not isinstance(demand.value, Mapping | list):
        raise NoWayBackError("there is more than one value where it would be written")
    else:
        yield Write(origin, demand.value)


def _is_other(present: Value, value: Value) -> bool:
    """Whether a value is known to be something else; one that refers to a resource is known not to be null."""
    if type(present) is Unknown:
        return value is None and present.is_set
    return bool(present != value)


def _demand_raw(demand: Demand, raw: Raw) -> None:
    """``raw.type == "AWS::DynamoDB::GlobalTable"``: a condition that holds or does not; nobody writes it."""
    if demand.steps[1:] != ("type",) or (raw.type == demand.value) is demand.other:
        raise NoWayBackError("it is said in another way")


def _pair(demand: Demand, origin: Origin, present: Value) -> Iterator[Write]:
    items = present if isinstance(present, list) else []
    for index, item in enumerate(items):
        if isinstance(item, Mapping) and item.get(demand.pair) == demand.value[demand.pair]:
            for key, value in demand.value.items():
                if key != demand.pair:
                    yield Write(origin.below(index, key), value)
            return
    yield Write(origin, demand.value, adds=True)


def _origin(steps: Steps, place: Place) -> Origin:
    """The origin that a path of an expression means, also where nothing is there yet."""
    head, rest = steps[0], steps[1:]
    if head in place.source.joins and head != "block":
        return Origin(raw := _joined(str(head), place), _path(raw, (), rest))
    base = place.origin
    if steps[:2] == ("raw", "attributes"):
        return Origin(base.raw, _path(base.raw, (), steps[2:]))
    if not isinstance(place.attributes, Sourced) and _value_at(base) is not place.attributes:
        raise NoWayBackError("it is computed from several places")
    return Origin(base.raw, _path(base.raw, base.path, rest if head == "block" else steps))


def _joined(name: str, place: Place) -> Raw:
    join = place.source.joins[name]
    if join.through:
        raise NoWayBackError(f"it is said by another resource, of the type {join.type}")
    raws = place.join(name)
    if type(raws) is Unknown:
        raise NoWayBackError(raws.reason)
    if not raws:
        raise NoBlockError(f"no {join.type} says anything about it")
    return raws[0]


def _path(raw: Raw, base: Path, steps: Sequence[str | int]) -> Path:
    """A path with the indices of the lists that it steps into; in Terraform a block that is not there becomes one."""
    path = [*base]
    value = _value_at(Origin(raw, base))
    for number, step in enumerate(steps):
        if isinstance(value, list | tuple) and isinstance(step, str):
            path.append(0)
            value = value[0] if value else None
        if type(value) is Unknown:
            raise NoWayBackError(value.reason)
        path.append(str(step) if isinstance(step, str) else step)
        value = _below(value, step)
        rest = steps[number + 1 :]
        if isinstance(value, str):
            # JSON in a text: what is in it is written as JSON has it.
            return (*path, *rest)
        if value is None and raw.source == "terraform" and isinstance(step, str) and _is_name(rest):
            path.append(0)
    return tuple(path)


def _is_name(rest: Sequence[str | int]) -> bool:
    return bool(rest) and isinstance(rest[0], str) and not isinstance(rest[0], Key)


def _below(value: Value, step: str | int) -> Value:
    if isinstance(value, Mapping):
        return value.get(str(step))
    if isinstance(value, list | tuple) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return None
