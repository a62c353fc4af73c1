"""The command line, `python -m placecells <command>`: one function per command, which imports what it needs itself."""

from pathlib import Path

import click

PATH = click.Path(exists=True, path_type=Path)


class CannotReadError(click.ClickException):
    """A file or folder cannot be used: one sentence, exit code 2."""

    exit_code = 2


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """What one does with the results of placecells beside making them.

    Making them is the work of snakemake, see README.md.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@main.command()
@click.argument("a", type=PATH)
@click.argument("b", type=PATH)
@click.pass_context
def compare(context: click.Context, a: Path, b: Path) -> None:
    """Say what differs between the results A and B.

    A and B are two results folders, such as results/quick of two checkouts, or two NetCDF files, or two claims.json.
    Nothing is changed in either.

    Of NetCDF files the dimensions, types, coordinates and values of all variables are compared, bit for bit; NaN
    equals NaN. Of the attributes only the config is looked at: it is said, but not counted, where it differs. The
    files in data/ and in runs/ are compared where both folders have that part.

    Of claims.json the verdicts and the measured values are compared.

    The exit code is 0 where all is the same, 1 where anything differs, and 2 where a file cannot be read.
    """
    from placecells.compare.results import compare as compare_results
    from placecells.io.store import StoreError

    try:
        found = compare_results(a, b)
    except StoreError as error:
        raise CannotReadError(str(error)) from error
    for line in [f"A is {a}", f"B is {b}", *found.summary(), *found.lines, *found.notes]:
        click.echo(line)
    context.exit(found.exit_code)


if __name__ == "__main__":
    main(prog_name="python -m placecells")
