"""``seatrial explain``: all that is known of one check."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from seatrial.cli import candidates
from seatrial.cli.options import databases_option

if TYPE_CHECKING:
    from seatrial.library import Library
    from seatrial.model.check import Check


@click.command("explain")
@click.argument("check", metavar="CHECK|FLAW", shell_complete=candidates.checks_and_aliases)
@databases_option("folder")
def command(check: str, folder: Path | None) -> int:
    """Explain a check, by its id or by another tool's id for it; or a flaw, by any of its names."""
    from seatrial.engine.waiver_words import is_flaw

    if is_flaw(check):
        from seatrial.cli.explained_flaw import explained

        return explained(check, folder)
    from seatrial.config import content_for
    from seatrial.library import load
    from seatrial.library.pack import folder as shipped_folder
    from seatrial.reports._words import clean_lines

    own = content_for(Path.cwd())
    library = load(own)
    found = library.find_check(check)
    folders = [shipped_folder(), *own]
    click.echo(clean_lines(explanation(found, _examples(found, folders), _fixed(found, library, folders))))
    return 0


def explanation(check: "Check", examples: dict[str, str], fixed: str = "") -> str:
    """A check as text for a terminal; ``fixed`` is the diff that its fix makes of an example."""
    from seatrial.reports._words import as_json

    parts = [
        f"{check.id}  {check.severity}\n{check.title}",
        f"Asks {check.resource}: {_expression(check)}",
        check.why.strip(),
    ]
    parts += [f"Example that {verdict}:\n\n{_indented(text)}" for verdict, text in examples.items()]
    if check.fix.set:
        parts.append("Fix: " + ", ".join(f"{name} = {as_json(value)}" for name, value in check.fix.set.items()))
    if check.fix.add:
        parts.append("Fix: " + ", ".join(f"{name} with {as_json(value)}" for name, value in check.fix.add.items()))
    if fixed:
        parts.append(f"What `seatrial fix` makes of it{_limits(check)}:\n\n{_indented(fixed)}")
    if check.fix.steps:
        parts.append(f"Fix: {check.fix.steps.strip()}")
    if check.params:
        parts.append("Parameters:\n" + "\n".join(f"  {n} ({p.type}): {p.doc}" for n, p in check.params.items()))
    if check.references:
        parts.append("More:\n" + "\n".join(f"  {reference}" for reference in check.references))
    if check.aliases:
        parts.append("Also known as: " + ", ".join(check.aliases))
    return "\n\n".join(parts)


def _limits(check: "Check") -> str:
    risk = check.fix.risk.strip().rstrip(".")
    return f", with --unsafe ({risk[0].lower()}{risk[1:]})" if risk else ""


def _fixed(check: "Check", library: "Library", folders: list[Path]) -> str:
    """What the check's fix makes of its plainest failing example, as a diff without its head."""
    from seatrial.library.lint import path_of

    path = path_of(check.file, folders)
    if path is None or not check.fix.is_written:
        return ""
    # Planning a fix is no small thing to import.
    from seatrial.cli.fix_output import diff_of
    from seatrial.prove import example_of_fix

    found = example_of_fix(check, library, path.parent)
    if found is None:
        return ""
    name, rehearsed = found
    lines = [line for patched in rehearsed.files for line in diff_of(patched).splitlines(keepends=True)[2:]]
    return f"{name}\n{''.join(lines)}"


def _expression(check: "Check") -> str:
    text = f"for each {check.each}: {check.expects}" if check.each else check.expects
    return " ".join((f"{text}, when {check.when}" if check.when else text).split())


def _examples(check: "Check", folders: list[Path]) -> dict[str, str]:
    """The plainest failing and passing proof: without a case in its name, in the shortest format."""
    from seatrial.library.lint import path_of

    path = path_of(check.file, folders)
    if path is None:
        return {}
    found = {verdict: sorted(path.parent.glob(f"{verdict}.*"), key=_plainness) for verdict in ("fail", "pass")}
    words = {"fail": "fails", "pass": "passes"}
    return {
        f"{words[verdict]}, {paths[0].name}": paths[0].read_text("utf-8", "replace")
        for verdict, paths in found.items()
        if paths
    }


def _plainness(path: Path) -> tuple[int, int, str]:
    return (path.name.count("."), len(path.suffix), path.name)


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.rstrip().splitlines())
