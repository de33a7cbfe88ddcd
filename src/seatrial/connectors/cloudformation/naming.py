"""Whom a value names."""

from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value


def means(value: Value, raw: Raw, *names: str) -> bool:
    """Whether a value names a resource: by reference, or by one of its own properties that has the same text."""
    if type(value) is Unknown:
        return value.ref == raw.address
    for name in names:
        own = raw.attributes.get(name)
        if isinstance(own, str) and isinstance(value, str) and own == value:
            return True
    return False
