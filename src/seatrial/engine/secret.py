"""Where a secret is kept: in the source, for all who can read it, or elsewhere."""

from seatrial.engine.parts import Part
from seatrial.model.value import Unknown, Value


def secret(value: Value) -> list[Part] | Unknown:
    """One part with the key ``kept``, or none where nothing is said.

    ``source`` is a text that is written out; ``plain store`` and ``secret store`` are stores that the source refers to;
    ``given`` comes from whoever runs it; ``resource`` is an attribute of another resource or data source, known to
    none but the platform.  A text that is known in parts, and what a function or a choice gives, may hold a written
    one and is unknown.
    """
    if type(value) is Unknown:
        points = value.ref is not None and value.attribute is not None and not value.parts
        kept = value.kept or ("resource" if points else "")
        return [Part({"kept": kept}, (), {})] if kept else Unknown(value.reason)
    if value is None or value == "":
        return []
    return [Part({"kept": "source"}, (), {})]
