"""Results of what others name: they are at the place that names it, because there it is decided."""

from collections.abc import Sequence

from msgspec.structs import replace

from seatrial.model.asset import Use
from seatrial.model.result import Result


def runs_first(uses: Sequence[Use]) -> tuple[Use, ...]:
    """The places that run an asset, before those that only build on it."""
    return tuple(sorted(uses, key=lambda use: use.role != "run"))


def at_uses(result: Result, uses: Sequence[Use]) -> Result:
    """A result of an asset that sources name, at the first place that does; the others are beside it.

    What decided keeps its own place, as evidence.
    """
    # Instances of one block name an image in one place.
    places = tuple(dict.fromkeys(use.location for use in uses))
    return replace(result, location=places[0], calls=places[1:], declared=None) if places else result
