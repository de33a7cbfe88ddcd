"""Compose files: the services of an application, what each is built from and which image it runs."""

import re

from seatrial.connectors import Connector

_NAMED = re.compile(r"(?:docker-|podman-)?compose(?:[.\-_][\w.\-]+)?\.ya?ml", re.IGNORECASE)


def _claims(name: str) -> bool:
    return _NAMED.fullmatch(name.rpartition("/")[2]) is not None


CONNECTOR = Connector(
    name="compose",
    summary="Compose files of Docker and Podman",
    raw="compose.service",
    claims=_claims,
    proofs={"compose.yaml": "compose.yaml"},
)
