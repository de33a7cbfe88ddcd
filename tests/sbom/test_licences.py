"""Which texts SPDX takes for a licence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.licenses import InvalidLicenseExpression, _spdx, canonicalize_license_expression

from seatrial.sbom.licences import is_expression, is_licence

WORDS = [
    "MIT",
    "GPL-2.0-or-later",
    "GPL-2.0+",
    "Classpath-exception-2.0",
    "AND",
    "OR",
    "WITH",
    "(",
    ")",
    "Nonsense",
    "+",
]


@pytest.mark.parametrize(
    "text",
    [
        "MIT",
        "Apache-2.0+",
        "MIT OR Apache-2.0",
        "(MIT OR Apache-2.0) AND ISC",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "((MIT))",
    ],
)
def test_expressions(text: str) -> None:
    assert is_expression(text)


@pytest.mark.parametrize(
    "text",
    ["", "mit", "MIT/X11", "MIT OR", "OR MIT", "MIT ISC", "(MIT", "MIT)", "()", "MIT WITH ISC", "GPL-2.0-only WITH",
     "LicenseRef-own", "MIT or ISC", "(" * 3000],
)  # fmt: skip
def test_no_expressions(text: str) -> None:
    assert not is_expression(text)


def test_every_identifier_of_the_list_is_known_and_no_exception_is_a_licence() -> None:
    assert all(is_licence(licence["id"]) for licence in _spdx.LICENSES.values())
    assert not any(is_licence(exception["id"]) for exception in _spdx.EXCEPTIONS.values())


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_python_packaging_says_the_same(text: str) -> None:
    try:
        # It writes them in their own capitals, which these have.
        expected = bool(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        expected = False

    assert is_expression(text) == expected
