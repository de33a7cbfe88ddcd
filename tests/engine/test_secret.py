"""Where a secret is kept: what is written out, what is somewhere else, and what nobody can say."""

import pytest

from seatrial.engine.secret import secret
from seatrial.model.value import Unknown, Value, is_unknown


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("example", "source"),
        (1234, "source"),
        (Unknown("no value here", kept="given"), "given"),
        (Unknown("kept", is_set=True, kept="secret store"), "secret store"),
        (Unknown("kept", is_set=True, kept="plain store"), "plain store"),
        (Unknown("after apply", ref="random_password.a", attribute="result"), "resource"),
    ],
)
def test_a_secret_is_kept_somewhere(value: Value, kept: str) -> None:
    found = secret(value)

    assert isinstance(found, list)
    assert [part.value for part in found] == [{"kept": kept}]


@pytest.mark.parametrize("value", [None, ""])
def test_what_is_not_said_is_kept_nowhere(value: Value) -> None:
    assert secret(value) == []


@pytest.mark.parametrize(
    "value",
    [
        Unknown("a choice"),
        # What a function made of another resource's value may fall back on a text: coalesce(x.result, "example").
        Unknown("computed", ref="random_password.a"),
        Unknown("in parts", parts=("example-", Unknown("no value here", kept="given"))),
    ],
)
def test_what_may_hold_a_written_secret_is_unknown(value: Value) -> None:
    assert is_unknown(secret(value))
