"""The functions against a table of what Terraform answers."""

import math

import pytest

from seatrial.terraform.functions import Context, FunctionError, names
from seatrial.terraform.values import export
from tests.terraform.functions.literals import evaluate
from tests.terraform.functions.table import Case, cases

CASES = list(cases())
# What they answer depends on files, or on the run; they have tests of their own.
ELSEWHERE = {
    "abspath",
    "base64gunzip",
    "base64gzip",
    "bcrypt",
    "cidrcontains",
    "ephemeralasnull",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "issensitive",
    "list",
    "ltrimspace",
    "map",
    "plantimestamp",
    "rsadecrypt",
    "sensitive",
    "templatefile",
    "templatestring",
    "timestamp",
    "type",
    "urldecode",
    "uuid",
}

# `can` and `try` are the evaluator's.
FUNCTIONS_OF_1_9 = """
    abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt ceil
    chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode
    dirname distinct element endswith file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset
    filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode
    jsonencode keys length log lookup lower matchkeys max md5 merge min nonsensitive one parseint pathexpand
    plantimestamp pow range regex regexall replace reverse rsadecrypt sensitive setintersection setproduct setsubtract
    setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile
    templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset
    tostring transpose trim trimprefix trimspace trimsuffix upper urlencode uuid uuidv5 values yamldecode yamlencode
    zipmap
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.expression)
def test_a_call_gives_what_terraform_gives(case: Case) -> None:
    if case.fails:
        with pytest.raises(FunctionError):
            evaluate(case.expression, Context())
        return

    value = export(evaluate(case.expression, Context()))

    assert _same(value, case.value), f"{value!r} instead of {case.value!r}"


def test_every_function_that_can_be_in_the_table_is_in_it() -> None:
    called = {case.expression.partition("(")[0] for case in CASES}

    missing = names() - called - ELSEWHERE

    assert not missing


def test_every_function_of_terraform_1_9_is_there() -> None:
    missing = set(FUNCTIONS_OF_1_9.split()) - names()

    assert not missing


def _same(value: object, expected: object) -> bool:
    """Equality that tells 1 from true, and takes the last digit of a float as it comes."""
    if isinstance(value, list) and isinstance(expected, list):
        return len(value) == len(expected) and all(map(_same, value, expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(_same(item, expected[key]) for key, item in value.items())
    if isinstance(value, float) and isinstance(expected, float):
        return math.isclose(value, expected, rel_tol=1e-15)
    return type(value) is type(expected) and value == expected
