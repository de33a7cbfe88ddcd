"""Which files of an image may be credentials, and which are, by their beginning.  What it is goes on, no value does."""

import re
from collections.abc import Callable
from typing import NamedTuple

from seatrial.parsers.credentials import secret_in, shape_of

HEAD = 64 * 1024
"""So many bytes from the beginning of a file are looked at."""


class _Kind(NamedTuple):
    """Files that may be credentials: what they are, and whether a content is one."""

    what: str
    holds: Callable[[bytes], bool]


def _finds(pattern: bytes) -> Callable[[bytes], bool]:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda content: compiled.search(content) is not None


def _has_shape(content: bytes) -> bool:
    return shape_of(content.decode("utf-8", "replace")) is not None


def _sets_secret(content: bytes) -> bool:
    """Whether a file of ``NAME=value`` lines sets a variable that is a secret."""
    return any(
        secret_in(name[-200:].decode("utf-8", "replace"), value.strip(b"\"' \r").decode("utf-8", "replace"))
        for name, value in _ASSIGNMENT.findall(content)
    )


_ASSIGNMENT = re.compile(rb"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,199})[ \t]*=[ \t]*([^\n#]{0,4000})", re.MULTILINE)
_PASSWORD = rb"(?i)^[ \t]*password[ \t]*[:=][ \t]*[^\s$]"

_KINDS: dict[str, _Kind] = {
    "private key": _Kind(
        "a private key", _finds(rb"-----BEGIN ([A-Z]{1,20} ){0,3}PRIVATE KEY-----|^PuTTY-User-Key-File-")
    ),
    # What npm takes from a variable is not in the file.
    "npmrc": _Kind("a registry's token", _finds(rb"_(?:authToken|auth|password)[ \t]*=[ \t]*\"?[^\s$\"]")),
    "aws": _Kind("a key of AWS", _finds(rb"(?i)^[ \t]*aws_secret_access_key[ \t]*=[ \t]*\S")),
    "git": _Kind("a password for Git", _has_shape),
    "netrc": _Kind("a password for FTP or HTTP", _finds(rb"(?:^|\s)password\s{1,20}[^\s$]")),
    "registry": _Kind(
        "a password for registries", _finds(rb'"(?:auth|identitytoken|registrytoken|password)"\s{0,20}:\s{0,20}"[^"\s]')
    ),
    "password": _Kind("a password", _finds(_PASSWORD)),
    "htpasswd": _Kind("hashes of passwords", _finds(rb"^[^:\s#]{1,200}:[^:\s]{8}")),
    "pgpass": _Kind("a password for PostgreSQL", _finds(rb"^[^#\n:]{1,200}(?::[^\n:]{1,200}){3}:[^\n]")),
    "kubeconfig": _Kind(
        "a login to Kubernetes", _finds(rb"^\s{0,40}(?:token|client-key-data|password):[ \t]*[\"']?[^\s\"']")
    ),
    "environment": _Kind("a variable that is a secret", _sets_secret),
    "cloud login": _Kind(
        "a login to a cloud",
        _finds(rb'"(?:private_key|client_secret|refresh_token|access_?[tT]oken)"\s{0,20}:\s{0,20}"[^"\s]'),
    ),
    "token": _Kind("a token", _finds(rb"\A\s{0,20}[\w.-]{16}")),
    "token setting": _Kind("a token", _finds(rb"(?i)(?:token|api_?key)[\"']?[ \t]*[:=][ \t]*[\"']?[^\s\"']{8}")),
    "maven": _Kind("a password for Maven", _finds(rb"<(?:password|privateKey|passphrase)>[^<$\s{]")),
    "keystore": _Kind(
        "a store of keys", _finds(rb"\A(?:\x30[\x80-\x84]|\xfe\xed\xfe\xed|\xce\xce\xce\xce|\x03\xd9\xa2\x9a)")
    ),
    "state": _Kind("a state of Terraform, which holds what it made in plain text", _finds(rb'"terraform_version"')),
    "url": _Kind("a password in a URL", _has_shape),
}

_BASES: dict[str, str] = {
    **dict.fromkeys(("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"), "private key"),
    ".npmrc": "npmrc",
    ".git-credentials": "git",
    **dict.fromkeys((".netrc", "_netrc"), "netrc"),
    **dict.fromkeys((".dockercfg", "auth.json"), "registry"),
    **dict.fromkeys((".pypirc", ".my.cnf"), "password"),
    ".htpasswd": "htpasswd",
    ".pgpass": "pgpass",
    "kubeconfig": "kubeconfig",
    **dict.fromkeys(("credentials.json", "application_default_credentials.json", "accessTokens.json"), "cloud login"),
    ".vault-token": "token",
    **dict.fromkeys(("pip.conf", ".pip.conf"), "url"),
}
_ENDS: tuple[tuple[str, str], ...] = (
    (".aws/credentials", "aws"),
    (".docker/config.json", "registry"),
    (".kube/config", "kubeconfig"),
    (".git/config", "url"),
    (".m2/settings.xml", "maven"),
    (".gem/credentials", "token setting"),
    (".cargo/credentials", "token setting"),
    (".cargo/credentials.toml", "token setting"),
    (".config/gh/hosts.yml", "token setting"),
    *((ending, "private key") for ending in (".pem", ".key", ".ppk", "_key")),
    *((ending, "keystore") for ending in (".p12", ".pfx", ".jks", ".kdbx")),
    (".tfstate", "state"),
)
_ALL_ENDS = tuple(ending for ending, _ in _ENDS)
_ENVIRONMENT = re.compile(r"\.env(?:\.(?:prod|production|local|staging|secret|secrets))?")
_SERVICE_ACCOUNT = re.compile(r"service[-_]?account[\w-]*\.json")
_PACKAGED = frozenset({"node_modules", "site-packages", "dist-packages", "gems"})
_TESTS = re.compile(
    r"(?:.{0,80}[_-])?(?:tests?|testing|testdata|__tests__|fixtures?|specs?|examples?|docs?|demos?)(?:[_-].{0,80})?"
)


def manner_of(name: str, base: str) -> str:
    """How a file that may be a credential is read, by its path and the last part of it; empty for any other file."""
    manner = _BASES.get(base, "")
    if not manner and name.endswith(_ALL_ENDS):
        manner = next(manner for ending, manner in _ENDS if name.endswith(ending))
    if not manner and base.startswith(".env") and _ENVIRONMENT.fullmatch(base):
        manner = "environment"
    if not manner and base.endswith(".json") and _SERVICE_ACCOUNT.fullmatch(base):
        manner = "cloud login"
    return manner if manner and not _is_published(name) else ""


def _is_published(name: str) -> bool:
    """Whether a package brings it for its tests or examples: what has been published is known to everybody."""
    folders = name.split("/")[:-1]
    begins = 1 if name.startswith(("usr/lib", "usr/share/")) or "/pkg/mod/" in name else len(folders)
    begins = min([begins, *(at for at, folder in enumerate(folders) if folder in _PACKAGED)])
    return any(_TESTS.fullmatch(folder) for folder in folders[begins + 1 :])


def credential_in(content: bytes, manner: str) -> str:
    """What credential the beginning of a file is; empty where it is none."""
    kind = _KINDS[manner]
    return kind.what if kind.holds(content) else ""
