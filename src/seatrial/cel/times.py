"""Timestamps in RFC 3339, durations as Go writes them, and the fields of a date in a time zone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from seatrial.cel.errors import EvaluationError, shown
from seatrial.cel.values import NANOS, Duration, Timestamp

if TYPE_CHECKING:
    import datetime

FIELDS: Final = {
    "getFullYear": "year",
    "getMonth": "month",
    "getDate": "date",
    "getDayOfMonth": "day_of_month",
    "getDayOfWeek": "day_of_week",
    "getDayOfYear": "day_of_year",
    "getHours": "hours",
    "getMinutes": "minutes",
    "getSeconds": "seconds",
    "getMilliseconds": "milliseconds",
}
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
_OFFSET = re.compile(r"([+-]?)([0-9]{2}):([0-9]{2})")
_DURATION_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": NANOS, "m": 60 * NANOS, "h": 3600 * NANOS}
_EPOCH_ORDINAL = 719163


def parse_timestamp(text: str) -> Timestamp:
    """RFC 3339.  Raises EvaluationError."""
    from datetime import date

    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        raise EvaluationError(f"{shown(text)} is no timestamp; one looks like 2024-05-01T10:00:00Z")
    year, month, day, hour, minute, second = (int(found[group]) for group in range(1, 7))
    if hour > 23 or minute > 59 or second > 59:
        raise EvaluationError(f"{shown(text)} is no time of day")
    try:
        days = date(year, month, day).toordinal() - _EPOCH_ORDINAL
    except ValueError:
        raise EvaluationError(f"{shown(text)} is no date") from None
    seconds = days * 86400 + hour * 3600 + minute * 60 + second
    if found[8]:
        offset = int(found[9]) * 3600 + int(found[10]) * 60
        seconds -= offset if found[8] == "+" else -offset
    return Timestamp(seconds * NANOS + int((found[7] or "").ljust(9, "0")))


def timestamp_text(value: Timestamp) -> str:
    """RFC 3339 in UTC, with as many digits of the second as there are."""
    moment, nanoseconds = _moment(value, "")
    fraction = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}T{moment:%H:%M:%S}{fraction}Z"


def parse_duration(text: str) -> Duration:
    """``1h30m``, ``-1.5s``, ``250ms``.  Raises EvaluationError."""
    sign = -1 if text.startswith("-") else 1
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return Duration(0)
    total, position = 0, 0
    while position < len(rest):
        found = _DURATION_PART.match(rest, position)
        if found is None or len(found[1]) > 40:
            break
        whole, _, fraction = found[1].partition(".")
        unit = _UNITS[found[2]]
        total += int(whole or "0") * unit + int(fraction or "0") * unit // 10 ** len(fraction)
        position = found.end()
    if not rest or position < len(rest):
        raise EvaluationError(f"{shown(text)} is no duration; one looks like 1h30m or 1.5s")
    return Duration(sign * total)


def duration_text(value: Duration) -> str:
    """Seconds, as the protocol buffers' JSON has it: ``1.5s``."""
    seconds, nanoseconds = divmod(abs(value.nanoseconds), NANOS)
    fraction = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    return f"{'-' if value.nanoseconds < 0 else ''}{seconds}{fraction}s"


def field(value: Timestamp, name: str, zone: str) -> int:
    """A field of the date and time in a zone, UTC where it is empty.  Months and days count from 0, as CEL has it."""
    moment, nanoseconds = _moment(value, zone)
    match name:
        case "year":
            return moment.year
        case "month":
            return moment.month - 1
        case "date":
            return moment.day
        case "day_of_month":
            return moment.day - 1
        case "day_of_week":
            return moment.isoweekday() % 7
        case "day_of_year":
            return moment.timetuple().tm_yday - 1
        case "hours":
            return moment.hour
        case "minutes":
            return moment.minute
        case "seconds":
            return moment.second
    return nanoseconds // 10**6


def _moment(value: Timestamp, zone: str) -> tuple[datetime.datetime, int]:
    from datetime import UTC, datetime, timedelta

    seconds, nanoseconds = divmod(value.nanoseconds, NANOS)
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        return (moment.astimezone(_zone(zone)) if zone else moment), nanoseconds
    except OverflowError:
        raise EvaluationError("the local time is outside of the years 1 to 9999") from None


def _zone(name: str) -> datetime.tzinfo:
    from datetime import timedelta, timezone
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if found := _OFFSET.fullmatch(name):
        minutes = int(found[2]) * 60 + int(found[3])
        if minutes >= 24 * 60:
            raise EvaluationError(f"{shown(name)} is no offset from UTC")
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    try:
        return ZoneInfo(name)
    # A name with a path in it is a ValueError; one that is a folder of the database an OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise EvaluationError(f"{shown(name)} is no known time zone") from None
