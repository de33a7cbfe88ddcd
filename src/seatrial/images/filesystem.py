"""The files of an image after all its layers, as far as they are wanted, each with the layer that it is from.

A path goes through the links of the layers so far, inside the image, as when a runtime unpacks it: `lib/x` is
`usr/lib/x` where `lib` is a link to `usr/lib`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.images.files import Files, Held, Paths, Promise
from seatrial.images.layers import Act, Again, Allowance, Layer, Problem, Readable, problem_of
from seatrial.images.paths import Links
from seatrial.images.taker import Taker
from seatrial.images.tar import Entry, Kind

_SAID = 20
"""So many problems of a layer are said one by one."""

_CHAIN = 40
"""So many hard links may lead to one another."""


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


class Filesystem:
    """The files of an image as far as its takers want them, and what could not be read of it."""

    def __init__(self, layers: Iterable[Readable], takers: Sequence[Taker], allowance: Allowance) -> None:
        self.layers = tuple(layers)
        self.problems: list[tuple[str, Problem]] = []
        """With the digest of the layer that each is about."""
        self._links = Links(allowance.limits)
        self._takers = tuple(takers)
        self._allowance = allowance
        self._paths = tuple(Paths() for _ in takers)
        self._applied: list[_Applied] = []
        for stored in self.layers:
            self._add(stored)
        self._fulfil()

    def of(self, taker: Taker) -> Files:
        """What one of the takers has."""
        paths = self._paths[self._takers.index(taker)]
        return Files(self.layers, self.problems, paths, self._links)

    def _add(self, stored: Readable) -> None:
        try:
            layer = stored.read(self._takers, self._allowance)
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

    def _apply(self, layer: Layer, number: int) -> None:
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

    def _enter(self, step: "_Step", ordinal: int, path: str, *, is_moved: bool) -> None:
        """Enter one entry under its path."""
        layer, act = step.layer, step.layer.acts[ordinal]
        if act >= Act.WHITEOUT:
            (step.applied.opaque if act == Act.OPAQUE else step.applied.hidden).add(path)
            self._links.hide(path, below_only=act == Act.OPAQUE)
            return
        self._links.remove(path)
        if path in step.held:
            for paths in step.paths:
                paths.drop(path)
        if act == Act.FOLDER:
            # A folder takes the place of whatever is no folder, and keeps what is in it.
            step.folders.add(path)
        else:
            step.applied.hidden.add(path)
            if path in step.parents:
                self._clear(step, path)
        if act == Act.SYMLINK:
            self._links.add(path, layer.links[ordinal])
            step.note(path)
        elif act == Act.HARD_LINK:
            self._hard_link(step, ordinal, path)
        if is_moved or ordinal in step.wanted:
            self._hold(step, ordinal, path, is_moved=is_moved)

    def _hold(self, step: "_Step", ordinal: int, path: str, *, is_moved: bool) -> None:
        """Hold what was taken of an entry, and note what is still to be taken."""
        act = step.layer.acts[ordinal]
        for number, taking in enumerate(step.layer.takings):
            if (took := taking.took.get(ordinal)) is not None:
                step.paths[number].held[path] = Held(took, step.number)
                step.note(path)
            elif act == Act.SYMLINK and ordinal in taking.asked:
                self._paths[number].asked[path] = taking.asked[ordinal]
            elif act == Act.FILE and is_moved:
                want = self._takers[number].wants(Entry(ordinal=ordinal, name=path, kind=Kind.FILE))
                if want is not None:
                    step.paths[number].promises[path] = Promise(path, path, step.number, want.manner)
                    step.note(path)

    def _clear(self, step: "_Step", path: str) -> None:
        """What the layer itself has put below a path goes, because something that is no folder is there now."""
        prefix = f"{path}/"
        self._links.clear(prefix, beside=sum(len(paths.held) + len(paths.promises) for paths in step.paths))
        for paths in step.paths:
            paths.drop_below(prefix)
        step.parents = {each for each in step.parents if each != path and not each.startswith(prefix)}

    def _hard_link(self, step: "_Step", ordinal: int, path: str) -> None:
        """Enter a second name for what has one already, in this layer or below."""
        target = self._links.target(step.layer.links[ordinal])
        if target is None:
            step.lost += 1
            return
        leads = self._links.at(target)
        if leads is not None:
            self._links.add(path, leads)
        for number, taking in enumerate(step.layer.takings):
            manner = taking.asked.get(ordinal)
            if manner is None:
                continue
            if leads is not None:
                self._paths[number].asked[path] = manner
            else:
                self._share(step, number, path, target=target, manner=manner)
        step.note(path)

    def _share(self, step: "_Step", number: int, path: str, *, target: str, manner: str) -> None:
        """Give a taker what it has of a file under a second name, or promise it."""
        here = step.paths[number]
        # What the layer itself has at the target counts, wanted or not.
        below = self._paths[number] if target not in step.applied.hidden else Paths()
        held = here.held.get(target) or below.held.get(target)
        promise = here.promises.get(target) or below.promises.get(target)
        if held is not None and held.took.manner == manner:
            here.held[path] = Held(held.took, step.number)
        elif promise is not None:
            here.promises[path] = Promise(path, promise.target, promise.below, manner, step.number)
        else:
            here.promises[path] = Promise(path, target, step.number, manner, step.number)

    def _settle(self, step: "_Step") -> None:
        """Take away what the layer hides of those before, and add what it has."""
        hides = _Memory(step.applied)
        for number, here in enumerate(step.paths):
            paths = self._paths[number]
            for path in [path for path in paths.held if path in step.folders or hides(path)]:
                old = paths.held.pop(path)
                paths.gone.append((path, old))
                if path in here.held:
                    paths.earlier.setdefault(path, []).append(old)
                else:
                    paths.earlier.pop(path, None)
            for path in [path for path in paths.promises if path in step.folders or hides(path)]:
                del paths.promises[path]
            paths.held.update(here.held)
            paths.promises.update(here.promises)
        if self._links:
            self._links.settle(hides)
        self._links.commit()

    def _fulfil(self) -> None:
        """Read the files that are wanted under a name that leads to them, once more."""
        located: dict[int, dict[Again, int]] = {}
        for number, paths in enumerate(self._paths):
            promises = [*paths.promises.values(), *self._behind_links(paths)]
            for layer, ordinal, name, of in self._located(promises):
                located.setdefault(layer, {})[ordinal, number, name] = of
        for layer in sorted(located):
            self._reread(layer, located[layer])

    def _reread(self, layer: int, wanted: dict[Again, int]) -> None:
        """Read a layer once more for what is wanted of it, each under a name that a layer gave it."""
        stored = self.layers[layer]
        try:
            found = stored.reread(wanted, self._takers, self._allowance)
        except (ConnectorError, ParseError) as error:
            self.problems.append((stored.digest, problem_of(error)))
            return
        for again, of in wanted.items():
            _, number, name = again
            if again in found:
                self._paths[number].held[name] = Held(found[again], of)
            else:
                self.problems.append((stored.digest, Problem(reason="it is too large to be read", path=name)))

    def _behind_links(self, paths: Paths) -> Iterator[Promise]:
        """What symbolic links with wanted names lead to, as far as it is not wanted under its own name."""
        for name in sorted(paths.asked):
            if self._links.at(name) is None:
                continue
            try:
                target = self._links.real(name)
            except ParseError:
                continue
            manner = paths.asked[name]
            held, promise = paths.held.get(target), paths.promises.get(target)
            known = held.took.manner if held else promise.manner if promise else None
            if known != manner:
                yield Promise(name, target, len(self.layers) - 1, manner)

    def _located(self, promises: Iterable[Promise]) -> Iterator[tuple[int, int, str, int]]:
        """The layer and the ordinal of what is promised, with its name and the layer that gave it the name."""
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
                    yield number, ordinal, promise.name, number if promise.layer is None else promise.layer
                elif promise.below < number or (ordinal is None and not applied.hides(promise.target)):
                    left.append(promise)
            open_ = left

    def _where(self, applied: _Applied, promises: Iterable[Promise]) -> Callable[[str], int | None]:
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


class _Step:
    """One layer as far as it has been laid over the others.

    ``wanted``   the entries of which something was taken or asked, by ordinal.
    ``held``     the paths at which it has something, and ``parents`` the folders that those are in.
    """

    __slots__ = ("applied", "folders", "held", "layer", "lost", "number", "parents", "paths", "wanted")

    def __init__(self, layer: Layer, number: int, applied: _Applied) -> None:
        self.layer = layer
        self.number = number
        self.applied = applied
        self.paths = tuple(Paths() for _ in layer.takings)
        self.wanted = frozenset().union(
            *(ordinals for taking in layer.takings for ordinals in (taking.took, taking.asked))
        )
        self.folders: set[str] = set()
        self.held: set[str] = set()
        self.parents: set[str] = set()
        self.lost = 0

    def note(self, path: str) -> None:
        """Something of the layer is at a path."""
        self.held.add(path)
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
