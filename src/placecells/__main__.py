"""The command line, `python -m placecells <command>`: one function per command, which imports what it needs."""

from pathlib import Path

import click

PATH = click.Path(exists=True, path_type=Path)


class CannotReadError(click.ClickException):
    """A file or folder cannot be used. The message is one sentence, the exit code 2."""

    exit_code = 2


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Commands for results that the workflow has made.

    To make results, run snakemake: see README.md.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@main.command()
@click.argument("a", type=PATH)
@click.argument("b", type=PATH)
@click.pass_context
def compare(context: click.Context, a: Path, b: Path) -> None:
    """Print what differs between the results A and B.

    A and B are two results folders, such as results/quick of two checkouts, or two bundles, or a folder and a bundle,
    or two NetCDF files, or two claims.json. Nothing is changed in either.

    Of claims.json the verdicts and the measured values are compared, claim by claim; changed verdicts come first.

    Of NetCDF files the dimensions, types, coordinates and values of all variables are compared, bit for bit; NaN
    equals NaN. Of the attributes only the config is compared; a difference there is printed, but not counted. The
    files in data/ and in runs/ are compared where both folders have that part.

    The exit code is 0 if nothing differs, 1 if anything differs, and 2 if a file cannot be read.
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
