"""Providers: default tags, aliases, and what a call passes on."""

from .conftest import Evaluate
from .workspace import unknown

DEFAULTS = 'provider "aws" {\n  default_tags {\n    tags = { Owner = "me", Env = "test" }\n  }\n}\n'
WEST = 'provider "aws" {\n  alias = "west"\n  default_tags {\n    tags = { Region = "west" }\n  }\n}\n'


def test_default_tags_lie_under_a_resources_own(tree: Evaluate) -> None:
    result = tree(f'{DEFAULTS}resource "aws_x" "y" {{ tags = {{ Env = "prod" }} }}\nlocals {{ it = aws_x.y.tags_all }}')

    assert result.attribute("aws_x.y", "tags") == {"Env": "prod"}
    assert result.attribute("aws_x.y", "tags_all") == {"Owner": "me", "Env": "prod"}
    assert result.local("it") == {"Owner": "me", "Env": "prod"}
    assert str(result.raw("aws_x.y").locate(("tags_all", "Env"))) == "main.tf:6:33"


def test_a_resource_without_tags_has_the_default_ones(tree: Evaluate) -> None:
    result = tree(f'{DEFAULTS}resource "aws_x" "y" {{}}\nresource "google_x" "y" {{}}')

    assert result.attribute("aws_x.y", "tags_all") == {"Owner": "me", "Env": "test"}
    assert "tags_all" not in result.raw("google_x.y").attributes


def test_without_default_tags_all_tags_are_a_resources_own(tree: Evaluate) -> None:
    result = tree('resource "aws_x" "y" { tags = { A = "1" } }\nresource "aws_x" "z" {}')

    assert result.attribute("aws_x.y", "tags_all") == {"A": "1"}
    assert "tags_all" not in result.raw("aws_x.z").attributes


def test_a_resource_may_choose_its_provider(tree: Evaluate) -> None:
    result = tree(f'{DEFAULTS}{WEST}resource "aws_x" "y" {{ provider = aws.west }}')

    assert result.attribute("aws_x.y", "tags_all") == {"Region": "west"}


def test_a_module_inherits_the_default_provider_and_gets_what_its_call_passes(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": f'{DEFAULTS}{WEST}module "plain" {{ source = "./m" }}\n'
            'module "passed" {\n  source = "./m"\n  providers = {\n    aws = aws.west\n    aws.other = aws\n  }\n}',
            "m/main.tf": 'resource "aws_x" "y" {}\nresource "aws_x" "z" { provider = aws.other }\n'
            'module "n" { source = "../n" }',
            "n/main.tf": 'resource "aws_x" "y" {}',
        }
    )

    ours, west = {"Owner": "me", "Env": "test"}, {"Region": "west"}
    assert result.attribute("module.plain.aws_x.y", "tags_all") == ours
    assert result.attribute("module.plain.module.n.aws_x.y", "tags_all") == ours
    assert result.attribute("module.passed.aws_x.y", "tags_all") == west
    assert result.attribute("module.passed.aws_x.z", "tags_all") == ours
    assert result.attribute("module.passed.module.n.aws_x.y", "tags_all") == west
    assert "tags_all" not in result.raw("module.plain.aws_x.z").attributes


def test_unknown_default_tags_make_all_tags_unknown(tree: Evaluate) -> None:
    result = tree(
        'variable "t" {}\nprovider "aws" {\n  default_tags {\n    tags = var.t\n  }\n}\n'
        'resource "aws_x" "y" { tags = { A = "1" } }'
    )

    assert "`var.t` has no value" in unknown(result.attribute("aws_x.y", "tags_all")).reason
    assert result.attribute("aws_x.y", "tags") == {"A": "1"}
