"""The table of actions: what is written -> what `engine.score` looks up."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from seatrial.engine.score import ActionTable
from seatrial.model.risk import Action
from seatrial.model.words import did_you_mean

_INTRUDERS = ", look for intruders"
ROWS = tuple("".join(letters) for letters in product("ny", repeat=3))


class ActionsError(Exception):
    """The table is wrong; the message is a sentence, and ``row`` where."""

    def __init__(self, message: str, row: str = "") -> None:
        super().__init__(message)
        self.row = row


def action_table(rows: Mapping[str, Any]) -> ActionTable:
    """The table that rows like ``nny: [plan, plan]`` say.  Raises ActionsError.

    Answering yes must never give more time.
    """
    for name in rows:
        if name not in ROWS:
            raise ActionsError(f"{name!r} is no row; there are {', '.join(ROWS)}{did_you_mean(name, ROWS)}")
    missing = [name for name in ROWS if name not in rows]
    if missing:
        raise ActionsError(f"the rows {', '.join(missing)} are missing")
    table = {name: _row(name, rows[name]) for name in ROWS}
    for name, (without, _, with_total, _) in table.items():
        _demand(with_total.urgency >= without.urgency, name, "total impact")
        for place, question in enumerate(("known exploited", "exposed", "automatable")):
            more = table[f"{name[:place]}y{name[place + 1 :]}"]
            _demand(more[0].urgency >= without.urgency and more[2].urgency >= with_total.urgency, name, question)
    return table


def _demand(holds: bool, row: str, question: str) -> None:
    if not holds:
        raise ActionsError(f"a finding that is {question} would have more time than one that is not", row)


def _row(name: str, row: Any) -> tuple[Action, bool, Action, bool]:
    if not isinstance(row, list) or len(row) != 2:
        raise ActionsError("a row holds two actions: without and with total impact", name)
    return (*_action(name, row[0]), *_action(name, row[1]))


def _action(row: str, said: Any) -> tuple[Action, bool]:
    text = str(said).removesuffix(_INTRUDERS)
    if text not in list(Action):
        near = did_you_mean(text, [str(action) for action in Action])
        raise ActionsError(f"{text!r} is no action; there are {', '.join(Action)}{near}", row)
    return Action(text), str(said).endswith(_INTRUDERS)
