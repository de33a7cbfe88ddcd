"""Facts about downloads: from where, whether the server is verified, and whether what comes is run at once."""

import re
from collections.abc import Iterator, Mapping, Sequence

from seatrial.connectors.dockerfile.managers import is_python
from seatrial.connectors.dockerfile.ran import Ran, commands_of, operand_places, operands, short_options
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
    plain = [(url, at) for url, at in urls if url.lower().startswith("http://") and not _LOCAL.match(url)]
    switch = next((at for at, argument in enumerate(command.arguments) if _is_insecure(command.name, argument)), None)
    doubt = command.flag(switch is not None)
    origins = {"is_quiet": command.origin.below("name")}
    if switch is not None:
        origins["verifies_certificate"] = command.argument(switch)
    if plain:
        origins["plain_urls"] = command.argument(plain[0][1])
    return command.sourced(
        {
            "tool": command.name,
            "urls": [url for url, _ in urls],
            "plain_urls": [url for url, _ in plain],
            "run_by": runner,
            "verifies_certificate": doubt if isinstance(doubt, Unknown) else not doubt,
            "is_quiet": command.flag(_is_quiet(command)),
        },
        origins,
    )


def _is_insecure(tool: str, argument: str) -> bool:
    """Whether an argument turns the verification of the server's certificate off."""
    if tool == "curl":
        return argument in ("--insecure", "--proxy-insecure") or "k" in short_options(argument, _CURL_VALUES)
    return argument in ("--no-check-certificate", "check_certificate=off")


def _is_quiet(command: Ran) -> bool:
    """Whether a log gets no line for every 50 KiB; curl counts in one line only.

    wget takes ``-nv`` for ``-n v``, writes a log to a file with ``-o`` and ``-a``, and goes on in the background with
    ``-b``: https://www.gnu.org/software/wget/manual/wget.html#Logging-and-Input-File-Options
    """
    if command.name != "wget" or command.has(
        "--quiet", "--no-verbose", "--progress", "--output-file", "--append-output"
    ):
        return True
    return "-nv" in command.arguments or any(command.has_short(letter, _WGET_VALUES) for letter in "qoab")


def _urls(command: Ran) -> list[tuple[str, int]]:
    """The addresses, each with its index in the arguments."""
    places = operand_places(command.arguments, frozenset())
    # A password in a URL must not be shown with it.
    return [(_LOGIN.sub("://", word), at) for at, word in places if "://" in word]


def remote_scripts(raw: Raw) -> list[Sourced] | Unknown:
    """The commands that run what a download gives them, without anybody having seen it."""
    commands = commands_of(raw)
    if isinstance(commands, Unknown):
        return commands
    return [
        runner.sourced(
            {
                "downloader": source.name,
                "interpreter": runner.name,
                "url": next((url for url, _ in _urls(source)), None),
            }
        )
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
    """The download in ``bash <(curl ...)``, ``python3 -c "$(curl ...)"`` or ``eval "$(curl ...)"``."""
    is_interpreter = is_python(command.name) or command.name in _INTERPRETERS
    if command.name not in _SHELLS | _READING and not (is_interpreter and _runs_substitution(command.arguments)):
        return None
    inputs = (commands[index] for index in command.inputs if index < len(commands))
    return next((other for other in inputs if other.name in _DOWNLOADERS), None)


def _runs_substitution(arguments: Sequence[str]) -> bool:
    """Whether the program of an interpreter, its first operand or what follows ``-c`` or ``-e``, is a substitution."""
    for option, word in zip(("", *arguments), arguments, strict=False):
        if option in ("-c", "-e", "-r"):
            return word.startswith(("$(", "`"))
        if not word.startswith("-"):
            return word.startswith("<(")
    return False
