"""The routes of APIs: which functions and state machines say that they answer where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from seatrial.connectors.cloudformation.nodes import Node, call_in
from seatrial.connectors.cloudformation.serverless.fields import Fields, Source
from seatrial.model.location import Path

IMPLICIT_REST: Final = "ServerlessRestApi"
IMPLICIT_HTTP: Final = "ServerlessHttpApi"
EXTERNAL: Final = ""
"""The API of an event that names one outside the template."""

_OWNERS = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")
_ANY: Final = "x-amazon-apigateway-any-method"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One event of the kind Api or HttpApi.

    ``condition``  the condition under which its owner exists, or None.
    """

    api: str
    place: str
    method: str
    auth: Fields
    owner: str
    condition: Node
    path: Path


def routes_of(sources: Iterable[Source]) -> Iterator[Route]:
    """Yield the routes that functions and state machines say, in the template's order."""
    for source in sources:
        if source.definition.type in _OWNERS:
            events = source.fields.inside("Events")
            for name in events:
                yield from _route(source, events.inside(name))


def _route(source: Source, event: Fields) -> Iterator[Route]:
    kind = event.text("Type")
    if kind not in ("Api", "HttpApi"):
        return
    fields = event.inside("Properties")
    key, implicit = ("RestApiId", IMPLICIT_REST) if kind == "Api" else ("ApiId", IMPLICIT_HTTP)
    method = fields.text("Method").lower()
    yield Route(
        api=api_of(fields, key, implicit),
        place=fields.text("Path") or "$default",
        method=_ANY if method in ("", "any", "*") else method,
        auth=fields.inside("Auth"),
        owner=source.address,
        condition=source.definition.body.get("Condition"),
        path=event.path,
    )


def api_of(fields: Fields, key: str, implicit: str) -> str:
    """The logical id of the API that an event is about."""
    node = fields.node(key)
    if node is None:
        return implicit
    call = call_in(node)
    return call[1] if call is not None and call[0] == "Ref" and isinstance(call[1], str) else EXTERNAL
