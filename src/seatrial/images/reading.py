"""Reading a layer for its takers: each entry is offered to each of them, and each content passes by once for all.

What lacks something passes by again, `TURNS` times at most.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from seatrial.errors import ConnectorError
from seatrial.images.layers import (
    ACTS,
    Act,
    Again,
    Allowance,
    Layer,
    Problem,
    Taking,
    Took,
    is_whiteout,
    normal,
    renamed,
    whiteout,
)
from seatrial.images.limits import size_of
from seatrial.images.taker import Sink, Taker, Want
from seatrial.images.tar import Entry, Kind

TURNS = 3
"""So often a layer is read once more for the sinks that lack something."""


class UnreadableError(ConnectorError):
    """One file of a layer cannot be read, but the others can."""


class Content(Protocol):
    """The content of a file, to be read once: see `seatrial.images.tar.Body`."""

    def fits(self, *, in_pieces: bool) -> bool: ...

    def whole(self) -> bytes: ...

    def head(self, count: int) -> bytes: ...

    def pieces(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class _Request:
    """What a taker wants of an entry, which bears the name that it is wanted under."""

    taker: int
    entry: Entry
    want: Want


class _Serving:
    """Hands contents to takers and sinks, and what they make of them to ``keep``.

    ``lacking``  by ordinal, the sinks that an entry must pass by once more for.
    """

    def __init__(self, takers: Sequence[Taker], keep: Callable[[_Request, bytes | None], None]) -> None:
        self.lacking: dict[int, list[tuple[_Request, Sink]]] = {}
        self._takers = takers
        self._keep = keep

    def serve(self, content: Content, requests: Iterable[_Request]) -> bool:
        """Serve the requests about one entry; False where the content is too large for one.  Raises UnreadableError."""
        plain, sinks, is_served = [], [], True
        for request in requests:
            want = request.want
            if not content.fits(in_pieces=want.sink is not None or want.head is not None):
                is_served = False
            elif want.sink is not None:
                sinks.append((request, want.sink(request.entry)))
            else:
                plain.append(request)
        data = _passed(content, _longest(plain), [sink for _, sink in sinks])
        for request in plain:
            taken = self._takers[request.taker].take(request.entry, data[: request.want.head])
            self._keep(request, taken)
        self._settle(sinks)
        return is_served

    def turn(self, entry: Entry, content: Content | None) -> None:
        """Pass by an entry once more.  Raises UnreadableError."""
        sinks = self.lacking.pop(entry.ordinal, None)
        if sinks and content is not None:
            _passed(content, 0, [sink for _, sink in sinks])
            self._settle(sinks)

    def _settle(self, sinks: Iterable[tuple[_Request, Sink]]) -> None:
        for request, sink in sinks:
            if sink.lacks():
                self.lacking.setdefault(request.entry.ordinal, []).append((request, sink))
            else:
                self._keep(request, sink.made())

    def close(self) -> None:
        """There are no more turns."""
        for sinks in self.lacking.values():
            for request, sink in sinks:
                self._keep(request, sink.made())
        self.lacking = {}


class Reading:
    """A layer as far as it is read: first all entries are added, then all have a turn while `is_lacking`."""

    def __init__(self, takers: Sequence[Taker], allowance: Allowance) -> None:
        self._takers = tuple(enumerate(takers))
        self._serving = _Serving(takers, self._keep)
        self._layer = Layer(takings=tuple(Taking() for _ in takers))
        self._allowance = allowance
        self._outside = 0
        self._kept_out = 0

    def is_lacking(self) -> bool:
        return bool(self._serving.lacking)

    def add(self, entry: Entry, content: Content | None) -> None:
        """Add the next entry; of a file, with its content."""
        self._allowance.count(entry.name)
        name = normal(entry.name)
        if name is None or not self._is_possible(name):
            self._outside += 1
            name, act = "", Act.NOTHING
        elif is_whiteout(name):
            name, act = whiteout(name)
        else:
            act = ACTS[entry.kind]
            self._note(renamed(entry, name), content)
        self._layer.names.append(name)
        self._layer.acts.append(act)

    def turn(self, entry: Entry, content: Content | None) -> None:
        """Pass by an entry once more."""
        try:
            self._serving.turn(entry, content)
        except UnreadableError as error:
            self._layer.problems.append(Problem(reason=str(error), path=self._layer.names[entry.ordinal]))

    def _note(self, entry: Entry, content: Content | None) -> None:
        """Have taken what is wanted of an entry."""
        is_link = entry.kind in (Kind.SYMLINK, Kind.HARD_LINK)
        if is_link:
            self._layer.links[entry.ordinal] = entry.link
        requests = []
        for number, taker in self._takers:
            want = taker.wants(entry)
            if want is None:
                continue
            if want.head == 0:
                self._keep(_Request(number, entry, want), taker.take(entry, b""))
            elif is_link:
                self._layer.takings[number].asked[entry.ordinal] = want.manner
            else:
                requests.append(_Request(number, entry, want))
        if requests and content is not None:
            self._serve(entry, content, requests)

    def _serve(self, entry: Entry, content: Content, requests: Sequence[_Request]) -> None:
        try:
            is_served = self._serving.serve(content, requests)
        except UnreadableError as error:
            self._layer.problems.append(Problem(reason=str(error), path=entry.name))
            return
        if not is_served:
            bound = size_of(self._allowance.limits.file)
            self._layer.problems.append(Problem(reason=f"it is larger than {bound}", path=entry.name, bound=bound))

    def _keep(self, request: _Request, value: bytes | None) -> None:
        if value is not None and not self._allowance.keep(value):
            self._kept_out += 1
        else:
            self._layer.takings[request.taker].took[request.entry.ordinal] = Took(request.want.manner, value)

    def _is_possible(self, name: str) -> bool:
        limits = self._allowance.limits
        return len(name) <= limits.name and name.count("/") < limits.depth

    def finished(self) -> Layer:
        self._serving.close()
        limits, layer = self._allowance.limits, self._layer
        if self._outside:
            reason = (
                f"{self._outside} of its entries are left out: they lead out of the image, or their names are too long"
            )
            layer.problems.append(Problem(reason=reason))
        if self._kept_out:
            is_many = self._allowance.kept >= limits.kept
            bound = f"{limits.kept} files" if is_many else size_of(limits.content)
            what = "the image has more of them than" if is_many else "together they are larger than"
            reason = f"{self._kept_out} of its files are left out: {what} {bound}"
            layer.problems.append(Problem(reason=reason, bound=bound))
            layer.is_cut = True
        return layer


class Rereading:
    """A layer that is read once more, for entries under other names; then all have a turn while `is_lacking`."""

    def __init__(self, again: Collection[Again], takers: Sequence[Taker], allowance: Allowance) -> None:
        self._takers = takers
        self._allowance = allowance
        self._serving = _Serving(takers, self._keep)
        self._again: dict[int, list[Again]] = defaultdict(list)
        for each in again:
            self._again[each[0]].append(each)
        self._found: dict[Again, Took] = {}

    def is_lacking(self) -> bool:
        return bool(self._serving.lacking)

    def add(self, entry: Entry, content: Content | None) -> None:
        requests = []
        for again in self._again.get(entry.ordinal, ()):
            _, number, name = again
            named = renamed(entry, name)
            want = self._takers[number].wants(named)
            if want is None:
                self._found[again] = Took("", None)
            else:
                requests.append(_Request(number, named, want))
        if requests and content is not None:
            # What cannot be read is missing, which is said.
            with suppress(UnreadableError):
                self._serving.serve(content, requests)

    def turn(self, entry: Entry, content: Content | None) -> None:
        with suppress(UnreadableError):
            self._serving.turn(entry, content)

    def _keep(self, request: _Request, value: bytes | None) -> None:
        if value is None or self._allowance.keep(value):
            again = (request.entry.ordinal, request.taker, request.entry.name)
            self._found[again] = Took(request.want.manner, value)

    def finished(self) -> dict[Again, Took]:
        self._serving.close()
        return self._found


def _longest(requests: Iterable[_Request]) -> int | None:
    """How many bytes from the beginning all of them have enough of; None is all."""
    longest = 0
    for request in requests:
        if request.want.head is None:
            return None
        longest = max(longest, request.want.head)
    return longest


def _passed(content: Content, head: int | None, sinks: Sequence[Sink]) -> bytes:
    """Hand a content to the sinks, and return so many bytes of its beginning."""
    if not sinks:
        return content.whole() if head is None else content.head(head) if head else b""
    if head is None:
        data = content.whole()
        for sink in sinks:
            sink.feed(data)
        return data
    beginning = bytearray()
    for piece in content.pieces():
        beginning += piece[: head - len(beginning)]
        for sink in sinks:
            sink.feed(piece)
    return bytes(beginning)
