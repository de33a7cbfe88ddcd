"""Verdicts: three-valued, with the reason, the message and the values that decided."""

import pytest

from seatrial.model.result import How, Result

from .bench import Box

PROPERTIES = """\
  name: {type: string, terraform: bucket, cloudformation: BucketName}
  safe: {type: bool, default: false, terraform: safe}
  wanted: {type: bool, default: true, terraform: wanted}
  secret: {type: string, sensitive: true, terraform: secret}
  settings: {type: any, terraform: settings}
  rules:
    type: list(object)
    terraform: rule
    properties:
      port: {type: int}
"""
VARIABLE = 'variable "v" {}\n'


def bucket(*lines: str, name: str = "b") -> str:
    return f'resource "aws_s3_bucket" "{name}" {{\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


@pytest.fixture
def asked(box: Box) -> Box:
    return box.properties(PROPERTIES)


def only(box: Box) -> Result:
    (result,) = box.judged()
    return result


@pytest.mark.parametrize(
    ("wanted", "safe", "verdict"),
    [
        ("true", "true", "pass"),
        ("true", "false", "fail"),
        ("true", "var.v", "unknown"),
        ("false", "true", "skip"),
        ("false", "false", "skip"),
        ("false", "var.v", "skip"),
        ("var.v", "true", "pass"),
        ("var.v", "false", "unknown"),
        ("var.v", "var.v", "unknown"),
    ],
)
def test_when_and_expects_are_three_valued(asked: Box, wanted: str, safe: str, verdict: str) -> None:
    asked.check("when: resource.wanted", "expects: resource.safe")
    asked.write(VARIABLE + bucket(f"wanted = {wanted}", f"safe = {safe}"))

    assert only(asked).verdict == verdict


@pytest.mark.parametrize(
    ("expects", "verdict"),
    [
        ("resource.safe || true", "pass"),
        ("resource.safe && false", "fail"),
        ("resource.safe && true", "unknown"),
        ("!resource.safe", "unknown"),
        ("resource.name != null", "fail"),
        ("[1][resource.rules.size() + 1] == 1", "error"),
    ],
)
def test_an_unknown_spreads_as_far_as_it_decides(asked: Box, expects: str, verdict: str) -> None:
    asked.check(f"expects: {expects!r}").write(VARIABLE + bucket("safe = var.v"))

    result = only(asked)

    assert result.verdict == verdict
    assert bool(result.reason) is (verdict in ("unknown", "error"))


def test_an_unknown_says_why_and_points_at_the_value(asked: Box) -> None:
    asked.check("expects: resource.safe").write(VARIABLE + bucket('bucket = "x"', "safe = var.v"))

    result = only(asked)

    assert "var.v" in result.reason
    assert (result.location.file.rpartition("/")[2], result.location.line) == ("main.tf", 4)
    assert result.evidence[0].how is How.UNKNOWN
    assert set(result.evidence[0].value) == {"$unknown", "$ref"}


def test_each_element_gets_a_verdict_at_its_own_place(asked: Box) -> None:
    asked.check("each: rule in resource.rules", "expects: rule.port != 22", message="{rule.port} on {resource.name}")
    asked.write(VARIABLE + bucket('bucket = "x"', "rule { port = 22 }", "rule { port = 80 }", "rule { port = var.v }"))

    results = {result.element: result for result in asked.judged()}

    assert {element: str(one.verdict) for element, one in results.items()} == {
        "rules[0]": "fail",
        "rules[1]": "pass",
        "rules[2]": "unknown",
    }
    assert results["rules[0]"].message == "22 on x"
    assert results["rules[0]"].location.line == 4
    assert [(one.property, one.value) for one in results["rules[0]"].evidence] == [("rules[0].port", 22)]


def test_no_elements_is_nothing_asked_and_unknown_elements_are_unknown(asked: Box) -> None:
    asked.check("each: rule in resource.rules", "expects: rule.port != 22")

    assert asked.write(bucket()).verdicts() == {"skip": 1}
    assert asked.write(VARIABLE + bucket("rule = var.v")).verdicts() == {"unknown": 1}


def test_a_parameter_that_no_policy_gives_makes_it_skip_and_one_with_a_default_does_not(asked: Box) -> None:
    asked.check("expects: resource.name == params.p", "params: {p: {type: string, doc: P}}").write(
        bucket('bucket = "x"')
    )

    assert asked.verdicts() == {"skip": 1}
    assert asked.verdicts(p="x") == {"pass": 1}
    assert asked.verdicts(p="y") == {"fail": 1}

    asked.check("expects: resource.name == params.p", "params: {p: {type: string, doc: P, default: x}}")
    assert asked.verdicts() == {"pass": 1}


def test_a_message_names_what_is_below_the_elements_of_a_list(asked: Box) -> None:
    asked.check("expects: resource.safe", message="ports {resource.rules.port}")
    rules = [f"rule {{\n port = {port}\n}}" for port in range(6)]

    assert only(asked.write(bucket(*rules))).message == "ports 0, 1, 2, 3, 4, …"


def test_a_check_may_ask_for_the_day_of_the_scan(asked: Box) -> None:
    asked.check("expects: asset.today > timestamp('2020-01-01T00:00:00Z')")

    assert asked.write(bucket()).verdicts() == {"pass": 1}


def test_a_message_calls_what_has_no_known_name_by_its_address(asked: Box) -> None:
    asked.check("expects: resource.safe", message="`{resource.name}` {resource.rules} {resource.secret}")

    assert only(asked.write(bucket())).message == "`aws_s3_bucket.b`  (none)"
    assert only(asked.write(VARIABLE + bucket("bucket = var.v"))).message.startswith("`aws_s3_bucket.b`")
    assert only(asked.write(VARIABLE + bucket('bucket = "a-${var.v}"'))).message.startswith("`a-…`")


def test_a_check_is_asked_only_where_every_property_can_be_read(asked: Box) -> None:
    asked.check("expects: resource.safe")
    asked.write("Resources:\n  B: {Type: 'AWS::S3::Bucket'}\n", "t.yaml")
    assert asked.judged() == []

    asked.check("expects: resource.name == null")
    assert asked.verdicts() == {"pass": 1}


def test_what_may_not_exist_is_judged_under_that_condition(asked: Box) -> None:
    asked.check("expects: resource.safe").write(VARIABLE + bucket("count = var.v"))

    result = only(asked)

    assert (result.verdict, result.address) == ("fail", "aws_s3_bucket.b[?]")
    assert "var.v" in result.condition


def test_secrets_are_no_evidence(asked: Box) -> None:
    asked.check("expects: resource.secret == null")
    asked.write(bucket('secret = "hunter2"', 'settings = { db_password = "hunter2", size = 1 }'))
    hidden = only(asked)
    asked.check("expects: resource.settings == null")

    nested = only(asked)

    assert [(one.property, one.value) for one in hidden.evidence] == [("secret", "(hidden)")]
    assert nested.evidence[0].value == {"db_password": "(hidden)", "size": 1}


def test_evidence_is_bounded(asked: Box) -> None:
    asked.check("expects: resource.settings == null")
    asked.write(bucket(f'settings = {{ text = "{"x" * 5000}", list = {list(range(500))} }}'))

    (evidence,) = only(asked).evidence

    assert len(evidence.value["text"]) < 400
    assert len(evidence.value["list"]) == 20


def test_other_resources_of_the_asset_can_be_asked(asked: Box) -> None:
    asked.check("expects: resources('demo.box').all(b, b.name != 'y')").write(bucket('bucket = "x"'))
    assert asked.verdicts() == {"pass": 1}

    asked.write(bucket('bucket = "x"') + bucket('bucket = "y"', name="c"))
    assert asked.verdicts() == {"fail": 2}


def test_an_element_that_a_filter_cannot_place_hides_no_other(asked: Box) -> None:
    asked.check("each: rule in resource.rules.filter(r, r.port != 80)", "expects: rule.port != 22")
    rules = [f"rule {{\n    port = {port}\n  }}" for port in ("var.v", "22", "80", "443")]
    asked.write(VARIABLE + bucket(*rules))

    assert {result.element: str(result.verdict) for result in asked.judged()} == {
        "rules[0]": "unknown",
        "rules[1]": "fail",
        "rules[3]": "pass",
    }


def test_an_element_that_is_right_passes_wherever_a_filter_places_it(asked: Box) -> None:
    asked.check("each: rule in resource.rules.filter(r, resource.safe)", "expects: rule.port != 22")
    asked.write(VARIABLE + bucket("safe = var.v", "rule {\n    port = 443\n  }", "rule {\n    port = 22\n  }"))

    assert [str(result.verdict) for result in asked.judged()] == ["pass", "unknown"]
