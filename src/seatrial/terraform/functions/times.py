"""Functions on timestamps (RFC 3339) and durations.  There is no clock here: the present is unknown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.registry import FunctionError, function, text

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_VERBS = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'")
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_TERM = re.compile(r"([0-9.]+)([a-zµμ]+)")
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}


@dataclass(frozen=True, slots=True, order=True)
class _Instant:
    """A time to the second, and the nanoseconds on top; it sorts by what it is in UTC."""

    time: datetime
    nanoseconds: int


@function(text("format"), text("time"))
def formatdate(pattern: str, timestamp: str) -> Value:
    time = _instant("formatdate", timestamp).time
    return "".join(_formatted(match, time) for match in _VERBS.finditer(pattern))


def _formatted(match: re.Match[str], time: datetime) -> str:
    verb = match[0]
    if verb == "'":
        raise FunctionError("formatdate: unterminated literal '")
    if verb == "''":
        return "'"
    if verb[0] == "'":
        return verb[1:-1].replace("''", "'")
    if not match[1]:
        return verb
    formatter = _FORMATTERS.get(verb)
    if formatter is None:
        raise FunctionError(f'formatdate: invalid date format verb "{verb}"')
    return formatter(time)


def _hour_of_twelve(time: datetime) -> int:
    return time.hour % 12 or 12


def _zone(separator: str, utc: str = "") -> Callable[[datetime], str]:
    def zone(time: datetime) -> str:
        minutes = _offset_minutes(time)
        if utc and not minutes:
            return utc
        return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{separator}{abs(minutes) % 60:02d}"

    return zone


def _offset_minutes(time: datetime) -> int:
    return int((time.utcoffset() or timedelta()).total_seconds()) // 60


_FORMATTERS: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda time: f"{time.year:04d}",
    "YY": lambda time: f"{time.year % 100:02d}",
    "MMMM": lambda time: _MONTHS[time.month - 1],
    "MMM": lambda time: _MONTHS[time.month - 1][:3],
    "MM": lambda time: f"{time.month:02d}",
    "M": lambda time: str(time.month),
    "DD": lambda time: f"{time.day:02d}",
    "D": lambda time: str(time.day),
    "EEEE": lambda time: _DAYS[time.weekday()],
    "EEE": lambda time: _DAYS[time.weekday()][:3],
    "hh": lambda time: f"{time.hour:02d}",
    "h": lambda time: str(time.hour),
    "HH": lambda time: f"{_hour_of_twelve(time):02d}",
    "H": lambda time: str(_hour_of_twelve(time)),
    "AA": lambda time: "AM" if time.hour < 12 else "PM",
    "aa": lambda time: "am" if time.hour < 12 else "pm",
    "mm": lambda time: f"{time.minute:02d}",
    "m": lambda time: str(time.minute),
    "ss": lambda time: f"{time.second:02d}",
    "s": lambda time: str(time.second),
    "ZZZZZ": _zone(":"),
    "ZZZZ": _zone(""),
    "ZZZ": _zone("", utc="UTC"),
    "Z": _zone(":", utc="Z"),
}


@function(text("timestamp"), text("duration"))
def timeadd(timestamp: str, duration: str) -> Value:
    instant = _instant("timeadd", timestamp)
    seconds = (instant.nanoseconds + _duration(duration)) // 10**9
    try:
        result = instant.time + timedelta(seconds=seconds)
    except OverflowError as error:
        raise FunctionError("timeadd: the result is not in the years 1 to 9999", bound="year 9999") from error
    return f"{result:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + _FORMATTERS["Z"](result)


@function(text("timestamp_a"), text("timestamp_b"))
def timecmp(left: str, right: str) -> Value:
    one, other = _instant("timecmp", left), _instant("timecmp", right)
    return (one > other) - (one < other)


@function()
def timestamp() -> Value:
    return Unknown("`timestamp()` is another time in every run", is_set=True)


@function()
def plantimestamp() -> Value:
    return Unknown("`plantimestamp()` is another time in every run", is_set=True)


def _instant(name: str, timestamp: str) -> _Instant:
    match = _TIMESTAMP.fullmatch(timestamp)
    if match is None:
        raise FunctionError(f'{name}: "{timestamp[:60]}" is not a valid RFC 3339 timestamp')
    year, month, day, hour, minute, second = (int(match[group]) for group in range(1, 7))
    try:
        zone = _timezone(match[8])
        time = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError as error:
        raise FunctionError(f'{name}: "{timestamp}" is not a valid RFC 3339 timestamp: {error}') from error
    return _Instant(time, int((match[7] or "0")[:9].ljust(9, "0")))


def _timezone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    if minutes > 59:
        raise ValueError("the zone's minutes are out of range")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if offset[0] == "-" else span)


def _duration(duration: str) -> int:
    """The nanoseconds of a Go duration, such as ``-1h30m``."""
    if len(duration) > 100 or not _DURATION.fullmatch(duration):
        raise FunctionError(f'timeadd: "{duration[:60]}" is not a valid duration, such as "1h30m"')
    total = sum(Fraction(number) * _NANOSECONDS[unit] for number, unit in _TERM.findall(duration))
    if total >= 1 << 63:
        raise FunctionError(f'timeadd: the duration "{duration}" is too long', bound="292 years")
    return -int(total) if duration[0] == "-" else int(total)
