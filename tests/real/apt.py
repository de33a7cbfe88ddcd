"""apt as an oracle, over a list of what is installed somewhere else and one suite, and nothing of this machine's."""

import gzip
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from tests.real.programs import run

_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_UPGRADE = re.compile(r"^([^/\s]+)/\S+ (\S+) \S+ \[upgradable from: (\S+)\]$", re.MULTILINE)
# deb-changelog(5): `source (version) suites; urgency=low`, and at the end ` -- who <address>  date`.
_ENTRY = re.compile(r"^[a-z0-9][a-z0-9.+-]+ \((\S+)\) ", re.MULTILINE)
_SIGNED = re.compile(r"^ -- .*>  (.+)$", re.MULTILINE)
_CONFIG = """\
Dir::Etc::SourceList "{0}/sources.list";
Dir::Etc::SourceParts "{0}/none";
Dir::State::Lists "{0}/lists";
Dir::State::status "{0}/dpkg/status";
Dir::Cache "{0}";
APT::Architecture "amd64";
APT::Architectures "amd64";
APT::Sandbox::User "root";
"""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A source package that apt would upgrade, with those of its binary packages that are installed.

    ``before`` and ``after`` are versions of the first of them.
    """

    source: str
    packages: tuple[str, ...]
    before: str
    after: str


class Apt:
    """``status``  what dpkg says is installed.     ``suite``  the only one that counts: ``bullseye-security``."""

    def __init__(self, folder: Path, status: Path, suite: str) -> None:
        self._folder = folder
        for name in ("archives/partial", "dpkg/updates", "lists/partial", "none"):
            (folder / name).mkdir(parents=True)
        (folder / "dpkg" / "status").write_bytes(status.read_bytes())
        (folder / "sources.list").write_text(f"deb http://deb.debian.org/debian-security {suite} main\n")
        (folder / "apt.conf").write_text(_CONFIG.format(folder))
        self._environment = {"APT_CONFIG": str(folder / "apt.conf"), "LC_ALL": "C"}
        run("apt-get", "-qq", "update", **self._environment)

    def sources(self) -> set[str]:
        """The source packages of everything that is installed."""
        return set(self._source_of().values())

    def upgrades(self) -> dict[str, Upgrade]:
        """What it would upgrade, by the names of the source packages."""
        source_of = self._source_of()
        listed = run("apt", "list", "--upgradable", **self._environment)
        found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for name, after, before in _UPGRADE.findall(listed):
            found[source_of[name]].append((name, before, after))
        assert sum(map(len, found.values())) == listed.count("[upgradable from: "), listed
        return {
            source: Upgrade(source, tuple(name for name, _, _ in rows), *rows[0][1:]) for source, rows in found.items()
        }

    def flaws(self, upgrade: Upgrade, until: date) -> set[str]:
        """The CVEs that the changelog names for what came after the version before, and not after a day."""
        entries = _ENTRY.split(self._changelog(upgrade))[1:]
        versions, texts = entries[::2], entries[1::2]
        assert upgrade.before in versions, f"the changelog of {upgrade.source} does not tell of {upgrade.before}"
        new = texts[: versions.index(upgrade.before)]
        return {flaw for text in new if _day(text) <= until for flaw in _CVE.findall(text)}

    def _changelog(self, upgrade: Upgrade) -> str:
        """The changelog in one of the binary packages: in others a link may lead to it."""
        for package in upgrade.packages:
            target = self._folder / "new" / package
            target.mkdir(parents=True)
            run("env", "-C", target, "apt-get", "-qq", "download", f"{package}={upgrade.after}", **self._environment)
            run("dpkg-deb", "--extract", next(target.glob("*.deb")), target / "root")
            for name in ("changelog.Debian.gz", "changelog.gz"):
                file = target / "root" / "usr" / "share" / "doc" / package / name
                if file.is_file():
                    return gzip.decompress(file.read_bytes()).decode()
        raise AssertionError(f"no package of {upgrade.source} has a changelog")

    def _source_of(self) -> dict[str, str]:
        form = "${Package} ${source:Package}\n"
        lines = run("dpkg-query", f"--admindir={self._folder}/dpkg", "--show", f"--showformat={form}").splitlines()
        return dict(line.split() for line in lines)


def _day(entry: str) -> date:
    return parsedate_to_datetime(_SIGNED.findall(entry)[0]).date()
