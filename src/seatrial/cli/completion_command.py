"""``seatrial completion``: the script that teaches a shell to complete commands, options and names."""

import click

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script that completes commands, options, checks, policies and files.

    \b
    bash 4.4 or later, in ~/.bashrc:
        eval "$(seatrial completion bash)"
    zsh, in ~/.zshrc after compinit:
        eval "$(seatrial completion zsh)"
    fish, once:
        seatrial completion fish > ~/.config/fish/completions/seatrial.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class

    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click has a class for each of these
    # What the class for bash would do before is to start bash and ask for its version.
    script = ShellComplete.source(made(ctx.find_root().command, {}, "seatrial", "_SEATRIAL_COMPLETE"))
    click.echo(script, nl=False)
    return 0
