"""Facts about secrets: variables that hold one, by their name or by their shape, and files that are one."""

from collections.abc import Iterator, Mapping

from seatrial.connectors.dockerfile.ran import Ran, commands_of
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value
from seatrial.parsers.credentials import BY_NAME, is_credential_name, secret_in, shape_of


def variables(raw: Raw) -> list[Sourced] | Unknown:
    """The variables that an ENV, ARG or LABEL sets, or the commands of a RUN; with what is secret about each."""
    if raw.attributes.get("keyword") == "RUN":
        commands = commands_of(raw)
        if isinstance(commands, Unknown):
            return commands
        return [command.sourced(found) for command in commands for found in _of_command(command)]
    return list(_said(raw))


def _of_command(command: Ran) -> Iterator[dict[str, Value]]:
    """Yield the variables that a command sets, and the arguments that look like a secret."""
    for name, value in command.assignments.items():
        yield _described(name, value, literal="$" not in value and "`" not in value)
    for argument in command.arguments:
        shape = shape_of(argument)
        if shape is not None:
            yield {"name": command.name, "value": argument, "secret": shape}


def _said(raw: Raw) -> Iterator[Sourced]:
    keyword = raw.attributes.get("keyword")
    for index, variable in enumerate(raw.attributes.get("variables") or ()):
        name, value = variable["name"], variable["value"]
        described = dict(variable)
        if isinstance(name, str):
            described |= _described(name, value, literal=True)
        if keyword == "LABEL":
            # A label's name is no promise: only a value that looks like a secret is one.
            shape = described.get("secret")
            described["secret"] = None if shape == BY_NAME else shape
        place = Origin(raw, ("variables", index))
        yield Sourced(described, origin=place, origins={part: place.below(part) for part in ("name", "value")})


def _described(name: str, value: Value, *, literal: bool) -> dict[str, Value]:
    return {"name": name, "value": value, "secret": secret_in(name, value) if literal else None}


def copied_files(raw: Raw) -> list[Sourced]:
    """The sources of a COPY or ADD, and whether each is a file of credentials by its name."""
    return [
        Sourced(
            dict(source) | {"is_credential": _is_credential_source(raw, source)}, origin=Origin(raw, ("sources", index))
        )
        for index, source in enumerate(raw.attributes.get("sources") or ())
    ]


def _is_credential_source(raw: Raw, source: Mapping[str, Value]) -> Value:
    """A heredoc has no name of its own: what counts is where it goes, and what stands in it."""
    if "holds_secret" not in source:
        return _is_credential(source["path"])
    return True if source["holds_secret"] else _is_credential(raw.attributes["destination"])


def _is_credential(path: Value) -> Value:
    if isinstance(path, Unknown):
        end = path.parts[-1] if path.parts else ""
        known = end if isinstance(end, str) and "/" in end else ""
        return True if known and is_credential_name(known) else Unknown(path.reason) if not known else False
    return is_credential_name(path)
