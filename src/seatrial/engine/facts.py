"""Facts: how one property is read from the raw blocks of one source.

A definition's right-hand side is a path (``versioning.enabled``), a CEL expression, or a call of a function beside the
connector.  Each is compiled once into an object that reads a value, or `ABSENT`, and can say where it read it.
A path that meets a list steps into its first element: Terraform writes a nested block as a list of one.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from seatrial import cel
from seatrial.engine.functions import APPLY
from seatrial.engine.index import Index
from seatrial.engine.parts import Apply, Part
from seatrial.engine.roots import root_in
from seatrial.model.definition import Fact, Join, Source
from seatrial.model.location import Path
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, UnknownTouchedError, Value

ABSENT: Final = object()
"""What a fact reads where its source says nothing."""

Function = Callable[[Raw, Index], Value]
"""A fact that needs code."""

Functions = Callable[[str, str], Function]
"""Finds a function by the source that owns it and its name; raises KeyError where there is none."""

_MISSHAPEN = (UnknownTouchedError, AttributeError, IndexError, KeyError, TypeError, ValueError)

_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*|\[\d+\]|\[\"[^\"\\]*\"\])*")
_STEP = re.compile(r"[A-Za-z_]\w*|\[\d+\]|\[\"[^\"\\]*\"\]")


class Place:
    """What a fact is read from: a raw block, or a mapping inside one."""

    __slots__ = ("attributes", "called", "index", "joined", "origin", "source")

    def __init__(self, attributes: Value, origin: Origin, source: Source, index: Index) -> None:
        self.attributes = attributes
        self.origin = origin
        self.source = source
        self.index = index
        self.joined: dict[str, tuple[Raw, ...] | Unknown] = {}
        self.called: dict[str, Value] = {}

    def join(self, name: str) -> tuple[Raw, ...] | Unknown:
        """The blocks joined under a name; Unknown where nobody can say whether there is one."""
        if name not in self.joined:
            self.joined[name] = _joined(self.origin.raw, self.source.joins[name], self.index)
        return self.joined[name]

    def inside(self, name: str) -> tuple[Raw, ...] | Unknown:
        """As `join`, for who looks into the blocks: what our attribute names, and is not here, is unknown to them."""
        raws = self.join(name)
        through = self.source.joins[name].through
        if type(raws) is Unknown or raws or not through:
            return raws
        if read_path(self.origin.raw.attributes, through.split(".")) is ABSENT:
            return raws
        return Unknown(f"what `{through}` names is not here")


def _joined(raw: Raw, join: Join, index: Index) -> tuple[Raw, ...] | Unknown:
    if join.through:
        value = read_path(raw.attributes, join.through.split("."))
        return tuple(index.named(value, join.type)) if value is not ABSENT else ()
    found = index.naming(raw, join.type, join.by)
    for other in found:
        if type(other.exists) is Unknown:
            return Unknown(f"it is not known whether `{other.address}` exists: {other.exists.reason}")
    if not found:
        for other in index.unresolved(join.type, join.by):
            return Unknown(f"`{other.address}` may be about it: its `{join.by}` is not known here")
    return found


class Reading(Protocol):
    """One compiled fact."""

    def value(self, place: Place) -> Value:
        """The value, Unknown, or ABSENT."""

    def origin(self, place: Place) -> Origin:
        """Where `value` is read, or would be if it were there."""

    def element_origins(self, place: Place, items: Sequence[Value]) -> Sequence[Origin]:
        """Where the elements of the list that it reads are."""


def compile_fact(fact: Fact, source: Source, name: str, functions: Functions) -> Reading:
    """Compile one fact of the source called ``name``.  Raises CelError, and KeyError for an unknown function."""
    if fact.of:
        inner = compile_fact(Fact(expression=fact.of), source, name, functions)
        return _Applied(APPLY[fact.call], inner, fact.field)
    if fact.call:
        return _Call(functions(name, fact.call), fact.call, fact.field)
    if _PATH.fullmatch(fact.expression):
        steps = tuple(_step(step) for step in _STEP.findall(fact.expression))
        head = str(steps[0])
        if head == "raw":
            return _OfRaw(str(steps[1]))
        if head in source.joins:
            return _JoinedPath(head, steps[1:])
        return _Path(steps[1:] if head == "block" else steps)
    return _Expression(fact.expression, tuple(source.joins))


def _step(text: str) -> str | int:
    if text.startswith('["'):
        return text[2:-2]
    return int(text[1:-1]) if text.startswith("[") else text


def read_path(value: Value, steps: Sequence[str | int]) -> Value:
    """Walk a path; ABSENT where it ends early or at null, Unknown where something on it is."""
    for step in steps:
        kind = type(value)
        if kind is Unknown:
            return _inside(value)
        if kind is list and type(step) is str:
            if not value:
                return ABSENT
            value = value[0]
            if type(value) is Unknown:
                return _inside(value)
        try:
            value = value[step]
        except (KeyError, IndexError):
            return ABSENT
        except TypeError:
            # A text where a mapping belongs, or the like: neither read nor absent.
            return ABSENT if value is None else Unknown(f"`{step}` is looked for in something that is no mapping")
    return ABSENT if value is None else value


def _inside(unknown: Unknown) -> Unknown:
    """What is inside an unknown value is unknown for the same reason, but points to nothing."""
    return Unknown(unknown.reason)


def written_path(value: Value, steps: Sequence[str | int]) -> Path:
    """The path that `read_path` takes, with the indices that it adds, as far as it leads."""
    path: list[str | int] = []
    for step in steps:
        if type(value) is list and type(step) is str:
            if not value:
                break
            value = value[0]
            path.append(0)
        path.append(step)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
        if type(value) is Unknown:
            break
    return tuple(path)


class _Fact:
    """What most facts have in common: their elements lie below them."""

    def origin(self, place: Place) -> Origin:
        return place.origin

    def element_origins(self, place: Place, items: Sequence[Value]) -> Sequence[Origin]:
        whole = self.origin(place)
        return [whole.below(index) for index in range(len(items))]


class _Path(_Fact):
    """``versioning.enabled``: a path into the block itself."""

    def __init__(self, steps: Sequence[str | int]) -> None:
        self.steps = steps

    def value(self, place: Place) -> Value:
        return read_path(place.attributes, self.steps)

    def origin(self, place: Place) -> Origin:
        attributes = place.attributes
        if isinstance(attributes, Sourced) and self.steps:
            return attributes.origin_of(self.steps[0])
        return place.origin.below(*written_path(attributes, self.steps))


class _JoinedPath(_Fact):
    """``encryption.rule``: a path into the first of the joined blocks; the name alone is all of them."""

    def __init__(self, join: str, steps: Sequence[str | int]) -> None:
        self.join = join
        self.steps = steps

    def value(self, place: Place) -> Value:
        raws = place.inside(self.join) if self.steps else place.join(self.join)
        if type(raws) is Unknown:
            return raws
        if not self.steps:
            return [raw.attributes for raw in raws] or ABSENT
        return read_path(raws[0].attributes, self.steps) if raws else ABSENT

    def origin(self, place: Place) -> Origin:
        raws = place.join(self.join)
        if type(raws) is Unknown or not raws:
            return place.origin
        return Origin(raws[0], written_path(raws[0].attributes, self.steps))

    def element_origins(self, place: Place, items: Sequence[Value]) -> Sequence[Origin]:
        raws = place.join(self.join)
        if self.steps or type(raws) is Unknown:
            return super().element_origins(place, items)
        return [Origin(raw) for raw in raws]


class _OfRaw(_Fact):
    """``raw.type``, ``raw.address``, ``raw.kind``, ``raw.attributes``: the raw block itself."""

    def __init__(self, name: str) -> None:
        self.name = name

    def value(self, place: Place) -> Value:
        return getattr(place.origin.raw, self.name)

    def origin(self, place: Place) -> Origin:
        return Origin(place.origin.raw)


class _Call(_Fact):
    """``{call: containers}``: a function beside the connector, called once for a block, or a field of its result."""

    def __init__(self, function: Function, name: str, field: str) -> None:
        self.function = function
        self.name = name
        self.field = field

    def _result(self, place: Place) -> Value:
        if self.name not in place.called:
            try:
                place.called[self.name] = self.function(place.origin.raw, place.index)
            except _MISSHAPEN as error:
                # A hostile source may put anything anywhere; what a function cannot read is unknown, never a pass.
                place.called[self.name] = Unknown(f"`{self.name}` cannot be read: {error}")
        return place.called[self.name]

    def value(self, place: Place) -> Value:
        result = self._result(place)
        if self.field:
            return read_path(result, (self.field,))
        return ABSENT if result is None else result

    def origin(self, place: Place) -> Origin:
        result = self._result(place)
        if isinstance(result, Sourced):
            return result.origin_of(self.field) if self.field else result.origin
        return place.origin


class _Applied(_Fact):
    """``{call: policy_statements, of: policy}``: a value taken apart; its objects know their places in it."""

    def __init__(self, apply: Apply, inner: Reading, field: str) -> None:
        self.apply = apply
        self.inner = inner
        self.field = field

    def value(self, place: Place) -> Value:
        value = self.inner.value(place)
        if value is ABSENT:
            return ABSENT
        parts = self.apply(value)
        if type(parts) is Unknown:
            return parts
        whole = self.inner.origin(place)
        objects = [_placed(part, whole) for part in parts]
        if not self.field:
            return objects
        return read_path(objects[0], (self.field,)) if objects else ABSENT

    def origin(self, place: Place) -> Origin:
        return self.inner.origin(place)


def _placed(part: Part, whole: Origin) -> Value:
    if not isinstance(part.value, Mapping):
        return part.value
    origin = whole.below(*part.path)
    origins = {name: origin.below(key) for name, key in part.written.items()}
    return Sourced(part.value, origin=origin, origins=origins)


class _Expression(_Fact):
    """``versioning.status == "Enabled"``: CEL over the block's attributes and its joined blocks.

    ``[logs, metrics]`` is what there is of the two: where one alone is absent, the other must not be lost with it.
    """

    def __init__(self, text: str, joins: Sequence[str]) -> None:
        self.joins = joins
        variables: dict[str, cel.Type] = {"block": cel.DYN, "raw": cel.DYN} | dict.fromkeys(joins, cel.DYN)
        tree = root_in(cel.parse(text), "block", keep=frozenset(variables))
        self.program = cel.compile(tree, variables=variables, lists_step_into_first=True)
        reads = {name: [len(read) for read in self.program.reads if read and read[0] == name] for name in joins}
        self.used = [name for name in joins if reads[name]]
        self.looked_into = [name for name in self.used if min(reads[name]) > 1]

    def _bindings(self, place: Place) -> list[Any]:
        raw = place.origin.raw
        described = {"type": raw.type, "address": raw.address, "kind": raw.kind, "attributes": raw.attributes}
        return [place.attributes, described, *map(self._bound, [place] * len(self.joins), self.joins)]

    def _bound(self, place: Place, join: str) -> Value:
        if join not in self.used:
            return []
        raws = place.inside(join) if join in self.looked_into else place.join(join)
        return raws if type(raws) is Unknown else [raw.attributes for raw in raws]

    def value(self, place: Place) -> Value:
        try:
            value = self.program(*self._bindings(place))
        except cel.NoSuchKeyError:
            return ABSENT
        except cel.EvaluationError as error:
            return Unknown(f"it cannot be read: {error}")
        return ABSENT if value is None else value

    def origin(self, place: Place) -> Origin:
        for origin in self._origins(place):
            return origin
        return self._first_read(place)

    def _origins(self, place: Place) -> Iterator[Origin]:
        try:
            reads = self.program.trace(*self._bindings(place)).reads
        except cel.EvaluationError:
            return
        for read in reads:
            head, *steps = read.path
            if head == "block":
                if _has_place(place.attributes, steps):
                    yield _Path(steps).origin(place)
            elif head in self.joins:
                yield _JoinedPath(str(head), _without_first_index(steps)).origin(place)

    def element_origins(self, place: Place, items: Sequence[Value]) -> Sequence[Origin]:
        """The elements are found again by who they are; what an expression has made is where it was first read."""
        found: dict[int, Origin] = {}
        for head, *steps in sorted(self.program.reads):
            if head == "block":
                _enter(found, place.attributes, place.origin, steps)
            elif head in self.joins and type(raws := place.join(str(head))) is not Unknown:
                for raw in raws:
                    _enter(found, raw.attributes, Origin(raw), steps)
        if all(id(item) in found for item in items):
            return [found[id(item)] for item in items]
        whole = self.origin(place)
        return [found.get(id(item)) or whole.below(index) for index, item in enumerate(items)]

    def _first_read(self, place: Place) -> Origin:
        """Where the expression would have been read; blocks before joins, in the order of their names."""
        for head, *steps in sorted(self.program.reads):
            if head == "block" and _has_place(place.attributes, steps):
                return _Path(steps).origin(place)
        return place.origin


def _enter(found: dict[int, Origin], value: Value, origin: Origin, steps: Sequence[str | int]) -> None:
    """Enter the mappings at and on the way of a path, through all elements of the lists on it, with their places."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _enter(found, item, origin.below(index), steps)
    elif isinstance(value, Mapping):
        found.setdefault(id(value), origin)
        if steps and not isinstance(value, Sourced) and steps[0] in value:
            _enter(found, value[steps[0]], origin.below(steps[0]), steps[1:])


def _has_place(attributes: Value, steps: Sequence[str | int]) -> bool:
    """Whether what is read stands somewhere: a key that a function filled in with null stands nowhere."""
    return not isinstance(attributes, Sourced) or not steps or str(steps[0]) in attributes.origins


def _without_first_index(steps: Sequence[str | int]) -> Sequence[str | int]:
    return steps[1:] if steps and isinstance(steps[0], int) else steps
