"""Declared types: sources write ``"true"`` and ``8.0`` where a bool or an int is meant."""

from collections.abc import Callable, Mapping

from seatrial.model.value import Unknown, Value

Coerce = Callable[[Value], Value]


def coercion(type_: str) -> Coerce:
    """Return what turns a source's value into a declared type.

    An unknown stays as it is.  A value that cannot be meant so (a list for a bool) becomes Unknown and says so.
    """
    if type_.startswith("list("):
        return _list_of(coercion(type_[5:-1]))
    if type_.startswith("map("):
        return _map_of(coercion(type_[4:-1]))
    return _SCALARS.get(type_, _unchanged)


def _unchanged(value: Value) -> Value:
    return value


def _bool(value: Value) -> Value:
    if value is True or value is False or type(value) is Unknown:
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return _mismatch(value, "true or false")


def _int(value: Value) -> Value:
    if type(value) is int or type(value) is Unknown:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal() and len(value) < 20:
        return int(value)
    return _mismatch(value, "a whole number")


def _double(value: Value) -> Value:
    if type(value) is float or type(value) is Unknown:
        return value
    if isinstance(value, int | str) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    return _mismatch(value, "a number")


def _string(value: Value) -> Value:
    if type(value) is str or type(value) is Unknown:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return str(value) if isinstance(value, str) else _mismatch(value, "a text")


def _list_of(element: Coerce) -> Coerce:
    def convert(value: Value) -> Value:
        if type(value) is Unknown:
            return value
        # CloudFormation and IAM write a list of one as its element.
        items = value if isinstance(value, list | tuple) else [value]
        return list(items) if element is _unchanged else [element(item) for item in items if item is not None]

    return convert


def _map_of(element: Coerce) -> Coerce:
    def convert(value: Value) -> Value:
        if type(value) is Unknown or not isinstance(value, Mapping):
            return value if type(value) is Unknown else _mismatch(value, "a mapping")
        return {str(key): element(item) for key, item in value.items()}

    return convert


def _mismatch(value: Value, expected: str) -> Unknown:
    found = {list: "a list", tuple: "a list", dict: "a mapping", str: "a text", bool: "true or false"}
    return Unknown(f"it is {found.get(type(value), 'a ' + type(value).__name__)} where {expected} is expected")


_SCALARS: dict[str, Coerce] = {"bool": _bool, "int": _int, "double": _double, "string": _string}
