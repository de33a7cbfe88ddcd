"""Find Dockerfiles among files."""

import re
from collections.abc import Iterable, Iterator

from seatrial.connectors import Options
from seatrial.connectors.dockerfile import CONNECTOR
from seatrial.errors import ConnectorError, LimitError
from seatrial.files import File
from seatrial.model.asset import Asset

TEMPLATES = (".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".m4", ".in", ".mustache", ".gotmpl")
# `Dockerfile.go` may be a Dockerfile for Go, or a program about Dockerfiles: only its content tells.
_AMBIGUOUS = (
    *(".py", ".go", ".ts", ".js", ".rb", ".sh", ".java", ".txt", ".cs", ".rs", ".php", ".c", ".cpp"),
    *TEMPLATES,
)
_FROM = re.compile(rb"^[ \t]*FROM[ \t]+\S", re.IGNORECASE | re.MULTILINE)


def find(files: Iterable[File], options: Options) -> Iterator[Asset]:
    """Each Dockerfile is an asset of its own."""
    for file in files:
        if CONNECTOR.claims(file.key) and _is_dockerfile(file):
            yield Asset(
                key=file.key,
                kind="Dockerfile",
                connector=CONNECTOR.name,
                name=file.name,
                paths=(file.path,),
                names=(file.name,),
                boundary=file.boundary,
            )


def _is_dockerfile(file: File) -> bool:
    if not file.key.lower().endswith(_AMBIGUOUS):
        return True
    try:
        return _FROM.search(file.content) is not None
    except (ConnectorError, LimitError):
        # Reading it again makes the gap.
        return True
