"""The files of a module: which count, what they declare, and how override files change it.

https://developer.hashicorp.com/terraform/language/files
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.parsers.hcl import Attribute, Block, Body, Document, parse
from seatrial.terraform.cycles import local_cycles
from seatrial.terraform.json_syntax import parse_json, parse_json_values
from seatrial.terraform.types import Type

_SUFFIXES = (".tofu.json", ".tf.json", ".tofu", ".tf")
# Syntax takes some 25 times the room of its text.
_CACHED_CHARACTERS = 10 * 1024 * 1024


class SourceFiles(Protocol):
    """How the files of modules are got: by directories and paths with forward slashes, from the boundary on."""

    def names(self, directory: str) -> Sequence[str]:
        """The names of the files in a directory, sorted; none if there is no such directory."""
        ...

    def read(self, path: str) -> bytes:
        """Raises ConnectorError, also for what lies outside of the boundary, and LimitError."""
        ...

    def shown(self, path: str) -> str:
        """How a path is shown to people."""
        ...


class ModuleFiles(SourceFiles, Protocol):
    """What the evaluator needs of files; the boundary itself is the directory ``.``."""

    def walk(self, directory: str) -> Iterable[str]:
        """The paths of all files below a directory, from there.  Raises ConnectorError and LimitError."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class File:
    path: str
    shown: str
    document: Document

    def location(self, start: int, end: int) -> Location:
        line, column = self.document.text.position(start)
        end_line, end_column = self.document.text.position(end)
        return Location(self.shown, line, column, end_line, end_column)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A block and its file.  ``elsewhere``: the files of the parts that an override file gave it, by their id."""

    block: Block
    file: File
    elsewhere: Mapping[int, File] = field(default_factory=dict)

    def file_of(self, part: Attribute | Block) -> File:
        return self.elsewhere.get(id(part), self.file)

    def head(self) -> Location:
        return self.file.location(self.block.start, self.block.head_end)

    def place(self, attribute: Attribute) -> Location:
        return self.file_of(attribute).location(attribute.start, attribute.end)


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    attribute: Attribute
    file: File


ResourceName = tuple[str, str, str]
"""``resource``, ``data`` or ``ephemeral``; the type; the name."""


class ModuleSource:
    """What a directory declares, override files applied.  Of two declarations of one name the first counts."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.variables: dict[str, Placed] = {}
        self.outputs: dict[str, Placed] = {}
        self.locals: dict[str, Local] = {}
        self.calls: dict[str, Placed] = {}
        self.resources: dict[ResourceName, Placed] = {}
        self.providers: list[Placed] = []
        # Second declarations of a resource, and blocks that declare nothing one can refer to.
        self.repeated: list[tuple[ResourceName, Placed]] = []
        self.others: list[Placed] = []
        self.gaps: list[Gap] = []
        self.files: list[File] = []
        self.is_there = False
        self.types: dict[str, Type] = {}

    def add(self, placed: Placed) -> None:
        block = placed.block
        labels = block.labels
        match block.type, len(labels):
            case "resource" | "data" | "ephemeral", 2:
                name = (block.type, labels[0], labels[1])
                if name in self.resources:
                    self.repeated.append((name, placed))
                else:
                    self.resources[name] = placed
            case "variable", 1:
                self.variables.setdefault(labels[0], placed)
            case "output", 1:
                self.outputs.setdefault(labels[0], placed)
            case "module", 1:
                self.calls.setdefault(labels[0], placed)
            case "locals", 0:
                for attribute in block.body.attributes.values():
                    self.locals.setdefault(attribute.name, Local(attribute, placed.file))
            case "provider", 1:
                self.providers.append(placed)
            case _:
                self.others.append(placed)

    def override(self, placed: Placed) -> None:
        """Merge a block of an override file into the one that it names."""
        block = placed.block
        labels = block.labels
        match block.type, len(labels):
            case "resource" | "data" | "ephemeral", 2:
                name = (block.type, labels[0], labels[1])
                self.resources[name] = _merged(self.resources.get(name), placed)
            case "variable", 1:
                self.variables[labels[0]] = _merged(self.variables.get(labels[0]), placed)
            case "output", 1:
                self.outputs[labels[0]] = _merged(self.outputs.get(labels[0]), placed)
            case "module", 1:
                self.calls[labels[0]] = _merged(self.calls.get(labels[0]), placed)
            case "locals", 0:
                for attribute in block.body.attributes.values():
                    self.locals[attribute.name] = Local(attribute, placed.file)
            case "provider", 1:
                self._override_provider(placed)
            case _:
                self.others.append(placed)

    def _override_provider(self, placed: Placed) -> None:
        for at, base in enumerate(self.providers):
            if base.block.labels == placed.block.labels and alias_of(base) == alias_of(placed):
                self.providers[at] = _merged(base, placed)
                return
        self.providers.append(placed)

    @cached_property
    def local_cycles(self) -> Sequence[tuple[str, ...]]:
        return local_cycles({name: local.attribute for name, local in self.locals.items()})


def alias_of(provider: Placed) -> str:
    """The alias of a provider's block, empty for the default one."""
    alias = literal(provider.block.body.attributes.get("alias"))
    return alias if isinstance(alias, str) else ""


def literal(attribute: Attribute | None) -> object:
    """The value of an attribute that is written as a literal; None for any other."""
    if attribute is None:
        return None
    try:
        return getattr(attribute.expression(), "value", None)
    except ParseError:
        return None


def _merged(base: Placed | None, over: Placed) -> Placed:
    """Attributes replace attributes; nested blocks of a type replace all of that type, save for ``lifecycle``'s."""
    if base is None:
        return over
    body = Body({**base.block.body.attributes, **over.block.body.attributes})
    elsewhere = dict(base.elsewhere)
    elsewhere.update((id(attribute), over.file) for attribute in over.block.body.attributes.values())
    replaced = {_nested_name(block) for block in over.block.body.blocks} - {"lifecycle"}
    body.blocks = [block for block in base.block.body.blocks if _nested_name(block) not in replaced]
    for block in over.block.body.blocks:
        before = next((b for b in body.blocks if b.type == "lifecycle"), None) if block.type == "lifecycle" else None
        if before is None:
            body.blocks.append(block)
            elsewhere[id(block)] = over.file
        else:
            inner = Body({**before.body.attributes, **block.body.attributes}, before.body.blocks + block.body.blocks)
            body.blocks[body.blocks.index(before)] = _with_body(before, inner)
    return Placed(_with_body(base.block, body), base.file, elsewhere)


def _with_body(block: Block, body: Body) -> Block:
    return Block(block.text, block.type, block.labels, body, block.start, block.head_end, block.end)


def _nested_name(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


class Library:
    """Modules by directory, for one reader of files; documents are kept for the whole process."""

    def __init__(self, files: SourceFiles) -> None:
        self.files = files
        self._modules: dict[str, ModuleSource] = {}

    def modules(self) -> Sequence[ModuleSource]:
        """Those that were read so far."""
        return tuple(self._modules.values())

    def module(self, directory: str) -> ModuleSource:
        found = self._modules.get(directory)
        if found is None:
            found = self._modules[directory] = read_module(directory, self.files)
        return found


def read_module(directory: str, files: SourceFiles) -> ModuleSource:
    """Read a directory; what cannot be read is a gap of the result."""
    source = ModuleSource(directory)
    overriding: list[File] = []
    for name in module_files(files.names(directory)):
        path = name if directory == "." else f"{directory}/{name}"
        source.is_there = True
        try:
            content = files.read(path)
        except (ConnectorError, LimitError) as error:
            bound = error.bound if isinstance(error, LimitError) else ""
            source.gaps.append(Gap(location=Location(files.shown(path), 1), reason=str(error), bound=bound))
            continue
        file = File(path, files.shown(path), document_of(content, name))
        source.files.append(file)
        source.gaps.extend(_gaps(file))
        if is_override(name):
            overriding.append(file)
            continue
        for block in file.document.body.blocks:
            source.add(Placed(block, file))
    for file in overriding:
        for block in file.document.body.blocks:
            source.override(Placed(block, file))
    return source


def module_files(names: Iterable[str]) -> Iterator[str]:
    """The files of a module among all those of its directory, in the order in which Terraform reads them."""
    present = set(names)
    for name in sorted(present):
        if name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#")):
            continue
        suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), None)
        if suffix is None or len(name) == len(suffix):
            continue
        # OpenTofu reads x.tofu in place of x.tf.
        if suffix.startswith(".tf") and name.removesuffix(suffix) + suffix.replace(".tf", ".tofu") in present:
            continue
        yield name


def is_override(name: str) -> bool:
    stem = next(name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix))
    return stem == "override" or stem.endswith("_override")


def _gaps(file: File) -> Iterator[Gap]:
    for error in file.document.problems():
        bound = error.bound if isinstance(error, LimitError) else ""
        yield Gap(location=Location(file.shown, error.line or 1, error.column or 1), reason=error.message, bound=bound)


class _Store:
    """Documents by the hash of their bytes, the least used of them forgotten past a bound."""

    def __init__(self) -> None:
        self._documents: OrderedDict[tuple[str, bytes], Document] = OrderedDict()
        self._characters = 0

    def get(self, content: bytes, kind: str) -> Document:
        key = (kind, hashlib.sha256(content).digest())
        found = self._documents.get(key)
        if found is not None:
            self._documents.move_to_end(key)
            return found
        found = self._documents[key] = _PARSERS[kind](content)
        self._characters += len(found.text.content)
        while self._characters > _CACHED_CHARACTERS and len(self._documents) > 1:
            _, oldest = self._documents.popitem(last=False)
            self._characters -= len(oldest.text.content)
        return found


_PARSERS = {"hcl": parse, "json": parse_json, "json values": parse_json_values}
_store = _Store()


def document_of(content: bytes, name: str) -> Document:
    """Parse a file; the same bytes are parsed once in a process, as long as the store has room."""
    if not name.endswith(".json"):
        return _store.get(content, "hcl")
    return _store.get(content, "json values" if name.endswith(".tfvars.json") else "json")
