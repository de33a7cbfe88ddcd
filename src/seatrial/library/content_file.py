"""A content file with the places of its values, so that every error can say where."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path as FilePath
from typing import Any, NoReturn, TypeVar, get_type_hints

import msgspec

from seatrial.errors import ContentError, ParseError
from seatrial.model.location import Path
from seatrial.model.words import did_you_mean
from seatrial.parsers.document import Document, Text

_T = TypeVar("_T")
_MOST_BYTES = 4 * 1024 * 1024
_AT = re.compile(r" - at `\$(.*)`$")


class ContentFile:
    """One content file, parsed, with the places of its values.

    ``may_be_empty``  whether a file that says nothing is one that holds an empty mapping.
    """

    def __init__(self, path: FilePath, name: str, *, may_be_empty: bool = False) -> None:
        # The library is packed, and where a repository has no files of its own nothing is read as YAML.
        from seatrial.parsers.yaml import parse_yaml

        self.name = name
        try:
            documents = parse_yaml(_read(path, name))
        except ParseError as error:
            raise ContentError(error.message, file=name, line=error.line, column=error.column) from error
        if not documents and may_be_empty:
            documents = [Document({}, Text(""), [0])]
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
        return self.struct_at((), self.value | more, type_)

    def struct_at(self, path: Path, value: Any, type_: Callable[..., _T]) -> _T:
        """Convert what stands at a path; what is wrong with it is an error at its place."""
        try:
            converted: _T = msgspec.convert(value, type_)
            return converted
        except msgspec.ValidationError as error:
            text = str(error)
            place = _AT.search(text)
            below = _path(place[1]) if place else ()
            self._fail_at((*path, *below), _type_at(type_, below), _AT.sub("", text))

    def _fail_at(self, path: Path, type_: Any, text: str) -> NoReturn:
        """Say what msgspec says, with the nearest right name where it was one that was wrong."""
        unknown = _UNKNOWN_FIELD.fullmatch(text)
        if unknown:
            known = getattr(type_, "__struct_fields__", ())
            self.fail((*path, unknown[1]), f"{unknown[1]!r} is no key here{did_you_mean(unknown[1], known)}")
        wrong = _WRONG_WORD.fullmatch(text)
        if wrong and isinstance(type_, type) and issubclass(type_, StrEnum):
            words = ", ".join(type_)
            self.fail(path, f"{wrong[1]!r} is none of {words}{did_you_mean(wrong[1], map(str, type_))}")
        self.fail(path, text)

    def demand_mapping(self, path: Path, value: Any) -> None:
        if not isinstance(value, dict):
            self.fail(path, f"{path[-1]!r} is a mapping")

    def demand_keys(self, path: Path, value: Mapping[str, Any], known: Iterable[str]) -> None:
        """Fail at the first key that is not known."""
        names = list(known)
        for key in value:
            if key not in names:
                self.fail((*path, key), f"{key!r} is no key here{did_you_mean(key, names)}")


def _read(path: FilePath, name: str) -> bytes:
    """The bytes; a repository's own content comes from whoever wrote the repository."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ContentError(f"it cannot be read: {error.strerror}", file=name) from error
    if len(content) > _MOST_BYTES:
        raise ContentError(f"it is larger than {_MOST_BYTES // 1024 // 1024} MiB", file=name)
    return content


_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.*)`")
_WRONG_WORD = re.compile(r"Invalid enum value '(.*)'")


def _type_at(type_: Any, path: Path) -> Any:
    """The declared type of what is at a path of fields; None where it is not declared."""
    for step in path:
        hints = get_type_hints(type_) if isinstance(type_, type) and issubclass(type_, msgspec.Struct) else {}
        type_ = hints.get(str(step))
    return type_


def _path(text: str) -> Path:
    """``.params[...].type`` -> ("params",): as far as msgspec says where."""
    return tuple(re.split(r"\[", text)[0].strip(".").split(".")) if text else ()
