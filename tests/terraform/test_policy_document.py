"""``aws_iam_policy_document``: the text that the AWS provider makes of its blocks."""

import json
from typing import Any

from seatrial.engine.aws.policy_document import policy_statements

from .conftest import Evaluate
from .workspace import unknown


def document(tree: Evaluate, body: str, others: str = "") -> Any:
    result = tree(f'variable "given" {{}}\ndata "aws_iam_policy_document" "it" {{\n{body}\n}}\n{others}')
    return result.attribute("data.aws_iam_policy_document.it", "json")


def test_a_document_is_written_as_the_provider_writes_it(tree: Evaluate) -> None:
    text = document(
        tree,
        """
        policy_id = "P"
        statement {
          sid       = "Read"
          actions   = ["s3:GetObject", "s3:ListBucket", "s3:GetObject"]
          resources = ["arn:aws:s3:::b/&{aws:username}/*"]
          principals {
            type        = "AWS"
            identifiers = ["arn:a", "arn:b"]
          }
          principals {
            type        = "Service"
            identifiers = ["ec2.amazonaws.com"]
          }
          condition {
            test     = "StringLike"
            variable = "s3:prefix"
            values   = ["home/", "a<b", "home/&{aws:username}/"]
          }
          condition {
            test     = "Bool"
            variable = "aws:SecureTransport"
            values   = [true]
          }
        }
        statement {
          effect        = "Deny"
          not_actions   = ["*"]
          not_resources = ["*"]
          not_principals {
            type        = "*"
            identifiers = ["*"]
          }
        }
        """,
    )

    assert (
        text
        == r"""{
  "Version": "2012-10-17",
  "Id": "P",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:ListBucket",
        "s3:GetObject"
      ],
      "Resource": "arn:aws:s3:::b/${aws:username}/*",
      "Principal": {
        "AWS": [
          "arn:b",
          "arn:a"
        ],
        "Service": "ec2.amazonaws.com"
      },
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "true"
        },
        "StringLike": {
          "s3:prefix": [
            "home/",
            "a\u003cb",
            "home/${aws:username}/"
          ]
        }
      }
    },
    {
      "Effect": "Deny",
      "NotAction": "*",
      "NotResource": "*",
      "NotPrincipal": "*"
    }
  ]
}"""
    )


def test_everybody_with_an_account_is_not_everybody(tree: Evaluate) -> None:
    text = document(tree, 'statement {\n principals {\n type = "AWS"\n identifiers = ["*"]\n }\n}')

    assert json.loads(text)["Statement"][0]["Principal"] == {"AWS": "*"}


def test_a_reference_gives_the_document_and_its_short_form(tree: Evaluate) -> None:
    result = tree(
        'data "aws_iam_policy_document" "it" {\n  statement { actions = ["a:b"] }\n}\n'
        'resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.it.minified_json }'
    )

    short = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b"}]}'
    assert result.attribute("aws_iam_policy.p", "policy") == short


def test_sources_come_first_and_overrides_replace_statements_of_their_sid(tree: Evaluate) -> None:
    text = document(
        tree,
        """
        source_policy_documents = [
          jsonencode({
            Version   = "2008-10-17"
            Statement = [{ Sid = "A", Action = "a:1" }, { Sid = "B", Action = "b:1" }]
          }),
          "",
        ]
        statement {
          sid     = "B"
          actions = ["b:2"]
        }
        statement { actions = ["none:1"] }
        override_policy_documents = [
          jsonencode({
            Id        = "over"
            Statement = { Sid = "A", Action = ["a:2", "a:3"], Principal = { AWS = ["x", "y"] } }
          }),
        ]
        """,
    )

    assert json.loads(text) == {
        "Version": "2012-10-17",
        "Id": "over",
        "Statement": [
            {"Sid": "A", "Action": ["a:2", "a:3"], "Principal": {"AWS": ["y", "x"]}},
            {"Sid": "B", "Effect": "Allow", "Action": "b:2"},
            {"Effect": "Allow", "Action": "none:1"},
        ],
    }


def test_dynamic_statements_are_expanded(tree: Evaluate) -> None:
    text = document(
        tree, 'dynamic "statement" {\n for_each = ["a", "b"]\n content { actions = ["${statement.value}:x"] }\n}'
    )

    assert [statement["Action"] for statement in json.loads(text)["Statement"]] == ["a:x", "b:x"]


def test_what_is_unknown_is_a_hole_in_a_text_that_can_still_be_read(tree: Evaluate) -> None:
    found = unknown(
        document(
            tree,
            """
            statement {
              sid       = "Known"
              actions   = ["s3:*"]
              resources = ["${aws_s3_bucket.b.arn}/*", "fixed"]
            }
            statement {
              actions   = var.given
              resources = ["*"]
            }
            dynamic "statement" {
              for_each = var.given
              content { actions = ["x:y"] }
            }
            """,
            'resource "aws_s3_bucket" "b" {}',
        )
    )

    statements = policy_statements(found)

    assert isinstance(statements, list)
    first, second, third = (part.value for part in statements)
    assert first["actions"] == ["s3:*"]
    assert first["resources"][0] == "fixed"
    assert unknown(first["resources"][1]).parts[1] == "/*"
    assert "`var.given` has no value" in unknown(second["actions"]).reason
    assert second["resources"] == ["*"]
    assert "`var.given` has no value" in unknown(third).reason


def test_an_unknown_override_may_replace_every_statement_with_a_sid(tree: Evaluate) -> None:
    found = unknown(
        document(
            tree,
            'statement {\n sid = "A"\n actions = ["a:1"]\n}\nstatement { actions = ["b:1"] }\n'
            "override_policy_documents = [var.given]",
        )
    )

    statements = policy_statements(found)

    assert isinstance(statements, list)
    unknown(statements[0].value)
    assert statements[1].value["actions"] == ["b:1"]
    unknown(statements[2].value)


def test_a_source_that_is_no_json_makes_the_document_unknown(tree: Evaluate) -> None:
    found = unknown(document(tree, 'source_policy_documents = ["{"]'))

    assert "one of its documents is no JSON" in found.reason


def test_the_older_template_file_is_rendered(tree: Evaluate) -> None:
    result = tree(
        'data "template_file" "t" {\n  template = "hello $${who}"\n  vars = { who = "you" }\n}\n'
        "locals { it = data.template_file.t.rendered }"
    )

    assert result.local("it") == "hello you"
