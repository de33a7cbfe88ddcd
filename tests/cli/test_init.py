"""``seatrial init``: what a repository gets, what it is told to add, and that nothing of its own is ever touched."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from seatrial import __version__
from seatrial.config import Config, load_config
from tests.cli.conftest import Seatrial
from tests.parsers.vex.made import openvex

WORKFLOW = ".github/workflows/seatrial.yml"


@pytest.fixture
def repository(repository: Path) -> Path:
    """One that nobody has begun with: the proofs of own checks are not what this is about."""
    shutil.rmtree(repository / ".seatrial")
    return repository


def remote(repository: Path, url: str) -> None:
    (repository / ".git/config").write_text(f'[remote "origin"]\n\turl = {url}\n', encoding="utf-8")


def files(repository: Path) -> set[str]:
    return {path.relative_to(repository).as_posix() for path in repository.rglob("*") if path.is_file()}


def uncommented(text: str) -> str:
    """A starter with its examples said: the commented lines that are YAML and no sentence."""
    lines = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
    return "\n".join(line for line in lines if line.startswith("  ") or line.split(":")[0] in Config.__struct_fields__)


def test_the_configuration_says_nothing_yet_and_names_every_key(seatrial: Seatrial, repository: Path) -> None:
    assert seatrial("init").code == 0

    assert load_config(repository) == Config(file=str(repository / "seatrial.yaml"))
    (repository.parent / "platform-checks").mkdir(exist_ok=True)
    (repository / "vex").mkdir()
    (repository / "vex" / "harbour.openvex.json").write_text(json.dumps(openvex()))
    path = repository / "seatrial.yaml"
    path.write_text(uncommented(path.read_text()))
    said = yaml.safe_load(path.read_text())
    assert sorted(said) == sorted(set(Config.__struct_fields__) - {"file", "lines"})
    topics = [line.split()[1] for line in seatrial("doctor", "-q").out.splitlines() if not line.startswith(" ")]
    assert "configuration" not in topics


def test_a_finding_can_be_accepted_in_the_new_configuration(seatrial: Seatrial, repository: Path) -> None:
    (repository / "main.tf").write_text('resource "aws_s3_bucket" "b" {\n  acl = "public-read-write"\n}\n')
    seatrial("init")
    comments = (repository / "seatrial.yaml").read_text()

    answer = seatrial("waive", "aws-s3-bucket-acl-no-public-write", "--reason", "a drop box")

    assert (answer.code, answer.err) == (0, "")
    assert (repository / "seatrial.yaml").read_text().startswith(comments)
    assert "a drop box" in seatrial("waivers", "list").out


def test_github_gets_a_workflow_that_may_do_no_more_than_it_must(seatrial: Seatrial, repository: Path) -> None:
    remote(repository, "git@github.com:saltmarsh/ferries.git")
    (repository / ".git/refs/remotes/origin").mkdir(parents=True)
    (repository / ".git/refs/remotes/origin/HEAD").write_text("ref: refs/remotes/origin/trunk\n")

    seatrial("init")

    workflow: dict[Any, Any] = yaml.safe_load((repository / WORKFLOW).read_text())
    job = workflow["jobs"]["scan"]
    # YAML 1.1 reads the key `on` as true.
    assert workflow[True] == {"push": {"branches": ["trunk"]}, "pull_request": None}
    assert workflow["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "security-events": "write", "actions": "read"}
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert used == ["actions/checkout@v6", "actions/setup-python@v6", "github/codeql-action/upload-sarif@v4"]
    assert [step["run"] for step in job["steps"] if "run" in step] == [
        f'python -m pip install "seatrial=={__version__}"',
        "seatrial db update -q --for .",
        "seatrial scan -o text -o sarif=seatrial.sarif",
    ]
    assert job["steps"][0]["with"] == {"persist-credentials": False}
    assert "head.repo.full_name == github.repository" in job["steps"][-1]["if"]


@pytest.mark.parametrize("name", ["", "ref: refs/remotes/origin/a]\n  pull_request_target:", "0" * 40 + "\n x"])
def test_a_branch_that_is_no_name_is_not_written_into_a_workflow(
    seatrial: Seatrial, repository: Path, name: str
) -> None:
    (repository / ".github").mkdir()
    (repository / ".git/refs/remotes/origin").mkdir(parents=True)
    (repository / ".git/refs/remotes/origin/HEAD").write_text(name)

    seatrial("init")

    assert yaml.safe_load((repository / WORKFLOW).read_text())[True]["push"] == {"branches": ["main", "master"]}


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://github.com/saltmarsh/ferries", WORKFLOW),
        ("ssh://git@github.com:22/saltmarsh/ferries.git", WORKFLOW),
        ("https://token@gitlab.com/saltmarsh/ferries.git", ".gitlab-ci.yml"),
        ("git@gitlab.saltmarsh.example:ferries.git", ".gitlab-ci.yml"),
    ],
)
def test_the_remote_repository_says_which_service_builds(
    seatrial: Seatrial, repository: Path, url: str, file: str
) -> None:
    remote(repository, url)

    answer = seatrial("init")

    assert answer.out.startswith(f"written: seatrial.yaml\nwritten: {file}\n")
    assert yaml.safe_load((repository / file).read_text())


def test_gitlab_shows_the_findings_in_the_merge_request(seatrial: Seatrial, repository: Path) -> None:
    remote(repository, "https://gitlab.com/saltmarsh/ferries.git")

    seatrial("init")

    job = yaml.safe_load((repository / ".gitlab-ci.yml").read_text())["seatrial"]
    file = job["artifacts"]["reports"]["codequality"]
    assert job["script"][-1] == f"seatrial scan -o text -o gitlab={file}"
    assert job["artifacts"]["when"] == "always"


def test_a_host_that_only_sounds_like_github_is_another(seatrial: Seatrial, repository: Path) -> None:
    remote(repository, "https://notgithub.com/github.com/ferries")

    seatrial("init")

    assert not (repository / WORKFLOW).exists()


@pytest.mark.parametrize(
    ("file", "where"),
    [
        (".gitlab-ci.yml", "as a job"),
        ("Jenkinsfile", "in `stages`"),
        ("azure-pipelines.yml", "in `steps`"),
        (".circleci/config.yml", "in `jobs` and `workflows`"),
        ("bitbucket-pipelines.yml", "in `pipelines`"),
        (".pre-commit-config.yaml", "in `repos`"),
    ],
)
def test_what_is_somebodys_own_is_left_as_it_is(seatrial: Seatrial, repository: Path, file: str, where: str) -> None:
    (repository / file).parent.mkdir(exist_ok=True)
    (repository / file).write_text("theirs: true\n")

    answer = seatrial("init", "-q")

    assert f"to be added by hand to {file}, {where}:\n\n" in answer.out
    assert f"seatrial=={__version__}" in answer.out
    assert (repository / file).read_text() == "theirs: true\n"
    (repository / file).write_text("run: seatrial scan\n")
    assert f"there already, and left as it is: {file}\n" in seatrial("init").out


def test_a_workflow_that_scans_already_is_enough(seatrial: Seatrial, repository: Path) -> None:
    (repository / ".github/workflows").mkdir(parents=True)
    (repository / ".github/workflows/build.yaml").write_text("jobs: {}\n")
    (repository / ".github/workflows/security.yml").write_text("run: seatrial scan\n")

    answer = seatrial("init")

    assert "there already, and left as it is: .github/workflows/security.yml\n" in answer.out
    assert not (repository / WORKFLOW).exists()


def test_without_a_build_service_the_commands_are_told(seatrial: Seatrial) -> None:
    assert "    seatrial scan -o text -o sarif=seatrial.sarif\n" in seatrial("init").out


def test_init_again_changes_nothing(seatrial: Seatrial, repository: Path) -> None:
    (repository / ".github").mkdir()
    seatrial("init", "--hook")
    (repository / "seatrial.yaml").write_text("fail_on: high\n")
    before = {file: (repository / file).read_bytes() for file in files(repository)}

    answer = seatrial("init", "--hook")

    assert answer.code == 0
    assert "written" not in answer.out
    assert answer.out.count("there already") == 3
    assert {file: (repository / file).read_bytes() for file in files(repository)} == before


def test_a_dry_run_shows_all_and_writes_nothing(seatrial: Seatrial, repository: Path) -> None:
    (repository / ".github").mkdir()
    before = files(repository)

    answer = seatrial("init", "--dry-run", "--hook")

    assert files(repository) == before
    for file in ("seatrial.yaml", WORKFLOW, ".git/hooks/pre-commit"):
        assert f"would be written: {file}\n" in answer.out
    assert "    permissions: {}\n" in answer.out


def test_it_is_the_top_of_the_repository_that_is_begun(
    seatrial: Seatrial, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "deep/down").mkdir(parents=True)
    monkeypatch.chdir(repository / "deep/down")

    seatrial("init")

    assert (repository / "seatrial.yaml").is_file()
    assert [*(repository / "deep/down").iterdir()] == []


@pytest.mark.parametrize("link", ["seatrial.yaml", WORKFLOW, ".github"])
def test_nothing_is_written_through_a_link(
    seatrial: Seatrial, repository: Path, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (repository / ".github").mkdir()
    if link == ".github":
        (repository / ".github").rmdir()
    (repository / link).parent.mkdir(parents=True, exist_ok=True)
    (repository / link).symlink_to(outside if link == ".github" else outside / "new")

    answer = seatrial("init")

    assert [*outside.iterdir()] == []
    assert (answer.code == 2) is (link == ".github")
    assert ("leads out of" in answer.err) is (link == ".github")


def test_a_work_tree_keeps_no_hooks_of_its_own(seatrial: Seatrial, repository: Path, tmp_path: Path) -> None:
    shutil.rmtree(repository / ".git")
    (repository / ".git").write_text(f"gitdir: {tmp_path}/elsewhere\n")

    answer = seatrial("init", "--hook")

    assert "to be added by hand to git's hook `pre-commit`, as a script:\n\n    #!/bin/sh\n" in answer.out
    assert not (tmp_path / "elsewhere").exists()


def test_hooks_that_are_kept_elsewhere_are_for_a_person(seatrial: Seatrial, repository: Path) -> None:
    (repository / ".git/config").write_text("[core]\n\thooksPath = ../hooks\n")

    assert "to be added by hand to git's hook `pre-commit`" in seatrial("init", "--hook").out
    assert not (repository / ".git/hooks").exists()


def test_the_hook_stops_a_commit_with_a_finding(
    seatrial: Seatrial, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("git"):
        pytest.skip("there is no git here")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    shutil.rmtree(repository / ".git")
    git("init", "-q")
    seatrial("init", "--hook")
    (repository / "main.tf").write_text(
        'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n  acl    = "public-read-write"\n}\n'
    )
    git("add", "-A")

    stopped = git("commit", "-q", "-m", "a bucket")
    (repository / "main.tf").write_text("")
    passed = git("commit", "-q", "-m", "no bucket")

    assert stopped.returncode == 1
    assert "[aws-s3-bucket-acl-no-public-write]" in stopped.stdout + stopped.stderr
    assert (passed.returncode, passed.stdout) == (0, "")


def git(*arguments: str) -> "subprocess.CompletedProcess[str]":
    identity = ("-c", "user.name=Saltmarsh", "-c", "user.email=crew@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *identity, *arguments], capture_output=True, text=True, timeout=60, check=False)
