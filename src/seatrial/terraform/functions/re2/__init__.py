"""Regular expressions in RE2's dialect (https://github.com/google/re2/wiki/Syntax), run in linear time.

A pattern costs its size times the text's length, whatever both are made of: a scan must not stand still because of a
pattern that somebody wrote.  A match is the one that a backtracking engine would find first, as in Go.
"""

from functools import lru_cache

from seatrial.terraform.functions.re2.machine import Match, Pattern
from seatrial.terraform.functions.re2.program import assemble
from seatrial.terraform.functions.re2.syntax import PatternError, parse

__all__ = ["Match", "Pattern", "PatternError", "compile_pattern"]


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern.  Raises PatternError, or LimitError on one that is too large."""
    node, names, groups = parse(pattern)
    return Pattern(assemble(node), names, groups)
