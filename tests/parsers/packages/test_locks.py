"""Traps of lock files, each in the smallest text that has it."""

import json
from typing import Any

import pytest

from seatrial.errors import LimitError
from seatrial.model.package import Package
from seatrial.parsers.packages.found import Found
from seatrial.parsers.packages.sources import array_lines

from .samples import content_of, read


def by_purl(found: Found) -> dict[str, Package]:
    return {package.purl: package for package in found.packages}


def names(found: Found) -> list[str]:
    return [f"{package.name} {package.version}".strip() for package in found.packages]


@pytest.mark.parametrize(
    ("path", "before", "ours", "theirs", "after", "expected"),
    [
        ("package-lock.json", '{"lockfileVersion": 3, "packages": {\n',
         '"node_modules/a": {"version": "1.0.0"},\n', '"node_modules/a": {"version": "2.0.0"},\n',
         '"node_modules/b": {"version": "3.0.0"}}}\n', ["a 1.0.0", "b 3.0.0"]),
        ("poetry.lock", '[[package]]\nname = "b"\nversion = "3"\n\n', '[[package]]\nname = "a"\nversion = "1"\n',
         '[[package]]\nname = "a"\nversion = "2"\n', '\n[metadata]\nlock-version = "2.0"\n', ["b 3", "a 1"]),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n", "  a@1.0.0: {}\n", "  a@2.0.0: {}\n",
         "  b@3.0.0: {}\n", ["a 1.0.0", "b 3.0.0"]),
        ("yarn.lock", "# yarn lockfile v1\n", 'a@^1:\n  version "1.0.0"\n', 'a@^1:\n  version "1.1.0"\n',
         'b@^3:\n  version "3.0.0"\n', ["a 1.0.0", "b 3.0.0"]),
        ("go.mod", "module x.example/a\n", "require y.example/a v1.0.0\n", "require y.example/a v1.1.0\n",
         "require y.example/b v3.0.0\n", ["y.example/a v1.0.0", "y.example/b v3.0.0"]),
        ("Gemfile.lock", "GEM\n  specs:\n", "    a (1.0)\n", "    a (2.0)\n", "    b (3.0)\n", ["a 1.0", "b 3.0"]),
        ("requirements.txt", "", "a==1\n", "a==2\n", "b==3\n", ["a 1", "b 3"]),
    ],
)  # fmt: skip
def test_of_an_unfinished_merge_one_side_is_read_and_its_line_is_told(
    path: str, before: str, ours: str, theirs: str, after: str, expected: list[str]
) -> None:
    text = f"{before}<<<<<<< HEAD\n{ours}||||||| base\n{theirs}=======\n{theirs}>>>>>>> topic\n{after}"

    found = read(path, text.encode())

    assert names(found) == expected
    assert [(problem.line, "merge" in problem.message) for problem in found.problems] == [
        (before.count("\n") + 1, True)
    ]
    kept = f"{before}{ours}{after}".split("\n")
    assert {text.split("\n")[package.locations[0].line - 1] for package in found.packages} <= set(kept)


def npm(packages: dict[str, Any]) -> Found:
    return read("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages}, indent=1).encode())


def test_npm_finds_the_nearest_of_two_versions() -> None:
    found = by_purl(
        npm(
            {
                "": {"dependencies": {"a": "1"}},
                "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "2"}},
                "node_modules/a/node_modules/b": {"version": "2.0.0", "dependencies": {"c": "1"}},
                "node_modules/b": {"version": "1.0.0"},
                "node_modules/c": {"version": "1.0.0", "optionalDependencies": {"b": "1"}},
            }
        )
    )

    assert found["pkg:npm/a@1.0.0"].depends == ("pkg:npm/b@2.0.0",)
    assert found["pkg:npm/b@2.0.0"].depends == ("pkg:npm/c@1.0.0",)
    assert found["pkg:npm/c@1.0.0"].depends == ("pkg:npm/b@1.0.0",)
    assert [package.direct for package in found.values()] == [True, False, False, False]


def test_npm_workspaces_ask_for_what_is_at_the_top_or_in_them() -> None:
    found = npm(
        {
            "": {"workspaces": ["quay"]},
            "quay": {"version": "1.0.0", "dependencies": {"a": "1"}, "devDependencies": {"b": "1"}},
            "node_modules/quay": {"resolved": "quay", "link": True},
            "node_modules/a": {"version": "1.0.0"},
            "node_modules/b": {"version": "1.0.0", "dev": True},
            "quay/node_modules/b": {"version": "2.0.0", "dev": True},
        }
    )

    assert found.problems == ()
    assert [(package.name, package.version, package.direct) for package in found.packages] == [
        ("a", "1.0.0", True),
        ("b", "1.0.0", False),
        ("b", "2.0.0", True),
    ]


def test_an_npm_package_without_a_version_is_told_and_the_rest_is_read() -> None:
    found = npm({"node_modules/a": {}, "node_modules/b": {"version": 3}, "node_modules/c": {"version": "1.0.0"}})

    assert names(found) == ["c 1.0.0"]
    assert [problem.line for problem in found.problems] == [4, 5]


def test_what_development_and_an_option_need_counts_as_needed() -> None:
    found = npm({"node_modules/a": {"version": "1.0.0", "devOptional": True}})

    assert [package.development for package in found.packages] == [False]


@pytest.mark.parametrize(
    ("version", "key", "expected"),
    [
        ("5.4", "/@babel/core/7.1.0_@babel+runtime@7.0.0", "@babel/core 7.1.0"),
        ("5.4", "/a_b/1.0.0", "a_b 1.0.0"),
        ("5.2", "/a/1.0.0_b@2.0.0", "a 1.0.0"),
        ("'6.0'", "/@babel/core@7.1.0(@babel/runtime@7.0.0)", "@babel/core 7.1.0"),
        ("'9.0'", "'@babel/core@7.1.0(b@1.0.0)'", "@babel/core 7.1.0"),
    ],
)
def test_pnpm_keys_are_names_and_versions_without_peers(version: str, key: str, expected: str) -> None:
    found = read("pnpm-lock.yaml", f"lockfileVersion: {version}\npackages:\n  {key}: {{}}\n".encode())

    assert found.problems == ()
    assert names(found) == [expected]


def test_pnpm_without_importers_calls_nothing_development() -> None:
    found = read("pnpm-lock.yaml", b"lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {}\nsnapshots:\n  a@1.0.0: {}\n")

    assert [package.development for package in found.packages] == [False]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a==1.0", ["a 1.0"]),
        ("A_b.C [x,y] == 1.0 ; python_version < '3' # why", ["a-b-c 1.0"]),
        ("a===1.0+local", ["a 1.0+local"]),
        ("a (==1.0)", ["a 1.0"]),
        ("a>=1,==1.5", ["a 1.5"]),
        ("a>=1.0", ["a"]),
        ("a==1.*", ["a"]),
        ("a", ["a"]),
        ("a==1.0 --hash=sha256:00 \\\n --hash=sha256:11", ["a 1.0"]),
        ("a @ https://x.example/a-1.0.tar.gz", ["a"]),
        ("https://x.example/b_c-1.0-py3-none-any.whl", ["b-c 1.0"]),
        ("-e git+https://x.example/r.git@main#egg=a", ["a"]),
        ("-e .", []),
        ("./local", []),
        ("-r base.txt", []),
        ("--index-url https://x.example", []),
        ("# only a comment", []),
    ],
)
def test_requirements_have_a_version_only_where_they_are_pinned(line: str, expected: list[str]) -> None:
    found = read("requirements.txt", line.encode())

    assert found.problems == ()
    assert names(found) == expected


def test_a_line_that_is_no_requirement_is_told() -> None:
    found = read("requirements.txt", b"a==1\n??\nb=1\nc==3\n")

    assert names(found) == ["a 1", "c 3"]
    assert [problem.line for problem in found.problems] == [2, 3]


def test_old_poetry_says_development_by_category_and_a_group_of_another_name_is_no_development() -> None:
    text = (
        '[[package]]\nname = "a"\nversion = "1"\ncategory = "dev"\n[[package]]\nname = "b"\nversion = "1"\n'
        'groups = ["dev", "production"]\n[metadata]\nlock-version = "1.1"\n'
    )

    assert [package.development for package in read("poetry.lock", text.encode()).packages] == [True, False]


def test_a_table_in_a_string_of_many_lines_is_no_table() -> None:
    text = 'x = """\n[[package]]\n"""\n[[package]]\nname = "a"\n'

    assert array_lines(text, "package", 1) == [4]
    assert array_lines(text, "package", 2) == [1, 1]


def test_uv_without_a_project_does_not_know_what_was_asked_for() -> None:
    text = 'version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://x.example" }\n'
    (package,) = read("uv.lock", text.encode()).packages

    assert (package.direct, package.development) == (None, False)


def test_go_modules_are_what_stands_in_their_stead() -> None:
    text = (
        b"module x.example/m\nrequire (\n\ty.example/a v1.0.0\n\ty.example/b v1.0.0 // indirect\n"
        b'\t"y.example/c" v1.0.0\n)\nreplace (\n\ty.example/a v1.0.0 => z.example/a v2.0.0\n\ty.example/b => ./b\n)\n'
    )
    found = read("go.mod", text)

    assert found.problems == ()
    assert names(found) == ["z.example/a v2.0.0", "y.example/b", "y.example/c v1.0.0"]
    assert [package.direct for package in found.packages] == [True, False, True]


def test_a_gem_for_a_platform_has_its_version_without_it() -> None:
    found = read("Gemfile.lock", b"GEM\n  specs:\n    nokogiri (1.15.0-x86_64-linux)\n")

    assert names(found) == ["nokogiri 1.15.0"]
    assert found.packages[0].purl == "pkg:gem/nokogiri@1.15.0?platform=x86_64-linux"


def test_gems_of_folders_are_the_project_s_own() -> None:
    found = read("Gemfile.lock", b"PATH\n  remote: .\n  specs:\n    own (0.1)\n      a\nGEM\n  specs:\n    a (1.0)\n")

    assert names(found) == ["a 1.0"]


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        ('{"name": "a", "version": "1.0.0", "license": "(MIT OR Apache-2.0)"}', ("(MIT OR Apache-2.0)",)),
        ('{"name": "a", "version": "1.0.0", "license": {"type": "MIT", "url": "x"}}', ("MIT",)),
        ('{"name": "a", "version": "1.0.0", "licenses": [{"type": "MIT"}, "ISC", 7]}', ("MIT", "ISC")),
        ('{"name": "a", "version": "1.0.0"}', ()),
    ],
)
def test_npm_has_had_three_ways_to_state_a_licence(text: str, licences: tuple[str, ...]) -> None:
    (package,) = read("node_modules/a/package.json", text.encode()).packages

    assert package.licences == licences
    assert package.kind == "library"


def test_a_package_json_that_names_no_package_is_none() -> None:
    assert read("esm/package.json", b'{"type": "module"}') == Found((), ())


JSON = [
    "npm-3/package-lock.json",
    "pipenv/Pipfile.lock",
    "composer/composer.lock",
    "dotnet/harbour.deps.json",
    "nuget/packages.lock.json",
    "swift-3/Package.resolved",
    "conan-2/conan.lock",
]


@pytest.mark.parametrize("sample", JSON)
def test_a_json_file_that_is_cut_short_is_a_problem_with_its_line(sample: str) -> None:
    content = content_of(sample).rstrip()[:-1]

    (problem,) = read(sample, content).problems

    assert problem.line == content.count(b"\n") + 1


def test_a_toml_key_of_many_parts_and_deep_values_are_limits() -> None:
    for text in ("a." * 5000 + "b = 1", "a = " + "[" * 50_000):
        assert isinstance(read("uv.lock", text.encode()).problems[0], LimitError)


def test_a_name_as_long_as_a_file_costs_its_own_package_and_is_not_quoted() -> None:
    found = read("requirements.txt", b"a==1\n" + b"b" * 1_000_000 + b"==1\nc==1\n")

    assert names(found) == ["a 1", "c 1"]
    assert [(problem.line, len(problem.message) < 400) for problem in found.problems] == [(2, True)]


def test_cargo_tells_crates_of_one_name_apart_by_their_versions() -> None:
    text = "version = 4\n" + "".join(
        f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = "registry+x"\ndependencies = {needs}\n'
        for name, version, needs in [("a", "1.0.0", '["b 2.0.0"]'), ("b", "1.0.0", "[]"), ("b", "2.0.0", "[]")]
    )

    assert by_purl(read("Cargo.lock", text.encode()))["pkg:cargo/a@1.0.0"].depends == ("pkg:cargo/b@2.0.0",)


def test_numbers_past_what_python_reads_are_a_problem() -> None:
    assert read("uv.lock", b"version = " + b"9" * 5000).problems
