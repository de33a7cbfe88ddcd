"""The Globals of a SAM template: what they say is merged into each resource of a kind.

Reference: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
"""

from dataclasses import replace

from seatrial.connectors.cloudformation.definition import Definition
from seatrial.connectors.cloudformation.nodes import Node, Placed, bare, call_in
from seatrial.connectors.cloudformation.serverless.fields import Fields


def with_globals(definition: Definition, section: Node) -> Definition:
    """The resource with the Globals of its kind merged into its Properties; each value keeps its place."""
    kind = definition.type.removeprefix("AWS::Serverless::")
    shared = Fields(section, ("Globals",)).get(kind)
    ignored = definition.body.get("IgnoreGlobals")
    if shared is None or ignored == "*":
        return definition
    if isinstance(ignored, list) and type(shared.node) is dict:
        shared = Placed({key: item for key, item in shared.node.items() if key not in ignored}, shared.path)
    own = _own(definition)
    merged = shared if own is None else _merged(shared, own)
    return replace(definition, body={**definition.body, "Properties": merged})


def _own(definition: Definition) -> Placed | None:
    node = definition.body.get("Properties")
    return None if node is None else Placed(*bare(node, definition.place("Properties")))


def _merged(shared: Placed, own: Placed) -> Placed:
    """Mappings are merged, the resource's own entries winning; lists follow one another; of all else the own counts."""
    if _is_mapping(shared.node) and _is_mapping(own.node):
        entries: dict[str, Node] = {}
        for key, item in shared.node.items():
            entries[key] = Placed(*bare(item, (*shared.path, key)))
        for key, item in own.node.items():
            placed = Placed(*bare(item, (*own.path, key)))
            entries[key] = _merged(entries[key], placed) if key in entries else placed
        return Placed(entries, own.path)
    if type(shared.node) is list and type(own.node) is list:
        items = [Placed(*bare(item, (*shared.path, index))) for index, item in enumerate(shared.node)]
        items += [Placed(*bare(item, (*own.path, index))) for index, item in enumerate(own.node)]
        return Placed(items, own.path)
    return own


def _is_mapping(node: Node) -> bool:
    return type(node) is dict and call_in(node) is None
