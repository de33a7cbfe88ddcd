"""What the databases of a folder know of one flaw, for people who want to read about it."""

from collections.abc import Iterator

from msgspec import Struct

from seatrial.model.advisory import FixState
from seatrial.model.check import Severity
from seatrial.vulns.cvss import Score
from seatrial.vulns.database import Database
from seatrial.vulns.flaws import names_of, rated
from seatrial.vulns.status import ecosystems
from seatrial.vulns.store import Hit
from seatrial.vulns.streams import FACT, spoken


class Range(Struct, frozen=True, kw_only=True, order=True):
    """What an advisory says of one package in one release; ``fixed`` is empty where there is no fix."""

    ecosystem: str
    release: str
    package: str
    state: FixState
    fixed: str = ""


class Known(Struct, frozen=True, kw_only=True):
    """What one advisory says of a flaw.

    ``rated``  who says how bad it is; empty where nobody does, and then there is no severity.
    """

    advisory: str
    ecosystem: str
    names: tuple[str, ...]
    summary: str
    severity: Severity | None
    rated: str
    score: Score | None
    ranges: tuple[Range, ...]


def known_of(database: Database, name: str) -> Iterator[Known]:
    """Yield what each advisory about a flaw says, by ecosystem and id; ``name`` is any of its names.

    Raises DatabaseError for a damaged database.
    """
    for ecosystem in ecosystems(database.folder):
        store = database.store(ecosystem)
        say = spoken if store and FACT in store.facts else str
        for advisory, body, spans in store.about(name) if store else ():
            severity, said, best = rated([body.rating])
            yield Known(
                advisory=advisory,
                ecosystem=ecosystem,
                names=_names(name, Hit(advisory, body, None, "", body.rating)),
                summary=body.summary,
                severity=severity,
                rated=said,
                score=best,
                ranges=tuple(
                    sorted(
                        {
                            Range(ecosystem=ecosystem, release=release, package=say(package), state=state, fixed=fixed)
                            for package, release, state, fixed in spans
                            if state is not None
                        }
                    )
                ),
            )


def _names(name: str, hit: Hit) -> tuple[str, ...]:
    """The names of the one flaw: an erratum is about several, which are not each other's names."""
    own = next((names for names in names_of(hit) if name in names), set())
    return tuple(sorted({*own, hit.advisory}))
