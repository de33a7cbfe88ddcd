"""What GitHub's workflows and composite actions use.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
"""

import re
from collections.abc import Iterator

from seatrial.parsers.document import Part
from seatrial.parsers.packages.found import Found, Piece, gather
from seatrial.parsers.packages.library import library
from seatrial.parsers.packages.sources import yaml_of

_USES = re.compile(r"([\w.-]+/[\w.-]+)(?:/[^@]*)?@(\S+)")


def read(content: bytes, path: str) -> Found:
    """The actions and the workflows of other repositories, with the tag, branch or commit that is asked for."""
    return gather(path, _pieces(content, path))


def _pieces(content: bytes, path: str) -> Iterator[Piece]:
    root, problems = yaml_of(content)
    yield from problems
    for uses in _uses(root):
        # A folder of the repository itself has no @, and an image is no action.
        if isinstance(uses.value, str) and (match := _USES.fullmatch(uses.value.strip())):
            yield library("github", match[1], match[2], path=path, line=uses.line, direct=True)


def _uses(root: Part) -> Iterator[Part]:
    for _, job in root.get("jobs").items():
        yield job.get("uses")
        yield from _of_steps(job.get("steps"))
    yield from _of_steps(root.get("runs").get("steps"))


def _of_steps(steps: Part) -> Iterator[Part]:
    for _, step in steps.items():
        yield step.get("uses")
