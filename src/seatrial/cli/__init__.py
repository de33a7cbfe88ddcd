"""The command: one file a subcommand, imported when it is called.

Exit codes: 0 nothing at or above ``--fail-on``; 1 findings; 2 the command, the configuration or content is wrong;
3 the scan is incomplete; 130 interrupted.
"""

import gc
import importlib
import os
import pkgutil
import sys
from typing import TYPE_CHECKING, Any

import click

from seatrial import __version__
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SUFFIX = "_command"


class _Commands(click.Group):
    """The subcommands, by the names of the modules beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name.removesuffix(_SUFFIX) for m in pkgutil.iter_modules(__path__) if m.name.endswith(_SUFFIX))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found = importlib.import_module(f"{__name__}.{cmd_name}{_SUFFIX}").command
        assert isinstance(found, click.Command)  # noqa: S101 - a command module that breaks the contract
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """The names alone: for a summary beside each, as click has it, every command would have to be imported."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return [*map(CompletionItem, names), *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from seatrial.model.words import did_you_mean

            raise click.UsageError(error.message.rstrip(".") + did_you_mean(args[0], self.list_commands(ctx))) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="seatrial", message="%(prog)s %(version)s")
def group() -> None:
    """One security test for infrastructure, from the editor to production."""


def main() -> None:
    """Run the command and exit."""
    # What a scan makes lives until its end: looking for garbage in it took a third of its time.
    gc.disable()
    code = run()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is written: taking apart, object by object, what a large scan has made would cost a tenth of its time.
    os._exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    try:
        code: Any = group.main(arguments, prog_name="seatrial", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader has gone (`| head`), which click answers with an exit: nobody is left to tell.
        return 0
    except SeatrialError as error:
        from seatrial.reports._words import clean_lines

        click.echo(f"error: {clean_lines(str(error))}", err=True)
        return 2
    return code if isinstance(code, int) else 0
