"""Which files are templates, judged from a glance at them."""

import time
from pathlib import Path

import pytest

from seatrial.connectors.cloudformation.find import find, is_template
from seatrial.errors import UsageError
from seatrial.files import File

TEMPLATES = {
    "a version": "AWSTemplateFormatVersion: '2010-09-09'\n",
    "a version below comments": "---\n# ours\n\n'AWSTemplateFormatVersion': 2010-09-09\n",
    "resources": "Description: x\nResources:\n  A:\n    Type: AWS::S3::Bucket\n",
    "a custom resource": "Resources:\n  A:\n    Type: 'Custom::Thing'\n",
    "an indented document": "  Description: a\n  Resources:\n    A: {Type: Alexa::ASK::Skill}\n",
    "JSON": '{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}',
    "JSON with a version alone": '\n{ "AWSTemplateFormatVersion" : "2010-09-09" }',
    "broken JSON": '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {',
    "flow YAML": "{AWSTemplateFormatVersion: 2010-09-09, Resources: {}}",
    "a byte order mark": "\ufeffAWSTemplateFormatVersion: '2010-09-09'\n",
}

OTHERS = {
    "nothing": "",
    "a manifest": "apiVersion: v1\nkind: Pod\n",
    "a manifest that embeds a template": (
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  t: |\n    AWSTemplateFormatVersion: '2010-09-09'\n"
        "    Resources:\n      A:\n        Type: AWS::S3::Bucket\n"
    ),
    "a plan that embeds a template": '{"a": {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}}',
    "serverless.yml": "service: a\nresources:\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n",
    "an IAM policy": '{"Statement": [{"Resource": "arn:aws:s3:::a"}]}',
    "a list": "- AWSTemplateFormatVersion: x\n",
}


@pytest.mark.parametrize("content", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_is_known_by(content: str) -> None:
    assert is_template(content.encode())


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_this_is_no_template(content: str) -> None:
    assert not is_template(content.encode())


@pytest.mark.parametrize(
    "content",
    [b" " * 3_000_000, b"#\n \n" * 1_000_000, b"Resources:\n" + b"Type: " * 500_000, b"[" * 3_000_000],
    ids=["spaces", "comments", "types", "brackets"],
)
def test_a_glance_at_a_large_file_stays_a_glance(content: bytes) -> None:
    started = time.process_time()

    assert not is_template(content + b"::")

    assert time.process_time() - started < 2


def test_each_template_is_an_asset(tmp_path: Path) -> None:
    (tmp_path / "stack.yaml").write_text("AWSTemplateFormatVersion: '2010-09-09'\n")
    (tmp_path / "pod.yaml").write_text("kind: Pod\n")
    files = [File(f"a/{path.name}", path.name, path, tmp_path) for path in sorted(tmp_path.iterdir())]

    assets = list(find(files, {}))

    assert [(asset.key, asset.name, asset.kind) for asset in assets] == [
        ("a/stack.yaml", "stack.yaml", "CloudFormation template")
    ]


def test_a_parameter_file_that_cannot_be_read_stops_the_command_at_once() -> None:
    with pytest.raises(UsageError):
        list(find([], {"parameters": ["/nowhere/p.json"]}))
