"""What `seatrial init` has to give a repository: the files beside this one, and which of them are wanted where."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from seatrial import __version__
from seatrial.errors import ConnectorError, LimitError
from seatrial.files import read_bytes

_HERE = Path(__file__).parent
_MOST_BYTES = 1024 * 1024
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_HOST = re.compile(r"^\s*url\s*=\s*(?:[\w+.-]+://)?(?:[^@/\s]*@)?([^/:\s]+)", re.MULTILINE | re.IGNORECASE)


class Deed(StrEnum):
    """What becomes of a step: a file is written, one is there and stays as it is, or a person has to add something."""

    WRITE = "write"
    THERE = "there"
    ADD = "add"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``file`` is relative to the repository's top; ``text`` is what is written or to be added; ``note`` a remark."""

    deed: Deed
    file: str
    text: str = ""
    note: str = ""
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    """A service that runs builds.

    ``marks``     files and folders that show that a repository uses it.
    ``hosts``     git hosts that bring it along; with a full stop at the end, all whose names begin so.
    ``file``      what configures it.   ``starter``  our part of that.   ``where``  in which part of the file.
    ``is_ours``   whether the file may be ours alone; otherwise it is a person who puts our part in.
    """

    marks: tuple[str, ...]
    file: str
    starter: str
    where: str
    hosts: tuple[str, ...] = ()
    is_ours: bool = False


_SERVICES = (
    _Service(
        marks=(".github",),
        hosts=("github.com",),
        file=".github/workflows/seatrial.yml",
        starter="github.yml",
        where="as a file of its own",
        is_ours=True,
    ),
    _Service(
        marks=(".gitlab-ci.yml",),
        hosts=("gitlab.com", "gitlab."),
        file=".gitlab-ci.yml",
        starter="gitlab.yml",
        where="as a job",
        is_ours=True,
    ),
    _Service(marks=("Jenkinsfile",), file="Jenkinsfile", starter="jenkins.groovy", where="in `stages`"),
    _Service(
        marks=("azure-pipelines.yml",),
        hosts=("dev.azure.com", "visualstudio.com"),
        file="azure-pipelines.yml",
        starter="azure.yml",
        where="in `steps`",
    ),
    _Service(
        marks=(".circleci",), file=".circleci/config.yml", starter="circleci.yml", where="in `jobs` and `workflows`"
    ),
    _Service(
        marks=("bitbucket-pipelines.yml",),
        hosts=("bitbucket.org",),
        file="bitbucket-pipelines.yml",
        starter="bitbucket.yml",
        where="in `pipelines`",
    ),
)


def steps(top: Path, *, hook: bool) -> Iterator[Step]:
    """What a repository lacks, at its top.  ``hook``  whether a hook of git is wanted."""
    yield _own(top, "seatrial.yaml", "seatrial.yaml")
    found = [service for service in _SERVICES if _is_used(top, service)]
    yield from (_build(top, service) for service in found)
    if not found:
        yield Step(deed=Deed.ADD, file="your build", note="as commands", text=_text(top, "any.sh"))
    yield from _commits(top, hook=hook)


def _build(top: Path, service: _Service) -> Step:
    for other in _beside(top, service.file):
        if _mentions_us(top, other):
            return Step(deed=Deed.THERE, file=other)
    if service.is_ours and not _exists(top, service.file):
        return _own(top, service.file, service.starter)
    if _mentions_us(top, service.file):
        return Step(deed=Deed.THERE, file=service.file)
    return Step(deed=Deed.ADD, file=service.file, note=service.where, text=_text(top, service.starter))


def _beside(top: Path, file: str) -> list[str]:
    """The files that a service reads beside one that lies in a folder of its own."""
    folder = (top / file).parent
    return sorted(path.relative_to(top).as_posix() for path in folder.glob("*.y*ml")) if folder != top else []


def _commits(top: Path, *, hook: bool) -> Iterator[Step]:
    """The step that scans before a commit, by the program pre-commit where it is used, else by git alone."""
    config = ".pre-commit-config.yaml"
    if _exists(top, config):
        if _mentions_us(top, config):
            yield Step(deed=Deed.THERE, file=config)
        else:
            yield Step(deed=Deed.ADD, file=config, note="in `repos`", text=_text(top, "pre-commit.yaml"))
    elif hook and _keeps_hooks(top):
        yield _own(top, ".git/hooks/pre-commit", "hook.sh", executable=True)
    elif hook:
        yield Step(deed=Deed.ADD, file="git's hook `pre-commit`", note="as a script", text=_text(top, "hook.sh"))


def _keeps_hooks(top: Path) -> bool:
    """Whether git reads hooks from here: not in a work tree or submodule, nor where `core.hooksPath` says otherwise."""
    return (top / ".git").is_dir() and "hookspath" not in _read(top, ".git/config").lower()


def _own(top: Path, file: str, starter: str, *, executable: bool = False) -> Step:
    if _exists(top, file):
        return Step(deed=Deed.THERE, file=file)
    return Step(deed=Deed.WRITE, file=file, text=_text(top, starter), executable=executable)


def _text(top: Path, starter: str) -> str:
    """A starter with our version, so that a build is the same tomorrow, and the repository's branches."""
    text = (_HERE / starter).read_text(encoding="utf-8")
    return text.replace("@VERSION@", __version__).replace("@BRANCHES@", ", ".join(_branches(top)))


def _branches(top: Path) -> tuple[str, ...]:
    """The branch that the remote repository calls its own, or what it may be called."""
    name = _read(top, ".git/refs/remotes/origin/HEAD").strip().removeprefix("ref: refs/remotes/origin/")
    return (name,) if _BRANCH.fullmatch(name) else ("main", "master")


def _is_used(top: Path, service: _Service) -> bool:
    if any(_exists(top, mark) for mark in service.marks):
        return True
    remotes = _HOST.findall(_read(top, ".git/config"))
    return any(_is_at(host, remote) for remote in remotes for host in service.hosts)


def _is_at(host: str, remote: str) -> bool:
    return remote.startswith(host) if host.endswith(".") else remote == host or remote.endswith("." + host)


def _mentions_us(top: Path, file: str) -> bool:
    return "seatrial" in _read(top, file)


def _exists(top: Path, file: str) -> bool:
    # Also a link that leads nowhere: nothing is ever written through one.
    return os.path.lexists(top / file)


def _read(top: Path, file: str) -> str:
    """A file that says how the repository is used; nothing where it cannot be read, for then it says nothing."""
    try:
        return read_bytes(top / file, top, file, limit=_MOST_BYTES).decode("utf-8", "replace")
    except (ConnectorError, LimitError):
        return ""
