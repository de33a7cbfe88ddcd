"""`aws_iam_policy_document` in a plan: read only during apply, its text follows from its statements all the same."""

from collections.abc import Mapping
from typing import cast

from seatrial.errors import LimitError
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value
from seatrial.terraform.blocks import Contents
from seatrial.terraform.limits import Budget, Limits
from seatrial.terraform.policy_document import policy_json
from seatrial.terraform.scope import EvaluationError
from seatrial.terraform.types import ConversionError

TYPE = "aws_iam_policy_document"

MAX_DEPTH = 20
"""Of documents that contain others."""

_TEXTS = frozenset(("json", "minified_json"))


class Documents:
    """The policy documents of a plan, by address.  Each text is made once, when somebody asks for it."""

    def __init__(self) -> None:
        self._raws: dict[str, Raw] = {}
        self._texts: dict[str, Value] = {}
        self._depth = 0

    def add(self, raw: Raw) -> None:
        if raw.kind == "data" and raw.type == TYPE:
            self._raws[raw.address] = raw

    def text(self, address: str, attribute: str | None) -> Value:
        """The text of a document, with unknown parts; None where it is another block's or cannot be made."""
        raw = self._raws.get(address) if attribute in _TEXTS else None
        if raw is None:
            return None
        if address not in self._texts and self._depth < MAX_DEPTH:
            # A document that contains itself finds this, and gives up.
            self._texts[address] = None
            self._depth += 1
            self._texts[address] = _text(raw.attributes)
            self._depth -= 1
        return self._texts.get(address)


def _text(attributes: Mapping[str, Value]) -> Value:
    try:
        return policy_json(cast("Contents", _Planned(attributes, Budget(Limits()))))
    except (EvaluationError, ConversionError, LimitError):
        # It stays what the plan says that it is: known after apply.
        return None


class _Planned:
    """A planned block, as the evaluator's `Contents` gives one of the source."""

    def __init__(self, values: Mapping[str, Value], budget: Budget) -> None:
        self._values = values
        self.budget = budget
        self.evaluator = self

    def has(self, name: str) -> bool:
        return name in self._values

    def get(self, name: str) -> Value:
        value = self._values[name]
        if name.endswith("_documents") and not isinstance(value, list | Unknown):
            return Unknown(f"`{name}` is no list")
        return value

    def nested(self, name: str) -> "list[_Planned | Unknown]":
        items = self._values.get(name)
        if type(items) is Unknown:
            return [items]
        blocks = items if isinstance(items, list) else ()
        return [self._block(item) for item in blocks if isinstance(item, Mapping | Unknown)]

    def _block(self, item: Mapping[str, Value] | Unknown) -> "_Planned | Unknown":
        return item if isinstance(item, Unknown) else _Planned(item, self.budget)
