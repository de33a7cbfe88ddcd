"""A content file with the places of its values, so that every error can say where."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any, NoReturn, TypeVar

import msgspec

from seatrial.errors import ContentError, ParseError
from seatrial.model.location import Path
from seatrial.model.words import did_you_mean
from seatrial.parsers.document import Document
from seatrial.parsers.yaml import parse_yaml

_T = TypeVar("_T")
_AT = re.compile(r" - at `\$(.*)`$")


class ContentFile:
    """One content file, parsed, with the places of its values."""

    def __init__(self, path: FilePath, name: str) -> None:
        self.name = name
        try:
            documents = parse_yaml(path.read_bytes())
        except ParseError as error:
            raise ContentError(error.message, file=name, line=error.line, column=error.column) from error
        if len(documents) != 1 or not isinstance(documents[0].value, dict):
            raise ContentError("a content file holds one mapping", file=name, line=1, column=1)
        self.document: Document = documents[0]
        self.value: dict[str, Any] = self.document.value

    def fail(self, path: Path, message: str) -> NoReturn:
        """Raise a ContentError at the place of a path."""
        line, column, *_ = self.document.span(path)
        raise ContentError(message, file=self.name, line=line, column=column)

    def as_struct(self, type_: Callable[..., _T], **more: Any) -> _T:
        """Convert to a Struct; an unknown key and a wrong type are errors at their place."""
        self.demand_keys((), self.value, type_.__struct_fields__)  # type: ignore[attr-defined]
        try:
            converted: _T = msgspec.convert(self.value | more, type_)
            return converted
        except msgspec.ValidationError as error:
            text = str(error)
            place = _AT.search(text)
            self.fail(_path(place[1]) if place else (), _AT.sub("", text))

    def demand_keys(self, path: Path, value: Mapping[str, Any], known: Iterable[str]) -> None:
        """Fail at the first key that is not known."""
        names = list(known)
        for key in value:
            if key not in names:
                self.fail((*path, key), f"{key!r} is no key here{did_you_mean(key, names)}")


def _path(text: str) -> Path:
    """``.params[...].type`` -> ("params",): as far as msgspec says where."""
    return tuple(re.split(r"\[", text)[0].strip(".").split(".")) if text else ()
