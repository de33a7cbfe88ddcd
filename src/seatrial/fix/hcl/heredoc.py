"""JSON in a heredoc, as policies are often written: a path into the text goes into the value that it says."""

from seatrial.fix import json
from seatrial.fix.edit import Edit, moved
from seatrial.fix.goal import Goal
from seatrial.model.location import Path
from seatrial.parsers.hcl.lexer import HEREDOC
from seatrial.parsers.hcl.syntax import Expression


def is_heredoc(content: str, node: Expression) -> bool:
    return HEREDOC.match(content, node.start, node.end) is not None


def into(content: str, node: Expression, path: Path, goal: Goal) -> tuple[Edit, ...]:
    """Go on in the JSON of a heredoc.  Raises CannotEditError where it is none, or is only after its templates."""
    opening = HEREDOC.match(content, node.start, node.end)
    start = opening.end() if opening else node.start
    # The closing word is on the last line.
    body = content[start : content.rfind("\n", start - 1, node.end) + 1]
    return moved(start, lambda: json.in_template(body, path, goal))
