"""The fast form of a program: one Python function, made from generated source.

It is plain Python: ``and``, ``or``, ``x["field"]``.  It gives the answer where everything is known and nothing fails;
in every other case it raises, and the strict form is asked.  So it must never give an answer that the strict form would
not give: where Python's operators differ from CEL's on the types at hand, it calls a function of `runtime`.

No text of the expression reaches the source: names become numbered, constants travel beside it, and the texts of
literals and fields are written by repr().
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from seatrial.cel import tree
from seatrial.cel.errors import EvaluationError
from seatrial.cel.functions import dispatch
from seatrial.cel.runtime import COMPARISONS, HELPERS
from seatrial.cel.types import BOOL, BYTES, DYN, NULL, NUMBERS, STRING, ListType, MapType, bare
from seatrial.model.value import UnknownTouchedError, Value

MAX_DEPTH = 80
"""Python's parser takes 200 nested parentheses; a deeper expression is left to the strict form."""

FALLBACK = (
    UnknownTouchedError,
    EvaluationError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    ValueError,
    RecursionError,
)
"""What the fast form raises where it has no answer."""

Fast = Callable[..., Value]
_TEXTS = frozenset((STRING, BYTES))
_SIZED = (ListType, MapType)
_METERED_OPERATORS = {"+": "add"}
_ARITHMETIC = {"-": "subtract", "*": "multiply", "/": "divide", "%": "remainder"}


class TooDeepError(Exception):
    """The expression is too deep for Python's parser."""


def compile_fast(root: tree.Typed, variables: int, *, step_into: bool) -> Fast | None:
    """The function ``(runtime, *values)`` of a checked tree; None where only the strict form can do it."""
    writer = _Writer(step_into)
    try:
        body = writer.write(root)
    except TooDeepError:
        return None
    parameters = ", ".join(("R", *(f"a{slot}" for slot in range(variables))))
    meter = "M = Meter()\n    " if writer.metered else ""
    source = f"def evaluate({parameters}):\n    {meter}return {body}\n"
    scope: dict[str, Any] = {**HELPERS, **writer.constants}
    # The source holds nothing but what _Writer writes: numbered names, helpers, and literals through repr().
    exec(compile(source, "<cel>", "exec"), scope)  # noqa: S102
    function: Fast = scope["evaluate"]
    return function


class _Writer:
    def __init__(self, step_into: bool) -> None:
        self.step_into = step_into
        self.constants: dict[str, Any] = {}
        self.metered = False
        self.depth = 0
        self.turning = False

    def write(self, node: tree.Typed) -> str:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeepError
        text: str = _WRITERS[type(node)](self, node)
        self.depth -= 1
        return text

    def truth(self, node: tree.Typed) -> str:
        """The node as an operand of ``and``, ``or`` or ``not``: a bool, or it raises."""
        text = self.write(node)
        if _is_certain(node):
            return text
        # Null and False are both false to Python; a table lookup tells them apart at a fraction of a call's cost.
        return f"T[{text}]" if bare(node.type) is BOOL else f"truth({text})"

    def constant_name(self, value: object) -> str:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def meter(self) -> str:
        self.metered = True
        return "M"

    def constant(self, node: tree.Constant) -> str:
        value = node.value
        # An exact type test: repr() of a subclass, or of inf and nan, is no literal.
        if value is None or type(value) in (bool, int, str, bytes):
            return f"({value!r})" if type(value) is int else repr(value)
        return self.constant_name(value)

    def variable(self, node: tree.Variable) -> str:
        return f"a{node.slot}"

    def local(self, node: tree.Local) -> str:
        return f"v{node.slot}"

    def field(self, node: tree.Field) -> str:
        operand = self.write(node.operand)
        if node.optional or bare(node.operand.type).name == "optional_type":
            return f"select_optional({operand}, {node.field!r}, {node.declared}, {self.step_into})"
        if self.step_into and not node.declared:
            operand = f"first({operand})"
        return f"{operand}[{node.field!r}]"

    def presence(self, node: tree.Presence) -> str:
        operand = self.write(node.operand)
        if node.declared:
            return f"({operand}[{node.field!r}] != None)"
        return f"has({operand}, {node.field!r}, {self.step_into})"

    def item(self, node: tree.Item) -> str:
        operand, container = self.write(node.operand), bare(node.operand.type)
        if node.optional:
            return f"index_optional({operand}, {self.write(node.key)})"
        if isinstance(node.key, tree.Constant):
            key = node.key.value
            # Of a text or of an optional, no key is taken: the subscript raises, as it does for a list and a text.
            if type(key) is str and (isinstance(container, MapType) or container is DYN):
                return f"{operand}[{key!r}]"
            if type(key) is int and key >= 0 and isinstance(container, ListType):
                return f"{operand}[{key}]"
        return f"index({operand}, {self.write(node.key)})"

    def logic(self, node: tree.Logic) -> str:
        operator = " or " if node.decisive else " and "
        return f"({operator.join(map(self.truth, node.operands))})"

    def negated(self, node: tree.Not) -> str:
        text = self.write(node.operand)
        if _is_certain(node.operand):
            return f"(not {text})"
        return f"N[{text}]" if bare(node.operand.type) is BOOL else f"(not truth({text}))"

    def negation(self, node: tree.Negation) -> str:
        return f"negate({self.write(node.operand)})"

    def operation(self, node: tree.Operation) -> str:
        operator = node.operator
        if operator in ("==", "!="):
            return self.equality(node)
        if operator == "in":
            return self.membership(node)
        left, right = self.write(node.left), self.write(node.right)
        if operator in COMPARISONS:
            first, second = bare(node.left.type), bare(node.right.type)
            if first is second and (first in NUMBERS or first is STRING):
                return f"({left} {operator} {right})"
            return f"{COMPARISONS[operator]}({left}, {right})"
        if operator in _METERED_OPERATORS:
            return f"{_METERED_OPERATORS[operator]}({left}, {right}, {self.meter()})"
        return f"{_ARITHMETIC[operator]}({left}, {right})"

    def equality(self, node: tree.Operation) -> str:
        left, right = self.write(node.left), self.write(node.right)
        if _compares_plainly(node.left, node.right):
            return f"({left} {node.operator} {right})"
        answer = f"same({left}, {right}, {self.meter()})"
        return answer if node.operator == "==" else f"(not {answer})"

    def membership(self, node: tree.Operation) -> str:
        item, container = self.write(node.left), bare(node.right.type)
        if isinstance(node.right, tree.ListOf) and not node.right.optional:
            constants = [element.value for element in node.right.elements if isinstance(element, tree.Constant)]
            if len(constants) == len(node.right.elements) and all(type(value) is str for value in constants):
                # A text equals nothing but a text.  What cannot be hashed raises, an unknown among it.
                return f"({item} in {self.constant_name(frozenset(constants))})"
        if bare(node.left.type) is STRING and isinstance(container, _SIZED):
            # Python's ``in`` takes what is identical for equal without asking it, and so finds an unknown value.
            return f"(known({item}) in {self.write(node.right)})"
        return f"member({self.write(node.right)}, {item}, {self.meter()})"

    def choice(self, node: tree.Choice) -> str:
        return f"({self.write(node.yes)} if {self.truth(node.condition)} else {self.write(node.no)})"

    def library_call(self, node: tree.LibraryCall) -> str:
        special = self.special_call(node)
        if special is not None:
            return special
        arguments = ", ".join((self.meter(), *map(self.write, node.arguments)))
        return f"{self.constant_name(dispatch(node.name, node.overloads))}({arguments})"

    def special_call(self, node: tree.LibraryCall) -> str | None:
        """A call whose types let Python's own operation stand for it."""
        types = [bare(argument.type) for argument in node.arguments]
        if node.name == "dyn":
            return self.write(node.arguments[0])
        if node.name == "size" and (types[0] in _TEXTS or isinstance(types[0], _SIZED)):
            return f"len({self.write(node.arguments[0])})"
        if types != [STRING, STRING]:
            return None
        text, other = node.arguments
        match node.name:
            case "startsWith":
                return f"{self.write(text)}.startswith({self.write(other)})"
            case "endsWith":
                return f"{self.write(text)}.endswith({self.write(other)})"
            # What is done once need not be counted; in a macro a long text may be looked through again and again.
            case "contains" if not self.turning:
                return f"({self.write(other)} in {self.write(text)})"
            case "matches" if isinstance(other, tree.Constant):
                return self.constant_match(text, str(other.value))
        return None

    def constant_match(self, text: tree.Typed, pattern: str) -> str:
        from seatrial.cel.regex import compiled

        regex = compiled(pattern)
        if regex.quick is not None and not self.turning:
            return f"({self.constant_name(regex.quick)}({self.write(text)}) is not None)"
        return f"{self.constant_name(regex.found_in)}({self.write(text)}, {self.meter()})"

    def host_call(self, node: tree.HostCall) -> str:
        arguments = ", ".join(
            self.write(argument) if isinstance(argument, tree.Constant) else f"known({self.write(argument)})"
            for argument in node.arguments
        )
        if node.function.runtime:
            return f"R[{node.function.name!r}]({arguments})"
        return f"{self.constant_name(node.function.call)}({arguments})"

    def list_of(self, node: tree.ListOf) -> str:
        if node.optional:
            parts = (
                f"*present({self.write(element)})" if position in node.optional else self.write(element)
                for position, element in enumerate(node.elements)
            )
            return f"[{', '.join(parts)}]"
        return f"[{', '.join(map(self.write, node.elements))}]"

    def map_of(self, node: tree.MapOf) -> str:
        pairs = []
        for key, value, optional in node.entries:
            pair = f"({self.write(key)}, {self.write(value)})"
            pairs.append(f"*present_pair{pair}" if optional else f"{pair}")
        return f"build_map([{', '.join(pairs)}])"

    def let(self, node: tree.Let) -> str:
        return f"(lambda v{node.slot}: {self.write(node.body)})({self.write(node.value)})"

    def fold(self, node: tree.Fold) -> str:
        outside, self.turning = self.turning, True
        text = self.turns(node)
        self.turning = outside
        return text

    def turns(self, node: tree.Fold) -> str:
        names = ", ".join(f"v{slot}" for slot in node.slots)
        if node.macro in ("optMap", "optFlatMap"):
            helper = "opt_map" if node.macro == "optMap" else "opt_flat_map"
            return f"{helper}({self.write(node.operand)}, lambda {names}: {self.write(node.body)})"
        turns = "pairs" if len(node.slots) == 2 else "items"
        source = f"for {names} in {turns}({self.write(node.operand)}, {self.meter()}, {node.weight})"
        if node.condition is not None:
            source += f" if {self.truth(node.condition)}"
        match node.macro:
            case "all":
                return f"all({self.truth(node.body)} {source})"
            case "exists":
                return f"any({self.truth(node.body)} {source})"
            case "exists_one" | "existsOne":
                return f"([{self.truth(node.body)} {source}].count(True) == 1)"
            case "filter":
                return f"[{names} {source} if {self.truth(node.body)}]"
            case "transformMap":
                return f"build_map([(v{node.slots[0]}, {self.write(node.body)}) {source}])"
            case "transformMapEntry":
                return f"merge([{self.write(node.body)} {source}])"
            case "sortBy":
                return f"sort_pairs([({names}, {self.write(node.body)}) {source}])"
        return f"[{self.write(node.body)} {source}]"

    def failure(self, node: tree.Failure) -> str:
        return f"fail({node.message!r})"


def _is_certain(node: tree.Typed) -> bool:
    """Whether the node's Python can give nothing but a bool."""
    match node:
        case tree.Logic() | tree.Not() | tree.Presence():
            return True
        case tree.Operation():
            return node.operator in COMPARISONS or node.operator in ("==", "!=", "in")
        case tree.Fold():
            return node.type is BOOL
        case tree.Constant():
            return type(node.value) is bool
        case tree.LibraryCall():
            return all(overload.result is BOOL for overload in node.overloads)
    return False


def _compares_plainly(left: tree.Typed, right: tree.Typed) -> bool:
    """Whether Python's == is CEL's on these: texts and null equal only their like, declared numbers are numbers."""
    first, second = bare(left.type), bare(right.type)
    if first in _TEXTS or second in _TEXTS or NULL in (first, second):
        return True
    if first in NUMBERS and second in NUMBERS:
        return True
    if first is BOOL and second is BOOL:
        return True
    # A bool is 0 or 1 to Python, so any other number can be compared with whatever comes.
    return any(_is_plain_number(node) for node in (left, right))


def _is_plain_number(node: tree.Typed) -> bool:
    return isinstance(node, tree.Constant) and type(node.value) is int and node.value not in (0, 1)


_WRITERS: dict[type, Callable[[_Writer, Any], str]] = {
    tree.Constant: _Writer.constant,
    tree.Variable: _Writer.variable,
    tree.Local: _Writer.local,
    tree.Field: _Writer.field,
    tree.Presence: _Writer.presence,
    tree.Item: _Writer.item,
    tree.Logic: _Writer.logic,
    tree.Not: _Writer.negated,
    tree.Negation: _Writer.negation,
    tree.Operation: _Writer.operation,
    tree.Choice: _Writer.choice,
    tree.LibraryCall: _Writer.library_call,
    tree.HostCall: _Writer.host_call,
    tree.ListOf: _Writer.list_of,
    tree.MapOf: _Writer.map_of,
    tree.Fold: _Writer.fold,
    tree.Let: _Writer.let,
    tree.Failure: _Writer.failure,
}
