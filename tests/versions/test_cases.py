"""Each scheme orders what its specification orders, and refuses what it refuses."""

import pkgutil

import pytest

from seatrial import versions
from seatrial.errors import VersionError
from seatrial.versions import keys, scheme, scheme_of
from tests.versions.cases import SCHEMES, Case, cases

MODULES = {module.name for module in pkgutil.iter_modules(versions.__path__)} - {"keys", "evr"}
ALL = [case for name in SCHEMES for case in cases(name)]
AWKWARD = ["", " ", "\n", "-", ":", "~", "1" * (keys.LIMIT + 1), "a" * 100_000, " " * 100_000]


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_case_holds(case: Case) -> None:
    key = scheme(case.scheme).key

    if case.sign == "!":
        with pytest.raises(VersionError):
            key(case.left)
    elif case.sign == "<":
        assert key(case.left) < key(case.right)
    else:
        assert key(case.left) == key(case.right)


def test_every_scheme_has_its_cases() -> None:
    assert set(SCHEMES) == MODULES
    assert all(len(list(cases(name))) >= 50 for name in SCHEMES)


def test_every_scheme_is_somebodys() -> None:
    assert set(versions._SCHEMES) == MODULES


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_what_is_empty_or_endless_is_refused_or_ordered_at_once(name: str, text: str) -> None:
    try:
        assert len(scheme(name).key(text)) < 100
    except VersionError as error:
        assert len(str(error)) < 200


def test_an_ecosystem_is_known_with_its_release() -> None:
    debian = scheme_of("Debian:12")

    assert debian is scheme_of("Debian") is scheme("deb")


@pytest.mark.parametrize("ecosystem", ["", "Debian12", "debian", "FreeBSD", "keys", "os:1"])
def test_an_ecosystem_whose_order_is_not_known_is_refused(ecosystem: str) -> None:
    with pytest.raises(VersionError, match="not known"):
        scheme_of(ecosystem)


def test_a_refusal_names_the_version_and_the_scheme() -> None:
    with pytest.raises(VersionError, match=r"'1\.0-foo' is no Python version: PEP 440 does not allow it"):
        scheme_of("PyPI").key("1.0-foo")
