"""What is wrong with the fix of a check before it is rehearsed."""

import re
from collections.abc import Callable, Iterable, Iterator

from seatrial.model.check import Check, Fix
from seatrial.model.words import did_you_mean

_PARAMETER = re.compile(r"\{params\.(\w+)\}")


def wrong_in_fix(check: Check, sources: Iterable[str], wrong_path: Callable[[list[str]], str]) -> Iterator[str]:
    """Yield what is wrong, each a sentence.

    ``wrong_path`` gives the end of the sentence that says that a path leads to no property; empty where it does.
    """
    fix = check.fix
    if not fix.is_written and not fix.steps:
        yield "says neither what to `set` nor `steps` for a person"
    for path in (*fix.set, *fix.add):
        wrong = wrong_path(path.split("."))
        if wrong:
            yield f"there is no property {path!r}{wrong}"
    for value in (*fix.set.values(), *fix.add.values()):
        for name in _PARAMETER.findall(value) if isinstance(value, str) else ():
            if name not in check.params:
                yield f"there is no parameter {name!r}{did_you_mean(name, check.params)}"
    yield from _wrong_additions(fix, sources, check.resource)
    yield from _wrong_words(fix)
    if fix.by_hand and not fix.steps:
        yield "`by_hand` needs `steps`, which say what the hand does"


def _wrong_additions(fix: Fix, sources: Iterable[str], resource: str) -> Iterator[str]:
    for name, template in fix.unsafe.items():
        if name not in sources:
            yield f"{name!r} is no source of {resource}{did_you_mean(name, sources)}"
        elif not _is_template(name, template):
            yield f"what is added in {name} is text for terraform, else resources with a `Type`"


def _is_template(source: str, template: object) -> bool:
    if source == "terraform" or not isinstance(template, dict):
        return source == "terraform" and isinstance(template, str)
    return all(isinstance(body, dict) and isinstance(body.get("Type"), str) for body in template.values())


def _wrong_words(fix: Fix) -> Iterator[str]:
    for words in fix.words:
        if len(words.verbs) != 1:
            yield "each of `words` says one thing: replace, insert, rename, flag, append, before or behind"
        elif bool(words.replace) != bool(words.with_) or bool(words.insert) != bool(words.after):
            yield "`replace` goes with `with`, and `insert` with `after`"
