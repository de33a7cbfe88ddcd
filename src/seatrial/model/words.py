"""Words about names: the nearest right one for a wrong one, and the first of many."""

from collections.abc import Iterable, Sequence


def some_of(names: Sequence[str], most: int) -> str:
    """``a, b and 3 more``: the first of some names."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the nearest of the names, or nothing."""
    import difflib  # 5 ms that only an error needs

    near = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
