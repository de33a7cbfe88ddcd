"""What an unsafe fix adds beside a resource, from the template in its check.

``{name}`` is the resource's own name, ``{address}`` what others refer to it by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from seatrial.errors import SeatrialError
from seatrial.model.raw import Raw
from seatrial.repair.nouns import Change, How

_BLOCK = re.compile(r'^resource\s+"([^"]+)"\s+"([^"]+)"', re.MULTILINE)


class NoPlaceError(SeatrialError):
    """Nothing can be added beside a resource; the message says why."""


def additions_for(raw: Raw, template: Any, others: Iterable[Raw]) -> tuple[Change, ...]:
    """The changes that a template means for a resource.  Raises NoPlaceError."""
    if raw.source != "terraform":
        raise NoPlaceError(f"nothing can be added to {raw.source} yet")
    if "[" in raw.address.rpartition(".")[2]:
        raise NoPlaceError("it is one of several, and so would have to be what is added")
    own = re.sub(r"^(module\.[^.]+\.)+", "", raw.address)
    name = own.partition(".")[2]
    text = str(template).replace("{name}", name).replace("{address}", own)
    prefix = raw.address[: len(raw.address) - len(own)]
    taken = {other.address for other in others}
    for kind, label in _BLOCK.findall(text):
        if f"{prefix}{kind}.{label}" in taken:
            raise NoPlaceError(f"there is another {kind}.{label}")
    return (Change(head=raw.locate(()), how=How.BLOCK, value=text.strip()),)
