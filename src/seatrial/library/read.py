"""Reads a content folder: every error names file, line, column and the nearest right name.

<folder>/aws/s3/bucket.resource.yaml              a resource definition
<folder>/aws/iam/policy_statement.shape.yaml      properties that several definitions share
<folder>/aws/s3/bucket-versioning/check.yaml      a check; its id is its path: aws-s3-bucket-versioning
<folder>/policies/<name>.yaml                     a policy
<folder>/data/actions.yaml                        by when findings must be fixed
<folder>/data/lifecycles.yaml                     until when releases of distributions are maintained
"""

import re
from pathlib import Path as FilePath
from typing import Any

from msgspec import Struct, field

from seatrial.errors import ContentError
from seatrial.library.actions import ActionsError, action_table
from seatrial.library.content_file import ContentFile
from seatrial.library.definitions import definition_from
from seatrial.library.lifecycles import LifecyclesError, lifecycles_from
from seatrial.model.check import Check
from seatrial.model.definition import Definition
from seatrial.model.location import Path
from seatrial.model.policy import Policy

_SHAPE = ".shape.yaml"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Content(Struct, frozen=True, kw_only=True):
    """The nouns of one content folder, by type, id and name."""

    definitions: dict[str, Definition]
    checks: dict[str, Check]
    policies: dict[str, Policy]
    actions: dict[str, list[str]] = field(default_factory=dict)
    lifecycles: dict[str, str] = field(default_factory=dict)


def read_content(folder: FilePath) -> Content:
    """Read a content folder.  Raises ContentError."""
    definitions: dict[str, Definition] = {}
    checks: dict[str, Check] = {}
    policies: dict[str, Policy] = {}
    shapes = {path.name.removesuffix(_SHAPE): ContentFile(path, path.name).value for path in _shapes(folder)}
    for path in content_files(folder):
        name = path.relative_to(folder.parent).as_posix()
        if path.name == "check.yaml":
            check = _read_check(path, name, folder)
            checks[check.id] = check
        elif path.name.endswith(".resource.yaml"):
            definition = definition_from(ContentFile(path, name), shapes)
            definitions[definition.type] = definition
        else:
            policy = ContentFile(path, name).as_struct(Policy, name=path.stem, file=name)
            policies[policy.name] = policy
    return Content(
        definitions=definitions,
        checks=checks,
        policies=policies,
        actions=_read_actions(folder),
        lifecycles=_read_lifecycles(folder),
    )


def content_files(folder: FilePath) -> list[FilePath]:
    """The files of a content folder that hold content, sorted; proofs are none."""
    found = [*folder.rglob("check.yaml"), *folder.rglob("*.resource.yaml"), *folder.glob("policies/*.yaml")]
    return sorted(found)


def _read_actions(folder: FilePath) -> dict[str, list[str]]:
    path = folder / "data" / "actions.yaml"
    if not path.is_file():
        return {}
    file = ContentFile(path, path.relative_to(folder.parent).as_posix())
    file.demand_keys((), file.value, ("actions",))
    rows: dict[str, list[str]] = file.value.get("actions", {})
    demand_actions(file, ("actions",), rows)
    return rows


def _read_lifecycles(folder: FilePath) -> dict[str, str]:
    path = folder / "data" / "lifecycles.yaml"
    if not path.is_file():
        return {}
    file = ContentFile(path, path.relative_to(folder.parent).as_posix())
    file.demand_keys((), file.value, ("lifecycles",))
    rows = file.value.get("lifecycles", {})
    file.demand_mapping(("lifecycles",), rows)
    try:
        return lifecycles_from(rows)
    except LifecyclesError as error:
        file.fail(("lifecycles", error.release), str(error))


def demand_actions(file: ContentFile, path: Path, rows: Any) -> None:
    """Fail at the place in a file where a table of actions is wrong."""
    file.demand_mapping(path, rows)
    try:
        action_table(rows)
    except ActionsError as error:
        file.fail((*path, error.row) if error.row else path, str(error))


def _shapes(folder: FilePath) -> list[FilePath]:
    return sorted(folder.rglob("*" + _SHAPE))


def _read_check(path: FilePath, name: str, folder: FilePath) -> Check:
    file = ContentFile(path, name)
    id_ = "-".join(path.parent.relative_to(folder).parts)
    if not _ID.fullmatch(id_):
        raise ContentError(f"{id_!r} is no id: a check's path has lower-case words and hyphens", file=name)
    check = file.as_struct(Check, id=id_, file=name)
    if check.each and not re.fullmatch(r"[a-z_]\w* in .+", check.each, re.DOTALL):
        file.fail(("each",), "`each` reads `name in expression`")
    return check
