"""Edits at the places that connectors give: what a scan reads after an edit is what was asked, and nothing else."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

import pytest

from seatrial import connectors
from seatrial.files import walk
from seatrial.fix import hcl, json, yaml
from seatrial.fix.edit import CannotEditError, Edit, apply
from seatrial.model.location import Path
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown

from .test_laws import put

ROOT = FilePath(__file__).parents[2]
SetValue = Callable[[str, tuple[int, int], Path, Any], tuple[Edit, ...]]
EDITORS: dict[str, SetValue] = {".tf": hcl.set_value, ".yaml": yaml.set_value, ".json": json.set_value}
# Where a value stands that other values, or whether there are any, hang on.
HINGES = frozenset({"count", "for_each", "Condition", "apiVersion", "kind", "DependsOn"})


def sources() -> Iterator[tuple[str, FilePath]]:
    """The first proofs of each check, by the connector that reads them."""
    endings = {"tf": "terraform", "tf.json": "terraform", "cfn.yaml": "cloudformation", "cfn.json": "cloudformation"}
    for folder in sorted((ROOT / "content").glob("*/*/*/")):
        for path in sorted(folder.glob("fail.*"))[:3]:
            ending = path.name.split(".", 1)[1]
            kind = next((kind for end, kind in endings.items() if ending == end or ending.endswith(f".{end}")), "")
            if not kind and path.suffix in (".yaml", ".json") and ".plan." not in path.name:
                kind = "kubernetes"
            if kind:
                yield kind, path


def read(folder: FilePath, connector: str) -> dict[str, Raw]:
    files = [*walk(str(folder), connectors.load(connector).claims)]
    find, collect = (connectors.module(connector, part) for part in ("find", "collect"))
    found = [raw for asset in find.find(files, {}) for raw in collect.collect(asset, {}).raws]
    return {raw.address: raw for raw in found if raw.kind in ("resource", "object")}


def plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return "unknown" if type(value) is Unknown else value


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key)) if key not in HINGES else ()
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif value is not None and value != "unknown":
        yield path


def other(value: Any) -> Any:
    """A value of the same type that is another one."""
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int | float) else f"{value}x"


def edited(folder: FilePath, name: str, raw: Raw, path: Path, new: Any) -> str | None:
    """The text of the file after an edit; None where it is refused."""
    text = (folder / name).read_bytes().decode()
    head = raw.locate(())
    editor = EDITORS[FilePath(name).suffix]
    try:
        return apply(text, editor(text, (head.line, head.column), path, new))
    except CannotEditError:
        return None


CASES = list(sources())


def test_there_are_real_files() -> None:
    assert len(CASES) > 200


@pytest.mark.parametrize(("connector", "path"), CASES[::9], ids=lambda case: getattr(case, "name", case))
def test_what_is_set_is_what_is_read(connector: str, path: FilePath, tmp_path: FilePath) -> None:
    name = f"main{path.name[path.name.index('.') :]}"
    original = path.read_bytes()
    (tmp_path / name).write_bytes(original)

    for address, raw in read(tmp_path, connector).items():
        before = plain(raw.attributes)
        ways = [*islice(leaves(before), 4), ("Added",)]
        for way in ways if isinstance(before, dict) else ():
            new = "added" if way == ("Added",) else other(_at(before, way))
            after = edited(tmp_path, name, raw, way, new)
            if after is None:
                continue
            (tmp_path / name).write_bytes(after.encode())
            found = read(tmp_path, connector)
            (tmp_path / name).write_bytes(original)
            # What an edit renames is found under its new name.
            if address in found:
                assert plain(found[address].attributes) == put(before, way, new), way


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value
