"""The history of an image: what its steps say of the instructions that made them.

BuildKit writes ``ENV A=b``, ``RUN |1 TOKEN=x /bin/sh -c make # buildkit``; Docker's first builder and Buildah
``/bin/sh -c #(nop)  ENV A=b``, ``|1 TOKEN=x /bin/sh -c make``.  Values stand there without quotes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from seatrial.images.manifest import Step

_LONGEST = 20_000
_NOP = re.compile(r"/bin/sh -c #\(nop\)\s{1,20}")
_KEYWORD = re.compile(
    r"(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\b\s?"
)
_ARGUMENTS = re.compile(r"\|(\d{1,3}) ")
_PAIR = re.compile(r"(?:^|(?<=\s))([A-Za-z_][\w.\-/]{0,199})=")
# What a shell is told to set: at the beginning of a command, or behind `export` and `env`.
_ASSIGNED = re.compile(
    r"(?:^|[;&|({]|(?<=\bexport)|(?<=\benv))\s{0,20}([A-Za-z_]\w{0,199})=(\"[^\"$`]{0,4000}\"|'[^']{0,4000}'|[^\s;&|\"'`$]{1,4000})"
)
_SHELL = re.compile(r"(?:/\S{0,80}/)?(?:ba|da|a|z|k)?sh -\w{0,8}c ")


class Said(NamedTuple):
    """A step: its instruction's keyword, empty where nobody knows, and the rest of what it says."""

    keyword: str
    text: str


def said_by(step: Step) -> Said:
    """The instruction that a step was made by."""
    text = step.created_by[:_LONGEST].removesuffix(" # buildkit").strip()
    nop = _NOP.match(text)
    text = text[nop.end() :] if nop else text
    match = _KEYWORD.match(text)
    if match:
        return Said(match[1], text[match.end() :].strip())
    is_run = not nop and (_ARGUMENTS.match(text) or _SHELL.match(text))
    return Said("RUN" if is_run else "", text)


def variables_of(said: Said) -> Iterator[tuple[str, str]]:
    """Yield the variables that an instruction sets, those included that a build's arguments gave to a RUN."""
    if said.keyword == "RUN":
        yield from _of_run(said.text)
    elif said.keyword in ("ENV", "LABEL", "ARG"):
        found = [*_pairs(said.text)]
        name, _, value = said.text.partition(" ")
        if not found and said.keyword == "ENV" and value:
            # `ENV NAME value`, as Docker's first builder wrote it.
            found = [(name[:200], value)]
        yield from found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Pairs that stand behind each other without quotes: a value ends where the next name begins."""
    starts = [*_PAIR.finditer(text)]
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=False):
        yield match[1], _plain(text[match.end() : end].strip())


def _plain(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value


def _of_run(text: str) -> Iterator[tuple[str, str]]:
    head = _ARGUMENTS.match(text)
    script = text
    if head:
        given = text[head.end() :]
        shell = _SHELL.search(given)
        script = given[shell.end() :] if shell else ""
        yield from [*_pairs(given[: shell.start()] if shell else given)][: int(head[1])]
    else:
        shell = _SHELL.match(text)
        script = text[shell.end() :] if shell else text
    yield from ((match[1], _plain(match[2])) for match in _ASSIGNED.finditer(script))
