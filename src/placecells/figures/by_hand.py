"""Draw one figure by hand, without the workflow: `python -m placecells.studies.<study>.figures.<figure>`."""

import sys
from pathlib import Path
from types import ModuleType

import click

from placecells.config.load import ConfigError, load
from placecells.figures.save import in_style, save
from placecells.io import store
from placecells.jobs.code import ROOT


def by_hand(name: str) -> None:
    """Draw the figure of the module that was started as a program, from the arguments of the command line.

    name: name of the figure. The config lists the figure's experiments; those without a dataset in the folder are left
    out.
    """

    @click.command(help=f"Draw {name} from the datasets in a folder, such as results/quick/datasets, as PNG or PDF.")
    @click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
    @click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
    def command(folder: Path, output: Path) -> None:
        if output.suffix not in (".png", ".pdf"):
            raise click.ClickException(f"output is {output}; allowed is a file that ends in .png or .pdf")
        _draw(sys.modules["__main__"], name, folder, output)

    command()


def _draw(module: ModuleType, name: str, folder: Path, output: Path) -> None:
    try:
        config = load([ROOT / "config.yaml"], sorted((ROOT / "config" / "studies").glob("*.yaml")))
        experiments = config["figures"][name]["experiments"]
        files = {experiment: folder / f"{experiment}.nc" for experiment in experiments}
        datasets = {experiment: store.read(path) for experiment, path in files.items() if path.is_file()}
        if experiments and not datasets:
            raise click.ClickException(f"{folder} has no dataset of {name}; allowed are {', '.join(experiments)}")
        with in_style():
            save(module.draw(datasets), [output], {"Title": name})
    except (ConfigError, store.StoreError) as error:
        raise click.ClickException(str(error)) from error
