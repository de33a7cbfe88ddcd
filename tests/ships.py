"""A repository's own content, small enough to read at a glance: hulls that must be sealed."""

from pathlib import Path

DEFINITION = """\
type: ships.hull
title: Hulls
identity: name
sources:
  terraform:
    block: ships_hull
properties:
  name: {type: string, terraform: name}
  sealed: {type: bool, default: false, terraform: sealed}
"""

CHECK = """\
title: Hulls are sealed
severity: high
resource: ships.hull
expects: resource.sealed
message: "`{resource.name}` leaks"
why: Water comes in. A ship sinks.
fix:
  set: {sealed: true}
likelihood: direct
aliases: [CKV_SHIPS_1]
"""

POLICY = """\
title: What a harbour master asks
include: [ships-hull-sealed]
"""

PROOFS = {
    "fail.tf": 'resource "ships_hull" "a" {\n  sealed = false\n}\n',
    "pass.tf": 'resource "ships_hull" "a" {\n  sealed = true\n}\n',
}


def write_ships(folder: Path) -> None:
    """Write the content below a folder, usually ``.seatrial``."""
    check = folder / "ships" / "hull-sealed"
    check.mkdir(parents=True)
    (folder / "policies").mkdir()
    (folder / "ships/hull.resource.yaml").write_text(DEFINITION, encoding="utf-8")
    (folder / "policies/ships.yaml").write_text(POLICY, encoding="utf-8")
    (check / "check.yaml").write_text(CHECK, encoding="utf-8")
    for name, text in PROOFS.items():
        (check / name).write_text(text, encoding="utf-8")
