"""Commands that run another command: which of their words is its first, and which are scripts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Wrappers, and those of their options that take a value in the next word.
_WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "--user", "--group"}),
    "doas": frozenset({"-u", "-C"}),
    "gosu": frozenset(),
    "su-exec": frozenset(),
    "runuser": frozenset({"-u", "-g", "-G", "-w", "--user", "--group", "--supp-group"}),
    "setpriv": frozenset({"--reuid", "--regid", "--groups", "--inh-caps", "--bounding-set"}),
    "chroot": frozenset(),
    "busybox": frozenset(),
    "env": frozenset({"-u", "-C", "--unset", "--chdir"}),
    "exec": frozenset({"-a"}),
    "command": frozenset(),
    "builtin": frozenset(),
    "nohup": frozenset(),
    "setsid": frozenset(),
    "time": frozenset({"-f", "-o"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "flock": frozenset({"-w", "--timeout", "-E", "--conflict-exit-code"}),
    "xargs": frozenset({"-n", "-I", "-L", "-P", "-a", "-d", "-s", "-E"}),
    "eatmydata": frozenset(),
    "fakeroot": frozenset({"-l", "-f", "-i", "-s", "-b"}),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "tini": frozenset({"-p", "-e"}),
    "dumb-init": frozenset(),
}
# Wrappers with a word of their own before the command: `timeout 10 apt-get`, `gosu user id`.
_WITH_OPERAND = frozenset({"timeout", "gosu", "su-exec", "chroot", "flock"})
_ASSIGNING = frozenset({"env", "sudo"})
_EXECUTING = frozenset({"-exec", "-execdir", "-ok", "-okdir"})


@dataclass(frozen=True, slots=True)
class Inner:
    """Where in the words of a wrapper the command stands that it runs, and the variables set for it."""

    start: int
    end: int
    assignments: dict[str, str]


def inner_commands(name: str, words: Sequence[str]) -> Iterator[Inner]:
    """Yield what a command runs; ``words`` are those after its name.  Only find runs more than one."""
    if name == "find":
        yield from _found(words)
    elif name.startswith("$") and words and not words[0].startswith("-"):
        # `$SUDO apt-get install x`: what is in the variable nobody knows, but the rest is there to be read.
        yield Inner(0, len(words), {})
    elif name in _WRAPPERS:
        inner = _wrapped(name, words)
        if inner is not None:
            yield inner


def _found(words: Sequence[str]) -> Iterator[Inner]:
    """``find . -exec chmod 644 {} ;``"""
    start = 0
    for at, word in enumerate(words):
        if word in _EXECUTING and not start:
            start = at + 1
        elif start and word in (";", "+"):
            if at > start:
                yield Inner(start, at, {})
            start = 0


def _wrapped(name: str, words: Sequence[str]) -> Inner | None:
    at, assignments, operands = 0, dict[str, str](), int(name in _WITH_OPERAND)
    while at < len(words):
        word = words[at]
        if word.startswith("-"):
            at += 2 if word in _WRAPPERS[name] else 1
        elif name in _ASSIGNING and "=" in word:
            variable, _, assignments[variable] = word.partition("=")
            at += 1
        elif operands:
            operands -= 1
            at += 1
        else:
            return Inner(at, len(words), assignments)
    return None


def inline_scripts(name: str, words: Sequence[str]) -> Iterator[int]:
    """Yield the index of the word that a shell runs as a script: behind ``-c``, or the first of ``trap``."""
    if name == "trap":
        yield from range(min(1, len(words)))
        return
    for at, word in enumerate(words[:-1]):
        if word.startswith("-") and not word.startswith("--") and word.endswith("c"):
            # A word that is nothing but a substitution is not known here; its own commands are listed already.
            if not words[at + 1].startswith(("$(", "`")):
                yield at + 1
            return
