"""Layers as they are stored: compressed tars, had from somewhere, held against their digests while they are read."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from seatrial.images.digest import verified
from seatrial.images.inflate import inflated
from seatrial.images.layers import Again, Allowance, Layer, Took
from seatrial.images.reading import TURNS, Content, Reading, Rereading
from seatrial.images.taker import Taker
from seatrial.images.tar import Entry, entries
from seatrial.images.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Where a layer can be had from, as often as it is needed.

    ``digest``   names it in what is shown.
    ``diff_id``  the digest of its expanded bytes.
    ``chunks``   its bytes as they are stored; they raise IntegrityError at the end where they are other ones.
    """

    digest: str
    diff_id: str
    chunks: Callable[[], Iterable[bytes]]

    def read(self, takers: Sequence[Taker], allowance: Allowance) -> Layer:
        """Read it to its end, more than once where a sink lacks something.

        Raises ConnectorError, LimitError or ParseError where it cannot be read or is another one; none of it counts
        then.
        """
        reading = Reading(takers, allowance)
        self._pass_by(reading, allowance)
        return reading.finished()

    def reread(self, again: Collection[Again], takers: Sequence[Taker], allowance: Allowance) -> dict[Again, Took]:
        """Read it once more for entries that turned out to be wanted under other names.  Raises as `read` does.

        What there is no room for, or cannot be read, is missing.
        """
        rereading = Rereading(again, takers, allowance)
        self._pass_by(rereading, allowance)
        return rereading.finished()

    def _pass_by(self, reading: "Reading | Rereading", allowance: Allowance) -> None:
        for entry, content in self._entries(allowance):
            reading.add(entry, content)
        for _ in range(TURNS):
            if not reading.is_lacking():
                break
            for entry, content in self._entries(allowance):
                reading.turn(entry, content)

    def _entries(self, allowance: Allowance) -> Iterator[tuple[Entry, Content | None]]:
        expanded = inflated(self.chunks(), allowance.limits)
        return entries(Window(verified(expanded, self.diff_id, None, "the expanded layer")), allowance.limits)
