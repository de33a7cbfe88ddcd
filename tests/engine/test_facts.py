"""How properties are read: paths, joins, expressions, calls and defaults, and the place that said each."""

import pytest

from seatrial.model.resource import Resource
from seatrial.model.result import How
from seatrial.model.value import Value, is_unknown

from .bench import Box


def bucket(*lines: str, name: str = "b") -> str:
    return f'resource "aws_s3_bucket" "{name}" {{\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def read(box: Box, fact: str, text: str, *, type_: str = "any") -> Resource:
    box.properties(f"  p: {{type: {type_}, terraform: {fact}}}\n").write(text)
    return box.one()


def line_of(resource: Resource, *path: str | int) -> int:
    return resource.origin_at(path).location().line


@pytest.mark.parametrize(
    ("fact", "lines", "value"),
    [
        ("bucket", ['bucket = "x"'], "x"),
        ("block.bucket", ['bucket = "x"'], "x"),
        ("raw.type", [], "aws_s3_bucket"),
        ("raw.address", [], "aws_s3_bucket.b"),
        ("website.index", ["website {", '  index = "i"', "}"], "i"),
        ("'website[1].index'", ["website {}", "website {", '  index = "j"', "}"], "j"),
        ("'tags[\"a b\"]'", ['tags = { "a b" = "c" }'], "c"),
        ('bucket == "x"', ['bucket = "x"'], True),
        ("'website.size()'", ["website {}", "website {}"], 2),
        ("'[bucket, force_destroy]'", ['bucket = "x"', "force_destroy = true"], ["x", True]),
    ],
)
def test_a_fact_reads_a_value(box: Box, fact: str, lines: list[str], value: Value) -> None:
    resource = read(box, f"'{fact}'" if '"x"' in fact else fact, bucket(*lines))

    assert resource["p"] == value
    assert resource.how("p") is How.EXPLICIT


@pytest.mark.parametrize("lines", [[], ["bucket = null"]])
def test_absent_and_null_are_the_default_or_null(box: Box, lines: list[str]) -> None:
    box.properties(
        "  plain: {type: string, terraform: bucket}\n"
        "  preset: {type: string, default: d, terraform: bucket}\n"
        "  ours: {type: string, default: d, terraform: {from: bucket, default: t}}\n"
        "  many: {type: list(string), terraform: bucket}\n"
        "  pairs: {type: map(string), terraform: bucket}\n"
    ).write(bucket(*lines))

    resource = box.one()

    assert [resource[name] for name in ("plain", "preset", "ours", "many", "pairs")] == [None, "d", "t", [], {}]
    assert [resource.how(name) for name in ("plain", "preset", "ours")] == [How.ABSENT, How.DEFAULT, How.DEFAULT]


def test_an_empty_text_is_not_said(box: Box) -> None:
    box.properties(
        "  plain: {type: string, terraform: bucket}\n"
        "  preset: {type: string, default: d, terraform: bucket}\n"
        "  next: {type: string, terraform: [bucket, acl]}\n"
        "  any: {type: any, terraform: bucket}\n"
        "  many: {type: list(string), terraform: '[bucket]'}\n"
    ).write(bucket('bucket = ""', 'acl = "y"'))

    resource = box.one()

    assert [resource[name] for name in ("plain", "preset", "next", "any", "many")] == [None, "d", "y", "", [""]]
    assert resource.how("preset") is How.DEFAULT


def test_a_default_differs_by_source(box: Box) -> None:
    box.properties(
        "  p: {type: string, default: d, terraform: bucket, cloudformation: {from: BucketName, default: c}}\n"
    )
    box.write(bucket()).write("Resources:\n  B:\n    Type: AWS::S3::Bucket\n", "t.yaml")

    assert sorted(resource["p"] for resource in box.boxes()) == ["c", "d"]


def test_the_first_fact_that_is_there_decides(box: Box) -> None:
    resource = read(box, "[tags.name, bucket, acl]", bucket('bucket = "x"', 'acl = "y"'))

    assert resource["p"] == "x"
    assert line_of(resource, "p") == 2


@pytest.mark.parametrize(
    ("lines", "value", "how"),
    [
        (['bucket = "x"'], ["x"], How.EXPLICIT),
        (['acl = "y"'], ["y"], How.EXPLICIT),
        (['bucket = "x"', 'acl = "y"'], ["x", "y"], How.EXPLICIT),
        ([], [], How.ABSENT),
    ],
)
def test_an_absent_attribute_takes_nothing_else_out_of_a_list(
    box: Box, lines: list[str], value: Value, how: How
) -> None:
    resource = read(box, "'[bucket, acl]'", bucket(*lines), type_="list(string)")

    assert resource["p"] == value
    assert resource.how("p") is how


def test_the_next_fact_decides_where_a_list_has_nothing(box: Box) -> None:
    resource = read(box, "['[bucket, acl]', '[tags.name]']", bucket('tags = { name = "z" }'), type_="list(string)")

    assert resource["p"] == ["z"]


def test_an_unknown_fact_is_not_passed_over(box: Box) -> None:
    resource = read(box, "[bucket, acl]", 'variable "v" {}\n' + bucket("bucket = var.v", 'acl = "y"'))

    assert is_unknown(resource["p"])
    assert resource.how("p") is How.UNKNOWN


@pytest.mark.parametrize("fact", ["bucket.inner", "'bucket == \"x\"'", "'bucket + \"x\"'"])
def test_what_is_inside_of_an_unknown_is_unknown_for_the_same_reason(box: Box, fact: str) -> None:
    value = read(box, fact, 'variable "v" {}\n' + bucket("bucket = var.v"))["p"]

    assert is_unknown(value)
    assert "var.v" in value.reason


def test_a_path_into_something_that_is_no_mapping_is_unknown(box: Box) -> None:
    assert is_unknown(read(box, "bucket.inner", bucket('bucket = "x"'))["p"])


def test_a_value_of_another_type_is_unknown_and_not_the_default(box: Box) -> None:
    resource = read(box, "bucket, default: true", bucket('bucket = "maybe"'), type_="bool")

    assert is_unknown(resource["p"])


LOCK = """\
resource "aws_s3_bucket_versioning" "{name}" {{
  bucket = {bucket}
  versioning_configuration {{
    status = "Enabled"
  }}
}}
"""


@pytest.mark.parametrize("named", ["aws_s3_bucket.b.id", "aws_s3_bucket.b.bucket", '"x"'])
def test_a_joined_block_is_found_by_reference_and_by_name(box: Box, named: str) -> None:
    text = bucket('bucket = "x"') + LOCK.format(name="v", bucket=named)

    resource = read(box, "lock.versioning_configuration.status", text)

    assert resource["p"] == "Enabled"
    assert line_of(resource, "p") == 7


def test_a_joined_block_of_another_is_not_ones_own(box: Box) -> None:
    text = bucket('bucket = "x"') + LOCK.format(name="v", bucket='"y"')

    assert read(box, "lock.versioning_configuration.status", text)["p"] is None


def test_a_joined_block_that_may_be_about_it_makes_it_unknown(box: Box) -> None:
    text = 'variable "v" {}\n' + bucket('bucket = "x"') + LOCK.format(name="v", bucket="var.v")

    value = read(box, "lock.versioning_configuration.status", text)["p"]

    assert is_unknown(value)
    assert "`aws_s3_bucket_versioning.v` may be about it" in value.reason


def test_a_joined_block_that_may_not_exist_makes_it_unknown(box: Box) -> None:
    lock = LOCK.format(name="v", bucket="aws_s3_bucket.b.id").replace("{\n", "{\n  count = var.v\n", 1)

    value = read(box, "lock.versioning_configuration.status", 'variable "v" {}\n' + bucket() + lock)["p"]

    assert is_unknown(value)
    assert "not known whether" in value.reason


def test_instances_are_joined_each_to_its_own(box: Box) -> None:
    box.properties("  p: {type: any, terraform: lock.versioning_configuration.status}\n")
    lock = LOCK.format(name="v", bucket="aws_s3_bucket.b[0].id")
    box.write(bucket("count = 2") + lock)

    assert {one.raw.address: one["p"] for one in box.boxes()} == {
        "aws_s3_bucket.b[0]": "Enabled",
        "aws_s3_bucket.b[1]": None,
    }


def test_a_block_that_this_one_names_is_joined_through_its_attribute(box: Box) -> None:
    text = bucket("kms_key_id = aws_kms_key.k.arn") + 'resource "aws_kms_key" "k" {\n  enable_key_rotation = true\n}\n'

    resource = read(box, "key.enable_key_rotation", text)

    assert resource["p"] is True
    assert line_of(resource, "p") == 5


@pytest.mark.parametrize("fact", ["key.enable_key_rotation", "key.enable_key_rotation == true"])
@pytest.mark.parametrize(
    "text",
    [
        'variable "k" {}\n' + bucket("kms_key_id = var.k"),
        bucket('kms_key_id = "alias/elsewhere"'),
        'data "aws_kms_key" "k" {\n  key_id = "alias/k"\n}\n' + bucket("kms_key_id = data.aws_kms_key.k.arn"),
    ],
)
def test_what_is_named_and_is_not_here_is_unknown_inside(box: Box, fact: str, text: str) -> None:
    box.properties(f"  p: {{type: bool, default: false, terraform: '{fact}'}}\n").write(text)

    assert is_unknown(box.one()["p"])


def test_what_is_named_and_is_not_here_can_be_counted(box: Box) -> None:
    assert read(box, "key.size() == 0", bucket('kms_key_id = "alias/elsewhere"'))["p"] is True


def test_nothing_named_is_nothing_there(box: Box) -> None:
    assert read(box, "key.enable_key_rotation", bucket())["p"] is None


def test_an_expression_over_a_join_points_at_what_it_read(box: Box) -> None:
    text = bucket() + LOCK.format(name="v", bucket="aws_s3_bucket.b.id")

    resource = read(box, "'lock.versioning_configuration.status == \"Enabled\"'", text)

    assert resource["p"] is True
    assert line_of(resource, "p") == 6


def test_cloudformation_joins_by_reference_and_by_name(box: Box) -> None:
    box.properties("  p: {type: any, cloudformation: policy.PolicyDocument}\n")
    parts = ["Resources:"]
    for name, named in (("A", "{Ref: A}"), ("C", "see")):
        parts += [f"  {name}: {{Type: 'AWS::S3::Bucket', Properties: {{BucketName: see{name}}}}}"]
        bucket_name = named if named != "see" else f"see{name}"
        properties = f"{{Bucket: {bucket_name}, PolicyDocument: {name}}}"
        parts += [f"  {name}P: {{Type: 'AWS::S3::BucketPolicy', Properties: {properties}}}"]
    box.write("\n".join(parts) + "\n", "t.yaml")

    assert {one.raw.address: one["p"] for one in box.boxes()} == {"A": "A", "C": "C"}


RULES = """\
  rules:
    type: list(object)
    terraform: rule
    properties:
      port: {type: int}
      cidrs: {type: list(string), terraform: cidr_blocks}
      open: {type: bool, default: false}
"""


def test_elements_of_a_list_are_read_and_placed_by_themselves(box: Box) -> None:
    box.properties(RULES).write(
        bucket("rule {", '  port = "1"', "}", "rule {", "  port = 2", '  cidr_blocks = ["a", "b"]', "}")
    )

    resource = box.one()
    first, second = resource["rules"]

    assert (first["port"], first["cidrs"], first["open"]) == (1, [], False)
    assert (second["port"], second["cidrs"]) == (2, ["a", "b"])
    assert [line_of(resource, "rules", index, "port") for index in (0, 1)] == [3, 6]
    assert line_of(resource, "rules", 1, "cidrs", 1) == 7
    assert line_of(resource, "rules", 1) == 5


def test_a_list_of_what_is_no_mapping_has_unknown_elements(box: Box) -> None:
    box.properties(RULES).write(bucket('rule = ["x"]'))

    (element,) = box.one()["rules"]

    assert is_unknown(element)


STATEMENTS = """\
  statements:
    type: list(object)
    terraform: {call: policy_statements, of: policy}
    properties:
      effect: {type: string}
      actions: {type: list(string)}
"""


@pytest.mark.parametrize("opening", ["jsonencode({", "{"])
def test_statements_of_a_policy_know_their_lines(box: Box, opening: str) -> None:
    closing = "})" if opening.startswith("json") else "}"
    box.properties(STATEMENTS).write(
        bucket(
            f"policy = {opening}",
            "  Statement = [",
            '    { Effect = "Allow", Action = "s3:Get" },',
            '    { Effect = "Deny",',
            '      Action = ["S3:*"] },',
            "  ]",
            closing,
        )
    )

    resource = box.one()

    assert [statement["actions"] for statement in resource["statements"]] == [["s3:get"], ["s3:*"]]
    assert line_of(resource, "statements", 1) == 5
    assert line_of(resource, "statements", 1, "actions") == 6


def test_a_default_is_placed_where_it_would_be_said(box: Box) -> None:
    box.properties("  p: {type: bool, default: false, terraform: force_destroy}\n").write(bucket('bucket = "x"'))

    assert line_of(box.one(), "p") == 1


@pytest.mark.parametrize(("key", "line"), [("cidr_blocks", 5), ("ipv6_cidr_blocks", 6)])
def test_an_expression_over_what_a_function_made_stands_where_its_deciding_value_does(
    box: Box, key: str, line: int
) -> None:
    ranges = {"cidr_blocks": '"0.0.0.0/1"', "ipv6_cidr_blocks": '"::/0"'}
    first, second = (f"    {name} = [{ranges[name] if name == key else ''}]" for name in ranges)
    box.sources.joinpath("main.tf").write_text(
        "\n".join(['resource "aws_security_group" "g" {', "  ingress {", "    from_port = 22", "    to_port = 22"])
        + f"\n{first}\n{second}\n  }}\n}}\n"
    )
    box.content.joinpath("demo", "box.resource.yaml").write_text(
        "type: demo.box\ntitle: Box\nsources: {terraform: {block: aws_security_group}}\nproperties:\n"
        "  name: {type: string}\n  ingress:\n    type: list(object)\n    terraform: {call: security_group_ingress}\n"
        "    properties:\n      wide:\n        type: bool\n"
        "        terraform: (cidr != null && cidr.endsWith('/1')) || ipv6_cidr != null\n"
    )

    resource = box.one()

    assert line_of(resource, "ingress", 0, "wide") == line
