"""Write docs/reference/cel-functions.md: every function and method with its signatures.

``python -m tests.cel.function_table``.
"""

import sys
from importlib import import_module
from pathlib import Path

from seatrial.cel.functions import Overload
from seatrial.cel.library import MODULES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cel-functions.md"

_HEAD = """\
# CEL functions

What expressions can call, beside the operators and macros of the
[language](https://github.com/google/cel-spec/blob/master/doc/langdef.md): the standard functions, and the extensions
that Kubernetes and the reference implementations ship. `T`, `K` and `V` stand for any type.

Macros: `has(x.y)`; `all`, `exists`, `exists_one`, `map` and `filter` over lists and maps; `all`, `exists`, `existsOne`,
`transformList`, `transformMap` and `transformMapEntry` with two variables (index or key, and value); `sortBy`; `optMap`
and `optFlatMap` over optionals; `cel.bind(name, value, expression)`.

Regenerate with `python -m tests.cel.function_table`.
"""


def page() -> str:
    """The page, a section for each module of the library."""
    return _HEAD + "".join(map(_section, MODULES))


def _section(name: str) -> str:
    module = import_module(f"seatrial.cel.library.{name}")
    title = (sys.modules[module.__name__].__doc__ or name).strip().splitlines()[0]
    lines = [f"\n## {name}\n\n{title}\n\n```\n"]
    for _, overloads in sorted(module.LIBRARY.overloads.items()):
        lines += [f"{_signature(overload)}\n" for overload in overloads]
    return "".join([*lines, "```\n"])


def _signature(overload: Overload) -> str:
    parameters = [str(type_) for type_ in overload.parameters]
    target = f"{parameters.pop(0)}." if overload.member else ""
    return f"{target}{overload.name}({', '.join(parameters)}) -> {overload.result}"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
