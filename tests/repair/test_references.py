"""A value that comes through a reference is changed where it is written, if only this resource hears of it."""

import pytest

from tests.repair.yard import Yard

CHECK = "aws-kms-key-rotated"
KEY = 'resource "aws_kms_key" "k" {\n  enable_key_rotation = VALUE\n}\n'


def key(value: str) -> str:
    return KEY.replace("VALUE", value)


def test_a_local_is_changed_where_it_is_defined(yard: Yard) -> None:
    yard.write({"main.tf": key("local.rotate") + "\nlocals {\n  rotate = false # soon\n}\n"})

    repaired = yard.repaired(CHECK)

    assert repaired.files == {"main.tf": key("local.rotate") + "\nlocals {\n  rotate = true # soon\n}\n"}


def test_a_variable_is_changed_at_its_default(yard: Yard) -> None:
    yard.write({"main.tf": key("var.rotate"), "variables.tf": 'variable "rotate" {\n  default = false\n}\n'})

    assert yard.repaired(CHECK).files == {"variables.tf": 'variable "rotate" {\n  default = true\n}\n'}


def test_a_variable_is_changed_in_the_file_that_gives_it_a_value(yard: Yard) -> None:
    files = {"main.tf": key("var.rotate") + 'variable "rotate" {}\n', "terraform.tfvars": "other = 1\nrotate = false\n"}

    assert yard.write(files).repaired(CHECK).files == {"terraform.tfvars": "other = 1\nrotate = true\n"}


def test_the_argument_of_a_module_is_changed_in_the_call(yard: Yard) -> None:
    call = 'module "keys" {\n  source = "./keys"\n  rotate = false\n}\n'
    yard.write({"main.tf": call, "keys/main.tf": key("var.rotate") + 'variable "rotate" {}\n'})

    assert yard.repaired(CHECK).files == {"main.tf": call.replace("false", "true")}


def test_a_reference_is_followed_through_a_module_to_a_local(yard: Yard) -> None:
    call = 'module "keys" {\n  source = "./keys"\n  rotate = local.rotate\n}\n\nlocals {\n  rotate = false\n}\n'
    yard.write({"main.tf": call, "keys/main.tf": key("var.rotate") + 'variable "rotate" {}\n'})

    assert yard.repaired(CHECK).files == {"main.tf": call.replace("false", "true")}


@pytest.mark.parametrize(
    ("main", "reason", "line"),
    [
        (key("var.r") + 'variable "r" {\n  default = false\n}\noutput "r" {\n  value = var.r\n}\n', "used 2 times", 4),
        (key("local.r") + "locals {\n  r = false\n  s = local.r\n}\n", "used 2 times", 5),
        (key("var.a && var.b") + 'variable "a" {\n  default = false\n}\nvariable "b" {}\n', "it is computed", 2),
        (key('var.o["r"]') + 'variable "o" {\n  default = { r = false }\n}\n', "it is computed", 2),
        (key("!local.r") + "locals {\n  r = true\n}\n", "it is computed", 2),
    ],
)
def test_what_more_than_one_hears_of_or_is_computed_is_suggested_with_its_place(
    yard: Yard, main: str, reason: str, line: int
) -> None:
    repaired = yard.write({"main.tf": main}).repaired(CHECK)

    fix = repaired.one()
    assert (repaired.files, str(fix.outcome), fix.place.line) == ({}, "suggested", line)
    assert reason.replace("it is computed", "its value is computed") in fix.reason


def test_a_default_that_two_calls_share_is_suggested(yard: Yard) -> None:
    calls = 'module "a" {\n  source = "./keys"\n}\n\nmodule "b" {\n  source = "./keys"\n}\n'
    module = key("var.rotate") + 'variable "rotate" {\n  default = false\n}\n'

    repaired = yard.write({"main.tf": calls, "keys/main.tf": module}).repaired(CHECK)

    assert (repaired.files, repaired.outcomes) == ({}, ["suggested", "suggested"])
    assert repaired.repairs.fixes[0].reason == "2 calls share the module"


def test_a_literal_in_a_module_is_changed_once_for_all_of_its_calls(yard: Yard) -> None:
    calls = 'module "a" {\n  source = "./keys"\n}\n\nmodule "b" {\n  source = "./keys"\n}\n'

    repaired = yard.write({"main.tf": calls, "keys/main.tf": key("false")}).repaired(CHECK)

    assert (repaired.files, repaired.outcomes) == ({"keys/main.tf": key("true")}, ["fixed", "fixed"])


def test_what_a_call_with_for_each_gives_is_suggested(yard: Yard) -> None:
    call = 'module "keys" {\n  source   = "./keys"\n  for_each = toset(["a"])\n  rotate   = false\n}\n'
    yard.write({"main.tf": call, "keys/main.tf": key("var.rotate") + 'variable "rotate" {}\n'})

    repaired = yard.repaired(CHECK)

    assert (repaired.files, "one of several" in repaired.one().reason) == ({}, True)


def test_a_variable_that_the_environment_gives_is_left_alone(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_rotate", "false")
    yard.write({"main.tf": key("var.rotate") + 'variable "rotate" {}\n'})

    repaired = yard.repaired(CHECK)

    assert repaired.files == {}
    assert "TF_VAR_rotate" in repaired.one().reason


def test_a_module_that_terraform_fetches_is_left_alone(yard: Yard) -> None:
    manifest = '{"Modules":[{"Key":"keys","Dir":".terraform/modules/keys"}]}'
    call = 'module "keys" {\n  source = "example.com/keys"\n}\n'
    yard.write(
        {
            "main.tf": call,
            ".terraform/modules/modules.json": manifest,
            ".terraform/modules/keys/main.tf": key("false"),
        }
    )

    repaired = yard.repaired(CHECK)

    assert repaired.files == {}
    assert "fetches" in repaired.one().reason


def test_what_an_override_file_says_is_left_alone(yard: Yard) -> None:
    yard.write({"main.tf": key("true"), "override.tf": key("false")})

    repaired = yard.repaired(CHECK)

    assert (repaired.files, repaired.one().reason) == ({}, "an override file says it")


def test_blocks_that_an_expression_makes_are_left_alone(yard: Yard) -> None:
    content = '    content {\n      status = "Suspended"\n    }\n'
    dynamic = f'  dynamic "versioning_configuration" {{\n    for_each = [1]\n{content}  }}\n'
    text = 'resource "aws_s3_bucket" "b" {}\n\nresource "aws_s3_bucket_versioning" "b" {\n'
    yard.write({"main.tf": f"{text}  bucket = aws_s3_bucket.b.id\n{dynamic}}}\n"})

    repaired = yard.repaired("aws-s3-bucket-versioning")

    assert (repaired.files, repaired.one().reason) == ({}, "a dynamic block makes `versioning_configuration`")


TOPIC = """\
Parameters:
  Rotate:
    Type: String
    Default: "false" # soon
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: !Ref Rotate
"""


def test_the_default_of_a_parameter_is_changed(yard: Yard) -> None:
    repaired = yard.write({"template.yaml": TOPIC}).repaired(CHECK)

    assert repaired.files == {"template.yaml": TOPIC.replace('"false"', "true")}


def test_a_parameter_that_is_used_twice_is_suggested(yard: Yard) -> None:
    text = TOPIC + '      Description: !Sub "rotates: ${Rotate}"\n'

    repaired = yard.write({"template.yaml": text}).repaired(CHECK)

    assert repaired.files == {}
    assert repaired.one().reason == "the parameter `Rotate` is used 2 times"


def test_what_a_mapping_gives_is_suggested(yard: Yard) -> None:
    text = (
        TOPIC.replace("!Ref Rotate", "!FindInMap [Keys, all, Rotate]") + "Mappings:\n  Keys: {all: {Rotate: false}}\n"
    )

    repaired = yard.write({"template.yaml": text}).repaired(CHECK)

    assert (repaired.files, repaired.outcomes) == ({}, ["suggested"])


def test_what_a_transform_makes_is_left_alone(yard: Yard) -> None:
    text = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Handler:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: .}
"""
    repaired = yard.write({"template.yaml": text}).repaired("aws-lambda-function-tracing")

    assert (repaired.files, repaired.one().reason) == ({}, "a transform makes the resource")
