"""Where code, layers and definitions lie: in S3, or in files that are uploaded before the stack is made."""

import re
from typing import Final

from seatrial.connectors.cloudformation.nodes import Node, Placed, call_in
from seatrial.connectors.cloudformation.serverless.fields import Fields, without_none
from seatrial.model.value import Unknown

_S3: Final = re.compile(r"s3://([^/?]+)/([^?]+)(?:\?versionId=(.+))?")


def location_of(said: Placed | None, names: tuple[str, str, str], what: str) -> Node:
    """The bucket, key and version of an URI, under the names that the resource gives to them."""
    if said is None:
        return None
    if isinstance(said.node, str):
        found = _S3.fullmatch(said.node)
        if found is None:
            return Placed(
                Unknown(f"{what} is uploaded from `{said.node}` when the stack is made", is_set=True), said.path
            )
        return Placed(without_none(dict(zip(names, found.groups(), strict=True))), said.path)
    if call_in(said.node) is not None:
        return Placed(Unknown(f"where {what} lies is known only when the stack is made", is_set=True), said.path)
    fields = Fields(said.node, said.path)
    return without_none(dict(zip(names, map(fields.get, ("Bucket", "Key", "Version")), strict=True)))
