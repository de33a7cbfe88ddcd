"""What checks ask about the files of an image, taken while its layers pass by.

It is what the archive says of a file (its mode, its owner), which tool it is by its name, and what a few files say:
accounts, rules of sudo, whether a credential is one.  No content is kept.
"""

import re
from typing import NamedTuple

import msgspec
from msgspec import Struct

from seatrial.connectors.image.credentials import HEAD, credential_in, manner_of
from seatrial.connectors.image.tools import role_of
from seatrial.images.release import PLACES, Release, release_of
from seatrial.images.taker import ENTRY, Want
from seatrial.images.tar import Entry, Kind

SET_ID = 0o6000
STICKY = 0o1000
WRITABLE = 0o002
MOST = 1000
"""So many accounts and rules of a file are kept."""

_FILES = {
    **dict.fromkeys(PLACES, "release"),
    "etc/passwd": "accounts",
    "etc/shadow": "passwords",
    "etc/sudoers": "sudo",
    "etc/doas.conf": "doas",
}
_FOLDERS = (("etc/sudoers.d/", "sudo"), ("etc/doas.d/", "doas"))
_KEYS = frozenset({"authorized_keys", "authorized_keys2"})


class Account(Struct, frozen=True, array_like=True):
    """A line of passwd(5) or shadow(5).  ``uid`` is None in shadow.

    ``password``  ``open`` where none is asked for, ``hash`` where one is, ``locked``, or ``elsewhere`` (in shadow).
    """

    name: str
    line: int
    password: str
    uid: int | None = None


class Rule(Struct, frozen=True, array_like=True):
    """Who may become root, and whether by no password."""

    who: str
    line: int
    free: bool


class Seen(Struct, frozen=True, array_like=True):
    """What is known of a file, a folder, a link.

    ``role``        what it is to somebody who breaks in: shell, compiler, ..., or what of the system it says.
    ``credential``  what credential it is; empty where it only has the name of one, None for any other file.
    ``keys``        of an authorized_keys, how many there are.
    ``cut``         there are more accounts or rules in it than are kept.
    """

    kind: str
    mode: int
    uid: int
    gid: int
    role: str = ""
    credential: str | None = None
    accounts: tuple[Account, ...] = ()
    rules: tuple[Rule, ...] = ()
    keys: int = 0
    release: Release | None = None
    cut: bool = False


seen_from = msgspec.msgpack.Decoder(Seen).decode
_encoded = msgspec.msgpack.Encoder().encode


class Inside:
    """Takes what is remarkable about files."""

    name = "inside"

    def wants(self, entry: Entry) -> Want | None:
        manner = _manner(entry)
        if manner:
            return _READ.get(manner) or Want(manner, head=HEAD)
        is_wanted = (
            entry.kind is Kind.DEVICE
            or (entry.mode & (SET_ID | WRITABLE) and _is_remarkable(entry))
            or (entry.kind is not Kind.FOLDER and role_of(entry.name, runs=_runs(entry)))
        )
        return ENTRY if is_wanted else None

    def take(self, entry: Entry, content: bytes) -> bytes | None:
        manner = _manner(entry)
        told = _told(content, manner) if manner else _Told(role=role_of(entry.name, runs=_runs(entry)))
        return _encoded(
            Seen(
                kind=entry.kind.value,
                mode=entry.mode,
                uid=entry.uid,
                gid=entry.gid,
                role=told.role,
                credential=told.credential,
                accounts=told.accounts[:MOST],
                rules=told.rules[:MOST],
                keys=told.keys,
                release=told.release,
                cut=max(len(told.accounts), len(told.rules)) > MOST or (bool(manner) and len(content) >= HEAD),
            )
        )


INSIDE = Inside()


def reading_of(name: str) -> str:
    """How the content of a file is read; empty where only what the archive says of it counts."""
    folder, _, base = name.rpartition("/")
    if base in _KEYS and folder.endswith(".ssh"):
        return "keys"
    if name in _FILES:
        return _FILES[name]
    if name.startswith("etc/") and "~" not in base:
        for below, manner in _FOLDERS:
            if name.startswith(below) and "." not in base.removesuffix(".conf"):
                return manner
    return manner_of(name, base)


def _manner(entry: Entry) -> str:
    """How the content of an entry is read: of a file, or of a link that counts for what it leads to."""
    if entry.kind not in (Kind.FILE, Kind.HARD_LINK, Kind.SYMLINK):
        return ""
    manner = reading_of(entry.name)
    return manner if entry.kind is not Kind.SYMLINK or manner in _FOLLOWED else ""


_FOLLOWED = frozenset({*_FILES.values(), "keys"})
"""What counts under the name of a link as well.  A hundred links to certificates would have their layer read again."""
_READ = {manner: Want(manner, head=HEAD) for manner in {*_FOLLOWED, "private key"}}


def _is_remarkable(entry: Entry) -> bool:
    """Whether the mode of an entry is: the mode of a link says nothing, and a folder's set-group bit is harmless."""
    if entry.kind in (Kind.FILE, Kind.HARD_LINK):
        return True
    return entry.kind is Kind.FOLDER and bool(entry.mode & WRITABLE)


def _runs(entry: Entry) -> bool:
    """Whether it can be run, or leads to what perhaps can be."""
    return entry.kind in (Kind.SYMLINK, Kind.HARD_LINK) or (entry.kind is Kind.FILE and bool(entry.mode & 0o111))


class _Told(NamedTuple):
    """What a content says."""

    role: str = ""
    credential: str | None = None
    accounts: tuple[Account, ...] = ()
    rules: tuple[Rule, ...] = ()
    keys: int = 0
    release: Release | None = None


def _told(content: bytes, manner: str) -> _Told:
    match manner:
        case "release":
            return _Told(role=manner, release=release_of(content))
        case "accounts" | "passwords":
            return _Told(role=manner, accounts=_accounts(_lines(content), has_ids=manner == "accounts"))
        case "sudo":
            return _Told(role=manner, rules=_sudo_rules(content))
        case "doas":
            return _Told(role=manner, rules=_doas_rules(content))
        case "keys":
            keys = sum(1 for line in _lines(content) if line.strip() and not line.lstrip().startswith("#"))
            return _Told(role=manner, keys=keys)
    return _Told(credential=credential_in(content, manner))


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").split("\n")


def _accounts(lines: list[str], *, has_ids: bool) -> tuple[Account, ...]:
    """The accounts of passwd(5) or shadow(5), which both begin with the name and the password."""
    found = []
    for number, line in enumerate(lines, 1):
        fields = line.rstrip("\r").split(":")
        if len(fields) < (4 if has_ids else 2) or not fields[0] or fields[0].startswith(("#", "+", "-")):
            continue
        id_ = fields[2] if has_ids else ""
        uid = int(id_) if id_.isascii() and id_.isdecimal() and len(id_) < 11 else None
        found.append(Account(fields[0][:100], number, _password(fields[1]), uid))
    return tuple(found)


def _password(field: str) -> str:
    if not field:
        return "open"
    if field == "x":
        return "elsewhere"
    # The shortest there are, by DES, have 13 characters; whatever is no hash lets nobody in.
    return "hash" if field[0] not in "!*" and len(field) >= 13 else "locked"


_FREE = re.compile(r"\bNOPASSWD\s{0,20}:")
_GRANT = re.compile(r"([^\s=]{1,200})\s[^=]{0,1000}=")
_SPECIAL = ("Defaults", "User_Alias", "Runas_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias")


def _sudo_rules(content: bytes) -> tuple[Rule, ...]:
    """The rules of sudoers(5), and a default by which sudo asks nobody."""
    found = []
    for number, text in _joined(_lines(content)):
        line = text.strip()
        if line.startswith(("#", "@")) or not line:
            continue
        if line.startswith(_SPECIAL):
            if line.startswith("Defaults") and re.search(r"(?<!\w)!authenticate\b", line):
                found.append(Rule("everybody", number, free=True))
            continue
        grant = _GRANT.match(line)
        if grant:
            found.append(Rule(grant[1], number, free=_FREE.search(line) is not None))
    return tuple(found)


def _joined(lines: list[str]) -> list[tuple[int, str]]:
    """Lines with those that continue them, each with the number of its first."""
    found: list[tuple[int, str]] = []
    is_open = False
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r")
        ends = text.endswith("\\")
        text = text[:-1] if ends else text
        if is_open:
            first, before = found[-1]
            found[-1] = (first, before + text)
        else:
            found.append((number, text))
        is_open = ends
    return found


def _doas_rules(content: bytes) -> tuple[Rule, ...]:
    """The permissions of doas.conf(5): ``permit nopass app``."""
    found = []
    for number, line in enumerate(_lines(content), 1):
        words = line.partition("#")[0].split()
        if words[:1] == ["permit"]:
            options = {"nopass", "keepenv", "persist", "nolog"}
            who = next((word for word in words[1:] if word not in options and not word.startswith(("setenv", "{"))), "")
            found.append(Rule(who[:200], number, free="nopass" in words))
    return tuple(found)
