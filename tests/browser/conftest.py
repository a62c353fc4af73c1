"""A headless Chromium, and the pages it looks at: the reports of a results folder, and one with claims made up here."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import matplotlib.figure
import pytest
from browser import started

from placecells import study
from placecells.report import contents
from placecells.report.page import render

ROOT = Path(__file__).resolve().parents[2]
LONG_NAME = "Processor of a Maker (R) with a long name, CPU @ 2.00GHz"


def pytest_addoption(parser):
    parser.addoption("--results", default="results/quick", help="folder with report/report.html and snakemake.html")


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chromium with an empty profile that records its console and its network."""
    driver = started(shutil.which("chromium"), shutil.which("chromedriver"), tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def made_up(tmp_path_factory):
    """A report with the captions of the project, claims of every kind, and figures of the usual size."""
    folder = tmp_path_factory.mktemp("report")
    image = BytesIO()
    matplotlib.figure.Figure(figsize=(7, 5)).savefig(image, dpi=200)
    figures = []
    for caption in sorted(map(study.caption, study.figures())):
        png = folder / f"{caption.stem}.png"
        png.write_bytes(image.getvalue())
        title = f"Figure {caption.stem[3:]}: a title of some length."
        datasets = ["retarded_alpha", "retarded_alpha_controlled", "an_experiment_with_a_long_name"]
        module = study.figure_module(caption.stem)
        figures.append(contents.figure(png, caption, title, module, datasets, "results/quick"))
    table = json.loads((ROOT / "tests/browser/claims.json").read_text(encoding="utf-8"))
    claims = [row | {"study": "place_cells"} for row in table["claims"]]
    page = folder / "report.html"
    text = render(
        [contents.part("place_cells", study.study("place_cells"), figures, claims)],
        scale="quick",
        datasets=[
            contents.Dataset(
                "retarded_alpha_controlled", "train", {"samples": 4, "seed": 3}, "v0.1-2-gabc", 1.5, LONG_NAME
            )
        ],
        stages=[{"rule": "measure", "jobs": 62, "wall": 6789.0, "cpu": 6543.2, "memory": 12345.0}],
        config="single_field: {data: " + "{model: ising, sites: 100, beta: 0.5, sampling: independent, " * 3,
        code_version="v0.1-2-gabc",
        packages=contents.packages(),
        machine=contents.machine(),
        written="1 January 2026",
        references=["A. Author (2026). " + "A long title. " * 9],
    )
    page.write_text(text, encoding="utf-8")
    return page


@pytest.fixture(scope="session")
def ours(request):
    """The report of the pipeline."""
    return ROOT / request.config.getoption("--results") / "report" / "report.html"


@pytest.fixture(scope="session")
def snakemakes(request):
    """Snakemake's own report."""
    return ROOT / request.config.getoption("--results") / "snakemake.html"
