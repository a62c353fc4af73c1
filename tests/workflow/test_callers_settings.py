"""A figure is a function of data and style: the caller's display, fonts, language, time zone and home do not count."""

import os
import subprocess

import pytest

FIGURES = ("fig02", "fig07")  # an image, and lines with a legend and mathematics
LOOK = "figure.dpi: 50\naxes.facecolor: yellow\nlines.linewidth: 5\nfont.family: serif\nsavefig.bbox: tight\n"


def pictures(project):
    """Names and bytes of the PNG files."""
    return {name: (project.folder / f"results/smoke/figures/{name}.png").read_bytes() for name in FIGURES}


@pytest.fixture
def redrawn(project):
    """Draws the figures again in an environment, and returns them."""

    def redraw(**environment):
        command = project.command("--force", *FIGURES, config="config/smoke.yaml")
        run = subprocess.run(command, cwd=project.folder, env=os.environ | environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
        return pictures(project)

    return redraw


def test_a_look_of_ones_own_a_notebooks_backend_ascii_only_another_time_and_no_home(project, redrawn, tmp_path):
    before = pictures(project)
    (tmp_path / "matplotlibrc").write_text(LOOK)
    beside = project.folder / "matplotlibrc"
    beside.write_text(LOOK + "text.usetex: True\nbackend: TkAgg\ntimezone: Asia/Kathmandu\n")
    look = {"MPLCONFIGDIR": str(tmp_path), "MATPLOTLIBRC": str(tmp_path / "matplotlibrc")}
    backend = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "DISPLAY": ":99"}
    place = {"LANG": "de_DE", "TZ": "Asia/Kathmandu", "HOME": "/proc/none"}
    ascii_only = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    try:
        assert redrawn(**look, **backend, **place, **ascii_only) == before
    finally:
        beside.unlink()
