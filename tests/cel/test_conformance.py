"""The official cases of cel-spec, where they lie beside the repository: ../shared/cel/conformance.jsonl."""

from collections import Counter

import pytest

from tests.cel.conformance import CASES, failure, read_cases

PASSING = {
    "basic": 43,
    "bindings_ext": 8,
    "block_ext": 25,
    "comparisons": 334,
    "conversions": 109,
    "encoders_ext": 4,
    "fields": 60,
    "fp_math": 30,
    "integer_math": 64,
    "lists": 39,
    "logic": 30,
    "macros": 44,
    "macros2": 46,
    "math_ext": 199,
    "namespace": 14,
    "network_ext": 69,
    "optionals": 59,
    "parse": 193,
    "plumbing": 5,
    "string": 51,
    "string_ext": 213,
    "timestamps": 73,
    "type_deductions": 26,
}
"""How many cases of each file pass, of those that need no protocol buffers: all of them."""


@pytest.mark.skipif(not CASES.exists(), reason=f"{CASES} is not there")
def test_the_official_cases_pass() -> None:
    failures = {}
    passing: Counter[str] = Counter()
    for case in read_cases():
        if case.proto:
            continue
        reason = failure(case)
        if reason:
            failures[str(case)] = f"{case.data['expr']}: {reason}"
        else:
            passing[case.file] += 1

    assert not failures
    assert dict(passing) == PASSING
