"""The cases of each scheme: ``<scheme>.txt`` beside this file, a line a case.

``a < b`` and ``a = b`` say how two versions compare, ``! a`` says that the scheme refuses one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SCHEMES = tuple(sorted(path.stem for path in HERE.glob("*.txt")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    scheme: str
    line: int
    left: str
    sign: str
    """``<``, ``=``, or ``!`` where the scheme refuses the left."""
    right: str

    def __str__(self) -> str:
        return f"{self.scheme}.txt:{self.line}"


def cases(scheme: str) -> Iterator[Case]:
    for line, text in enumerate((HERE / f"{scheme}.txt").read_text().splitlines(), 1):
        if text.startswith("! "):
            yield Case(scheme=scheme, line=line, left=text[2:], sign="!", right="")
        elif not text.startswith("#"):
            left, sign, right = _parted(text)
            yield Case(scheme=scheme, line=line, left=left, sign=sign, right=right)


def _parted(text: str) -> tuple[str, str, str]:
    for sign in (" < ", " = "):
        left, found, right = text.partition(sign)
        if found:
            return left, sign.strip(), right
    raise ValueError(f"no case: {text!r}")


def ordered(scheme: str) -> tuple[str, ...]:
    """Every version that the cases of a scheme order."""
    return tuple(sorted({text for case in cases(scheme) if case.sign != "!" for text in (case.left, case.right)}))
