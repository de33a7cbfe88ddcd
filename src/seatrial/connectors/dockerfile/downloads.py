"""Facts about downloads: from where, whether the server is verified, and whether what comes is run at once."""

import re
from collections.abc import Iterator, Mapping, Sequence

from seatrial.connectors.dockerfile.managers import is_python
from seatrial.connectors.dockerfile.ran import Ran, commands_of, operands
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown

_DOWNLOADERS = frozenset({"curl", "wget"})
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_INTERPRETERS = frozenset({"perl", "ruby", "node", "php"})
_READING = frozenset({"eval", "source", "."})
# Short options of curl and wget that take the rest of their cluster, or the next word, as a value.
_CURL_VALUES = "AbcCdDeEFhHKmoPQrtTuUwxXyYz"
_WGET_VALUES = "aAeiIlnoOPQRtTUwXDB"
_LOGIN = re.compile(r"://[^/@\s]{1,300}@")
_LOCAL = re.compile(r"http://(localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal|169\.254\.169\.254)")


def downloads(raw: Raw) -> list[Sourced] | Unknown:
    """The commands that download, one object each."""
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    runners = {source.index: runner.name for source, runner in _remote_scripts(commands)}
    return [_download(c, runners.get(c.index)) for c in commands if c.name in _DOWNLOADERS]


def _download(command: Ran, runner: str | None) -> Sourced:
    urls = _urls(command)
    if command.name == "curl":
        insecure = command.has("--insecure", "--proxy-insecure") or command.has_short("k", _CURL_VALUES)
    else:
        insecure = command.has("--no-check-certificate") or "check_certificate=off" in command.arguments
    doubt = command.flag(insecure)
    return command.sourced(
        {
            "tool": command.name,
            "urls": urls,
            "plain_urls": [url for url in urls if url.lower().startswith("http://") and not _LOCAL.match(url)],
            "run_by": runner,
            "verifies_certificate": doubt if isinstance(doubt, Unknown) else not doubt,
        }
    )


def _urls(command: Ran) -> list[str]:
    # A password in a URL must not be shown with it.
    return [_LOGIN.sub("://", word) for word in operands(command.arguments, frozenset()) if "://" in word]


def remote_scripts(raw: Raw) -> list[Sourced] | Unknown:
    """The commands that run what a download gives them, without anybody having seen it."""
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    return [
        runner.sourced({"downloader": source.name, "interpreter": runner.name, "url": next(iter(_urls(source)), None)})
        for source, runner in _remote_scripts(commands)
    ]


def _remote_scripts(commands: Sequence[Ran]) -> Iterator[tuple[Ran, Ran]]:
    """Yield each download that is run at once, with the command that runs it."""
    piped: dict[int, Ran] = {}
    for command in commands:
        if command.name in _DOWNLOADERS and command.pipeline is not None:
            piped.setdefault(command.pipeline, command)
        source = _piped_into(command, piped) or _substituted_into(command, commands)
        if source is not None:
            yield source, command


def _piped_into(command: Ran, piped: Mapping[int, Ran]) -> Ran | None:
    """The download whose output a shell or an interpreter runs as its program; ``piped`` has the first of each."""
    source = piped.get(command.pipeline) if command.pipeline is not None and _runs_input(command) else None
    return source if source is not None and source.member < command.member else None


def _runs_input(command: Ran) -> bool:
    """Whether its standard input is its program: not so with ``-c`` or with a script's name."""
    arguments = list(command.arguments)
    if command.name in _SHELLS:
        if command.has_short("s") or arguments[:1] in (["-"], ["/dev/stdin"]):
            return True
        return not command.has_short("c") and not list(operands(arguments, frozenset({"-o", "-O"})))
    if is_python(command.name) or command.name in _INTERPRETERS:
        return not arguments or arguments[0] in ("-", "/dev/stdin")
    return False


def _substituted_into(command: Ran, commands: Sequence[Ran]) -> Ran | None:
    """The download in ``bash <(curl ...)``, ``sh -c "$(curl ...)"`` or ``eval "$(curl ...)"``."""
    if command.name not in _SHELLS and command.name not in _READING:
        return None
    inputs = (commands[index] for index in command.inputs if index < len(commands))
    return next((other for other in inputs if other.name in _DOWNLOADERS), None)
