"""What one evaluation of a root module shares: files, limits, gaps, and the guard around every value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, normpath
from typing import Protocol

from seatrial.errors import ConnectorError, LimitError, ParseError
from seatrial.model.gap import Gap
from seatrial.model.location import Location
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl import Attribute, Text, parse_text
from seatrial.terraform.functions.registry import Context, FunctionError
from seatrial.terraform.limits import Budget, Limits
from seatrial.terraform.scope import EvaluationError, Scope
from seatrial.terraform.sources import Library, ModuleFiles
from seatrial.terraform.types import ConversionError


class Place(Protocol):
    """Whatever knows the file of an attribute."""

    def place(self, attribute: Attribute) -> Location: ...

    def head(self) -> Location: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the person gives a root module from outside: ``--var-file``s in order, ``TF_VAR_*``, the workspace."""

    var_files: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    workspace: str = "default"


class InProgress:
    """What a memo holds for a value that is being computed."""

    __slots__ = ()


_IN_PROGRESS = InProgress()


class Evaluator:
    def __init__(self, directory: str, files: ModuleFiles, inputs: Inputs, limits: Limits) -> None:
        self.directory = directory
        self.files = files
        self.inputs = inputs
        self.budget = Budget(limits)
        self.library = Library(files)
        self.gaps: dict[Gap, None] = {}
        self.context = Context(files=_RootFiles(directory, files), render=self.render)
        self.fetched: dict[str, str] | None = None
        self.unfetched: dict[str, dict[str, Location]] = {}
        self._templates: dict[str, Text] = {}

    def gap(self, location: Location, reason: str, bound: str = "") -> None:
        self.gaps[Gap(location=location, reason=reason, bound=bound)] = None

    def every_gap(self) -> Iterable[Gap]:
        """The gaps so far.  A module that was not fetched is one, however often it is called."""
        yield from self.gaps
        for source, calls in self.unfetched.items():
            address, location = min(calls.items(), key=lambda call: (call[1], call[0]))
            others = f" and {len(calls) - 1} more" if len(calls) > 1 else ""
            yield Gap(location=location, reason=not_fetched(source, f"{address}{others}"))

    def once(
        self,
        memo: dict[str, Value],
        name: str,
        compute: Callable[[], Value],
        what: str,
        place: Place,
        attribute: Attribute | None = None,
    ) -> Value:
        """Return what the memo holds, or compute it.  Never raises: what fails is unknown, and says why.

        A value that needs itself is a gap, and so is one that meets a limit.
        """
        found = memo.get(name, memo)
        if found is _IN_PROGRESS:
            reason = f"{what} depends on itself"
            self.gap(_location(place, attribute), reason)
            return Unknown(reason)
        if found is not memo:
            return found
        memo[name] = _IN_PROGRESS
        value: Value
        try:
            self.budget.enter()
            try:
                value = compute()
                self.budget.measure(value, keep=True)
            finally:
                self.budget.leave()
        except (EvaluationError, ConversionError, FunctionError, ConnectorError) as error:
            value = Unknown(f"{what} cannot be evaluated: {error}")
        except LimitError as error:
            if not error.line:
                self.gap(_location(place, attribute), f"{what} was not evaluated: {error.message}", error.bound)
            # Else it is a bound of the text, and a gap already, from reading the file.
            value = Unknown(f"{what} was not evaluated: {error.message} ({error.bound})")
        except ParseError as error:
            # It is a gap already, from reading the file.
            value = Unknown(f"{what} has a syntax error: {error.message}")
        except RecursionError:
            reason = f"{what} was not evaluated: values need each other too deeply"
            self.gap(_location(place, attribute), reason, "depth of the stack")
            value = Unknown(reason)
        memo[name] = value
        return value

    def render(self, template: str, variables: Mapping[str, Value]) -> Value:
        """Evaluate a template file.  Raises FunctionError."""
        text = self._templates.get(template)
        if text is None:
            text = self._templates[template] = Text(template)
        from seatrial.terraform.expressions import evaluate

        try:
            self.budget.enter()
            try:
                expression = parse_text(text, 0, len(template))
                return evaluate(expression, Scope(_TemplateWorld(self), names=variables))
            finally:
                self.budget.leave()
        except LimitError as error:
            raise FunctionError(str(error), bound=error.bound) from error
        except (EvaluationError, ConversionError, ParseError) as error:
            raise FunctionError(str(error)) from error


def _location(place: Place, attribute: Attribute | None) -> Location:
    return place.head() if attribute is None else place.place(attribute)


def not_fetched(source: str, calls: str) -> str:
    return f"the module `{source}` of {calls} is not there; run `terraform init` to fetch it"


class _TemplateWorld:
    """What a template file may refer to: the variables that it was given, and nothing else."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.budget = evaluator.budget
        self.context = evaluator.context

    def refer(self, root: str, steps: object, scope: Scope) -> tuple[Value, int]:
        raise EvaluationError(f"the template is given no variable `{root}`")


class _RootFiles:
    """The files below the boundary, for the file functions, by paths relative to the root module."""

    def __init__(self, directory: str, files: ModuleFiles) -> None:
        self._directory = directory
        self._files = files

    def _path(self, path: str) -> str:
        if path.startswith(("/", "~")):
            raise ConnectorError(f"`{path}` lies outside of what is scanned")
        found = normpath(f"{self._directory}/{path}")
        if found == ".." or found.startswith("../"):
            raise ConnectorError(f"`{path}` lies outside of what is scanned")
        return found

    def read(self, path: str) -> bytes:
        return self._files.read(self._path(path))

    def exists(self, path: str) -> bool:
        found = self._path(path)
        return found.rpartition("/")[2] in self._files.names(dirname(found) or ".")

    def walk(self, directory: str) -> Iterable[str]:
        return self._files.walk(self._path(directory))
