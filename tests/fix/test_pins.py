"""Another version of a package on its line, and not a byte besides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.fix.edit import CannotEditError, apply
from seatrial.fix.pins import Pin, repin
from seatrial.parsers.packages import github_actions, go_mod, requirements
from tests.parsers.packages.samples import DATA

LAW = settings(max_examples=150, deadline=None)


def written(text: str, line: int, format_: str, name: str, version: str, to: str) -> str:
    return apply(text, repin(text, line, Pin(format=format_, name=name, version=version, to=to)))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("hull==1.0", "hull==2.0"),
        ("Hull == 1.0  # as 1.0 was\n", "Hull == 2.0  # as 1.0 was\n"),
        ('hull[oars,sails]==1.0 ; python_version > "3"\r\n', 'hull[oars,sails]==2.0 ; python_version > "3"\r\n'),
        ("hull===1.0\n", "hull===2.0\n"),
        ("hull (==1.0)\n", "hull (==2.0)\n"),
        ("hull \\\n    ==1.0\n", None),
        ("hull==1.0 \\\n    --global-option=x\n", "hull==2.0 \\\n    --global-option=x\n"),
        ("hull==1.0 \\\n    --hash=sha256:00\n", None),
        ("hull==1.0,>=0.9\n", None),
        ("hull>=1.0\n", None),
        ("hull==1.0.0\n", None),
        ("keel==1.0\n", None),
        ("hull @ https://example.com/hull-1.0-py3-none-any.whl\n", None),
        ("-r hull==1.0\n", None),
    ],
)
def test_a_requirement_is_pinned_to_another_version(text: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(CannotEditError):
            written(text, 1, "requirements", "hull", "1.0", "2.0")
    else:
        assert written(text, 1, "requirements", "hull", "1.0", "2.0") == after


@pytest.mark.parametrize(
    ("text", "line", "after"),
    [
        ("require a.b/hull v1.0.0\n", 1, "require a.b/hull v1.2.0\n"),
        ("require (\n\ta.b/hull v1.0.0 // indirect\n)\n", 2, "require (\n\ta.b/hull v1.2.0 // indirect\n)\n"),
        ('require "a.b/hull" `v1.0.0`\n', 1, 'require "a.b/hull" `v1.2.0`\n'),
        ("require(\n a.b/hull/v2 v1.0.0\n)\n", 2, None),
        ("require x.y/z v0.1.0\nreplace x.y/z => a.b/hull v1.0.0\n", 1, "=> a.b/hull v1.2.0\n"),
        ("require x.y/z v0.1.0\n// replace x.y/z => a.b/hull v1.0.0\n", 1, None),
        ("require a.b/hull v1.0.0-pre\n", 1, None),
    ],
)
def test_a_module_is_required_in_another_version(text: str, line: int, after: str | None) -> None:
    if after is None:
        with pytest.raises(CannotEditError):
            written(text, line, "go_mod", "a.b/hull", "v1.0.0", "v1.2.0")
    else:
        assert written(text, line, "go_mod", "a.b/hull", "v1.0.0", "v1.2.0").endswith(after)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("- uses: a/hull@v1\n", "- uses: a/hull@v1.2.0\n"),
        ("- uses: 'a/hull/sails@v1' # a/hull@v1\n", "- uses: 'a/hull/sails@v1.2.0' # a/hull@v1\n"),
        ("- {uses: b/a/hull@v1}\n", None),
        ("- uses: a/hull@v1.0\n", None),
        ("- uses: a/hulls@v1\n", None),
    ],
)
def test_an_action_is_used_in_another_version(text: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(CannotEditError):
            written(text, 1, "github_actions", "a/hull", "v1", "v1.2.0")
    else:
        assert written(text, 1, "github_actions", "a/hull", "v1", "v1.2.0") == after


def test_a_commit_is_left_alone() -> None:
    with pytest.raises(CannotEditError, match="a commit"):
        written(f"- uses: a/hull@{'0' * 40}\n", 1, "github_actions", "a/hull", "0" * 40, "v2")


@pytest.mark.parametrize(("format_", "line"), [("npm_lock", 1), ("requirements", 9), ("requirements", 0)])
def test_what_is_no_such_line_or_format_is_refused(format_: str, line: int) -> None:
    with pytest.raises(CannotEditError):
        written("hull==1.0\n", line, format_, "hull", "1.0", "2.0")


@pytest.mark.parametrize("path", ["go/go.mod", "actions/.github/workflows/build.yaml"])
def test_real_files_have_the_version_and_nothing_else_changed(path: str) -> None:
    text = (DATA / path).read_text()
    reader, format_ = (go_mod, "go_mod") if path.startswith("go/") else (github_actions, "github_actions")

    for package in reader.read(text.encode(), path).packages:
        if len(package.version) == 40:
            continue
        after = written(text, package.locations[0].line, format_, package.name, package.version, "v9.9.9")

        assert after.count("v9.9.9") == 1
        assert after.replace("v9.9.9", package.version) == text
        versions = {found.name: found.version for found in reader.read(after.encode(), path).packages}
        assert versions[package.name] == "v9.9.9"


def test_hashes_that_uv_wrote_are_left_to_uv() -> None:
    text = (DATA / "requirements/requirements.txt").read_text()

    for package in requirements.read(text.encode(), "requirements.txt").packages:
        with pytest.raises(CannotEditError, match="hashes"):
            written(text, package.locations[0].line, "requirements", package.name, package.version, "9")


VERSIONS = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,2}(rc1|\.post2)?", fullmatch=True)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,5}([._-][a-z0-9]{1,3})?", fullmatch=True)


@st.composite
def lines(draw: st.DrawFn) -> str:
    name, version = draw(NAMES), draw(VERSIONS)
    blank = draw(st.sampled_from(("", " ", "\t")))
    extras = draw(st.sampled_from(("", "[a]", "[a, b-c]")))
    marker = draw(st.sampled_from(("", f'; python_version < "{version}"', " # 1.0", f" \\\n  # {version}")))
    return f"{blank}{name}{blank}{extras}{blank}=={blank}{version}{marker}"


@LAW
@given(st.lists(lines() | st.sampled_from(("", "# x==1", "-r x.txt", "y>=1")), min_size=1, max_size=6), st.booleans())
def test_a_pin_that_is_written_is_read_and_the_rest_is_what_it_was(made: list[str], returns: bool) -> None:
    text = "\n".join(made).replace("\n", "\r\n" if returns else "\n")

    for package in requirements.read(text.encode(), "r.txt").packages:
        if not package.version:
            continue
        pin = Pin(format="requirements", name=package.name, version=package.version, to="77!7")
        (edit,) = repin(text, package.locations[0].line, pin)
        after = apply(text, [edit])

        assert text[edit.start : edit.end] == package.version
        assert (after[: edit.start], after[edit.start + 4 :]) == (text[: edit.start], text[edit.end :])
        read = requirements.read(after.encode(), "r.txt").packages
        changed = [p for p, q in zip(read, requirements.read(text.encode(), "r.txt").packages, strict=True) if p != q]
        assert [(p.name, p.version, p.locations) for p in changed] == [(package.name, "77!7", package.locations)]
