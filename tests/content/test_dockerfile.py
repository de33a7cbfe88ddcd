"""Whoever comes from another linter of Dockerfiles finds every question again."""

from seatrial.library import load

# The rules of hadolint 2.15 about Dockerfiles; DL1001 is about its own comments, and what DL3061 refuses is a gap.
_HADOLINT = (
    *range(3000, 3005),
    *range(3006, 3017),
    *range(3018, 3031),
    *range(3032, 3039),
    *range(3040, 3061),
    *range(3062, 3068),
    *(4000, 4001, 4003, 4004, 4005, 4006),
)


def test_every_rule_of_hadolint_has_a_check() -> None:
    aliases = {alias for check in load().checks.values() for alias in check.aliases}

    assert [number for number in _HADOLINT if f"DL{number}" not in aliases] == []
