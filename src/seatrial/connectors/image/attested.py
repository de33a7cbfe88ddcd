"""What attestations beside an image say of its flaws."""

from collections.abc import Iterator, Sequence

from seatrial.errors import LimitError, ParseError
from seatrial.images.attestation import Attestation
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.parsers.vex import Found, statements_of_attestation


def statements_in(attestations: Sequence[Attestation]) -> tuple[Found, tuple[Gap, ...]]:
    """The statements of VEX, which nobody has verified, and what of them could not be read."""
    read = [*_read(attestations)]
    found = [each for each in read if isinstance(each, Found)]
    return (
        Found(
            statements=tuple(statement for each in found for statement in each.statements),
            flaws=tuple(flaw for each in found for flaw in each.flaws),
        ),
        tuple(each for each in read if isinstance(each, Gap)),
    )


def _read(attestations: Sequence[Attestation]) -> Iterator[Found | Gap]:
    for attestation in attestations:
        try:
            yield statements_of_attestation(attestation.content, attestation.place)
        except ParseError as error:
            bound = error.bound if isinstance(error, LimitError) else ""
            yield Gap(location=Location(attestation.place, error.line), reason=error.message, bound=bound)
