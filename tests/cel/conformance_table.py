"""Write docs/reference/cel-conformance.md: how many official cases of each section pass.

``python -m tests.cel.conformance_table``, where the cases lie beside the repository.
"""

from collections import Counter
from pathlib import Path

from tests.cel.conformance import CASES, failure, read_cases

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cel-conformance.md"

_HEAD = """\
# CEL conformance

Seatrial's expressions are [CEL](https://github.com/google/cel-spec). The table says how many of the specification's own
conformance cases (`tests/simple`, at 508bd98) pass, section by section. Cases that need protocol-buffer messages or
enums are left out: Seatrial has neither, and its objects are declared resources and maps.

Regenerate with `python -m tests.cel.conformance_table`.

| file | section | cases | pass | per cent | needing protocol buffers |
|---|---|--:|--:|--:|--:|
"""


def table() -> str:
    """The page."""
    cases: Counter[tuple[str, str]] = Counter()
    passing: Counter[tuple[str, str]] = Counter()
    proto: Counter[tuple[str, str]] = Counter()
    for case in read_cases():
        key = (case.file, case.section)
        if case.proto:
            proto[key] += 1
            continue
        cases[key] += 1
        passing[key] += not failure(case)
    rows = [_row(*key, cases[key], passing[key], proto[key]) for key in sorted({*cases, *proto})]
    rows.append(_row("**all**", "", cases.total(), passing.total(), proto.total()))
    return _HEAD + "\n".join(rows) + "\n"


def _row(file: str, section: str, cases: int, passing: int, proto: int) -> str:
    share = f"{100 * passing / cases:.1f}" if cases else "–"
    return f"| {file} | {section} | {cases} | {passing} | {share} | {proto or ''} |"


if __name__ == "__main__":
    if not CASES.exists():
        raise SystemExit(f"{CASES} is not there: the cases are not part of the repository")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(table(), encoding="utf-8")
