"""What is wrong with content before any proof: expressions, names and fixes, each with its line and column."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from seatrial.cel import CelError, parse
from seatrial.engine.appraise import compile_risk
from seatrial.engine.normalise import Shape
from seatrial.engine.question import Question, QuestionError, compile_check, sources_of
from seatrial.errors import ContentError
from seatrial.library import Library
from seatrial.library.content_file import ContentFile
from seatrial.library.lint_fix import wrong_in_fix
from seatrial.model.check import Check
from seatrial.model.definition import Definition, Property
from seatrial.model.location import Path
from seatrial.model.words import did_you_mean

Functions = Callable[[str, str], Any]
"""Finds the function that a definition names, by source and name; raises KeyError."""

# The elements of a list of the resource, all of them or those that a filter lets through.
_ELEMENTS = re.compile(r"resource((?:\.[A-Za-z_]\w*)+?)(?:\.filter\(.*\))?", re.DOTALL)
_FIELD = re.compile(r"\{([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\}")


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """What is wrong with content or its proofs: a place and a sentence.

    ``caret``  the line of the expression that is at fault, and below it carets under the characters.
    """

    file: str
    message: str
    line: int = 0
    column: int = 0
    caret: str = ""

    def __str__(self) -> str:
        return str(self.as_error())

    def as_error(self) -> ContentError:
        caret = "".join(f"\n    {line}" for line in self.caret.splitlines())
        return ContentError(self.message + caret, file=self.file, line=self.line, column=self.column)


def path_of(file: str, folders: Iterable[FilePath]) -> FilePath | None:
    """Where a content file lies; in the last of the folders that has it, as the repository's own content wins."""
    found = [folder.parent / file for folder in folders if FilePath(file).parts[:1] == (folder.name,)]
    return next((path for path in reversed(found) if path.is_file()), None)


def lint_checks(checks: Iterable[Check], library: Library, folders: Iterable[FilePath]) -> Iterator[Flaw]:
    """Yield what is wrong with checks; ``folders`` are the content folders that they come from."""
    places = [*folders]
    for check in checks:
        yield from _Linted(check, library, path_of(check.file, places)).flaws()


def lint_definitions(
    definitions: Iterable[Definition],
    functions: Functions,
    folders: Iterable[FilePath],
    known: Mapping[str, Definition] | None = None,
) -> Iterator[Flaw]:
    """Yield what is wrong with resource definitions: their expressions, and the functions that they name.

    ``known`` are those that ``resources(type)`` may name, where they are more.
    """
    places, linted = [*folders], [*definitions]
    types = known if known is not None else {definition.type: definition for definition in linted}
    for definition in linted:
        path = path_of(definition.file, places)
        yield from _wrong_risk(definition, types, path)
        for name in definition.sources:
            yield from _wrong_facts(definition, name, ("properties",), definition.properties, functions, path)


def _wrong_risk(definition: Definition, known: Mapping[str, Definition], path: FilePath | None) -> Iterator[Flaw]:
    """Yield what is wrong with what a definition tells of risk.

    A source that cannot say what an expression reads would be told to be internal, which nobody knows.
    """
    risk = definition.risk
    said: dict[Path, str] = {("exposure", level): text for level, text in risk.exposure.items()} if risk else {}
    if risk and risk.privileged:
        said["privileged",] = risk.privileged
    for key, text in said.items():
        name = ".".join(map(str, key))
        try:
            program = compile_risk(text, definition, known)
        except CelError as error:
            line, column = _place(path, ("risk", *key), error.text, error.offset)
            yield Flaw(definition.file, f"`{name}`: {error.message}", line, column, error.caret())
            continue
        for source in sorted(definition.sources.keys() - sources_of(definition, [program])):
            line, column = _place(path, ("risk", *key))
            yield Flaw(definition.file, f"`{name}` reads a property that {source} cannot say", line, column)


def _wrong_facts(
    definition: Definition,
    source: str,
    above: Path,
    properties: Mapping[str, Property],
    functions: Functions,
    path: FilePath | None,
) -> Iterator[Flaw]:
    for property_ in properties.values():
        here = (*above, property_.name)
        if property_.properties:
            inner = (*here, "properties")
            yield from _wrong_facts(definition, source, inner, property_.properties, functions, path)
        try:
            _compile(definition, source, property_, functions)
            for fact in property_.writes.get(source, ()):
                parse(fact.expression)
        except CelError as error:
            line, column = _place(path, here, error.text, error.offset)
            message = f"`{property_.name}`, {source}: {error.message}"
            yield Flaw(definition.file, message, line, column, error.caret())
        except KeyError as error:
            line, column = _place(path, here)
            yield Flaw(definition.file, f"`{property_.name}`, {source}: {error.args[0]}", line, column)


def _compile(definition: Definition, source: str, property_: Property, functions: Functions) -> None:
    alone = {property_.name: Property(name=property_.name, type=property_.type, facts=property_.facts)}
    Shape(definition.type, alone, name=source, source=definition.sources[source], functions=functions)


class _Linted:
    """One check; finds places in its file when something is wrong."""

    def __init__(self, check: Check, library: Library, path: FilePath | None) -> None:
        self.check = check
        self.definitions = library.definitions
        self.path = path

    def flaws(self) -> Iterator[Flaw]:
        check = self.check
        if check.resource not in self.definitions:
            near = did_you_mean(check.resource, self.definitions)
            yield self._flaw("resource", f"there is no resource type {check.resource!r}{near}")
            return
        try:
            question = compile_check(check, self.definitions, {})
        except QuestionError as error:
            yield self._wrong_expression(error)
            return
        yield from self._wrong_fix()
        yield from self._wrong_message()
        yield from self._unused_parameters(question)

    def _flaw(self, key: str, message: str) -> Flaw:
        line, column = _place(self.path, (key,))
        return Flaw(self.check.file, f"`{key}`: {message}", line, column)

    def _wrong_expression(self, error: QuestionError) -> Flaw:
        cause = error.cause
        if not isinstance(cause, CelError):
            return self._flaw(error.key, str(error))
        line, column = _place(self.path, (error.key,), cause.text, cause.offset)
        return Flaw(self.check.file, f"`{error.key}`: {cause.message}", line, column, cause.caret())

    def _wrong_fix(self) -> Iterator[Flaw]:
        sources = self.definitions[self.check.resource].sources
        yield from (self._flaw("fix", text) for text in wrong_in_fix(self.check, sources, self._wrong_path))

    def _wrong_message(self) -> Iterator[Flaw]:
        check = self.check
        known = {"resource", "params", "asset", check.variable} - {""}
        for head, _, rest in (found.partition(".") for found in _FIELD.findall(check.message)):
            if head not in known:
                yield self._flaw("message", f"there is no {head!r}{did_you_mean(head, known)}")
            elif head == "params" and rest not in check.params:
                yield self._flaw("message", f"there is no parameter {rest!r}{did_you_mean(rest, check.params)}")
            elif rest and (path := self._property_path(head, rest)) and (wrong := self._wrong_path(path)):
                yield self._flaw("message", f"there is no property {rest!r}{wrong}")

    def _property_path(self, head: str, rest: str) -> list[str]:
        """The path from the resource that a field of the message means; empty where nobody declares what it means."""
        if head == "resource":
            return rest.split(".")
        elements = _ELEMENTS.fullmatch(self.check.elements) if head == self.check.variable else None
        return [*elements[1].split(".")[1:], *rest.split(".")] if elements else []

    def _unused_parameters(self, question: Question) -> Iterator[Flaw]:
        programs = [program for program in (question.when, question.elements, question.expects) if program]
        used = {read[1] for program in programs for read in program.reads if read[0] == "params" and len(read) > 1}
        used |= {field.removeprefix("params.") for field in _FIELD.findall(self.check.message)}
        for name in self.check.params:
            if name not in used:
                yield self._flaw("params", f"nothing asks for {name!r}")

    def _wrong_path(self, steps: list[str]) -> str:
        """Empty where a path leads to a property; else what ends the sentence that says that it does not."""
        properties = self.definitions[self.check.resource].properties
        for step in steps:
            if step not in properties:
                return did_you_mean(step, properties) or "."
            if not properties[step].properties:
                return ""
            properties = properties[step].properties
        return ""


def _place(path: FilePath | None, key: Path, expression: str = "", offset: int = 0) -> tuple[int, int]:
    """Line and column of a key in a content file, or of a character of the expression that stands there."""
    if path is None:
        return 0, 0
    file, text = _opened(path, path.stat().st_mtime_ns)
    line, column, end_line, end_column = file.document.span(key)
    if expression:
        lines = text.split("\n")
        start = _offset(lines, line, column)
        found = _aligned(text, start, _offset(lines, end_line, end_column), expression, offset)
        if found is not None:
            line = text.count("\n", 0, found) + 1
            column = found - text.rfind("\n", 0, found)
    return line, column


@cache
def _opened(path: FilePath, _time: int) -> tuple[ContentFile, str]:
    return ContentFile(path, path.name), path.read_text(encoding="utf-8-sig")


def _offset(lines: list[str], line: int, column: int) -> int:
    return sum(len(text) + 1 for text in lines[: line - 1]) + column - 1


def _aligned(text: str, start: int, end: int, expression: str, offset: int) -> int | None:
    """Where a character of an expression stands in a YAML text, which may have folded and indented it."""
    wanted = [index for index, character in enumerate(expression) if not character.isspace()]
    written = [index for index in range(start, min(end, len(text))) if not text[index].isspace()]
    # A character of white space is at fault, or the end of the expression: the last one before it is shown.
    position = max((number for number, index in enumerate(wanted) if index <= offset), default=0)
    sought = "".join(expression[index] for index in wanted)
    found = "".join(text[index] for index in written).find(sought)
    return written[found + position] if found >= 0 and wanted else None
