"""Which distribution an image is of: os-release(5) -> the name that OSV has for it, and what purls say.

https://www.freedesktop.org/software/systemd/man/latest/os-release.html, https://ossf.github.io/osv-schema/#affectedpackage-field
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

PLACES = ("etc/os-release", "usr/lib/os-release")
_LINE = re.compile(r"""([A-Z][A-Z0-9_]*)=(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([^\s"']*))\s*""")
_LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A distribution's release.

    ``ecosystem``  as OSV names it: ``Debian:12``; empty where it is not known which release this is, or OSV has none.
    ``namespace``  and ``distro``: what purls of its packages say: ``debian``, ``debian-12``.
    ``purl_type``  of its own packages: deb, apk, rpm; empty where that is not known.
    """

    ecosystem: str
    namespace: str
    distro: str
    purl_type: str = ""


def release_of(content: bytes) -> Release | None:
    """The release that an os-release tells of; None where it does not even say which distribution."""
    return _release(_fields(content[:_LONGEST].decode("utf-8", "replace")))


def release_named(distro: str) -> Release | None:
    """The release that a purl names in its qualifier ``distro``: ``debian-12``, ``arch-rolling``, ``wolfi``."""
    name, _, version = distro[:_LONGEST].rpartition("-")
    if name and version[:1].isdigit():
        return _release({"ID": name, "VERSION_ID": version})
    return _release({"ID": name if version == "rolling" else distro[:_LONGEST]})


def _release(fields: dict[str, str]) -> Release | None:
    name, version = fields.get("ID", "").lower(), fields.get("VERSION_ID", "")
    if not name:
        return None
    known = _KNOWN.get(name)
    return Release(
        ecosystem=known(version, fields) if known else "",
        namespace={"rhel": "redhat", "opensuse-leap": "opensuse", "opensuse-tumbleweed": "opensuse"}.get(name, name),
        distro=f"{name}-{version}" if version else name,
        purl_type=_PURL_TYPES.get(name, "rpm" if known else ""),
    )


def _fields(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line.strip())
        if match:
            quoted, single, plain = match[2], match[3], match[4]
            found[match[1]] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else single or plain or ""
    return found


_Name = Callable[[str, dict[str, str]], str]


def _numbered(ecosystem: str, pattern: str, form: str = "{}") -> _Name:
    """A name whose release is the part of the version that a pattern finds; none for what has no such version."""

    def name(version: str, fields: dict[str, str]) -> str:
        match = re.match(pattern, version)
        return f"{ecosystem}:{form.format(match[1])}" if match else ""

    return name


def _ubuntu(version: str, fields: dict[str, str]) -> str:
    if not re.fullmatch(r"\d+\.\d+", version):
        return ""
    return f"Ubuntu:{version}:LTS" if "LTS" in fields.get("VERSION", "") else f"Ubuntu:{version}"


def _suse(version: str, fields: dict[str, str]) -> str:
    """``15.6`` is service pack 6.  Before 15 modules are of all service packs, which their advisories do not name."""
    match = re.fullmatch(r"(\d+)(?:\.(\d+))?", version)
    if not match or int(match[1]) < 15:
        return ""
    name = "SUSE:Linux Enterprise Server"
    if int(match[1]) > 15:
        return f"{name} {version}"
    return f"{name} 15 SP{match[2]}" if match[2] else f"{name} 15"


def _openeuler(version: str, fields: dict[str, str]) -> str:
    """``24.03-LTS-SP1``: how long it is supported and its service pack stand in the name only, ``24.03 (LTS-SP1)``."""
    match = re.fullmatch(r"(\d+\.\d+)(?: \((LTS(?:-SP\d+)?)\))?", fields.get("VERSION", ""))
    return f"openEuler:{'-'.join(filter(None, match.groups()))}" if match else ""


def _rolling(ecosystem: str) -> _Name:
    return lambda version, fields: ecosystem


_PURL_TYPES = {"debian": "deb", "ubuntu": "deb", "alpine": "apk", "wolfi": "apk", "chainguard": "apk", "arch": "alpm"}
"""What the packages of a distribution are; of those known below, rpm where nothing is said."""

_KNOWN: dict[str, _Name] = {
    "debian": _numbered("Debian", r"(\d+)$"),
    # 3.20_alpha is the edge branch, for which there are no advisories of its own.
    "alpine": _numbered("Alpine", r"(\d+\.\d+)(?:\.\d+)?$", "v{}"),
    "ubuntu": _ubuntu,
    "rhel": _numbered("Red Hat", r"(\d+)"),
    "almalinux": _numbered("AlmaLinux", r"(\d+)"),
    "rocky": _numbered("Rocky Linux", r"(\d+)"),
    "ol": _numbered("Oracle Linux", r"(\d+)"),
    # The AMI before Amazon Linux 2 is called by a month.
    "amzn": _numbered("Amazon Linux", r"(\d+)$"),
    "azurelinux": _numbered("Azure Linux", r"(\d+)"),
    "mariner": _numbered("Azure Linux", r"(\d+)"),
    "openeuler": _openeuler,
    "sles": _suse,
    "sled": _suse,
    "sles_sap": _suse,
    "opensuse-leap": _numbered("openSUSE", r"(\d+\.\d+)$", "Leap {}"),
    "mageia": _numbered("Mageia", r"(\d+)"),
    "opensuse-tumbleweed": _rolling("openSUSE:Tumbleweed"),
    "arch": _rolling("Arch Linux"),
    "wolfi": _rolling("Wolfi"),
    "chainguard": _rolling("Chainguard"),
}
