"""Terraform and OpenTofu: root modules, plans and states, all three as the same blocks."""

from seatrial.connectors import Connector, Option

_SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json", ".tfstate", ".tfplan", ".json")


def _claims(name: str) -> bool:
    # Plans and states are JSON files of any name; only their content tells them from others.
    return name.endswith(_SUFFIXES)


CONNECTOR = Connector(
    name="terraform",
    summary="Terraform and OpenTofu: root modules, plans and states",
    raw="terraform.block",
    claims=_claims,
    proofs={"tf": "main.tf", "tf.json": "main.tf.json", "plan.json": "plan.json", "tfstate": "terraform.tfstate"},
    options=(
        Option("--var-file", "Values for Terraform's variables, as terraform's own option takes them.", many=True),
        Option("--source", "The root module of a plan: findings then point at its lines.", metavar="DIR"),
    ),
)
