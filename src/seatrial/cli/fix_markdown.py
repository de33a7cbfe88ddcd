"""The text of a pull request: what is updated, which flaws that removes, what else changes, and what is left."""

from collections.abc import Iterator

from seatrial.cli.fix_output import Shown, counts
from seatrial.cli.fix_updates import Updated, updated
from seatrial.cli.output import print_whole
from seatrial.model.advisory import Match
from seatrial.repair.nouns import Fix, Outcome
from seatrial.repair.run import Repairs
from seatrial.reports._markup import code, escaped, link_of
from seatrial.reports._words import harmless, plural

_MOST = 100


def write_markdown(repairs: Repairs, shown: Shown) -> None:
    """Print it; GitHub's flavour."""
    print_whole("".join(f"{harmless(line)}\n" for line in _lines(repairs, shown)))


def _lines(repairs: Repairs, shown: Shown) -> Iterator[str]:
    rows = updated(repairs.fixes)
    yield f"## {_title(repairs, rows)}"
    yield ""
    for row in rows:
        yield from _update(row)
    others = [fix for fix in repairs.fixes if fix.outcome is Outcome.FIXED and fix.update is None]
    yield from _listed("What else changes", others)
    left = [fix for fix in repairs.fixes if fix.outcome is not Outcome.FIXED]
    if left:
        yield f"<details><summary>{escaped(counts(repairs, shown))}</summary>"
        yield ""
        yield from _listed("", left)
        yield "</details>"
        yield ""
    yield "A scan with these changes finds nothing new but what is named here. No tests were run."


def _title(repairs: Repairs, rows: list[Updated]) -> str:
    if len(rows) == 1 and all(fix.update for fix in repairs.fixes if fix.outcome is Outcome.FIXED):
        return f"Update {escaped(rows[0].name)} from {escaped(rows[0].version)} to {escaped(rows[0].to)}"
    fixed = sum(fix.outcome is Outcome.FIXED for fix in repairs.fixes)
    return f"Fix {plural(fixed, 'finding')}" if fixed else "Nothing to change"


def _update(row: Updated) -> Iterator[str]:
    yield f"### {code(row.name)} from {escaped(row.version)} to {escaped(row.to)}"
    yield ""
    removed = f"removes {plural(len(row.fixes), 'finding')}"
    removed += f"; {escaped(row.more)}" if row.more else ""
    yield f"In {code(row.file)}; {removed}." + (f" Then run {code(row.then)}." if row.then else "")
    yield ""
    matches = [fix.match for fix in row.fixes if fix.match]
    matches.sort(key=lambda match: (-match.severity.rank, match.id))
    for match in matches[:_MOST]:
        yield _flaw(match)
    if len(matches) > _MOST:
        yield f"- and {len(matches) - _MOST} more"
    yield ""


def _flaw(match: Match) -> str:
    score = f" (CVSS {match.score:.1f})" if match.score is not None else ""
    known = match.exploitation
    attacked = ", **known to be exploited**" if known and known.exploited else ""
    return f"- **{match.severity}** [{escaped(match.id)}]({link_of(match)}){score}{attacked}: {escaped(match.title)}"


def _listed(title: str, fixes: list[Fix]) -> Iterator[str]:
    if not fixes:
        return
    if title:
        yield f"### {title}"
        yield ""
    for fix in fixes[:_MOST]:
        reason = f" ({escaped(fix.reason)})" if fix.reason else ""
        yield f"- {code(fix.check)} at {code(str(fix.place))}: {escaped(fix.message)}{reason}"
    if len(fixes) > _MOST:
        yield f"- and {len(fixes) - _MOST} more"
    yield ""
