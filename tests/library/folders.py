"""Content folders for tests: a sound definition, check and policy, and whatever a test changes in them."""

from pathlib import Path

DEFINITION = """\
type: demo.box
title: Box
sources:
  terraform:
    block: demo_box
    join: {lid: demo_lid.box_id}
properties:
  name: {type: string, terraform: name}
  locked: {type: bool, default: false, terraform: locked}
  labels:
    type: list(object)
    terraform: label
    properties:
      text: {type: string}
"""
CHECK = """\
title: Boxes are locked
severity: high
likelihood: direct
resource: demo.box
expects: resource.locked
message: "`{resource.name}` is open"
why: Whoever finds it opens it.
fix:
  set: {locked: true}
"""
POLICY = """\
title: Boxes
include: [demo-*]
"""


def content(top: Path, *, definition: str = DEFINITION, check: str = CHECK, policy: str = POLICY) -> Path:
    """Write a content folder, and return it."""
    folder = top / ".seatrial"
    for name, text in (
        ("demo/box.resource.yaml", definition),
        ("demo/box-locked/check.yaml", check),
        ("policies/boxes.yaml", policy),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
