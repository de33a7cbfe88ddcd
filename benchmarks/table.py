"""The figures as a table for people, with what must be reached beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure import Cost

TOOLS = ("floor", "seatrial", "checkov", "trivy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One tree; ``costs`` by tool, None where the tool failed."""

    kind: str
    bytes: int
    costs: Mapping[str, Cost | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What must be reached: seconds of processor time, MB, or times the floor."""

    cpu: float | None = None
    peak: float | None = None
    times_floor: float | None = None

    def __str__(self) -> str:
        parts = [
            _seconds(self.cpu) if self.cpu is not None else "",
            f"{self.peak:.0f} MB" if self.peak is not None else "",
            f"{self.times_floor:g}x floor" if self.times_floor is not None else "",
        ]
        return ", ".join(part for part in parts if part)

    def is_met(self, costs: Mapping[str, Cost | None]) -> bool | None:
        """None where there is nothing to compare."""
        mine, floor = costs.get("seatrial"), costs.get("floor")
        if mine is None:
            return None
        wanted = [(mine.cpu, self.cpu), (mine.peak, self.peak)]
        if self.times_floor is not None and floor is not None:
            wanted.append((mine.cpu, self.times_floor * floor.cpu))
        return all(limit is None or value < limit for value, limit in wanted)


# From the issue "Scan a repository"; on the real repositories, of which the trees have the size and the shape.
TARGETS = {
    "version": Target(cpu=0.150),
    "small": Target(cpu=0.400),
    "eks": Target(cpu=3.0),
    "fabric": Target(cpu=8.0, peak=400),
    "manifests": Target(times_floor=1.5),
}

_HEADER = ("tree", "size", *TOOLS, "peak", "/floor", "checkov/", "trivy/", "target", "")


def render(rows: Sequence[Row]) -> str:
    """Processor seconds of each tool, Seatrial's memory, and three ratios."""
    lines = [_HEADER, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADER))]
    text = [_aligned(line, widths) for line in lines]
    return "\n".join([text[0], "-" * len(text[0]), *text[1:], "", _LEGEND])


def _cells(row: Row) -> tuple[str, ...]:
    costs = row.costs
    mine = costs.get("seatrial")
    target = TARGETS.get(row.kind)
    return (
        row.kind,
        f"{row.bytes / 1e6:.2f} MB" if row.bytes else "",
        *(_seconds(cost.cpu) if (cost := costs.get(tool)) else "-" for tool in TOOLS),
        f"{mine.peak:.0f} MB" if mine else "-",
        _ratio(mine, costs.get("floor")),
        _ratio(costs.get("checkov"), mine),
        _ratio(costs.get("trivy"), mine),
        str(target or ""),
        {True: "reached", False: "missed", None: ""}[target.is_met(costs) if target else None],
    )


def _ratio(one: Cost | None, other: Cost | None) -> str:
    return f"{one.cpu / other.cpu:.1f}x" if one and other else "-"


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    words = {0, len(_HEADER) - 2, len(_HEADER) - 1}
    cells = enumerate(zip(line, widths, strict=True))
    return "  ".join(cell.ljust(width) if at in words else cell.rjust(width) for at, (cell, width) in cells).rstrip()


_LEGEND = """\
Times are processor seconds, user and system, of whole processes and their children: medians.  `/floor` is Seatrial
over parsing alone, `checkov/` and `trivy/` are those over Seatrial, `peak` is Seatrial's largest process."""
