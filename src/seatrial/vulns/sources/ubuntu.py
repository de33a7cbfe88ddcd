"""Ubuntu's OpenVEX: what becomes of flaws that are not fixed, which its OSV records have under one head.

https://documentation.ubuntu.com/security/security-updates/vex/ says how each state of the tracker is written, and
https://documentation.ubuntu.com/security/security-updates/osv/ what becomes of it in OSV's records.  What is fixed, and
how bad it is, those say.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from msgspec import Struct

from seatrial.errors import ParseError
from seatrial.model.advisory import Advisory, Affected, Event, FixState
from seatrial.parsers.packages.purl import parse_purl

_RELEASES = {
    "precise": "12.04:LTS",
    "trusty": "14.04:LTS",
    "xenial": "16.04:LTS",
    "bionic": "18.04:LTS",
    "focal": "20.04:LTS",
    "jammy": "22.04:LTS",
    "lunar": "23.04",
    "mantic": "23.10",
    "noble": "24.04:LTS",
    "oracular": "24.10",
    "plucky": "25.04",
    "questing": "25.10",
    "resolute": "26.04:LTS",
}
_ARCHIVES = {
    "": "Ubuntu:{}",
    "ubuntu": "Ubuntu:{}",
    "esm-infra": "Ubuntu:Pro:{}",
    "esm-infra-legacy": "Ubuntu:Pro:{}",
    "esm-apps": "Ubuntu:Pro:{}",
    "esm-apps-legacy": "Ubuntu:Pro:{}",
    "esm": "Ubuntu:Pro:{}",
    "fips": "Ubuntu:Pro:FIPS:{}",
    "fips-updates": "Ubuntu:Pro:FIPS-updates:{}",
    "fips-preview": "Ubuntu:Pro:FIPS-preview:{}",
    "realtime": "Ubuntu:Pro:{}:Realtime:Kernel",
}
"""OSV's names for what is sold beside the archive of a release; other archives have none there, and are left out."""

_SETTLED = (FixState.AFFECTED, FixState.WILL_NOT_FIX, FixState.END_OF_LIFE, FixState.INVESTIGATED)


class _Vulnerability(Struct):
    name: str


class _Product(Struct, rename={"id": "@id"}):
    id: str


class _Statement(Struct):
    vulnerability: _Vulnerability
    status: str
    products: list[_Product] = []
    action_statement: str = ""
    status_notes: str = ""


class _Document(Struct):
    statements: list[_Statement]


_decode = msgspec.json.Decoder(_Document).decode


class Vex(NamedTuple):
    """A document's advisory, and what of the document could not be read."""

    advisory: Advisory
    problems: frozenset[str]


def read(content: bytes, flaw: str) -> Vex:
    """Read the document about a flaw.  Raises ParseError where it is none, or is about another."""
    try:
        document = _decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ParseError(f"it is no VEX document: {error}") from error
    states: dict[tuple[str, str], set[FixState]] = {}
    problems: set[str] = set()
    for statement in document.statements:
        if statement.vulnerability.name != flaw:
            raise ParseError(f"it is about {statement.vulnerability.name[:40]!r} and not about {flaw}")
        state = _state(statement)
        if state is not None:
            for place in _places(statement.products, problems):
                states.setdefault(place, set()).add(state)
        elif statement.status not in ("fixed", "not_affected"):
            problems.add(f"it says {statement.status[:40]!r}, which is no status")
    affected = (
        Affected(
            ecosystem=ecosystem,
            package=name,
            ranges=((Event("introduced", "0"),),),
            state=next(state for state in _SETTLED if state in said),
        )
        for (ecosystem, name), said in states.items()
    )
    return Vex(Advisory(id=f"ubuntu:{flaw}", upstream=(flaw,), affected=tuple(affected)), frozenset(problems))


def _state(statement: _Statement) -> FixState | None:
    """What a statement says of a flaw that is not fixed; None where there is none."""
    words = f"{statement.action_statement} {statement.status_notes}".lower()
    if statement.status == "under_investigation":
        # "Deferred" is an affected package that waits for a patch; the rest is not evaluated yet.
        return FixState.AFFECTED if "deferred" in words else FixState.INVESTIGATED
    if statement.status != "affected":
        return None
    if "decided to not fix" not in words:
        return FixState.AFFECTED
    ends = ("end of life", "end-of-life", "end of standard support", "out of standard support")
    return FixState.END_OF_LIFE if any(end in words for end in ends) else FixState.WILL_NOT_FIX


def _places(products: Iterable[_Product], problems: set[str]) -> Iterator[tuple[str, str]]:
    """Yield ecosystems and source packages; binary packages follow their sources."""
    is_empty = True
    for product in products:
        if "arch=source" not in product.id and "arch=src" not in product.id:
            continue
        is_empty = False
        try:
            # Older documents have a second question mark for the ampersand.
            path, _, query = product.id.partition("?")
            purl = parse_purl(f"{path}?{query.replace('?', '&')}")
        except ParseError as error:
            problems.add(str(error))
            continue
        archive, _, name = dict(purl.qualifiers).get("distro", "").rpartition("/")
        release, form = _RELEASES.get(name), _ARCHIVES.get(archive)
        if release is None:
            problems.add(f"the release {name[:40]!r} is not known")
        elif form is not None:
            yield form.format(release), purl.name
    if is_empty:
        problems.add("a statement of it names no source package of a release")
