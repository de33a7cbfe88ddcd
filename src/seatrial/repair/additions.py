"""What an unsafe fix adds beside a resource, from the template in its check.

``{name}`` is the resource's own name, ``{address}`` what others refer to it by.  A template is blocks of HCL for
Terraform, and for CloudFormation a mapping of logical names to resources.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

from seatrial.engine.writes import has_joined
from seatrial.errors import SeatrialError
from seatrial.model.raw import Raw
from seatrial.model.resource import Resource
from seatrial.repair.nouns import Change, How

_MODULES = re.compile(r'^(module\.[^.\[]+(\[("[^"]*"|[^\]]*)\])?\.)+')
_BLOCK = re.compile(r'^resource\s+"([^"]+)"\s+"([^"]+)"', re.MULTILINE)


class NoPlaceError(SeatrialError):
    """Nothing can be added beside a resource; the message says why."""


def additions_for(resource: Resource, template: Any, others: Iterable[Raw]) -> tuple[Change, ...]:
    """The changes that a template means for a resource.  Raises NoPlaceError."""
    raw = resource.raw
    for type_ in _types(raw.source, template):
        if has_joined(resource, type_):
            raise NoPlaceError(f"it has another {type_}, which would have to say this")
    taken = {other.address for other in others if other.source == raw.source}
    if raw.source == "terraform":
        return (_block(raw, str(template), taken),)
    if raw.source == "cloudformation":
        return tuple(_resource(raw, name, body, taken) for name, body in template.items())
    raise NoPlaceError(f"nothing can be added to {raw.source}")


def _types(source: str, template: Any) -> Iterator[str]:
    """The raw types of what is added."""
    if source == "terraform":
        yield from (kind for kind, _ in _BLOCK.findall(str(template)))
    elif isinstance(template, dict):
        yield from (str(body["Type"]) for body in template.values())


def _block(raw: Raw, template: str, taken: Container[str]) -> Change:
    own = _MODULES.sub("", raw.address)
    if "[" in own or "#" in own:
        raise NoPlaceError("it is one of several, and so would have to be what is added")
    prefix = raw.address.removesuffix(own)
    text = template.replace("{name}", own.partition(".")[2]).replace("{address}", own)
    for kind, label in _BLOCK.findall(text):
        if f"{prefix}{kind}.{label}" in taken or f"{prefix}{kind}.{label}[0]" in taken:
            raise NoPlaceError(f"there is another {kind}.{label}")
    return Change(head=raw.locate(()), how=How.BLOCK, value=text.strip())


def _resource(raw: Raw, name: str, body: Any, taken: Container[str]) -> Change:
    name = name.replace("{name}", raw.address)
    if name in taken:
        raise NoPlaceError(f"there is another {name}")
    return Change(head=raw.locate(()), how=How.BLOCK, value={name: _filled(body, raw.address)})


def _filled(body: Any, name: str) -> Any:
    if isinstance(body, dict):
        return {key: _filled(value, name) for key, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, name) for value in body]
    return body.replace("{name}", name) if isinstance(body, str) else body
