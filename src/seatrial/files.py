"""The files below a target: walking them, leaving out what nobody means, reading within bounds.

Nothing outside the repository is read through a link, and nothing but regular files is read at all.
"""

import os
import re
import stat
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from seatrial.errors import ConnectorError, LimitError, UsageError

MAX_BYTES = 64 * 1024 * 1024
MAX_FILES = 1_000_000
MAX_RULES = 5_000
_LEFT_OUT = frozenset(
    {".git", ".hg", ".svn", ".terraform", ".terragrunt-cache", "node_modules", "__pycache__", ".seatrial"}
)
"""The last holds the proofs of own checks, of which many must fail."""


@dataclass(frozen=True, slots=False, order=True)
class File:
    """A file below a target.

    ``key``       its path in the repository, with forward slashes.
    ``name``      how it is shown: its path as the target was typed.
    ``path``      where it is: absolute.
    ``boundary``  the folder that its asset may not be read outside of: the repository's top, or the target.
    ``refused``   why it is handed on although nobody may read it: it stands for what the walk had to leave out.
    """

    key: str
    name: str
    path: Path = field(compare=False)
    boundary: Path = field(compare=False)
    refused: ConnectorError | LimitError | None = field(default=None, compare=False)

    @cached_property
    def content(self) -> bytes:
        """The bytes; raises as `read_bytes` does."""
        if self.refused is not None:
            raise self.refused
        return read_bytes(self.path, self.boundary, self.name)


class Overlay:
    """Contents that are read in place of those of files, inside a ``with``: a change that nobody has written yet.

    ``contents``  by absolute path, links resolved.  Overlays do not add up: the innermost is the one that counts.
    """

    def __init__(self, contents: Mapping[Path, bytes]) -> None:
        self.contents = contents
        self._token: Token[Overlay | None] | None = None

    def __enter__(self) -> "Overlay":
        self._token = _overlay.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._token is not None  # noqa: S101 - nobody leaves what he has not entered
        _overlay.reset(self._token)


_overlay: "ContextVar[Overlay | None]" = ContextVar("overlay", default=None)


def overlaid(path: Path) -> bytes | None:
    """What stands in for the contents of a file, if anything does.  Who keeps what he has read must ask first."""
    overlay = _overlay.get()
    return None if overlay is None else overlay.contents.get(Path(os.path.realpath(path)))


class Reads:
    """The files that are read inside a ``with``, links resolved, and what they held."""

    def __init__(self) -> None:
        self.contents: dict[Path, bytes] = {}
        self._token: Token[Reads | None] | None = None

    def __enter__(self) -> "Reads":
        self._token = _reads.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._token is not None  # noqa: S101 - nobody leaves what he has not entered
        _reads.reset(self._token)


_reads: "ContextVar[Reads | None]" = ContextVar("reads", default=None)


def note_read(path: Path, content: bytes) -> None:
    """Say that a file was read, if somebody wants to know; who hands on what he has kept says it too."""
    reads = _reads.get()
    if reads is not None:
        reads.contents[Path(os.path.realpath(path))] = content


class Looks:
    """The files that somebody tries to read inside a ``with``, there or not, and the folders that are listed.

    ``paths``  as they were asked for: absolute, links not resolved, which would cost more than reading does.
    """

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self._token: Token[Looks | None] | None = None

    def __enter__(self) -> "Looks":
        self._token = _looks.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._token is not None  # noqa: S101 - nobody leaves what he has not entered
        _looks.reset(self._token)


_looks: "ContextVar[Looks | None]" = ContextVar("looks", default=None)


def note_looked(path: Path) -> None:
    """Say that a file was asked for, or a folder listed, whether it is there or not."""
    looks = _looks.get()
    if looks is not None:
        looks.paths.add(str(path))


def read_bytes(path: Path, boundary: Path, name: str, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file that lies, links resolved, inside the boundary.

    Raises ConnectorError where it lies outside, is no regular file or cannot be read; LimitError past the limit.
    """
    note_looked(path)
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(boundary)):
        raise ConnectorError(f"{name} leads out of {boundary.name or '/'}, and is not followed")
    content = overlaid(real)
    if content is None:
        content = _read(real, name, limit)
    if len(content) > limit:
        bound = f"{limit // 1024 // 1024} MiB"
        raise LimitError(f"{name} is larger than {bound}", bound=bound)
    note_read(real, content)
    return content


def _read(real: Path, name: str, limit: int) -> bytes:
    """The bytes of a regular file, and one more where it is past the limit."""
    try:
        # Without O_NONBLOCK a FIFO would wait for a writer for ever.
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise ConnectorError(f"{name} cannot be read: {getattr(error, 'strerror', error)}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ConnectorError(f"{name} is not a regular file")
    with os.fdopen(descriptor, "rb") as stream:
        try:
            return stream.read(limit + 1)
        except OSError as error:
            raise ConnectorError(f"{name} cannot be read: {error.strerror}") from error


def repository_of(path: Path) -> Path | None:
    """The nearest folder at or above a path that git works in."""
    for folder in (path, *path.parents):
        # Unlike Path's, these say no where somebody may not look.
        if os.path.exists(folder / ".git"):  # noqa: PTH110
            return folder
    return None


def walk(target: str, claims: Callable[[str], bool], exclude: Iterator[str] | tuple[str, ...] = ()) -> Iterator[File]:
    """Yield the files at or below a target that somebody claims by name, sorted within their folder.

    Left out: what .gitignore says, version control, .terraform, .seatrial, node_modules, virtual environments, links to
    folders, and what ``exclude`` (patterns as in .gitignore) says.  A file that is named outright is always yielded.
    What of it cannot be walked is yielded too, as a file that is ``refused``.
    Raises UsageError for a target that is not there, and for a pattern that is none.
    """
    top = Path.cwd() / os.path.normpath(target)
    if not top.exists():
        raise UsageError(f"there is nothing at {target!r}")
    folder = top if top.is_dir() else top.parent
    boundary = repository_of(folder) or folder
    walker = _Walk(boundary, claims, exclusions(exclude))
    if not top.is_dir():
        yield walker.file(top, target)
        return
    prefix = "" if target in (".", "./") else target.rstrip("/") + "/"
    yield from walker.below(top, prefix)


class _Walk:
    """One walk; knows the rules that hold in it."""

    def __init__(self, boundary: Path, claims: Callable[[str], bool], exclude: GitIgnoreSpec) -> None:
        self.boundary = boundary
        self.claims = claims
        self.exclude = exclude

    def file(self, path: Path, name: str, refused: ConnectorError | LimitError | None = None) -> File:
        key = path.relative_to(self.boundary).as_posix()
        return File(key, Path(name).as_posix(), path, self.boundary, refused)

    def below(self, top: Path, prefix: str) -> Iterator[File]:
        stack = [(top, prefix, _rules_above(top, self.boundary))]
        count = 0
        while stack:
            folder, shown, rules = stack.pop()
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                reason = f"{shown or './'} cannot be listed: {error.strerror}"
                yield self.file(folder, shown, ConnectorError(reason))
                continue
            rules, refused = _with_own_rules(folder, rules)
            yield from (self.file(folder / name, shown + name, problem) for name, problem in refused)
            folders = []
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not self._is_left_out(entry, rules):
                        folders.append((Path(entry.path), f"{shown}{entry.name}/", rules))
                elif entry.is_symlink() and self._leads_out(entry) and not self._is_ignored(entry.path + "/", rules):
                    reason = f"{shown}{entry.name} leads out of {self.boundary.name or '/'}, and is not followed"
                    yield self.file(Path(entry.path), shown + entry.name, ConnectorError(reason))
                elif self.claims(shown + entry.name) and not self._is_ignored(entry.path, rules):
                    count += 1
                    if count > MAX_FILES:
                        bound = f"{MAX_FILES} files"
                        reason = f"there are more than {bound}; the rest was left out"
                        yield self.file(folder, shown, LimitError(reason, bound=bound))
                        return
                    yield self.file(Path(entry.path), shown + entry.name)
            stack.extend(reversed(folders))

    def _leads_out(self, link: os.DirEntry[str]) -> bool:
        """Whether a link is one to a folder that this walk does not come by: those inside it does."""
        return link.is_dir() and not Path(os.path.realpath(link.path)).is_relative_to(os.path.realpath(self.boundary))

    def _is_left_out(self, entry: os.DirEntry[str], rules: "_Rules") -> bool:
        if entry.name in _LEFT_OUT or os.path.exists(entry.path + "/pyvenv.cfg"):  # noqa: PTH110
            return True
        return self._is_ignored(entry.path + "/", rules)

    def _is_ignored(self, path: str, rules: "_Rules") -> bool:
        if self.exclude.patterns and self.exclude.match_file(_below(path, str(self.boundary))):
            return True
        # The nearest file that says something about a path decides, as git has it.
        for folder, spec in reversed(rules):
            answer = spec.check_file(_below(path, folder)).include
            if answer is not None:
                return answer
        return False


_Rules = tuple[tuple[str, GitIgnoreSpec], ...]


def _below(path: str, folder: str) -> str:
    return path[len(folder) :].lstrip("/")


def _rules_above(top: Path, boundary: Path) -> _Rules:
    """The rules of the folders from the repository's top down to, but without, the target."""
    rules: _Rules = ()
    if top != boundary:
        steps = top.relative_to(boundary).parts
        for count in range(len(steps)):
            rules, _ = _with_own_rules(boundary.joinpath(*steps[:count]), rules)
    return rules


_Refused = list[tuple[str, ConnectorError | LimitError]]


def _with_own_rules(folder: Path, rules: _Rules) -> tuple[_Rules, _Refused]:
    """The rules with those of a folder, and its files of rules that cannot be followed: more is read then, not less."""
    refused: _Refused = []
    for name in (".gitignore", ".git/info/exclude"):
        path = folder / name
        if os.path.isfile(path):  # noqa: PTH113 - Path's raises where nobody may look
            try:
                rules = (*rules, (str(folder), _rules_in(path, folder, name)))
            except (ConnectorError, LimitError) as error:
                refused.append((name, error))
    return rules, refused


def _rules_in(path: Path, folder: Path, name: str) -> GitIgnoreSpec:
    lines = read_bytes(path, folder, name, limit=1024 * 1024).decode("utf-8", "replace").splitlines()
    if len(lines) > MAX_RULES:
        bound = f"{MAX_RULES} lines"
        raise LimitError(f"{name} is longer than {bound}, and is not followed", bound=bound)
    return ignore_rules(lines)


def ignore_rules(lines: Iterable[str]) -> GitIgnoreSpec:
    """The rules of a file as .gitignore; to git a pattern that is none matches nothing."""
    patterns = []
    with warnings.catch_warnings():
        # Python says on stderr that it may once read `[[` in another way.
        warnings.simplefilter("ignore", FutureWarning)
        for line in lines:
            with suppress(GitIgnorePatternError):
                patterns.append(_Pattern(line))
    return _spec(patterns)


def exclusions(lines: Iterable[str]) -> GitIgnoreSpec:
    try:
        return _spec([_Pattern(line) for line in lines])
    except GitIgnorePatternError as error:
        raise UsageError(f"what to exclude is said in patterns as in .gitignore: {error}") from error


def _spec(patterns: Sequence[GitIgnoreSpecPattern]) -> GitIgnoreSpec:
    # The same everywhere: without this pathspec would take another engine where somebody has installed it.
    return GitIgnoreSpec(patterns, backend="simple")


_ONE = r"(?:\\.|[^\\()\[\]*+?|^$]|\[(?:\\.|[^\]\\])+\](?![*+?]))"
_STAR_AGAIN = re.compile(rf"(?:\[\^/\]\*)+({_ONE}+)(?=\[\^/\]\*)")
_MOST_FOLDERS = 4


class _Pattern(GitIgnoreSpecPattern):
    """A pattern that cannot be made to go back and forth: ``*a*b*`` over a long name takes linear time."""

    @classmethod
    def pattern_to_regex(cls, pattern: Any) -> tuple[Any, bool | None]:
        regex, include = super().pattern_to_regex(pattern)
        if regex is None:
            return None, include
        if regex.count("(?:/.+)?") > _MOST_FOLDERS:
            raise GitIgnorePatternError(f"{pattern!r} has more than {_MOST_FOLDERS} times `/**/`")
        # Where another star follows, the first place that fits is as good as any: there is no need to try the others.
        return _STAR_AGAIN.sub(r"(?>[^/]*?\1)", regex), include
