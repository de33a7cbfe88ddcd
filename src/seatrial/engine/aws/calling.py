"""Which APIs of API Gateway may call a function of Lambda."""

from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.engine.aws.reach import By, element, said_at
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value

_GATEWAY = "apigateway.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """What one source calls permissions and APIs.

    ``permission``   blocks that let somebody call the function that they name, with their paths to whom
                     (``principal``) and to which resource of theirs (``source``).
    ``public_apis``  APIs that always are on the internet.
    ``rest_api``     those that may be private, and their path to the kind of their ``endpoint``.
    ``names``        paths to an API's name.
    """

    permission: By
    principal: str
    source: str
    public_apis: tuple[str, ...]
    rest_api: str
    endpoint: str
    names: tuple[str, ...]


def apis_calling(function: Raw, index: Index, words: CallWords) -> list[Value]:
    """The APIs that may call a function, each with ``private`` and ``said``; Unknown for one that is not here."""
    return [
        found
        for permission in index.naming(function, *words.permission)
        if any(type(value) is str and value == _GATEWAY for value in said_at(permission, (words.principal,)))
        for found in (_apis_of(permission, index, words) if permission.exists is True else (permission.exists,))
    ]


def _apis_of(permission: Raw, index: Index, words: CallWords) -> Iterator[Value]:
    sources = [part for value in said_at(permission, (words.source,)) for part in _parts_of(value)]
    named = [index.at(part.ref) for part in sources if type(part) is Unknown and part.ref]
    apis = [raw for raw in named if raw is not None and raw.type in (*words.public_apis, words.rest_api)]
    yield from (_described(api, words) for api in apis)
    if not apis:
        yield Unknown(f"which API `{permission.address}` is for is not known here")


def _parts_of(value: Value) -> tuple[Value, ...]:
    return (value, *value.parts) if type(value) is Unknown else (value,)


def _described(api: Raw, words: CallWords) -> Value:
    name = next((value for value in said_at(api, words.names) if type(value) is str), api.address)
    private = _is_private(api, words) if api.exists is True else api.exists
    return element(api, f"the API `{name}` calls it", private=private)


def _is_private(api: Raw, words: CallWords) -> bool | Unknown:
    kinds = [*said_at(api, (words.endpoint,))] if api.type == words.rest_api else []
    unknown = next((kind for kind in kinds if type(kind) is Unknown), None)
    return unknown if unknown is not None else "PRIVATE" in kinds
