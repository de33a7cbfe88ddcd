"""A watch over what may hang: an alarm that nothing on the way can swallow."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from seatrial.model.report import Report


class TooSlowError(BaseException):
    """It took too long.  No `Exception`, for a scan turns those into gaps."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooSlowError where the work inside takes longer."""

    def ring(_: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"still at work after {seconds} s, at {frame.f_code if frame else 'an unknown place'}")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def misplaced_gaps(report: Report) -> list[str]:
    """The gaps that do not say where or why."""
    return [str(gap) for gap in report.every_gap() if not gap.location.file or not gap.reason.strip()]


def crashes(report: Report) -> list[str]:
    """The gaps that are a connector's own error, which only the last resort caught."""
    return [f"{gap.location}: {gap.reason}" for gap in report.every_gap() if _is_crash(gap.reason)]


def _is_crash(reason: str) -> bool:
    head, colon, _ = reason.partition(":")
    return bool(colon) and head.isidentifier() and head.endswith(("Error", "Exception", "Interrupt", "Exit"))
