"""``seatrial doctor``: is everything here as a scan needs it?"""

from pathlib import Path

import click

from seatrial.cli.options import quiet_option


@click.command("doctor")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="A line for each, or JSON.")
@quiet_option("Notes and problems only.")
def command(folder: Path, output: str, quiet: bool) -> int:
    """Look at the installation, the configuration and own content, and say what to do.

    FOLDER is the one to be scanned, the current one if none is said. Exits with 2 if there is a problem.
    """
    from seatrial.cli.signs import State, signs
    from seatrial.reports._words import as_json, clean

    found = [sign for sign in signs(folder.absolute()) if not (quiet and sign.state is State.OK)]
    if output == "json":
        rows = [{"topic": s.topic, "state": s.state, "text": s.text, "advice": s.advice} for s in found]
        click.echo(as_json(rows, indent=2))
    else:
        for sign in found:
            click.echo(clean(f"{sign.state:<8} {sign.topic:<13} {sign.text}"))
            if sign.advice:
                click.echo(clean(f"{'':<22} -> {sign.advice}"))
    return 2 if any(sign.state is State.PROBLEM for sign in found) else 0
