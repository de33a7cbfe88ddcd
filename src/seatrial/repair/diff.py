"""Unified diffs, as ``git apply`` and ``patch -p1`` take them, from what is known to differ."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from seatrial.repair.draft import Replaced

CONTEXT = 3


@dataclass(slots=True)
class _Region:
    """The lines ``[start, end)`` of the original, from 0, and the lines that stand there now."""

    start: int
    end: int
    new: list[str]


def unified(file: str, original: str, replaced: Sequence[Replaced]) -> str:
    """The diff of one file, empty where nothing differs; lines keep their own endings."""
    lines = _lines(original)
    regions = [region for region in _regions(lines, original, replaced) if region.start < region.end or region.new]
    if not regions:
        return ""
    head = [f"--- a/{_shown(file)}\n", f"+++ b/{_shown(file)}\n"]
    return "".join((*head, *_hunks(lines, regions)))


def _shown(file: str) -> str:
    """A name without what would lead out of the folder that a patch is applied in."""
    name = file.removeprefix("./").lstrip("/")
    # A tab ends a name in a patch; a line feed would end the header.
    return name.translate({9: "?", 10: "?", 13: "?"})


def _lines(text: str) -> list[str]:
    """Lines with their line feeds; what other characters split for Python is none to a patch."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])


def _regions(lines: list[str], original: str, replaced: Sequence[Replaced]) -> Iterator[_Region]:
    starts = [0, *accumulate(map(len, lines))]
    if lines and not lines[-1].endswith("\n"):
        # The end of the text is in its last line, which nothing ends.
        starts[-1] += 1
    groups: list[list[Replaced]] = []
    last = -1
    for item in replaced:
        first = _line(starts, item.start)
        if groups and first <= last:
            groups[-1].append(item)
        else:
            groups.append([item])
        last = max(first, _line(starts, item.end))
    for group in groups:
        start, end = _line(starts, group[0].start), min(_line(starts, group[-1].end) + 1, len(lines))
        at, text = min(starts[start], len(original)), ""
        for item in group:
            text += original[at : item.start] + item.text
            at = item.end
        text += original[at : starts[end]]
        yield _trimmed(_Region(start, end, _lines(text)), lines)


def _line(starts: list[int], offset: int) -> int:
    """The number of the line that an offset is in; behind the last line feed one that is not there yet."""
    return bisect_right(starts, offset) - 1


def _trimmed(region: _Region, lines: list[str]) -> _Region:
    """Without the lines at both ends that are what they were."""
    while region.start < region.end and region.new and lines[region.start] == region.new[0]:
        region.start += 1
        region.new = region.new[1:]
    while region.start < region.end and region.new and lines[region.end - 1] == region.new[-1]:
        region.end -= 1
        region.new = region.new[:-1]
    return region


def _hunks(lines: list[str], regions: list[_Region]) -> Iterator[str]:
    groups: list[list[_Region]] = []
    for region in regions:
        if groups and region.start - groups[-1][-1].end <= 2 * CONTEXT:
            groups[-1].append(region)
        else:
            groups.append([region])
    moved = 0
    for group in groups:
        yield from _hunk(lines, group, moved)
        moved += sum(len(region.new) - (region.end - region.start) for region in group)


def _hunk(lines: list[str], group: list[_Region], moved: int) -> Iterator[str]:
    start = max(0, group[0].start - CONTEXT)
    end = min(len(lines), group[-1].end + CONTEXT)
    grown = sum(len(region.new) - (region.end - region.start) for region in group)
    yield f"@@ -{_range(start, end - start)} +{_range(start + moved, end - start + grown)} @@\n"
    at = start
    for region in group:
        yield from _marked(" ", lines[at : region.start])
        yield from _marked("-", lines[region.start : region.end])
        yield from _marked("+", region.new)
        at = region.end
    yield from _marked(" ", lines[at:end])


def _range(start: int, count: int) -> str:
    """Lines count from 1; where there are none, the one before is meant."""
    if count == 1:
        return str(start + 1)
    return f"{start + bool(count)},{count}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
