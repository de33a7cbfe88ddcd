"""What each instruction says: attributes of its raw object, and what it changes in its stage."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from seatrial.connectors.dockerfile.packages import settings_in
from seatrial.connectors.dockerfile.places import Sheet
from seatrial.connectors.dockerfile.scripts import put_commands
from seatrial.connectors.dockerfile.state import (
    PLATFORM_ARGUMENTS,
    Globals,
    Said,
    State,
    argument_without_default,
    is_absolute,
    platform_argument,
)
from seatrial.connectors.dockerfile.variables import Text, expand
from seatrial.errors import ParseError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.credentials import shape_of
from seatrial.parsers.dockerfile import Instruction, Span, exec_form_of, pairs
from seatrial.parsers.dockerfile_words import Word, words

_ARCHIVE = re.compile(r"\.(tar(\.(gz|bz2|xz|zst|lzma))?|tgz|tbz2?|txz|tzst)$")
_PORT = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?(?:/([A-Za-z]+))?")
_HEREDOC = re.compile(r"\d*<<-?[^<]+")


@dataclass(slots=True)
class Reading:
    """One instruction on its way to a raw object.

    ``state``     what it may change: that of its stage, or the ARGs before the first FROM.
    ``on_build``  it stands in an ONBUILD, and so changes nothing here.
    """

    instruction: Instruction
    state: State
    globals: Globals
    escape: str
    sheet: Sheet
    on_build: bool

    def put(self, name: str, value: Value, start: int, end: int) -> None:
        self.sheet.put(name, value, self.instruction.place(start, end))

    def expand(self, text: str) -> Text:
        return expand(text, self.state.variable, self.escape)

    @property
    def body(self) -> Span:
        """The place of what follows keyword and flags."""
        return self.instruction.place(self.instruction.body, len(self.instruction.text))

    def words(self) -> Iterator[Word]:
        """The words of the argument, placed in the instruction; those of the exec form are quoted for the builder."""
        instruction = self.instruction
        if instruction.exec_form is not None:
            yield from instruction.exec_form
            return
        for word in words(instruction.argument, self.escape):
            yield Word(word.text, word.start + instruction.body, word.end + instruction.body)


def read(reading: Reading) -> None:
    """Fill the sheet and change the state.  Raises ParseError."""
    _put_flags(reading)
    reader = _READERS.get(reading.instruction.keyword)
    if reader is not None:
        reader(reading)


def _put_flags(reading: Reading) -> None:
    flags: dict[str, Value] = {}
    mounts: list[tuple[Value, Span]] = []
    for flag in reading.instruction.flags:
        value: Text | bool = reading.expand(flag.value) if flag.value else True
        place = reading.instruction.place(flag.start, flag.end)
        if flag.name == "mount" and not isinstance(value, bool):
            mounts.append((_mount(value) if isinstance(value, str) else Unknown(value.reason), place))
        flags[flag.name] = value
        reading.sheet.places["flags", flag.name] = place
    # A flag that is missing goes behind the keyword.
    reading.sheet.put("flags", flags, reading.sheet.places.get(("keyword",)))
    if mounts:
        reading.sheet.put_items("mounts", mounts)


def _mount(text: str) -> dict[str, Value]:
    """``type=cache,target=/x``; ``dst`` and ``destination`` are names of ``target``, ``src`` of ``source``."""
    result: dict[str, Value] = {"type": "bind"}
    names = {"dst": "target", "destination": "target", "src": "source", "ro": "readonly"}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        result[names.get(name, name)] = value if equals else True
    return result


def _run(reading: Reading) -> None:
    state = reading.state
    settings = set(state.settings)
    for name in ("PIP_NO_CACHE_DIR", "UV_NO_CACHE"):
        if (state.known_variable(name) or "").lower() not in ("", "0", "off", "false"):
            settings.add(name.replace("_", "-").lower())
    reading.sheet.put("settings", sorted(settings))
    if not reading.on_build:
        state.settings = state.settings.union(settings_in(reading.instruction.argument))
    put_commands(reading.instruction, state, reading.sheet)


def _copy(reading: Reading) -> None:
    found = list(reading.words())
    if len(found) < 2:
        raise ParseError(f"{reading.instruction.keyword} needs a source and a destination")
    sources: list[tuple[Value, Span]] = []
    heredocs = iter(reading.instruction.heredocs)
    for word in found[:-1]:
        place = reading.instruction.place(word.start, word.end)
        heredoc = next(heredocs, None) if _HEREDOC.fullmatch(word.text) else None
        if heredoc is not None:
            # Only whether it holds a secret is kept, so that nothing can show one.
            source = {"path": word.text, "kind": "inline", "holds_secret": shape_of(heredoc.content) is not None}
            sources.append((source, place))
        else:
            path = reading.expand(word.text)
            sources.append(({"path": path, "kind": _kind(path)}, place))
    reading.sheet.put_items("sources", sources)
    reading.put("destination", reading.expand(found[-1].text), found[-1].start, found[-1].end)
    if reading.state.workdir is not None:
        reading.sheet.put("workdir", reading.state.workdir.value, reading.state.workdir.span)


def _kind(path: Text) -> Value:
    """url, git, archive or path; unknown where the known pieces do not tell."""
    start = path.prefix if isinstance(path, Unknown) else path
    end = path if isinstance(path, str) else next(iter(path.parts[-1:]), "")
    end = end if isinstance(end, str) else ""
    if start.startswith(("git@", "git://", "ssh://")):
        return "git"
    if start.startswith(("http://", "https://", "ftp://")):
        return "git" if re.search(r"\.git(#|$)", end) else "url"
    if isinstance(path, Unknown) and not start:
        return Unknown(path.reason)
    return "archive" if _ARCHIVE.search(end.lower()) else "path"


def _env(reading: Reading) -> None:
    names = _pairs(reading)
    if not reading.on_build:
        # Docker expands all pairs of one instruction before it sets any.
        reading.state.env.update(names)


def _label(reading: Reading) -> None:
    names = _pairs(reading)
    if not reading.on_build:
        reading.state.labels.update(names)


def _pairs(reading: Reading) -> dict[str, Said]:
    result: dict[str, Said] = {}
    items: list[tuple[dict[str, Value], Span]] = []
    for name, value in pairs(reading.instruction, reading.escape):
        assert value is not None  # noqa: S101 - only ARG may lack one
        key = reading.expand(name.text)
        used: set[str] = set()
        text = expand(value.text, _recording(reading.state.variable, used), reading.escape)
        span = reading.instruction.place(name.start, value.end)
        if isinstance(key, str):
            result[key] = Said(text, span)
            used.discard(key)
        for part, word in (("name", name), ("value", value)):
            reading.sheet.places["variables", len(items), part] = reading.instruction.place(word.start, word.end)
        items.append(({"name": key, "value": text, "refers_to": sorted(used)}, span))
    _keep_references(items, {name for name in result if not reading.state.has_said(name)})
    reading.sheet.put_items("variables", items)
    return result


def _recording(lookup: Callable[[str], Text | None], used: set[str]) -> Callable[[str], Text | None]:
    """A lookup that remembers what it was asked for."""

    def look_up(name: str) -> Text | None:
        used.add(name)
        return lookup(name)

    return look_up


def _keep_references(items: Sequence[tuple[dict[str, Value], Span]], fresh: set[str]) -> None:
    """Keep those references that go to what the same instruction sets for the first time: they find it not set yet."""
    for item, _ in items:
        item["refers_to"] = [name for name in item["refers_to"] if name in fresh]


def names_in(instruction: Instruction, escape: str) -> list[str]:
    """The names that an ENV or ARG sets, as written; none where not even they can be read."""
    try:
        return [name.text for name, _ in pairs(instruction, escape)]
    except ParseError:
        return []


def _arg(reading: Reading) -> None:
    items: list[tuple[Value, Span]] = []
    for name, value in pairs(reading.instruction, reading.escape):
        span = reading.instruction.place(name.start, (value or name).end)
        default = reading.expand(value.text) if value is not None else None
        items.append(({"name": name.text, "value": default}, span))
        if not reading.on_build:
            reading.state.arguments[name.text] = Said(_argument(reading, name.text, default), span)
    reading.sheet.put_items("variables", items)


def _argument(reading: Reading, name: str, default: Text | None) -> Text:
    if default is not None:
        return default
    above = reading.globals.arguments.get(name)
    if above is not None:
        value: Text = above.value
        return value
    return platform_argument(name) if name in PLATFORM_ARGUMENTS else argument_without_default(name)


def read_global_argument(reading: Reading) -> None:
    """An ARG before the first FROM."""
    items: list[tuple[Value, Span]] = []
    for name, value in pairs(reading.instruction, reading.escape):
        span = reading.instruction.place(name.start, (value or name).end)
        default = expand(value.text, reading.globals.variable, reading.escape) if value is not None else None
        items.append(({"name": name.text, "value": default}, span))
        known = default if default is not None else argument_without_default(name.text)
        reading.globals.arguments[name.text] = Said(known, span)
    reading.sheet.put_items("variables", items)


def _expose(reading: Reading) -> None:
    ports: list[tuple[Value, Span]] = []
    for word in reading.words():
        text = reading.expand(word.text)
        place = reading.instruction.place(word.start, word.end)
        for port in [text] if isinstance(text, Unknown) else text.split():
            ports.append((_port(port), place))
    reading.sheet.put_items("ports", ports)
    if not reading.on_build:
        reading.state.ports.extend(Said(port, place) for port, place in ports)


def _port(text: Text) -> dict[str, Value]:
    """``8000-8010/udp``; the numbers of a port that is not known are unknown."""
    if isinstance(text, Unknown):
        inside = Unknown(text.reason, is_set=True)
        return {"text": text, "from": inside, "to": inside, "protocol": inside}
    match = _PORT.fullmatch(text)
    if not match:
        raise ParseError(f"`{text[:40]}` is no port")
    first = int(match[1])
    last = int(match[2]) if match[2] else first
    return {"text": text, "from": first, "to": last, "protocol": (match[3] or "tcp").lower()}


def _user(reading: Reading) -> None:
    user = reading.expand(reading.instruction.argument)
    reading.sheet.put("user", user, reading.body)
    if not reading.on_build:
        reading.state.user = Said(user, reading.body)


def _workdir(reading: Reading) -> None:
    path = reading.expand(reading.instruction.argument)
    reading.sheet.put("path", path, reading.body)
    known = path.prefix if isinstance(path, Unknown) else path
    absolute = is_absolute(known) if known or isinstance(path, str) else Unknown(path.reason)
    reading.sheet.put("is_absolute", absolute, reading.body)
    if not reading.on_build:
        reading.state.enter_workdir(path, reading.body)


def _stop_signal(reading: Reading) -> None:
    signal = reading.expand(reading.instruction.argument)
    reading.sheet.put("signal", signal, reading.body)
    if not reading.on_build:
        reading.state.stop_signal = Said(signal, reading.body)


def _volume(reading: Reading) -> None:
    items = [(reading.expand(word.text), reading.instruction.place(word.start, word.end)) for word in reading.words()]
    reading.sheet.put_items("volumes", items)
    if not reading.on_build:
        reading.state.volumes.extend(Said(value, place) for value, place in items)


def _shell(reading: Reading) -> None:
    exec_form = reading.instruction.exec_form
    if exec_form is None:
        raise ParseError('SHELL needs the exec form: ["/bin/bash", "-c"]')
    value = [word.text for word in exec_form]
    reading.sheet.put("words", value, reading.body)
    if not reading.on_build:
        reading.state.shell = Said(value, reading.body)


def _command(reading: Reading) -> None:
    """CMD and ENTRYPOINT."""
    said = Said(_form(reading, reading.instruction.exec_form), reading.body)
    reading.sheet.put("words", said.value["words"], said.span)
    state = reading.state
    if reading.on_build:
        return
    if reading.instruction.keyword == "CMD":
        state.cmd, state.cmd_is_own = said, True
    else:
        state.entrypoint = said
        # A new entrypoint does away with the command that was inherited.
        state.cmd = state.cmd if state.cmd_is_own else None


def _form(reading: Reading, exec_form: tuple[Word, ...] | None, start: int | None = None) -> dict[str, Value]:
    text = reading.instruction.argument if start is None else reading.instruction.text[start:].strip()
    if exec_form is None:
        return {"form": "shell", "text": text, "words": [text]}
    return {"form": "exec", "text": text, "words": [word.text for word in exec_form]}


def _healthcheck(reading: Reading) -> None:
    kind = reading.instruction.argument.split(maxsplit=1)[0]
    value: dict[str, Value] = {"type": kind.upper()}
    if kind.upper() == "CMD":
        start = reading.instruction.body + len(kind)
        value |= _form(reading, exec_form_of(reading.instruction, start), start)
    elif kind.upper() != "NONE":
        raise ParseError(f"HEALTHCHECK takes CMD or NONE, not `{kind[:40]}`")
    value |= {flag.name.replace("-", "_"): flag.value for flag in reading.instruction.flags}
    reading.sheet.put("healthcheck", value, reading.body)
    if not reading.on_build:
        reading.state.healthcheck = Said(value, reading.body)


_READERS: dict[str, Callable[[Reading], None]] = {
    "ADD": _copy,
    "ARG": _arg,
    "CMD": _command,
    "COPY": _copy,
    "ENTRYPOINT": _command,
    "ENV": _env,
    "EXPOSE": _expose,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _label,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _stop_signal,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
}
