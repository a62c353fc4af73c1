"""Figures drawn by hand from a folder of datasets, without Snakemake."""

import subprocess
import sys

import pytest

from placecells import study


def by_hand(project, figure, *arguments):
    command = [sys.executable, "-m", study.figure_module(figure), *arguments]
    environment = {"PYTHONPATH": str(project.folder / "src"), "PATH": "", "HOME": str(project.folder)}
    return subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(("figure", "ending"), [("fig01", "png"), ("fig01", "pdf"), ("fig05", "pdf"), ("fig14", "png")])
def test_a_figure_is_drawn_from_the_datasets_in_a_folder(project, tmp_path, figure, ending):
    output = tmp_path / f"{figure}.{ending}"
    done = by_hand(project, figure, "results/smoke/datasets", str(output))
    assert done.returncode == 0, done.stderr
    assert output.stat().st_size > 5000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["results/smoke/runs", "x.png"], "results/smoke/runs has no dataset of fig05; allowed are diffusion_pcd"),
        (["results/smoke/datasets", "x.gif"], "output is x.gif; allowed is a file that ends in .png or .pdf"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(project, arguments, sentence):
    done = by_hand(project, "fig05", *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("figure", study.figures())
def test_every_figure_can_be_drawn_by_hand(project, figure):
    source = (project.folder / "src" / study.figure_module(figure).replace(".", "/")).with_suffix(".py")
    assert source.read_text(encoding="utf-8").endswith(f'\n\n\nif __name__ == "__main__":\n    by_hand("{figure}")\n')
    assert study.caption(figure).is_file()
