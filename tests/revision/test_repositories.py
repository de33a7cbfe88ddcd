"""Repositories of every kind: their histories, names and clones, and those that somebody means no good with."""

import os
from pathlib import Path

import pytest

from seatrial.errors import UsageError
from tests.revision.conftest import Repo, fixed, hull, known, new

# Revisions


def test_the_base_is_where_the_branch_began_unless_it_is_meant_exactly(repo: Repo) -> None:
    repo.commit({"main.tf": hull("a")})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"topic/main.tf": hull("topic")})
    repo.git("checkout", "-q", "main")
    repo.commit({"main.tf": hull("a", sealed=True), "later/main.tf": hull("later")})
    repo.git("checkout", "-q", "topic")

    assert new(repo.against("main")) == ["topic/main.tf ships_hull.topic"]
    assert fixed(repo.against("main")) == []
    exact = repo.against("main", exact=True)
    assert sorted(new(exact)) == ["main.tf ships_hull.a", "topic/main.tf ships_hull.topic"]
    assert fixed(exact) == ["later/main.tf ships_hull.later"]


def test_a_merge_commit_is_held_against_the_branch_that_it_goes_to(repo: Repo) -> None:
    repo.commit({"main.tf": hull("a")})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"topic/main.tf": hull("topic")})
    repo.git("checkout", "-q", "main")
    repo.commit({"later/main.tf": hull("later")})
    repo.git("checkout", "-q", "--detach")
    repo.git("merge", "-q", "--no-ff", "-m", "as a build service does it", "topic")

    report = repo.against("main")

    assert new(report) == ["topic/main.tf ships_hull.topic"]
    assert sorted(known(report)) == ["later/main.tf ships_hull.later", "main.tf ships_hull.a"]


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("nowhere", "no revision 'nowhere' in this clone; fetch it first"),
        ("-oops", "'-oops' is no revision"),
        ("--output=x", "is no revision"),
        ("", "is no revision"),
        ("HEAD:main.tf", "no revision 'HEAD:main.tf'"),
    ],
)
def test_a_base_that_is_none_is_said(repo: Repo, base: str, told: str) -> None:
    repo.commit({"main.tf": hull("a")})

    with pytest.raises(UsageError, match=told):
        repo.against(base)


def test_histories_without_a_common_commit(repo: Repo) -> None:
    repo.commit({"main.tf": hull("a")})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit({"main.tf": hull("a"), "b/main.tf": hull("b")})

    with pytest.raises(UsageError, match="main and HEAD have no commit in common in this clone; --diff-exact"):
        repo.against("main")
    assert new(repo.against("main", exact=True)) == ["b/main.tf ships_hull.b"]


def test_a_repository_without_a_commit(repo: Repo) -> None:
    repo.write({"main.tf": hull("a")})

    with pytest.raises(UsageError, match="no revision 'HEAD'"):
        repo.against("HEAD")


# Clones


def test_a_shallow_clone_says_what_to_fetch(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = repo.commit({"main.tf": hull("a")})
    repo.commit({"main.tf": hull("b")})
    clone = Repo(tmp_path / "clone", repo.content)
    clone.git("fetch", "-q", "--depth=1", f"file://{repo.folder}", "main")
    clone.git("checkout", "-q", "FETCH_HEAD")
    monkeypatch.chdir(clone.folder)

    with pytest.raises(UsageError, match=r"it is shallow.*fetch-depth: 0"):
        clone.against(first)


def test_a_partial_clone_is_not_taken_for_a_base_without_findings(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    first = repo.commit({"main.tf": hull("a")})
    repo.commit({"main.tf": hull("b")})
    clone = Repo(tmp_path / "clone", repo.content)
    clone.git("remote", "add", "origin", f"file://{repo.folder}")
    clone.git("fetch", "-q", "--filter=blob:none", "origin", "main")
    clone.git("checkout", "-q", "FETCH_HEAD")
    monkeypatch.chdir(clone.folder)

    with pytest.raises(UsageError, match="it is partial"):
        clone.against(first)


def test_a_folder_that_is_no_repository(tmp_path: Path, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loose").mkdir()
    monkeypatch.chdir(tmp_path / "loose")

    with pytest.raises(UsageError, match=r"'\.' is in no git repository"):
        repo.against()


def test_a_sparse_checkout_fixes_nothing(repo: Repo) -> None:
    repo.commit({"a/main.tf": hull("a"), "b/main.tf": hull("b")})
    repo.git("sparse-checkout", "set", "a")
    assert not (repo.folder / "b/main.tf").exists()

    report = repo.against()

    assert (known(report), new(report), fixed(report)) == (["a/main.tf ships_hull.a"], [], [])


def test_a_submodule_is_known_where_it_is_and_a_gap_where_it_was_moved(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(tmp_path / "inner", repo.content)
    inner.commit({"main.tf": hull("inner")})
    repo.commit({"a/main.tf": hull("a")})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "sub")
    repo.commit({})
    assert sorted(known(repo.against())) == ["a/main.tf ships_hull.a", "sub/main.tf ships_hull.inner"]

    inner.commit({"main.tf": hull("inner") + hull("more")})
    repo.git("-C", "sub", "-c", "protocol.file.allow=always", "pull", "-q")
    repo.git("add", "sub")
    report = repo.against()

    assert new(report) == ["sub/main.tf ships_hull.inner", "sub/main.tf ships_hull.more"]
    assert report.difference is not None
    reasons = [gap.reason for gap in report.difference.gaps]
    assert reasons == ["sub: it is a submodule at another commit, which is not read"]


def test_a_worktree_of_a_repository(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a/main.tf": hull("a")})
    repo.git("worktree", "add", "-q", str(tmp_path / "other"))
    monkeypatch.chdir(tmp_path / "other")
    (tmp_path / "other/b").mkdir()
    (tmp_path / "other/b/main.tf").write_text(hull("b"))

    assert new(repo.against("main")) == ["b/main.tf ships_hull.b"]


# Names


@pytest.mark.parametrize("name", [b"with space", b"two\nlines", b"\xff\xfe", "Fähre".encode(), b"-rf", b'"quoted"'])
def test_a_folder_of_any_name(repo: Repo, name: bytes) -> None:
    folder = os.fsdecode(name)
    repo.commit({f"{folder}/main.tf": hull("old") + hull("gone")})
    repo.write({f"{folder}/main.tf": hull("old") + hull("fresh")})

    report = repo.against()

    assert new(report) == [f"{folder}/main.tf ships_hull.fresh"]
    assert known(report) == [f"{folder}/main.tf ships_hull.old"]
    assert fixed(report) == [f"{folder}/main.tf ships_hull.gone"]


# Whoever means no good


def test_nothing_of_the_repository_is_run(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {ran}\ncat\n')
    script.chmod(0o755)
    repo.commit({".gitattributes": "*.tf filter=evil diff=evil\n", "a/main.tf": hull("a")})
    for name in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "core.pager"):
        repo.git("config", name, str(script))
    for name in ("core.fsmonitor", "core.sshCommand", "core.editor", "credential.helper", "diff.external"):
        repo.git("config", name, str(script))
    hooks = repo.folder / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction", "fsmonitor-watchman"):
        (hooks / hook).symlink_to(script)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(script))
    repo.write({"a/main.tf": hull("b")})

    assert new(repo.against()) == ["a/main.tf ships_hull.b"]
    assert not ran.exists()


def evil(repo: Repo, row: bytes) -> str:
    """A commit with a tree that git itself would never make."""
    path = repo.folder.parent / "tree"
    path.write_bytes(row)
    tree = repo.git("hash-object", "-t", "tree", "--literally", "-w", str(path))
    return repo.git("commit-tree", "-m", "evil", tree)


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT"])
def test_a_tree_with_names_that_lead_elsewhere_is_refused(repo: Repo, name: str) -> None:
    repo.commit({"main.tf": hull("a")})
    blob = bytes.fromhex(repo.git("rev-parse", "HEAD:main.tf"))

    with pytest.raises(UsageError, match="which no sound tree has"):
        repo.against(evil(repo, f"100644 {name}".encode() + b"\0" + blob), exact=True)


def test_a_tree_with_a_link_and_a_folder_of_one_name_writes_nothing_through_the_link(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit({"d/main.tf": hull("a")})
    (repo.folder / "link").symlink_to(tmp_path)
    repo.commit({})
    link, folder = (bytes.fromhex(repo.git("rev-parse", f"HEAD:{name}")) for name in ("link", "d"))
    rows = b"120000 x\0" + link + b"40000 x\0" + folder

    repo.against(evil(repo, rows), exact=True)

    assert not (tmp_path / "main.tf").exists()


def test_trees_that_hold_each_other_many_times_over_are_bounded(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"d/main.tf": hull("a")})
    tree = bytes.fromhex(repo.git("rev-parse", "HEAD:d"))
    for _ in range(12):
        commit = evil(repo, b"".join(f"40000 {number}".encode() + b"\0" + tree for number in range(10)))
        tree = bytes.fromhex(repo.git("rev-parse", f"{commit}^{{tree}}"))
    monkeypatch.setattr("seatrial.revision.git.MAX_FILES", 50_000)

    with pytest.raises(UsageError, match="names more than 50000 files"):
        repo.against(commit, exact=True)


def test_a_revision_that_is_too_large_is_a_gap(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a/main.tf": hull("a"), "b/main.tf": hull("b")})
    repo.write({"a/main.tf": hull("a") + hull("c"), "b/main.tf": hull("b") + hull("d")})
    monkeypatch.setattr("seatrial.revision.mirror.MOST", 100)

    report = repo.against()

    assert report.difference is not None
    assert [gap.location.file for gap in report.difference.gaps] == ["b/main.tf"]
    assert known(report) == ["a/main.tf ships_hull.a"]
