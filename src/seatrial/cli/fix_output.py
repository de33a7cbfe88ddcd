"""What ``seatrial fix`` prints: the patch on standard output, the rest on standard error; or all of it as JSON."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from seatrial.cli.fix_updates import Updated, advised, updated
from seatrial.cli.output import print_whole, wants_color
from seatrial.model.location import Location
from seatrial.repair.diff import unified
from seatrial.repair.making import Patched
from seatrial.repair.nouns import Change, Fix, Outcome
from seatrial.repair.run import Repairs
from seatrial.reports._words import as_json, clean, clean_lines, plural

_COLORS = {"---": "1", "+++": "1", "@@ ": "36", "-": "31", "+": "32"}
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How it is shown, and what was written: ``unwritten`` has the files that were left alone, with the reason."""

    color: str = "auto"
    quiet: bool = False
    written: bool = False
    unwritten: Mapping[str, str] = field(default_factory=dict)


def diff_of(patched: Patched) -> str:
    return unified(patched.file, patched.before.decode("utf-8-sig"), patched.replaced)


def write_patch(repairs: Repairs, shown: Shown) -> None:
    """The patch; where it goes to a terminal, colored and clean."""
    text = "".join(diff_of(patched) for patched in repairs.files)
    is_terminal = sys.stdout.isatty()
    if is_terminal:
        text = clean_lines(text)
    print_whole("".join(_colored(text)) if wants_color(shown.color) else text)


def _colored(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        code = next((code for start, code in _COLORS.items() if line.startswith(start)), "")
        yield f"\x1b[{code}m{line}\x1b[0m\n" if code else f"{line}\n" * bool(line)


def summary(repairs: Repairs, shown: Shown) -> None:
    """Suggestions, what needs a person, and the counts, on standard error."""
    for reason in shown.unwritten.values():
        click.echo(f"not written: {clean(reason)}", err=True)
    if not shown.quiet:
        _updates(repairs)
        for title, outcome in (("Suggestions", Outcome.SUGGESTED), ("For a person", Outcome.LEFT)):
            _listed(title, [fix for fix in repairs.fixes if fix.outcome is outcome])
    click.echo(counts(repairs, shown), err=True)


def _updates(repairs: Repairs) -> None:
    rows = updated(repairs.fixes)
    if rows:
        click.echo("Updates:", err=True)
    for row in rows:
        click.echo(f"  {clean(str(row))}", err=True)


def _listed(title: str, fixes: list[Fix]) -> None:
    """Each piece of advice once: a module that is called three times has the same thing to change for all of them."""
    groups: dict[tuple[Any, ...], list[Fix]] = {}
    for fix in fixes:
        groups.setdefault((fix.update or fix.check, fix.place, _advice(fix)), []).append(fix)
    if groups:
        click.echo(f"{title}:", err=True)
    for (check, place, advice), alike in list(groups.items())[:_MOST]:
        if alike[0].update:
            click.echo(f"  {clean(advised(alike))}", err=True)
            click.echo(f"    --> {clean(str(place))}: {clean(advice)}", err=True)
            continue
        more = f" (and {plural(len(alike) - 1, 'finding')} like it)" if len(alike) > 1 else ""
        click.echo(f"  {check}: {clean(alike[0].message)}{more}", err=True)
        click.echo(f"    --> {clean(str(place))}: {clean(advice)}", err=True)
    if len(groups) > _MOST:
        click.echo(f"  and {len(groups) - _MOST} more; -o json has all", err=True)


def _advice(fix: Fix) -> str:
    said = "; ".join(map(described, fix.changes)) if fix.update is None or fix.outcome is Outcome.LEFT else ""
    return f"{said}: {fix.reason}" if said else fix.reason


def described(change: Change) -> str:
    """A change in words: ``storage_encrypted = true``."""
    path = ".".join(str(step) for step in change.path if isinstance(step, str))
    if change.how == "set":
        return f"{path or 'the value'} = {as_json(change.value)}"
    if change.how == "add":
        return f"{path or 'the value'} with {as_json(change.value)}"
    if change.how == "image":
        return f"{change.value.new} in the place of {change.value.old}"
    if change.how == "pin":
        return f"{change.value.name} {change.value.to}"
    return "add a resource" if change.how == "block" else "change the words"


def counts(repairs: Repairs, shown: Shown) -> str:
    """``4 fixed, 1 suggestion, 2 for a person``."""
    by = {outcome: sum(fix.outcome is outcome for fix in repairs.fixes) for outcome in Outcome}
    done = "fixed" if shown.written else "can be fixed"
    suggested = plural(by[Outcome.SUGGESTED], "suggestion")
    found = [f"{by[Outcome.FIXED]} {done}", suggested, f"{by[Outcome.LEFT]} for a person"]
    if shown.unwritten:
        found.append(f"{plural(len(shown.unwritten), 'file')} left alone")
    if repairs.gaps:
        found.append(plural(len(repairs.gaps), "gap"))
    return ", ".join(found)


def write_json(repairs: Repairs, shown: Shown) -> None:
    """Everything, as one object."""
    told = {
        "version": 1,
        "fixes": [*map(_fix, repairs.fixes)],
        "updates": [*map(_updated, updated(repairs.fixes))],
        "files": [*_files(repairs.files, shown)],
    }
    click.echo(as_json(told))


def _updated(row: Updated) -> dict[str, Any]:
    """One package of one file, and the flaws that go with its version."""
    said = {
        "file": row.file,
        "package": row.name,
        "version": row.version,
        "to": row.to,
        "then": row.then,
        "more": row.more,
    }
    return {**said, "removes": [fix.check for fix in row.fixes], "findings": row.wanted}


def _fix(fix: Fix) -> dict[str, Any]:
    _, check, address, element = fix.identity
    found = {"check": check, "address": address, "element": element, "message": fix.message}
    places = {"location": _place(fix.location), "place": _place(fix.place)}
    changes = [{"place": _place(change.head), "change": described(change)} for change in fix.changes]
    told = {**found, **places, "outcome": str(fix.outcome), "reason": fix.reason, "changes": changes}
    if fix.update is None:
        return told
    update = {"name": fix.update.name, "version": fix.update.version, "to": fix.update.to, "command": fix.command}
    return {**told, "package": update}


def _place(place: Location) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _files(files: Iterable[Patched], shown: Shown) -> Iterator[dict[str, Any]]:
    for patched in files:
        is_written = shown.written and patched.file not in shown.unwritten
        kept = {"reason": shown.unwritten[patched.file]} if patched.file in shown.unwritten else {}
        yield {"file": patched.file, "diff": diff_of(patched), "written": is_written, **kept}
