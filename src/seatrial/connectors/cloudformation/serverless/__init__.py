"""SAM: what the resources of ``AWS::Serverless`` expand to.

In: resources as a template has them.  Out: the same, with Globals merged in, each followed by the resources that SAM
makes for it, under the logical ids that SAM gives them.
Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node, Placed
from seatrial.connectors.cloudformation.serverless import apis, function, graphql, links, simple, statemachine
from seatrial.connectors.cloudformation.serverless.fields import Fields, Source
from seatrial.connectors.cloudformation.serverless.globals import with_globals
from seatrial.connectors.cloudformation.serverless.routes import IMPLICIT_HTTP, IMPLICIT_REST, Route, routes_of
from seatrial.model.value import Value

_PREFIX = "AWS::Serverless::"
_REST, _HTTP = f"{_PREFIX}Api", f"{_PREFIX}HttpApi"

_EXPANSIONS: dict[str, Callable[[Source], Iterator[Definition]]] = {
    f"{_PREFIX}Function": function.expand,
    f"{_PREFIX}GraphQLApi": graphql.expand,
    f"{_PREFIX}CapacityProvider": simple.expand_capacity,
    f"{_PREFIX}StateMachine": statemachine.expand,
    f"{_PREFIX}SimpleTable": simple.expand_table,
    f"{_PREFIX}LayerVersion": simple.expand_layer,
    f"{_PREFIX}Application": simple.expand_application,
}


class Application:
    """The SAM resources of one template.

    ``known``    evaluates a placed node.
    ``aliases``  what a template may call a resource that SAM makes (``MyFunction.Alias``), and its logical id.
    """

    def __init__(self, declared: Iterable[Definition], shared: Node, known: Callable[[Placed], Value]) -> None:
        merged = [with_globals(definition, shared) for definition in declared]
        self._definitions = merged
        self._shared = shared
        self._known = known
        self._stages: dict[str, str] = {}
        sources = [self._source(definition) for definition in merged if definition.type.startswith(_PREFIX)]
        self._stages.update(
            (source.address, source.known_text(source.fields, "StageName"))
            for source in sources
            if source.definition.type == _REST
        )
        self._stages[IMPLICIT_REST] = "Prod"
        self._routes: dict[str, list[Route]] = defaultdict(list)
        for route in routes_of(sources):
            self._routes[route.api].append(route)
        self.aliases = {alias: address for source in sources for alias, address in _aliases(source, self._stages)}

    def definitions(self) -> Iterator[Definition]:
        """Yield every resource of the template, those of SAM followed by what they make."""
        for definition in self._definitions:
            yield definition
            yield from self._expanded(definition)
        yield from self._shared_deployment()
        yield from self._implicit(IMPLICIT_REST, _REST)
        yield from self._implicit(IMPLICIT_HTTP, _HTTP)

    def _expanded(self, definition: Definition) -> Iterator[Definition]:
        source = self._source(definition)
        if definition.type == f"{_PREFIX}Connector" or "Connectors" in definition.body:
            yield from links.expand(source, self._definitions)
        if definition.type == _REST:
            yield from apis.expand_rest(source, self._routes[definition.address])
        elif definition.type == _HTTP:
            yield from apis.expand_http(source, self._routes[definition.address])
        elif definition.type in _EXPANSIONS:
            yield from _EXPANSIONS[definition.type](source)

    def _shared_deployment(self) -> Iterator[Definition]:
        made: dict[str, Definition] = {}
        for definition in self._definitions:
            if definition.type == f"{_PREFIX}Function":
                for shared in function.shared_deployment(self._source(definition)):
                    made.setdefault(shared.address, shared)
        yield from made.values()

    def _implicit(self, address: str, type_: str) -> Iterator[Definition]:
        """The API that SAM makes for the events that name none.  It exists where any of their owners does."""
        routes = self._routes[address]
        if not routes or any(definition.address == address for definition in self._definitions):
            return
        body: dict[str, Node] = {"Type": type_, "Condition": _any_of(routes)}
        if type_ == _REST:
            body["Properties"] = {"StageName": self._stages[IMPLICIT_REST]}
        bare = Definition(address=address, type=type_, body=body, path=routes[0].path, generated=True)
        source = self._source(with_globals(bare, self._shared))
        yield from apis.expand_rest(source, routes) if type_ == _REST else apis.expand_http(source, routes)

    def _source(self, definition: Definition) -> Source:
        fields = Fields(definition.body.get("Properties"), definition.place("Properties"))
        return Source(definition=definition, fields=fields, known=self._known, stages=self._stages)


def _any_of(routes: Sequence[Route]) -> Node:
    if any(route.condition is None for route in routes):
        return None
    conditions = list({str(route.condition): route.condition for route in routes}.values())
    return conditions[0] if len(conditions) == 1 else {"Fn::Or": [{"Condition": name} for name in conditions]}


def _aliases(source: Source, stages: dict[str, str]) -> Iterator[tuple[str, str]]:
    address = source.address
    if source.definition.type == f"{_PREFIX}Function" and (alias := function.alias_of(source)):
        yield f"{address}.Alias", function.alias_address(source, alias)
        yield f"{address}.Version", function.version_address(source)
    if source.definition.type == _REST:
        yield f"{address}.Stage", apis.stage_address(address, stages[address])
        yield f"{address}.Deployment", f"{address}Deployment"
