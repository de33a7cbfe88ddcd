"""Ranges in manifests: found, judged, and moved to another version."""

import pytest

from seatrial.fix.edit import apply
from seatrial.fix.manifests import allows, asked_in, widened

PACKAGE = """\
{
  "name": "hull",
  "version": "1.0.0",
  "dependencies": {"hull": "^1.0.0", "@sea/hull": "~1.2.3"},
  "scripts": {"hull": "^9.0.0"},
  "devDependencies": {
    "mast": "1.0.0"
  }
}
"""
PYPROJECT = """\
[project]
name = "ship"
dependencies = [
  "Hull_Paint[wet] >=1.0,<2; python_version > '3'",  # hull-paint==9
  "mast==1.0",
]
[project.optional-dependencies]
x = ["oars~=1.4.2"]
[dependency-groups]
dev = ["keel (>=3)"]
[tool.other]
mast = "7"
[tool.poetry.group.dev.dependencies]
sail = "^0.3"
rope = {version = "~1.2", optional = true}
"""
CARGO = """\
[package]
version = "1.0.0"
[dependencies]
hull = "1.2"
mast = { version = "0.3.1", features = ["a"] }
[target.'cfg(unix)'.dev-dependencies]
oars = "=2.0.0"
"""


@pytest.mark.parametrize(
    ("manifest", "text", "package", "said", "line"),
    [
        ("package.json", PACKAGE, "hull", ["^1.0.0"], 4),
        ("package.json", PACKAGE, "@sea/hull", ["~1.2.3"], 4),
        ("package.json", PACKAGE, "mast", ["1.0.0"], 7),
        ("package.json", PACKAGE, "version", [], 0),
        ("pyproject.toml", PYPROJECT, "hull-paint", [">=1.0,<2"], 4),
        ("pyproject.toml", PYPROJECT, "mast", ["==1.0"], 5),
        ("pyproject.toml", PYPROJECT, "oars", ["~=1.4.2"], 8),
        ("pyproject.toml", PYPROJECT, "keel", [">=3"], 10),
        ("pyproject.toml", PYPROJECT, "sail", ["^0.3"], 14),
        ("pyproject.toml", PYPROJECT, "rope", ["~1.2"], 15),
        ("Cargo.toml", CARGO, "hull", ["1.2"], 4),
        ("Cargo.toml", CARGO, "mast", ["0.3.1"], 5),
        ("Cargo.toml", CARGO, "oars", ["=2.0.0"], 7),
        ("Cargo.toml", CARGO, "version", [], 0),
        ("Pipfile", '[packages]\nhull = "==1.0"\n', "hull", ["==1.0"], 2),
    ],
)
def test_ranges_are_found_where_they_stand(manifest: str, text: str, package: str, said: list[str], line: int) -> None:
    found = [*asked_in(manifest, text, package)]

    assert [asked.said for asked in found] == said
    assert [asked.line for asked in found] == [line] * len(said)
    assert [text[asked.start : asked.end] for asked in found] == said


@pytest.mark.parametrize(
    ("manifest", "said", "version", "answer"),
    [
        ("package.json", "^1.2.3", "1.9.0", True),
        ("package.json", "^1.2.3", "2.0.0", False),
        ("package.json", "^1.2.3", "1.2.2", False),
        ("package.json", "^0.2.3", "0.3.0", False),
        ("package.json", "^0.2.3", "0.2.9", True),
        ("package.json", "^0.0.3", "0.0.4", False),
        ("package.json", "~1.2.3", "1.2.9", True),
        ("package.json", "~1.2.3", "1.3.0", False),
        ("package.json", "~1", "1.3.0", True),
        ("package.json", "1.2.3", "1.2.4", False),
        ("package.json", ">=1.0.0", "4.0.0", True),
        ("package.json", "<2.0.0", "1.9.0", True),
        ("package.json", "<2.0.0", "2.0.0", False),
        ("package.json", "*", "4.0.0", True),
        ("package.json", "1.x || 2.x", "2.0.0", None),
        ("package.json", "latest", "2.0.0", None),
        ("package.json", "git+https://x/y.git", "2.0.0", None),
        ("composer.json", "~1.2", "1.9.0", True),
        ("composer.json", "~1.2.3", "1.3.0", False),
        ("Cargo.toml", "1.2", "1.9.0", True),
        ("Cargo.toml", "0.3.1", "0.4.0", False),
        ("pyproject.toml", "~=1.4.2", "1.4.9", True),
        ("pyproject.toml", "~=1.4.2", "1.5.0", False),
        ("pyproject.toml", "==1.0", "1.0.0", True),
        ("pyproject.toml", ">=1,<2", "1.5", None),
    ],
)
def test_a_range_has_a_version_in_it(manifest: str, said: str, version: str, answer: bool | None) -> None:
    assert allows(manifest, said, version) is answer


@pytest.mark.parametrize(
    ("manifest", "text", "package", "version", "after"),
    [
        ("package.json", PACKAGE, "hull", "2.1.0", '"hull": "^2.1.0", "@sea'),
        ("package.json", PACKAGE, "mast", "1.0.4", '"mast": "1.0.4"'),
        ("pyproject.toml", PYPROJECT, "mast", "2.0", '"mast==2.0",'),
        ("pyproject.toml", PYPROJECT, "rope", "3.1", 'rope = {version = "~3.1", optional'),
        ("Cargo.toml", CARGO, "hull", "2.0.0", 'hull = "2.0.0"'),
    ],
)
def test_a_range_is_moved_and_nothing_else(manifest: str, text: str, package: str, version: str, after: str) -> None:
    (asked,) = asked_in(manifest, text, package)

    edit = widened(manifest, asked, version)

    assert edit is not None
    changed = apply(text, [edit])
    assert after in changed
    assert changed.replace(edit.text, text[edit.start : edit.end], 1).count("\n") == text.count("\n")
    assert changed[: edit.start] + text[edit.start : edit.end] + changed[edit.start + len(version) :] == text


@pytest.mark.parametrize("said", [">=1,<2", "<2", "1.x", "git+https://x"])
def test_what_is_not_simple_is_not_moved(said: str) -> None:
    (asked,) = asked_in("package.json", f'{{"dependencies": {{"hull": "{said}"}}}}', "hull")

    assert widened("package.json", asked, "3.0.0") is None
