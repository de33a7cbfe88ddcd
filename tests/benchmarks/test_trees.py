import json
from pathlib import Path

import pytest
import yaml
from benchmarks.generate import KINDS, generate

from tests.benchmarks.references import calls, parsed, undeclared, variables

TERRAFORM = ("eks", "fabric")


def _modules(tree: Path) -> list[Path]:
    return sorted({path.parent for path in tree.rglob("*.tf")})


@pytest.mark.parametrize(("kind", "files", "folders"), [("eks", 87, 19), ("fabric", 798, 133)])
def test_a_tree_of_modules_has_as_many_files_and_folders_as_the_real_one(
    trees: Path, kind: str, files: int, folders: int
) -> None:
    found = list((trees / kind).rglob("*.tf"))

    assert len(found) == files
    assert len({path.parent for path in found}) == folders


@pytest.mark.parametrize("kind", TERRAFORM)
def test_every_module_is_without_syntax_errors(trees: Path, kind: str) -> None:
    broken = [str(path) for path in (trees / kind).rglob("*.tf") if parsed(path).root_node.has_error]

    assert broken == []


@pytest.mark.parametrize("kind", TERRAFORM)
def test_every_name_that_a_module_uses_is_declared_in_it(trees: Path, kind: str) -> None:
    missing = {str(module): names for module in _modules(trees / kind) if (names := undeclared(module))}

    assert missing == {}


@pytest.mark.parametrize("kind", TERRAFORM)
def test_every_call_gives_what_its_module_needs_and_nothing_that_it_does_not_know(trees: Path, kind: str) -> None:
    every = [(module, *call) for module in _modules(trees / kind) for call in calls(module)]
    wrong = []
    for module, target, arguments in every:
        known, required = variables(target)
        if arguments - known or required - arguments:
            wrong.append((str(module), str(target), arguments - known, required - arguments))

    assert len(every) > 30
    assert wrong == []


def test_the_manifests_are_806_objects_in_20_megabytes(trees: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (trees / "manifests").rglob("*.yaml")]

    objects = sum(text.count("\n---\n") + 1 for text in texts)
    size = sum(len(text) for text in texts)

    assert objects == 806
    assert 19e6 < size < 22e6


def test_the_smaller_manifests_have_an_api_version_a_kind_and_a_name(trees: Path) -> None:
    path = min((trees / "manifests").rglob("*.yaml"), key=lambda it: it.stat().st_size)

    objects = list(yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))

    assert len(objects) > 10
    assert all(it["apiVersion"] and it["kind"] and it["metadata"]["name"] for it in objects)


def test_every_json_template_refers_only_to_what_it_declares(trees: Path) -> None:
    templates = [json.loads(path.read_text("utf-8")) for path in (trees / "cloudformation").rglob("*.json")]

    assert len(templates) == 30
    for template in templates:
        declared = {*template["Resources"], *template["Parameters"], "AWS::NoValue"}
        assert set(_references(template)) <= declared


def test_yaml_templates_come_with_short_and_with_long_functions(trees: Path) -> None:
    texts = [path.read_text("utf-8") for path in (trees / "cloudformation").rglob("*.yaml")]

    short = [text for text in texts if "!Sub" in text]
    long = [text for text in texts if "Fn::Sub:" in text and "!Sub" not in text]

    assert len(short) == len(long) == 30
    assert all(yaml.compose(text, Loader=yaml.CSafeLoader) is not None for text in (short[0], long[0]))


@pytest.mark.parametrize("kind", ["eks", "small", "cloudformation"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    for name, seed in (("one", 7), ("two", 7)):
        generate(kind, tmp_path / name, seed)

    one, two = (
        {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert one
    assert one == two


def test_another_seed_gives_another_tree(tmp_path: Path) -> None:
    texts = []
    for seed in (1, 2):
        generate("eks", tmp_path / str(seed), seed)
        texts.append((tmp_path / str(seed) / "examples/complete/main.tf").read_text("utf-8"))

    assert texts[0] != texts[1]


def test_a_tree_is_not_written_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("keep", "utf-8")

    with pytest.raises(FileExistsError, match="not empty"):
        generate("small", tmp_path)


def test_each_kind_has_a_name_that_the_table_and_checkov_know() -> None:
    from benchmarks.yardsticks import Yardstick

    checkov = Yardstick(name="checkov", program=Path("checkov"))

    assert all("--framework" in checkov.command(kind, Path("tree")) for kind in KINDS)


def _references(tree: object) -> list[str]:
    if isinstance(tree, list):
        return [name for item in tree for name in _references(item)]
    if not isinstance(tree, dict):
        return []
    own = [tree["Ref"]] if isinstance(tree.get("Ref"), str) else []
    return own + [name for value in tree.values() for name in _references(value)]
