"""Cases of edits as text: before, what is asked, after.

A case is ``--- name``, then ``> verb path = value`` with a path of dots and indices and a value in JSON, then the text
before, a line ``===``, and the text after, or ``! part of the error's message``.  In the text before ``§`` marks the
place that the editor is told, else it is the first one.  ``<CR>`` and ``<TAB>`` stand for what cannot be seen.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from seatrial.model.location import Path

_ASKED = re.compile(r"> (\w+) (\S+) = (.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    verb: str
    path: Path
    value: Any
    at: tuple[int, int]
    before: str
    after: str
    error: str = ""

    def __str__(self) -> str:
        return self.name


def cases_in(text: str) -> list[Case]:
    found = [_case(*part.split("\n", 1)) for part in text.split("--- ")[1:]]
    assert found, "there are no cases"
    return found


def _case(name: str, body: str) -> Case:
    asked, _, rest = body.partition("\n")
    hit = _ASKED.fullmatch(asked)
    assert hit, f"{name}: {asked}"
    rest = rest.replace("<CR>", "\r").replace("<TAB>", "\t").replace("<BOM>", "\ufeff")
    before, _, after = rest.partition("===\n")
    before = before.replace("<END>\n", "")
    after = after.replace("<END>\n", "").replace("<END>", "")
    text = before.removeprefix("\ufeff")
    head = max(text.find("§"), 0)
    line, column = text.count("\n", 0, head) + 1, head - text.rfind("\n", 0, head)
    before = before.replace("§", "")
    error = after[2:].strip() if after.startswith("! ") else ""
    path = () if hit[2] == "." else tuple(_step(step) for step in hit[2].split("."))
    value = json.loads(hit[3])
    return Case(
        name=name, verb=hit[1], path=path, value=value, at=(line, column), before=before, after=after, error=error
    )


def _step(step: str) -> str | int:
    return int(step) if step.isdigit() else step.replace("|", ".")
