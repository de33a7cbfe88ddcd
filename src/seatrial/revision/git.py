"""Asking git about a repository that may be hostile: revisions, trees, contents; nothing is checked out.

Only commands that read are used, and nothing that the repository's configuration names is run: no hook, no filter, no
monitor, no pager, and nothing is fetched, not even objects that a partial clone leaves out.  So it does not matter who
owns it: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory is about such programs.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

from seatrial.errors import UsageError
from seatrial.files import MAX_FILES

SECONDS = 120
"""Before git is given up.  A tree of a million files takes three."""
_CHUNK = 1024 * 1024
_AT_ONCE = 500
"""Objects that are asked for before answers are read: their names fit into a pipe."""
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "core.sshCommand=false",
    "credential.helper=",
    "protocol.allow=never",
    "submodule.recurse=false",
)
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a tree: ``mode`` as git writes it (120000 is a link, 160000 a submodule), and its size in bytes."""

    mode: str
    oid: str
    size: int


class Git:
    """One repository, by its top folder."""

    def __init__(self, root: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise UsageError("--diff needs git, which is not installed; --baseline FILE does not")
        self.root = root
        settings = (part for setting in _SETTINGS for part in ("-c", setting))
        # With both said, neither is looked for, and `core.worktree` leads nowhere else.
        self._command = [program, *settings, f"--git-dir={root / '.git'}", f"--work-tree={root}"]
        # Inside a hook git's own variables mean another index, or another repository.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self._environment = inherited | _ENVIRONMENT

    def commit_of(self, revision: str) -> str:
        """The id of the commit that a revision means.  Raises UsageError where there is none."""
        if not revision or revision.startswith("-") or "\0" in revision:
            raise UsageError(f"{revision!r} is no revision")
        found = self._asked("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if found is None:
            raise UsageError(f"there is no revision {revision!r} in this clone{self._hint()}")
        return found

    def merge_base(self, commit: str, told: str) -> str:
        """Where the current commit has left the history of another one, as a pull request has it."""
        head = self.commit_of("HEAD")
        found = self._asked("merge-base", commit, head)
        if found is None:
            is_shallow = self._asked("rev-parse", "--is-shallow-repository") == "true"
            reason = self._hint() if is_shallow else "; --diff-exact compares with what it holds itself"
            raise UsageError(f"{told} and HEAD have no commit in common in this clone{reason}")
        return found

    def tree(self, commit: str) -> Iterator[tuple[bytes, Entry]]:
        """Yield the files of a commit by their paths."""
        for row in self._rows("ls-tree", "-r", "-z", "-l", "--full-tree", commit):
            said, _, path = row.partition(b"\t")
            mode, _, oid, size = said.decode("ascii").split()
            yield path, Entry(mode, oid, int(size) if size.isdigit() else 0)

    def present(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files that are tracked, and those that are neither tracked nor ignored, by their paths.

        The letter before each is git's: ``S`` is left out of a sparse checkout.
        """
        arguments = ("ls-files", "-z", "-t", "--cached", "--others", "--exclude-per-directory=.gitignore")
        for row in self._rows(*arguments, f"--exclude-from={self._excludes()}"):
            tag, _, path = row.partition(b" ")
            yield tag.decode("ascii"), path

    def ignored(self) -> Iterator[bytes]:
        """Yield what is ignored: files, and folders that hold nothing else, which end in a slash."""
        arguments = ("ls-files", "-z", "--others", "--ignored", "--directory", "--exclude-per-directory=.gitignore")
        yield from self._rows(*arguments, f"--exclude-from={self._excludes()}")

    def links_to_submodules(self) -> dict[bytes, str]:
        """The submodules that the index names, and the commit that each is at."""
        rows = (row.partition(b"\t") for row in self._rows("ls-files", "-z", "-s"))
        return {path: said.split()[1].decode("ascii") for said, _, path in rows if said.startswith(b"160000 ")}

    def contents(self, oids: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of objects, in this order.  Raises UsageError where the clone does not have one."""
        with self._started("cat-file", "--batch") as process:
            assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both are pipes
            for start in range(0, len(oids), _AT_ONCE):
                some = oids[start : start + _AT_ONCE]
                try:
                    process.stdin.write("".join(f"{oid}\n" for oid in some).encode("ascii"))
                    process.stdin.flush()
                except BrokenPipeError as error:
                    raise UsageError("git stops in the middle of the objects; look with `git fsck`") from error
                for oid in some:
                    yield self._object(process.stdout, oid)

    def _object(self, stream: IO[bytes], oid: str) -> bytes:
        head = stream.readline().split()
        if len(head) != 3 or head[0] != oid.encode("ascii"):
            raise UsageError(f"this clone does not have the object {oid[:12]}{self._hint(damaged=True)}")
        size = int(head[2])
        content = stream.read(size + 1)[:-1]
        if len(content) != size:
            raise UsageError(f"git cannot read the object {oid[:12]}; look with `git fsck`")
        return content

    def _hint(self, *, damaged: bool = False) -> str:
        """What to do where something is missing; where objects are, empty if they should be there."""
        if self._asked("rev-parse", "--is-shallow-repository") == "true":
            return (
                ": it is shallow, and its history too short; `git fetch --unshallow`, or `fetch-depth: 0` for "
                "actions/checkout and `GIT_DEPTH: 0` for GitLab"
            )
        if not damaged:
            return "; fetch it first: `git fetch origin`"
        is_partial = self._asked("config", "--get-regexp", r"^remote\..*\.promisor$") is not None
        return ": it is partial; `git fetch --refetch --no-filter` brings the rest" if is_partial else ""

    def _excludes(self) -> Path:
        """The rules that git keeps to itself, as the walk over a target reads them."""
        path = self.root / ".git" / "info" / "exclude"
        return path if path.is_file() else Path(os.devnull)

    def _asked(self, *arguments: str) -> str | None:
        """What a command says on one line; None where it fails."""
        done = self._done(arguments)
        return done.stdout.decode("utf-8", "replace").strip() or None if done.returncode == 0 else None

    def _rows(self, *arguments: str) -> Iterator[bytes]:
        """Yield what a command says, in rows that end with a zero byte.

        Raises UsageError where it fails, takes too long or says too much: trees that hold each other many times over
        are a few kilobytes of objects, and more rows than anybody can read.
        """
        with self._started(*arguments) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            rest, count = b"", 0
            while chunk := process.stdout.read1(_CHUNK):  # type: ignore[attr-defined]
                *rows, rest = (rest + chunk).split(b"\0")
                count += len(rows)
                if count > MAX_FILES or len(rest) > _CHUNK:
                    raise UsageError(f"git {arguments[0]} names more than {MAX_FILES} files, and is not followed")
                yield from rows
            if process.wait():
                reason = self._hint(damaged=True) or f", or takes more than {SECONDS} s; look with `git fsck`"
                raise UsageError(f"git {arguments[0]} fails in this clone{reason}")

    @contextmanager
    def _started(self, *arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
        """A command that runs as long as the block, and not for ever."""
        process = subprocess.Popen(  # noqa: S603 - a fixed command, without a shell
            [*self._command, *arguments],
            cwd=self.root,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        timer = Timer(SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield process
        finally:
            timer.cancel()
            process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()  # type: ignore[union-attr]
            process.stdout.close()  # type: ignore[union-attr]
            process.wait()

    def _done(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        try:
            return subprocess.run(  # noqa: S603 - a fixed command, without a shell
                [*self._command, *arguments],
                cwd=self.root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UsageError(f"git {arguments[0]} takes more than {SECONDS} s") from error
