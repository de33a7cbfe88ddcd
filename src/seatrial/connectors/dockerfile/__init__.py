"""Dockerfiles and Containerfiles: what each stage is built from, and what the image ends up with."""

import re

from seatrial.connectors import Connector

_NAMED = re.compile(
    r"(?i:dockerfile|containerfile)|(?:Dockerfile|Containerfile)[.\-_].+|.+\.(?i:dockerfile|containerfile)"
)
# Files about a Dockerfile, and files of other formats that are named after one.
_OTHERS = (
    *(".dockerignore", ".md", ".rst", ".adoc", ".html", ".json", ".yaml", ".yml", ".toml", ".xml", ".lock"),
    *(".orig", ".rej", ".swp", ".bak", ".log", ".patch", ".diff", "~"),
)


def _claims(name: str) -> bool:
    base = name.rpartition("/")[2]
    return _NAMED.fullmatch(base) is not None and not base.lower().endswith(_OTHERS)


CONNECTOR = Connector(
    name="dockerfile",
    summary="Dockerfiles and Containerfiles",
    raw="dockerfile.instruction",
    claims=_claims,
    proofs={"Dockerfile": "Dockerfile"},
)
