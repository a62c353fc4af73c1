"""Pages of the site that are made from the code: the gallery of figures, and the public functions."""

from pathlib import Path

from placecells import study
from placecells.config.load import load

MODULES = (  # what a user of the library calls
    "placecells.rbm.train",
    "placecells.rbm.machine",
    "placecells.rbm.exact",
    "placecells.rbm.units.coding",
    "placecells.data.draw",
    "placecells.measure.fields",
    "placecells.measure.motion",
    "placecells.measure.order",
    "placecells.measure.likelihood",
    "placecells.measure.intervals",
    "placecells.theory.ring",
    "placecells.theory.flow",
    "placecells.theory.soliton",
    "placecells.theory.diffusion",
    "placecells.theory.random_matrix",
    "placecells.io.store",
)


def drawn_figures(root: Path) -> list[Path]:
    """Pictures of the small scale, where it has been run."""
    return sorted((root / "results" / "quick" / "figures").glob("fig*.png"))


def gallery(root: Path, drawn: list[Path]) -> str:
    """Every figure with its caption, its command, its module, and the experiments whose datasets it shows."""
    config = load([root / "config.yaml"], sorted((root / "config" / "studies").glob("*.yaml")))
    pictures = {file.stem: file for file in drawn}
    lines = [
        "# Figures",
        "",
        "Drawn by `make quick` and the targets of the studies; pictures are shown where they were made.",
    ]
    owners = study.figures()
    for name in study.names():
        lines += ["", f"## {study.study(name).title}"]
        mine = set(config["figures"]) & {one for one, owner in owners.items() if owner == name}
        for figure in sorted(mine, key=lambda one: (one[:4], len(one), one)):  # fig9, fig10; figR9, figR10
            lines += ["", *_entry(figure, config["figures"][figure]["experiments"], pictures.get(figure))]
    return "\n".join(lines) + "\n"


def _entry(figure: str, experiments: list[str], picture: Path | None) -> list[str]:
    module = study.figure_module(figure)
    file = Path(*module.split(".")).as_posix()
    shown = [f"![{figure}](figures/{picture.name})", ""] if picture else []
    return [
        f"### {figure}",
        "",
        *shown,
        f"    snakemake --cores 2 {figure} --configfile config/quick.yaml",
        "",
        f"Module `src/{file}.py`; datasets {', '.join(f'`{name}`' for name in experiments) or 'none'}.",
    ]


def modules() -> str:
    """The public functions and classes, from their docstrings."""
    head = (
        "# Modules\n\nFunctions for work in Python, from their docstrings. "
        "Equations (n) are those of [physics](physics.md).\n"
    )
    return head + "".join(f"\n::: {module}\n" for module in MODULES)
