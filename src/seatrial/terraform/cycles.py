"""Cycles among the locals of a module, found without evaluating anything."""

import re
from collections.abc import Mapping, Sequence

from seatrial.parsers.hcl import Attribute

_REFERENCE = re.compile(r"\blocal\.([^\W\d][\w-]*)")


def local_cycles(locals_: Mapping[str, Attribute]) -> Sequence[tuple[str, ...]]:
    """Return the cycles, each as the names on its way, beginning with the smallest.

    What a local mentions is read from its text, comments and all: a mention in a comment could at worst report a
    cycle that is none, so a cycle counts only if none of its locals holds a comment.
    """
    mentions = {name: _mentioned(attribute) & locals_.keys() for name, attribute in locals_.items()}
    found: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for start in sorted(mentions):
        way: list[str] = []
        pending: list[tuple[str, int]] = [(start, 0)]
        while pending:
            name, depth = pending.pop()
            del way[depth:]
            if name in way:
                cycle = way[way.index(name) :]
                least = cycle.index(min(cycle))
                found.add(tuple(cycle[least:] + cycle[:least]))
                continue
            if name in done:
                continue
            way.append(name)
            done.add(name)
            pending.extend((other, depth + 1) for other in sorted(mentions[name], reverse=True))
    return sorted(found)


def _mentioned(attribute: Attribute) -> set[str]:
    text = attribute.text.content[attribute.value_start : attribute.end]
    if "local." not in text or "#" in text or "//" in text or "/*" in text:
        return set()
    return set(_REFERENCE.findall(text))
