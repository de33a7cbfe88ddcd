"""Licences as SPDX names and combines them: identifiers, and expressions of them.

https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/; identifiers count in the list's own capitals.
"""

import re
from functools import cache
from importlib import resources

_WORD = re.compile(r"\s*([()]|[^\s()]+)")
_LONGEST = 2000


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """The licences, and the exceptions from them."""
    text = resources.files(__package__).joinpath("spdx-licences.txt").read_text(encoding="utf-8")
    _, _, names = text.partition("\n")
    licences, _, exceptions = names.partition("\n\n")
    return frozenset(licences.split()), frozenset(exceptions.split())


def is_licence(text: str) -> bool:
    """Whether a text is the identifier of a licence, as the list writes it."""
    return text in _lists()[0]


def is_expression(text: str) -> bool:
    """Whether a text is an identifier, or an expression of identifiers; own names (``LicenseRef-...``) are none."""
    if len(text) > _LONGEST:
        return False
    words = _WORD.findall(text)
    return bool(words) and _Expression(words).is_whole()


class _Expression:
    """Words of an expression, read from the left.  ``OR`` and ``AND`` bind differently, which does not matter here."""

    def __init__(self, words: list[str]) -> None:
        self._words = words

    def is_whole(self) -> bool:
        """Whether licences and operators take turns, and every parenthesis has its other one."""
        depth, position, wants_licence = 0, 0, True
        while position < len(self._words):
            word = self._words[position]
            position += 1
            if word == "(" and wants_licence:
                depth += 1
            elif word == ")" and not wants_licence and depth:
                depth -= 1
            elif word in ("AND", "OR") and not wants_licence:
                wants_licence = True
            elif wants_licence and (length := self._licence(position - 1)):
                position += length - 1
                wants_licence = False
            else:
                return False
        return depth == 0 and not wants_licence

    def _licence(self, position: int) -> int:
        """How many words a licence with its exception takes; none where there is no licence."""
        licences, exceptions = _lists()
        word, *rest = self._words[position : position + 3]
        if word not in licences and word.removesuffix("+") not in licences:
            return 0
        if rest[:1] != ["WITH"]:
            return 1
        return 3 if rest[1:] and rest[1] in exceptions else 0
