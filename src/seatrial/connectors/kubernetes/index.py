"""The other objects of an asset, as facts look them up."""

from collections.abc import Callable
from typing import Any, Protocol

from seatrial.model.raw import Raw


class Index(Protocol):
    """The raw objects of one asset."""

    def of_type(self, type_: str) -> tuple[Raw, ...]: ...
    def once(self, make: Callable[[Any], Any]) -> Any: ...
