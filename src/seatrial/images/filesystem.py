"""The files of an image after all its layers, as far as they are wanted, each with the layer that it is from.

A path goes through the links of the layers so far, inside the image, as when a runtime unpacks it: `lib/x` is
`usr/lib/x` where `lib` is a link to `usr/lib`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.images.layers import Act, Allowance, Layer, Problem, Take, Taken, Wanted, problem_of
from seatrial.images.paths import Links
from seatrial.images.tar import Entry, Kind

_SAID = 20
"""So many problems of a layer are said one by one."""

_CHAIN = 40
"""So many hard links may lead to one another."""


class Readable(Protocol):
    """A layer that can be read, as `seatrial.images.layers.Stored` says."""

    @property
    def digest(self) -> str: ...

    def read(self, wanted: Wanted, take: Take[Taken], allowance: Allowance) -> Layer[Taken]: ...

    def reread(self, ordinals: Collection[int], take: Take[Taken], allowance: Allowance) -> dict[int, Taken]: ...


@dataclass(frozen=True, slots=True)
class Found(Generic[Taken]):
    """A wanted file: what was taken of it, and the number of its layer, from 0."""

    value: Taken
    layer: int


@dataclass(frozen=True, slots=True)
class _Promise:
    """A wanted name for a file that was not wanted by its own name.

    ``below``  the last of the layers in which the file may be; ``layer`` the one that gave it the name, None where that
               is the one in which the file is.
    """

    name: str
    target: str
    below: int
    layer: int | None = None


@dataclass(slots=True)
class _Applied:
    """What a layer did, by names with their links followed; kept to find files in it later."""

    names: list[str]
    acts: bytearray
    links: dict[int, str]
    hidden: set[str] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)

    def hides(self, path: str) -> bool:
        """Whether the layer takes a path of the layers below away."""
        if path in self.hidden:
            return True
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            if folder in self.hidden or folder in self.opaque:
                return True
        return False


class Filesystem(Generic[Taken]):
    """The wanted files of an image, and what could not be read of it."""

    def __init__(self, layers: Iterable[Readable], wanted: Wanted, take: Take[Taken], allowance: Allowance) -> None:
        self.layers = tuple(layers)
        self.problems: list[tuple[str, Problem]] = []
        """With the digest of the layer that each is about."""
        self._wanted = wanted
        self._take = take
        self._allowance = allowance
        self._files: dict[str, Found[Taken]] = {}
        self._earlier: dict[str, list[Found[Taken]]] = {}
        self._links = Links(allowance.limits)
        self._asked: set[str] = set()
        self._promises: dict[str, _Promise] = {}
        self._applied: list[_Applied] = []
        for stored in self.layers:
            self._add(stored)
        self._fulfil()

    def files(self) -> Iterator[tuple[str, Taken, str]]:
        """Each file: its path without a leading slash, what was taken of it, its layer's digest; in order of paths."""
        for path in sorted(self._files):
            found = self._files[path]
            yield path, found.value, self.layers[found.layer].digest

    def entries(self) -> Iterator[tuple[str, Found[Taken]]]:
        """Each file, in order of paths."""
        for path in sorted(self._files):
            yield path, self._files[path]

    def earlier(self, path: str) -> Sequence[Found[Taken]]:
        """What lower layers had at the path of a file, since it was last gone; lowest first."""
        return self._earlier.get(path, ())

    def find(self, path: str) -> Found[Taken] | None:
        """The file at a path, links followed; None where it is not there, or not wanted."""
        try:
            return self._files.get(self._links.real(path.strip("/")))
        except ParseError:
            return None

    def _add(self, stored: Readable) -> None:
        try:
            layer = stored.read(self._wanted, self._take, self._allowance)
        except (ConnectorError, ParseError) as error:
            self.problems.append((stored.digest, problem_of(error)))
            self._applied.append(_Applied([], bytearray(), {}))
            return
        problems = layer.problems
        if len(problems) > _SAID:
            more = Problem(reason=f"{len(problems) - _SAID} more of its files could not be read")
            problems = [*problems[:_SAID], more]
        self.problems += ((stored.digest, problem) for problem in problems)
        try:
            self._apply(layer, len(self._applied))
        except LimitError as error:
            self.problems.append((stored.digest, problem_of(error)))

    def _apply(self, layer: Layer[Taken], number: int) -> None:
        """Lay a layer over those before; what it takes away, it takes from those only."""
        applied = _Applied(layer.names, layer.acts, layer.links)
        self._applied.append(applied)
        step = _Step(layer, number, applied)
        for ordinal, name in enumerate(layer.names):
            act = layer.acts[ordinal]
            if not name and act != Act.OPAQUE:
                continue
            try:
                # What is said inside a folder is about the folder itself, which a link may lead to.
                path = self._links.real(name) if act == Act.OPAQUE else self._links.placed(name)
            except ParseError as error:
                if isinstance(error, LimitError):
                    raise
                step.lost += 1
                continue
            if path != name:
                layer.names[ordinal] = path
            self._enter(step, ordinal, path, is_moved=path != name)
        if step.lost:
            reason = f"{step.lost} of its entries are behind links that lead in circles, and are left out"
            self.problems.append((self.layers[number].digest, Problem(reason=reason)))
        self._settle(step)

    def _enter(self, step: "_Step[Taken]", ordinal: int, path: str, *, is_moved: bool) -> None:
        """Enter one entry under its path."""
        layer, act = step.layer, step.layer.acts[ordinal]
        if act in (Act.OPAQUE, Act.WHITEOUT):
            (step.applied.opaque if act == Act.OPAQUE else step.applied.hidden).add(path)
            self._links.hide(path, below_only=act == Act.OPAQUE)
            return
        self._links.remove(path)
        step.files.pop(path, None)
        step.promises.pop(path, None)
        if act == Act.FOLDER:
            # A folder takes the place of whatever is no folder, and keeps what is in it.
            step.folders.add(path)
            return
        step.applied.hidden.add(path)
        if path in step.parents:
            self._clear(step, path)
        if act == Act.FILE:
            if ordinal in layer.taken:
                step.files[path] = Found(layer.taken[ordinal], step.number)
            elif is_moved and self._wanted(Entry(ordinal=ordinal, name=path, kind=Kind.FILE)):
                step.promises[path] = _Promise(path, path, step.number)
            else:
                return
        elif act == Act.SYMLINK:
            self._links.add(path, layer.links[ordinal])
            if ordinal in layer.asked:
                self._asked.add(path)
        elif act == Act.HARD_LINK:
            self._hard_link(step, ordinal, path)
        else:
            return
        step.note_parents(path)

    def _clear(self, step: "_Step[Taken]", path: str) -> None:
        """What the layer itself has put below a path goes, because something that is no folder is there now."""
        prefix = f"{path}/"
        self._links.clear(prefix, beside=len(step.files) + len(step.promises))
        for each in [each for each in step.files if each.startswith(prefix)]:
            del step.files[each]
        for each in [each for each in step.promises if each.startswith(prefix)]:
            del step.promises[each]
        step.parents = {each for each in step.parents if each != path and not each.startswith(prefix)}

    def _hard_link(self, step: "_Step[Taken]", ordinal: int, path: str) -> None:
        """Enter a second name for what has one already, in this layer or below."""
        target = self._links.target(step.layer.links[ordinal])
        if target is None:
            step.lost += 1
            return
        leads = self._links.at(target)
        if leads is not None:
            self._links.add(path, leads)
        if ordinal not in step.layer.asked:
            return
        if leads is not None:
            self._asked.add(path)
        elif (found := step.files.get(target) or self._files.get(target)) is not None:
            step.files[path] = Found(found.value, step.number)
        elif (promise := step.promises.get(target) or self._promises.get(target)) is not None:
            step.promises[path] = _Promise(path, promise.target, promise.below, step.number)
        else:
            step.promises[path] = _Promise(path, target, step.number, step.number)

    def _settle(self, step: "_Step[Taken]") -> None:
        """Take away what the layer hides of those before, and add what it has."""
        applied = step.applied
        if self._files or self._promises or self._links:
            hides = _Memory(applied)
            for path in [path for path in self._files if path in step.folders or hides(path)]:
                old = self._files.pop(path)
                if path in step.files:
                    self._earlier.setdefault(path, []).append(old)
                else:
                    self._earlier.pop(path, None)
            for path in [path for path in self._promises if path in step.folders or hides(path)]:
                del self._promises[path]
            self._links.settle(hides)
        self._files.update(step.files)
        self._promises.update(step.promises)
        self._links.commit()

    def _fulfil(self) -> None:
        """Read the files that are wanted under a name that leads to them, once more."""
        promises = list(self._promises.values())
        for name in sorted(self._asked):
            if self._links.at(name) is None:
                continue
            try:
                target = self._links.real(name)
            except ParseError:
                continue
            if target not in self._files and target not in self._promises:
                promises.append(_Promise(name, target, len(self.layers) - 1))
        for number, wanted in self._located(promises).items():
            stored = self.layers[number]
            try:
                taken = stored.reread(wanted.keys(), self._take, self._allowance)
            except (ConnectorError, ParseError) as error:
                self.problems.append((stored.digest, problem_of(error)))
                continue
            for ordinal, names in wanted.items():
                if ordinal in taken:
                    self._files.update({name: Found(taken[ordinal], layer) for name, layer in names})
                else:
                    problem = Problem(reason="it is too large to be read", path=names[0][0])
                    self.problems.append((stored.digest, problem))

    def _located(self, promises: Iterable[_Promise]) -> "dict[int, dict[int, list[tuple[str, int]]]]":
        """By layer and ordinal, the names that a file is wanted under, each with the layer that gave it the name."""
        located: dict[int, dict[int, list[tuple[str, int]]]] = {}
        open_ = list(promises)
        for number in reversed(range(len(self._applied))):
            if not open_:
                break
            applied = self._applied[number]
            where = self._where(applied, open_)
            left = []
            for promise in open_:
                ordinal = where(promise.target) if promise.below >= number else None
                if ordinal is not None and applied.acts[ordinal] == Act.FILE:
                    layer = number if promise.layer is None else promise.layer
                    located.setdefault(number, {}).setdefault(ordinal, []).append((promise.name, layer))
                elif promise.below < number or (ordinal is None and not applied.hides(promise.target)):
                    left.append(promise)
            open_ = left
        return located

    def _where(self, applied: _Applied, promises: Iterable[_Promise]) -> Callable[[str], int | None]:
        """Which entry of a layer has a path, through the hard links of the layer."""
        targets = {promise.target for promise in promises}
        for ordinal, leads in applied.links.items():
            if applied.acts[ordinal] == Act.HARD_LINK:
                targets.add(self._links.target(leads) or "")
        # Of a name that is there twice the last entry counts.
        where = {
            name: ordinal
            for ordinal, name in enumerate(applied.names)
            if name in targets and applied.acts[ordinal] not in (Act.WHITEOUT, Act.OPAQUE)
        }

        def find(path: str) -> int | None:
            ordinal = where.get(path)
            for _ in range(_CHAIN):
                if ordinal is None or applied.acts[ordinal] != Act.HARD_LINK:
                    break
                ordinal = where.get(self._links.target(applied.links[ordinal]) or "")
            return ordinal

        return find


@dataclass(slots=True)
class _Step(Generic[Taken]):
    """One layer as far as it has been laid over the others."""

    layer: Layer[Taken]
    number: int
    applied: _Applied
    files: dict[str, Found[Taken]] = field(default_factory=dict)
    promises: dict[str, _Promise] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    lost: int = 0

    def note_parents(self, path: str) -> None:
        """Note the folders that something of the layer is in."""
        while (path := path.rpartition("/")[0]) and path not in self.parents:
            self.parents.add(path)


class _Memory:
    """Whether a layer hides a path, with what it says of folders remembered."""

    def __init__(self, applied: _Applied) -> None:
        self._applied = applied
        self._folders: dict[str, bool] = {"": "" in applied.opaque}

    def __call__(self, path: str) -> bool:
        return path in self._applied.hidden or self._hides_below(path.rpartition("/")[0])

    def _hides_below(self, folder: str) -> bool:
        """Whether everything in a folder is hidden."""
        above = [folder]
        while above[-1] not in self._folders:
            above.append(above[-1].rpartition("/")[0])
        known = self._folders[above.pop()]
        for each in reversed(above):
            known = known or each in self._applied.hidden or each in self._applied.opaque
            self._folders[each] = known
        return known
