"""Functions that ask for files."""

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from seatrial.errors import ConnectorError, LimitError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions import Context, FunctionError, call
from seatrial.terraform.values import Set


class FakeFiles:
    """Files in memory.  What begins with ``..`` is outside; ``large`` is too large."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {posixpath.normpath(path): content for path, content in files.items()}

    def _path(self, path: str) -> str:
        clean = posixpath.normpath(path)
        if clean.startswith(".."):
            raise ConnectorError(f"`{path}` lies outside of the repository")
        if clean == "large":
            raise LimitError("`large` is larger than 2 MiB", bound="2 MiB")
        return clean

    def read(self, path: str) -> bytes:
        if self._path(path) not in self._files:
            raise ConnectorError(f"`{path}` is not there")
        return self._files[self._path(path)]

    def exists(self, path: str) -> bool:
        return self._path(path) in self._files

    def walk(self, directory: str) -> Iterable[str]:
        clean = self._path(directory)
        prefix = "" if clean == "." else f"{clean}/"
        return [path.removeprefix(prefix) for path in self._files if path.startswith(prefix)]


def _render(text: str, variables: Mapping[str, Value]) -> Value:
    return text.format(**variables)


CONTEXT = Context(
    files=FakeFiles(
        {
            "hello.txt": b"hello",
            "accent.txt": "e\u0301".encode(),
            "binary": b"\xff\xfe",
            "greeting.tftpl": b"hello {name}",
            "policies/a.json": b"{}",
            "policies/b.json": b"[]",
            "policies/deep/c.json": b"1",
            "policies/notes.txt": b"",
        }
    ),
    base="/repository/live",
    render=_render,
)


def run(name: str, *arguments: Value) -> Any:
    return call(name, arguments, CONTEXT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("file", "hello"),
        ("filebase64", "aGVsbG8="),
        ("filemd5", "5d41402abc4b2a76b9719d911017c592"),
        ("filesha1", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
        ("filesha256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        ("filebase64sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
        ("fileexists", True),
    ],
)
def test_a_file_is_read(name: str, expected: Value) -> None:
    assert run(name, "./policies/../hello.txt") == expected


def test_longer_digests_are_of_the_content_too() -> None:
    assert run("filesha512", "hello.txt") == run("sha512", "hello")
    assert run("filebase64sha512", "hello.txt") == run("base64sha512", "hello")


def test_a_text_is_read_in_terraforms_normal_form() -> None:
    assert run("file", "accent.txt") == "\u00e9"


def test_a_file_that_is_no_text_is_an_error_that_names_the_way_out() -> None:
    with pytest.raises(FunctionError, match="use filebase64"):
        run("file", "binary")


@pytest.mark.parametrize("name", ["file", "filebase64", "filemd5", "filebase64sha512"])
@pytest.mark.parametrize("path", ["lambda.zip", "../secret", "large"])
def test_a_file_that_cannot_be_read_is_unknown_with_the_reason(name: str, path: str) -> None:
    result = run(name, path)

    assert type(result) is Unknown
    assert path in result.reason
    assert result.is_set


def test_whether_a_file_exists_is_unknown_only_outside() -> None:
    assert run("fileexists", "nope") is False
    assert type(run("fileexists", "../secret")) is Unknown


@pytest.mark.parametrize(
    ("directory", "pattern", "expected"),
    [
        ("policies", "*.json", ["a.json", "b.json"]),
        ("policies", "**/*.json", ["a.json", "b.json", "deep/c.json"]),
        ("policies", "**", ["a.json", "b.json", "deep/c.json", "notes.txt"]),
        ("policies", "{a,c}.json", ["a.json"]),
        ("policies", "*.{json,txt}", ["a.json", "b.json", "notes.txt"]),
        ("policies", "[ab].json", ["a.json", "b.json"]),
        ("policies", "[^a].json", ["b.json"]),
        ("policies", "?.json", ["a.json", "b.json"]),
        (".", "policies/*.json", ["policies/a.json", "policies/b.json"]),
        (".", "policies/**/*.json", ["policies/a.json", "policies/b.json", "policies/deep/c.json"]),
        (".", "p*/**/c.json", ["policies/deep/c.json"]),
        (".", "*", ["accent.txt", "binary", "greeting.tftpl", "hello.txt"]),
        ("nope", "*", []),
        ("policies", "\\*.json", []),
        ("policies", "*json*", ["a.json", "b.json"]),
        ("policies", "a**n", ["a.json"]),
    ],
)
def test_fileset_finds_what_matches(directory: str, pattern: str, expected: list[str]) -> None:
    result = run("fileset", directory, pattern)

    assert isinstance(result, Set)
    assert result == expected


@pytest.mark.parametrize("pattern", ["[", "{a", "[z-a]"])
def test_a_broken_pattern_is_an_error(pattern: str) -> None:
    with pytest.raises(FunctionError, match="pattern"):
        run("fileset", "policies", pattern)


def test_a_fileset_outside_is_unknown() -> None:
    assert type(run("fileset", "..", "*")) is Unknown


def test_a_template_file_is_rendered_with_its_variables() -> None:
    assert run("templatefile", "greeting.tftpl", {"name": "sea"}) == "hello sea"
    assert run("templatestring", "ahoy {name}", {"name": "sea"}) == "ahoy sea"


def test_a_template_file_that_is_not_there_is_unknown() -> None:
    assert type(run("templatefile", "nope.tftpl", {})) is Unknown


@pytest.mark.parametrize("variables", [{"1a": 1}, {"a b": 1}, ["a"]])
def test_the_variables_of_a_template_need_names_that_it_can_say(variables: Value) -> None:
    with pytest.raises(FunctionError, match="templatefile"):
        run("templatefile", "greeting.tftpl", variables)


def test_an_absolute_path_is_below_the_base_that_was_given() -> None:
    assert run("abspath", "a/../b") == "/repository/live/b"
    assert run("abspath", "/a/./b") == "/a/b"
    assert type(call("abspath", ["a"], Context())) is Unknown


def test_a_home_directory_is_unknown() -> None:
    assert type(run("pathexpand", "~/keys")) is Unknown
    assert run("pathexpand", "keys") == "keys"


def test_without_files_every_file_is_unknown() -> None:
    assert type(call("file", ["a"], Context())) is Unknown
    assert type(call("fileexists", ["a"], Context())) is Unknown
    assert type(call("fileset", [".", "*"], Context())) is Unknown
