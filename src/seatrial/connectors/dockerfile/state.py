"""What a stage has said so far, and what its variables are."""

import posixpath
from dataclasses import dataclass, field, replace

from seatrial.connectors.dockerfile.variables import Text, joined
from seatrial.model.value import Unknown, Value
from seatrial.parsers.dockerfile import Span

PLATFORM_ARGUMENTS = frozenset(
    f"{side}{part}" for side in ("BUILD", "TARGET") for part in ("PLATFORM", "OS", "ARCH", "VARIANT", "OSVERSION")
)


@dataclass(frozen=True, slots=True)
class Said:
    """A value and where the file says it."""

    value: Value
    span: Span


@dataclass(slots=True)
class State:
    """What a stage ends up with, as far as the file says; what nobody says is None.

    ``is_open``  the base is an image that is not read: it may have set whatever the file does not.
    ``settings`` what earlier instructions configured for tools, in words of `packages.settings_in`.
    """

    is_open: bool
    base_name: str = ""
    is_windows: bool = False
    env: dict[str, Said] = field(default_factory=dict)
    arguments: dict[str, Said] = field(default_factory=dict)
    labels: dict[str, Said] = field(default_factory=dict)
    ports: list[Said] = field(default_factory=list)
    volumes: list[Said] = field(default_factory=list)
    user: Said | None = None
    workdir: Said | None = None
    entrypoint: Said | None = None
    cmd: Said | None = None
    cmd_is_own: bool = False
    healthcheck: Said | None = None
    shell: Said | None = None
    stop_signal: Said | None = None
    settings: frozenset[str] = frozenset()

    def child(self) -> "State":
        """The state in which a stage built from this one begins."""
        return replace(
            self,
            env=dict(self.env),
            arguments=dict(self.arguments),
            labels=dict(self.labels),
            ports=list(self.ports),
            volumes=list(self.volumes),
            cmd_is_own=False,
        )

    @property
    def size(self) -> int:
        """How much `child` copies."""
        return sum(map(len, (self.env, self.arguments, self.labels, self.ports, self.volumes)))

    def variable(self, name: str) -> Text | None:
        """The value of a variable: ENV wins over ARG, as in Docker."""
        said = self.env.get(name) or self.arguments.get(name)
        if said is not None:
            value: Text = said.value
            return value
        if self.is_open:
            return Unknown(f"`{name}` is not set in the Dockerfile; `{self.base_name}` may set it", is_set=True)
        return None

    def has_said(self, name: str) -> bool:
        """Whether the file has set the variable in this stage, or above it in those that it is built from."""
        return name in self.env or name in self.arguments

    def known_variable(self, name: str) -> str | None:
        """The value of a variable where it is known to the letter."""
        said = self.env.get(name) or self.arguments.get(name)
        return said.value if said is not None and isinstance(said.value, str) else None

    def enter_workdir(self, path: Text, span: Span) -> None:
        """WORKDIR: a relative path begins where the last one ended."""
        absolute = path.prefix if isinstance(path, Unknown) else path
        if is_absolute(absolute):
            self.workdir = Said(path if isinstance(path, Unknown) else _normal(path), span)
        elif isinstance(path, Unknown):
            self.workdir = Said(Unknown(path.reason, is_set=True), span)
        elif self.workdir is not None:
            before: Text = self.workdir.value
            self.workdir = Said(
                joined([before, "/", path]) if isinstance(before, Unknown) else _normal(f"{before}/{path}"), span
            )
        elif self.is_open:
            reason = f"`{path[:40]}` is relative to the working directory of `{self.base_name}`, which is not read"
            self.workdir = Said(Unknown(reason, is_set=True), span)
        else:
            self.workdir = Said(_normal("/" + path), span)


def is_absolute(path: str) -> bool:
    """Absolute on Linux, or with a drive letter on Windows."""
    return path.startswith(("/", "\\")) or (len(path) > 1 and path[1] == ":" and path[0].isalpha())


def _normal(path: str) -> str:
    return posixpath.normpath(path) if path.startswith("/") else path


def is_root(user: Text) -> bool | Unknown:
    """Whether the argument of a USER is root, by name or by number, or the administrator of a Windows container."""
    text = user.prefix if isinstance(user, Unknown) else user
    name, colon, _ = text.partition(":")
    if isinstance(user, Unknown) and not colon:
        return Unknown(user.reason)
    name = name.strip().lower()
    return name in ("root", "containeradministrator") or (name.isascii() and name.isdecimal() and not name.strip("0"))


def is_numeric(user: Text) -> bool | Unknown:
    """Whether the argument of a USER is a number; a group does not matter."""
    text = user.prefix if isinstance(user, Unknown) else user
    name, colon, _ = text.partition(":")
    if isinstance(user, Unknown) and not colon:
        return Unknown(user.reason)
    return name.strip().isascii() and name.strip().isdecimal()


@dataclass(slots=True)
class Globals:
    """The ARGs before the first FROM."""

    arguments: dict[str, Said] = field(default_factory=dict)

    def variable(self, name: str) -> Text | None:
        said = self.arguments.get(name)
        if said is not None:
            value: Text = said.value
            return value
        if name in PLATFORM_ARGUMENTS:
            return platform_argument(name)
        return Unknown(f"`{name}` is not declared before the first FROM", is_set=True)


def platform_argument(name: str) -> Unknown:
    return Unknown(f"`{name}` is the platform of the build", is_set=True)


def argument_without_default(name: str) -> Unknown:
    return Unknown(f"ARG `{name}` has no default; its value comes with --build-arg", is_set=True)
