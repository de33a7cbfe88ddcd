"""What the functions make of values that are not known."""

from typing import Any

import pytest

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions import Context, FunctionError, call
from seatrial.terraform.values import Set

ARN = Unknown("a bucket's ARN is known after it is made", ref="aws_s3_bucket.logs", attribute="arn")
VARIABLE = Unknown("`var.x` has no value here")


def run(name: str, *arguments: Value) -> Any:
    return call(name, arguments, Context())


def same(value: Value, expected: Value) -> bool:
    """Equality that takes an unknown for itself only."""
    if type(value) is Unknown or type(expected) is Unknown:
        return value is expected
    if isinstance(value, list) and isinstance(expected, list):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(same(item, expected[key]) for key, item in value.items())
    return bool(value == expected)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("upper", [VARIABLE]),
        ("length", [VARIABLE]),
        ("merge", [{"a": 1}, VARIABLE]),
        ("concat", [["a"], VARIABLE]),
        ("keys", [VARIABLE]),
        ("lookup", [{"a": 1}, VARIABLE, "x"]),
        ("distinct", [["a", VARIABLE]]),
        ("sort", [["b", VARIABLE]]),
        ("max", [1, VARIABLE]),
        ("sum", [[1, VARIABLE]]),
        ("toset", [["a", VARIABLE]]),
        ("setunion", [["a"], [VARIABLE, "b"]]),
        ("range", [VARIABLE]),
        ("cidrsubnet", [VARIABLE, 8, 1]),
        ("regex", ["a", VARIABLE]),
        ("yamldecode", [VARIABLE]),
        ("jsondecode", [VARIABLE]),
        ("flatten", [["a", VARIABLE]]),
        ("compact", [["a", VARIABLE]]),
        ("zipmap", [["a", VARIABLE], [1, 2]]),
        ("formatlist", ["%s", VARIABLE]),
        ("contains", [["a", VARIABLE], "b"]),
        ("coalescelist", [VARIABLE, ["a"]]),
        ("matchkeys", [["a"], [VARIABLE], ["x"]]),
        ("formatdate", ["YYYY", VARIABLE]),
        ("file", [VARIABLE]),
    ],
)
def test_an_unknown_argument_makes_the_result_unknown_for_its_own_reason(name: str, arguments: list[Value]) -> None:
    result = run(name, *arguments)

    assert type(result) is Unknown
    assert result.reason == VARIABLE.reason


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("concat", [["a"], [VARIABLE]], ["a", VARIABLE]),
        ("merge", [{"a": VARIABLE}, {"b": 1}], {"a": VARIABLE, "b": 1}),
        ("merge", [{"a": VARIABLE}, {"a": 1}], {"a": 1}),
        ("length", [[VARIABLE, "a"]], 2),
        ("keys", [{"a": VARIABLE}], ["a"]),
        ("values", [{"b": 1, "a": VARIABLE}], [VARIABLE, 1]),
        ("lookup", [{"a": 1, "b": VARIABLE}, "a", 2], 1),
        ("lookup", [{"a": 1, "b": VARIABLE}, "b", 2], VARIABLE),
        ("lookup", [{}, "a", VARIABLE], VARIABLE),
        ("element", [["a", VARIABLE], 0], "a"),
        ("element", [["a", VARIABLE], 1], VARIABLE),
        ("one", [[VARIABLE]], VARIABLE),
        ("zipmap", [["a", "b"], [1, VARIABLE]], {"a": 1, "b": VARIABLE}),
        ("tolist", [["a", VARIABLE]], ["a", VARIABLE]),
        ("toset", [[VARIABLE]], [VARIABLE]),
        ("tomap", [{"a": 1, "b": VARIABLE}], {"a": 1, "b": VARIABLE}),
        ("tostring", [VARIABLE], VARIABLE),
        ("sensitive", [ARN], ARN),
        ("nonsensitive", [[ARN]], [ARN]),
        ("coalesce", ["a", VARIABLE], "a"),
        ("coalesce", [ARN, "a"], ARN),
        ("coalesce", [None, VARIABLE], VARIABLE),
        ("coalescelist", [["a"], VARIABLE], ["a"]),
        ("flatten", [[["a"], [[ARN]]]], ["a", ARN]),
        ("reverse", [["a", VARIABLE]], [VARIABLE, "a"]),
        ("slice", [["a", VARIABLE, "b"], 0, 2], ["a", VARIABLE]),
        ("chunklist", [["a", VARIABLE], 1], [["a"], [VARIABLE]]),
        ("contains", [["a", VARIABLE], "a"], True),
        ("contains", [["a"], "b"], False),
        ("contains", [[ARN], 5], None),
        ("alltrue", [[False, VARIABLE]], False),
        ("anytrue", [[True, VARIABLE]], True),
        ("compact", [["", Unknown("x", parts=("a-", ARN))]], None),
    ],
)
def test_what_is_known_of_a_structure_is_kept(name: str, arguments: list[Value], expected: Value) -> None:
    result = run(name, *arguments)

    if expected is not None:
        assert same(result, expected)
    else:
        assert type(result) is Unknown or len(result) == 1


def test_a_result_points_to_what_its_argument_points_to() -> None:
    result = run("lower", ARN)

    assert (result.ref, result.attribute, result.is_set) == ("aws_s3_bucket.logs", None, True)


def test_a_result_that_may_be_null_is_not_said_to_be_set() -> None:
    assert not run("lookup", VARIABLE, "a", None).is_set
    assert run("upper", VARIABLE).is_set


def test_coalesce_with_a_known_last_resort_is_set() -> None:
    assert run("coalesce", VARIABLE, "a").is_set
    assert not run("coalesce", VARIABLE, None).is_set


@pytest.mark.parametrize(
    ("name", "arguments", "parts"),
    [
        ("join", ["/", [ARN, "*"]], (ARN, "/*")),
        ("join", [",", ["a", "b", VARIABLE]], ("a,b,", VARIABLE)),
        ("format", ["arn:%s:%03d/%s", "aws", 7, VARIABLE], ("arn:aws:007/", VARIABLE)),
        ("format", ["%v-%q", ["a", VARIABLE], "b"], ('["a",', VARIABLE, ']-"b"')),
        ("format", ["%q", VARIABLE], ('"', VARIABLE, '"')),
        ("jsonencode", [{"a": [1, VARIABLE]}], ('{"a":[1,', VARIABLE, "]}")),
        ("jsonencode", [["a", Unknown("x", parts=('<"', ARN))]], ('["a","\\u003c\\"', ARN, '"]')),
        ("yamlencode", [{"a": [1, VARIABLE], "b": "x"}], ('"a":\n- 1\n- ', VARIABLE, '\n"b": "x"\n')),
        ("yamlencode", [{"a": Unknown("x", parts=("p-", ARN, "-s"))}], ('"a": "p-', ARN, '-s"\n')),
        ("yamlencode", [{"\ue000": VARIABLE}], ('"\ue000": ', VARIABLE, "\n")),
    ],
)
def test_a_text_with_unknown_pieces_has_parts(
    name: str, arguments: list[Value], parts: tuple[str | Unknown, ...]
) -> None:
    result = run(name, *arguments)

    assert type(result) is Unknown
    assert same(list(result.parts), list(parts))


def test_a_text_that_is_one_unknown_is_that_unknown() -> None:
    assert run("join", "/", [ARN]) is ARN
    assert run("format", "%s", ARN) is ARN


def test_a_longer_text_does_not_point_to_what_a_piece_points_to() -> None:
    assert run("join", "/", [ARN, "*"]).ref is None


def test_encoded_json_with_an_unknown_is_decoded_to_its_structure() -> None:
    policy = {"Statement": [{"Effect": "Allow", "Resource": [ARN, Unknown("x", parts=(ARN, "/*"))]}]}

    decoded = run("jsondecode", run("jsonencode", policy))

    statement = decoded["Statement"][0]
    assert statement["Effect"] == "Allow"
    assert statement["Resource"][0] is ARN
    assert same(list(statement["Resource"][1].parts), [ARN, "/*"])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("a: ", VARIABLE, "\nb: [1, ", ARN, "]\n"), {"a": VARIABLE, "b": [1, ARN]}),
        (('a: "', VARIABLE, '"\nb: 2'), {"a": VARIABLE, "b": 2}),
        (("a: {", VARIABLE, ": 1}\nb: 2"), {"a": None, "b": 2}),
        (("a: 1\n", VARIABLE, "\n"), None),
        (("a: 1\n  ", VARIABLE, ": 2\n"), None),
        (("a: [1, ", VARIABLE), None),
    ],
)
def test_yaml_of_known_and_unknown_pieces_is_decoded_as_far_as_it_goes(
    parts: tuple[str | Unknown, ...], expected: Value
) -> None:
    result = run("yamldecode", Unknown(VARIABLE.reason, parts=parts))

    if expected is None or expected["a"] is None:
        unknown = result if expected is None else result["a"]
        assert type(unknown) is Unknown
        assert unknown.reason == VARIABLE.reason
    else:
        assert same(result, expected)


def test_a_yaml_text_with_an_unknown_within_keeps_its_known_pieces() -> None:
    result = run("yamldecode", Unknown("x", parts=("image: registry/", VARIABLE, ":1.0")))

    assert same(list(result["image"].parts), ["registry/", VARIABLE, ":1.0"])


@pytest.mark.parametrize(
    ("name", "argument", "expected"),
    [
        ("startswith", "arn:", True),
        ("startswith", "http:", False),
        ("startswith", "arn:aws:s3:::x", None),
        ("endswith", "*", True),
        ("endswith", "-", False),
        ("endswith", "x/*", None),
        ("strcontains", "aws", True),
        ("strcontains", "gcp", None),
    ],
)
def test_the_known_ends_of_a_text_are_enough_to_decide(name: str, argument: str, expected: bool | None) -> None:
    text = Unknown("x", parts=("arn:aws:", VARIABLE, "/*"))

    result = run(name, text, argument)

    assert type(result) is Unknown if expected is None else result is expected


def test_a_set_of_one_unknown_has_one_element() -> None:
    result = run("toset", [VARIABLE])

    assert isinstance(result, Set)
    assert len(result) == 1


@pytest.mark.parametrize("name", ["timestamp", "plantimestamp", "uuid"])
def test_what_differs_in_every_run_is_unknown(name: str) -> None:
    assert type(run(name)) is Unknown


def test_a_salted_hash_and_a_secret_are_unknown() -> None:
    assert type(run("bcrypt", "a")) is Unknown
    assert type(run("bcrypt", "a", 10)) is Unknown
    assert type(run("rsadecrypt", "a", "b")) is Unknown
    assert type(run("issensitive", "a")) is Unknown


def test_a_function_of_a_provider_is_unknown_and_says_so() -> None:
    result = run("provider::aws::arn_parse", "x")

    assert "provider::aws::arn_parse" in result.reason


def test_an_argument_that_is_wrong_is_an_error_although_another_is_unknown() -> None:
    with pytest.raises(FunctionError, match="must not be null"):
        run("join", None, [VARIABLE])
