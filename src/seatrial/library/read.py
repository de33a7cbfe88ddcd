"""Reads a content folder: every error names file, line, column and the nearest right name.

<folder>/aws/s3/bucket.resource.yaml         a resource definition
<folder>/aws/s3/bucket-versioning/check.yaml a check; its id is its path: aws-s3-bucket-versioning
<folder>/policies/<name>.yaml                a policy
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any, NoReturn, TypeVar

import msgspec
from msgspec import Struct

from seatrial.errors import ContentError, ParseError
from seatrial.library.definitions import definition_from
from seatrial.model.check import Check
from seatrial.model.definition import Definition
from seatrial.model.location import Path
from seatrial.model.policy import Policy
from seatrial.model.words import did_you_mean
from seatrial.parsers.document import Document
from seatrial.parsers.yaml import parse_yaml

_T = TypeVar("_T")
_AT = re.compile(r" - at `\$(.*)`$")
_SHAPE = ".shape.yaml"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Content(Struct, frozen=True, kw_only=True):
    """The nouns of one content folder, by type, id and name."""

    definitions: dict[str, Definition]
    checks: dict[str, Check]
    policies: dict[str, Policy]


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


def read_content(folder: FilePath) -> Content:
    """Read a content folder.  Raises ContentError."""
    definitions: dict[str, Definition] = {}
    checks: dict[str, Check] = {}
    policies: dict[str, Policy] = {}
    shapes = {path.name.removesuffix(_SHAPE): ContentFile(path, path.name).value for path in _shapes(folder)}
    for path in content_files(folder):
        name = path.relative_to(folder.parent).as_posix()
        if path.name == "check.yaml":
            check = _read_check(path, name, folder)
            checks[check.id] = check
        elif path.name.endswith(".resource.yaml"):
            definition = definition_from(ContentFile(path, name), shapes)
            definitions[definition.type] = definition
        else:
            policy = ContentFile(path, name).as_struct(Policy, name=path.stem, file=name)
            policies[policy.name] = policy
    return Content(definitions=definitions, checks=checks, policies=policies)


def content_files(folder: FilePath) -> list[FilePath]:
    """The files of a content folder that hold content, sorted; proofs are none."""
    found = [*folder.rglob("check.yaml"), *folder.rglob("*.resource.yaml"), *folder.glob("policies/*.yaml")]
    return sorted(found)


def _shapes(folder: FilePath) -> list[FilePath]:
    return sorted(folder.rglob("*" + _SHAPE))


def _read_check(path: FilePath, name: str, folder: FilePath) -> Check:
    file = ContentFile(path, name)
    id_ = "-".join(path.parent.relative_to(folder).parts)
    if not _ID.fullmatch(id_):
        raise ContentError(f"{id_!r} is no id: a check's path has lower-case words and hyphens", file=name)
    check = file.as_struct(Check, id=id_, file=name)
    if check.each and not re.fullmatch(r"[a-z_]\w* in .+", check.each, re.DOTALL):
        file.fail(("each",), "`each` reads `name in expression`")
    return check
