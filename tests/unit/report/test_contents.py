"""What the report is made of: captions, figures, datasets, records of jobs, references."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
import xarray as xr
import yaml
from docutils.utils import SystemMessage
from PIL import Image

from placecells import study
from placecells.config.load import load
from placecells.io import store
from placecells.report import contents
from placecells.report.captions import caption_html
from placecells.report.jobs import job_records, stages

ROOT = Path(__file__).resolve().parents[3]
CAPTIONS = sorted(study.caption(figure) for figure in study.figures())
FINDINGS = study.study("place_cells").findings


@pytest.mark.parametrize("path", CAPTIONS, ids=lambda path: path.stem)
def test_captions_are_html_with_their_formulas_as_mathml(path):
    text = path.read_text(encoding="utf-8")
    html = caption_html(text)
    assert html.count("<math") == text.count(":math:`")
    assert "merror" not in html
    assert "<img" not in html


def test_a_caption_with_a_mistake_is_refused():
    with pytest.raises(SystemMessage, match="substitution"):
        caption_html("the size |w| of weights")


def test_findings_are_numbered_in_order_and_their_figures_exist():
    assert [finding.number for finding in FINDINGS] == list(range(1, 10))
    shown = {panels.figure for finding in FINDINGS for panels in finding.panels}
    assert shown <= {path.stem for path in CAPTIONS}


def test_job_records_and_stages(tmp_path):
    head = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"
    for name, line in {
        "compile.tsv": "69.5\t0:01:09\t434.1\t0\t0\t0\t0\t0\t0\t45.1",
        "train/field/beta1.tsv": "10.0\t0:00:10\t100.0\t0\t0\t0\t0\t0\t0\t9.0",
        "train/field/beta2.tsv": "0.5\t0:00:00\t-\t-\t-\t-\t-\t-\t-\t-",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(head + line + "\n")
    records = job_records(tmp_path)
    assert set(zip(records["rule"], records["name"], strict=True)) == {("compile", ""), ("train", "field")}
    assert stages(records).to_dict("records") == [
        {"rule": "compile", "jobs": 1, "wall": 69.5, "cpu": 45.1, "memory": 434.1},
        {"rule": "train", "jobs": 2, "wall": 10.5, "cpu": 9.0, "memory": 100.0},
    ]


def test_no_jobs_are_no_stages(tmp_path):
    assert stages(job_records(tmp_path)).to_dict("records") == []


def test_references_of_the_citation_file():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    ours, paper, *companions = contents.references(citation)
    assert ours.startswith("The placecells authors. placecells:")
    assert paper.startswith("Moshir Harsh, Jérôme Tubiana, Simona Cocco, Rémi Monasson (2020). 'Place-cell' emergence")
    assert paper.endswith("53 174002. arXiv:1912.12942.")
    assert [work.rpartition("arXiv:")[2] for work in companions] == ["1911.07662.", "2503.21536."]


def test_a_figure_gets_its_number_and_title_from_its_module(tmp_path):
    Image.new("RGB", (1000, 800), "red").save(tmp_path / "fig05.png")
    (tmp_path / "fig05.rst").write_text("A caption.")
    figure = contents.figure(
        tmp_path / "fig05.png",
        tmp_path / "fig05.rst",
        "Figure 5: the field moves",
        "a.module",
        ["wide"],
        "results/quick",
    )
    assert (figure.name, figure.label, figure.title) == ("fig05", "Figure 5", "The field moves")
    assert "<p>A caption.</p>" in figure.caption
    assert figure.command == "python -m a.module results/quick/datasets fig05.png"
    assert (figure.module, figure.datasets) == ("a.module", ("wide",))
    for uri, size in ((figure.image, (1000, 800)), (figure.thumbnail, (250, 200))):
        with Image.open(BytesIO(base64.b64decode(uri.partition("base64,")[2]))) as image:
            assert image.size == size


def test_a_dataset_says_what_it_is(tmp_path):
    path = tmp_path / "single_field.nc"
    store.write(xr.Dataset({"width": ("seed", [1.0, 2.0])}), path, store.provenance({"kind": "train"}))
    described = contents.dataset(path)
    assert (described.name, described.kind, described.sizes) == ("single_field", "train", {"seed": 2})
    assert contents.processors([described, described]) == {store.processor(): 2}
    assert store.processor() in contents.machine()


def test_a_config_is_written_in_its_own_notation():
    config = load([ROOT / "config.yaml", ROOT / "config/quick.yaml"])
    assert yaml.safe_load(contents.as_yaml(config)) == config
