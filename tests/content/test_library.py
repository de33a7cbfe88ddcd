"""Every check that is shipped proves itself."""

import pytest

from seatrial.library import Library, load
from seatrial.library.pack import folder
from seatrial.model.check import Check
from seatrial.prove import prove


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def test_every_check_is_proven_in_every_source_that_it_claims(library: Library) -> None:
    flaws = [str(flaw) for _, found in prove(library.checks.values(), library, [folder()]) for flaw in found]

    assert flaws == []


def test_there_is_a_library_to_prove(library: Library) -> None:
    assert len(library.checks) >= 120


def test_an_alias_belongs_to_one_check_or_to_neighbours(library: Library) -> None:
    """Another tool may ask in one check what we ask in two; those lie in one room."""
    rooms: dict[str, set[str]] = {}
    for check in library.checks.values():
        for alias in check.aliases:
            rooms.setdefault(alias.upper(), set()).add(check.file.rpartition("/")[0].rpartition("/")[0])

    assert {alias: found for alias, found in rooms.items() if len(found) > 1} == {}


def test_titles_state_what_is_right(library: Library) -> None:
    assert [check.id for check in library.checks.values() if _is_badly_titled(check)] == []


def _is_badly_titled(check: Check) -> bool:
    return check.title.lower().startswith(("ensure", "check ", "verify")) or check.title.endswith(".")
