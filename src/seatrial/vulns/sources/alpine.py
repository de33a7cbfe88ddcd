"""Alpine's secdb: which version of a package of a branch fixes which flaws.  https://secdb.alpinelinux.org/"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct, field

from seatrial.errors import ParseError
from seatrial.model.advisory import Advisory, Affected, Event

REPOSITORIES = ("main", "community")
_BRANCH = re.compile(r"v\d+\.\d+|edge")
_FLAW = re.compile(r"[!-~]{1,150}")


class _Package(Struct):
    name: str
    secfixes: dict[str, list[str] | None] = field(default_factory=dict)


class _Entry(Struct):
    pkg: _Package


class _Branch(Struct):
    packages: list[_Entry]


def is_branch(release: str) -> bool:
    """Whether a release is one for which there is such a file."""
    return bool(_BRANCH.fullmatch(release))


def read(branches: Iterable[tuple[str, bytes]]) -> Iterator[Advisory]:
    """Yield an advisory a flaw, from the files of branches: ``(v3.19, ...)``.  Raises ParseError."""
    flaws: dict[str, list[Affected]] = defaultdict(list)
    for branch, content in branches:
        for package, version, flaw in _fixes(branch, content):
            fixed = (Event("introduced", "0"), Event("fixed", version))
            flaws[flaw].append(Affected(ecosystem=f"Alpine:{branch}", package=package, ranges=(fixed,)))
    for flaw, affected in flaws.items():
        yield Advisory(id=f"alpine:{flaw}", upstream=(flaw,), affected=tuple(affected))


def _fixes(branch: str, content: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        decoded = msgspec.json.decode(content, type=_Branch)
    except msgspec.DecodeError as error:
        raise ParseError(f"Alpine's secdb of {branch} cannot be read: {error}") from error
    for entry in decoded.packages:
        for version, lines in entry.pkg.secfixes.items():
            # Version 0: the package is not affected.
            for line in lines or () if version != "0" else ():
                # Several names of one flaw stand on a line: "CVE-2020-1 GHSA-...".
                names = line.split()
                if names and _FLAW.fullmatch(names[0]):
                    yield entry.pkg.name, version, names[0]
