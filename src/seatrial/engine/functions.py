"""The functions that a definition names with ``{call: name, of: path}``: they know no source."""

from collections.abc import Mapping

from seatrial.engine.aws.policy_document import policy_statements
from seatrial.engine.image_reference import image_parts
from seatrial.engine.parts import Apply, Part
from seatrial.engine.secret import secret
from seatrial.errors import ParseError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.partial_json import decode


def json_objects(value: Value) -> list[Part] | Unknown:
    """The objects of a JSON text that holds one or a list of them; a structure stays what it is."""
    text = value.parts if type(value) is Unknown else value
    if text and isinstance(text, str | tuple):
        try:
            value = decode(text)
        except ParseError as error:
            return Unknown(f"it is no JSON: {error.message}")
    if type(value) is Unknown:
        return value
    items = value if isinstance(value, list) else [value]
    listed = isinstance(value, list)
    return [Part(item, (index,) if listed else (), {}) for index, item in enumerate(items)]


APPLY: Mapping[str, Apply] = {
    "image": image_parts,
    "json": json_objects,
    "policy_statements": policy_statements,
    "secret": secret,
}
