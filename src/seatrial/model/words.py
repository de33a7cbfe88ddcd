"""The nearest right name for a wrong one."""

from collections.abc import Iterable


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the nearest of the names, or nothing."""
    import difflib  # 5 ms that only an error needs

    near = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
