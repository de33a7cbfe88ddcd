"""CloudFormation and SAM templates, in YAML and JSON."""

from seatrial.connectors import Connector, Option

_ENDINGS = (".yaml", ".yml", ".json", ".template")


def _claims(name: str) -> bool:
    return name.lower().endswith(_ENDINGS)


CONNECTOR = Connector(
    name="cloudformation",
    summary="CloudFormation and SAM templates, in YAML and JSON",
    raw="cloudformation.resource",
    claims=_claims,
    rate=3_500_000,
    proofs={"cfn.yaml": "template.yaml", "cfn.json": "template.json"},
    options=(
        Option(
            "--parameters",
            "Values for the parameters of CloudFormation templates: a file as the AWS CLI, CodePipeline or a plain "
            "JSON or YAML object has them. A later file wins.",
            many=True,
        ),
    ),
)
