"""The command line, `python -m placecells <command>`: one function per command, which imports what it needs.

snakemake alone runs jobs; the commands say what there is and what was made.
"""

from pathlib import Path

import click

PATH = click.Path(exists=True, path_type=Path)


class CannotReadError(click.ClickException):
    """A file or folder cannot be used. The message is one sentence, the exit code 2."""

    exit_code = 2


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Commands that say what there is to make, what it costs, and what was made.

    To make results, run snakemake: see README.md.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@main.command("list")
@click.argument("scales", nargs=-1, type=PATH)
@click.option("--experiments", is_flag=True, help="The experiments instead, with their kinds and numbers of runs.")
def list_all(scales: tuple[Path, ...], experiments: bool) -> None:
    """Print the studies with their targets, figures and claims, as Markdown.

    SCALES are the files that you give to snakemake after --configfile; none for config.yaml alone.
    """
    from placecells.commands import overview

    config = _config(scales)
    click.echo(overview.experiments(config) if experiments else overview.studies(config), nl=False)


@main.command()
@click.argument("experiment")
@click.argument("scales", nargs=-1, type=PATH)
def show(experiment: str, scales: tuple[Path, ...]) -> None:
    """Print what uses an EXPERIMENT, and for every cell what training costs and how many runs are made.

    SCALES are the files that you give to snakemake after --configfile; none for config.yaml alone.
    """
    from placecells.commands import overview
    from placecells.config.read import guess

    config = _config(scales)
    if experiment not in (known := config["experiments"]):
        hint = guess(experiment, known) or "; `python -m placecells list --experiments` names them"
        raise CannotReadError(f"there is no experiment {experiment}{hint}")
    click.echo(overview.experiment(config, experiment), nl=False)


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


@main.command()
@click.argument("paths", nargs=-1, required=True, type=PATH, metavar="DATASET...")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...]) -> None:
    """Read DATASETS with all their checksums, and print whether they are whole and what they were made from.

    A DATASET is a NetCDF file of the results, or a folder of such files. Printed are the version of the code that made
    the file, packages that have another version now, and inputs that have changed since. Nothing is changed.

    The exit code is 0 if all files are whole and no input has changed, and 1 otherwise.
    """
    from placecells.commands import check as command

    good = True
    for file in [file for path in paths for file in command.files(path)]:
        found = command.check(file)
        good &= found.is_good
        for line in found.lines:
            click.echo(line)
    context.exit(0 if good else 1)


@main.command()
@click.argument("run", type=PATH)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--record", type=int, default=-1, help="Number of the record, from 0; default: the last one.")
@click.option("--data", is_flag=True, help="The training set of the run instead of the machine.")
def export(run: Path, target: Path, record: int, data: bool) -> None:
    """Write the machine of a RUN, such as results/runs/single_field/single/seed0.nc, to the file TARGET.

    TARGET ends with .npz, for NumPy: weights (hidden, site[, colour]), fields of the units, theta of double wells. Or
    it ends with .h5, for the library rbms: units of the values 0 and 1, to which spins -1/+1 are converted exactly.
    """
    from placecells.commands import export as command
    from placecells.io.store import StoreError

    if target.suffix not in (".npz", ".h5"):
        raise CannotReadError(f"{target} ends with {target.suffix or 'nothing'}; allowed are .npz and .h5")
    try:
        click.echo(command.data_to(run, target) if data else command.machine_to(run, target, record))
    except (command.ExportError, StoreError) as error:
        raise CannotReadError(str(error)) from error


@main.command()
@click.argument("study")
@click.option("--results", type=PATH, default="results", help="A results folder; default: results.")
def claims(study: str, results: Path) -> None:
    """Print the claims of a STUDY, with what was measured and the verdicts, as a Markdown table.

    The study's claims must have been checked: snakemake STUDY.
    """
    import json

    from placecells.claims.markdown import as_markdown
    from placecells.study import names
    from placecells.study import study as described

    if study not in names():
        raise CannotReadError(f"there is no study {study}; allowed are {', '.join(names())}")
    files = [results / "claims" / study / f"{section}.json" for section in described(study).sections]
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise CannotReadError(f"there is no {missing[0]}: make it with `snakemake {study}`")
    click.echo(as_markdown(row for file in files for row in json.loads(file.read_text(encoding="utf-8"))), nl=False)


@main.command()
@click.argument("scales", nargs=-1, type=PATH)
@click.option("--target", help="An experiment, a figure, a study, or a file of the results; default: everything.")
@click.option("--measured", is_flag=True, help="Train a moment of every kind of run, and print the time here as well.")
def cost(scales: tuple[Path, ...], target: str | None, measured: bool) -> None:
    """Print the expected time and memory of the training that a target needs, as a Markdown table.

    SCALES are the files that you give to snakemake after --configfile; none for config.yaml alone. Times are seconds of
    one core, or of one CUDA device where training.backend is cuda, by the formulas of placecells.jobs; on other
    machines they differ by a factor of 2 or so. Runs that are there already count as well.
    """
    from placecells.commands.targets import experiments_of
    from placecells.config.cells import cells
    from placecells.config.read import guess
    from placecells.jobs.costs import table

    config = _config(scales)
    try:
        chosen = list(config["experiments"]) if target is None else experiments_of(config, target)
    except KeyError:
        known = [*config["experiments"], *config["figures"]]
        hint = guess(target, known) or "; `python -m placecells list` names studies and figures"
        raise CannotReadError(f"there is no target {target}{hint}") from None
    configs = {key: cell for key, cell in cells(config)["config"].items() if key.partition("/")[0] in chosen}
    seconds = None
    if measured:
        from placecells.commands.measured_cost import run_seconds

        seconds = run_seconds(configs)
    for line in table(configs, chosen, seconds):
        click.echo(line)


@main.command()
@click.argument("scales", nargs=-1, type=PATH)
def times(scales: tuple[Path, ...]) -> None:
    """Print how long a run took and would take on 2 to 32 cores, and what it keeps on the disk, as Markdown.

    SCALES are the files that you give to snakemake after --configfile; none for config.yaml alone. The times are those
    that the jobs of the last run recorded; whatever was not made anew has the times of the run that made it.
    """
    from placecells.commands.times import tables

    config = _config(scales)
    text = tables(config)
    if not text:
        raise CannotReadError(f"{config['results']}/jobs has no records of jobs: run some with snakemake")
    click.echo(text, nl=False)


@main.command()
@click.argument("scales", nargs=-1, type=PATH)
@click.option("--margin", default=2.0, help="Factor by which requests are larger than what was used; default: 2.")
def resources(scales: tuple[Path, ...], margin: float) -> None:
    """Print what each rule asks of a cluster, as lines of profiles/slurm/profile.yaml.

    SCALES are the files that you give to snakemake after --configfile; none for config.yaml alone. The requests follow
    from the largest memory and time that the jobs of the last run recorded.
    """
    from placecells.commands.resources import requests
    from placecells.report.jobs import job_records

    folder = Path(_config(scales)["results"]) / "jobs"
    text = requests(job_records(folder), margin)
    if not text:
        raise CannotReadError(f"{folder} has no records of jobs: run some with snakemake")
    click.echo(text, nl=False)


@main.command()
@click.argument("scales", nargs=-1, type=PATH)
@click.option("--yes", is_flag=True, help="Remove without asking.")
def clean(scales: tuple[Path, ...], yes: bool) -> None:
    """List what the results hold that no rerun needs, with sizes, and remove it if you agree.

    SCALES are the files that you give to snakemake after --configfile; none for config.yaml alone. Listed are runs,
    datasets and figures that the config does not ask for, checkpoints of finished runs, training sets that earlier
    versions kept, and compiled kernels of other code. All that the config asks for stays.
    """
    from placecells.jobs.leftovers import leftovers, remove, size

    config = _config(scales)
    results = Path(config["results"])
    found = leftovers(config, results)
    for one in found:
        click.echo(f"{_megabytes(one.bytes)}  {one.path}: {one.reason}")
    total = sum(one.bytes for one in found)
    click.echo(f"{_megabytes(size(results) if results.exists() else 0)}  {results} in all")
    click.echo(f"{_megabytes(total)}  can go: {len(found)} files or folders")
    if found and (yes or click.confirm("Remove them?")):
        for one in found:
            remove(one.path)


def _config(scales: tuple[Path, ...]) -> dict:
    """The config of config.yaml with the files `scales` laid over it. Raises CannotReadError."""
    from placecells.config.load import ConfigError, load
    from placecells.jobs.code import ROOT

    # an installed package has no config.yaml beside it: then the working directory is the project
    [root, *_] = [folder for folder in (ROOT, Path()) if (folder / "config.yaml").is_file()] or [None]
    if root is None:
        raise CannotReadError("there is no config.yaml here: this command needs the folder of the project")
    try:
        return load([root / "config.yaml", *scales], sorted((root / "config" / "studies").glob("*.yaml")))
    except ConfigError as error:
        raise CannotReadError(str(error)) from error


def _megabytes(count: int) -> str:
    return f"{count / 1e6:10.1f} MB"


if __name__ == "__main__":
    main(prog_name="python -m placecells")
