"""The report's parts, and the page made of them."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import xarray as xr
import yaml
from docutils.utils import SystemMessage

from placecells import study
from placecells.claims.claim import ERROR, VERDICTS
from placecells.config.load import load
from placecells.io import store
from placecells.report import contents
from placecells.report.captions import caption_html
from placecells.report.jobs import job_records, stages
from placecells.report.page import duration, measured, render

ROOT = Path(__file__).resolve().parents[3]
TABLE = json.loads((ROOT / "tests/browser/claims.json").read_text(encoding="utf-8"))
CAPTIONS = sorted(study.caption(figure) for figure in study.figures())
STUDY = study.study("place_cells")
FINDINGS = STUDY.findings
PIXEL = "data:image/png;base64,AAAA"


def claim(value, low, high, unit="site"):
    return {"measured": value, "low": low, "high": high, "unit": unit}


def page(table):
    return page_of([part(table)])


def part(table, **changes):
    """The paper's part of a report, with these claims."""
    figures = [
        contents.Figure(
            path.stem, f"Figure {path.stem[3:].lstrip('0')}", "a title", caption_html(path.read_text()), PIXEL
        )
        for path in CAPTIONS
    ]
    whole = contents.Part("place_cells", STUDY.title, STUDY.about, figures, table["claims"], table["summary"], FINDINGS)
    return whole._replace(**changes)


def page_of(parts):
    return render(
        parts,
        scale="quick",
        datasets=[contents.Dataset("single_field", "train", {"seed": 3, "site": 100}, "v1", 1.5)],
        stages=[{"rule": "train", "jobs": 2, "wall": 75.0, "cpu": 70.0, "memory": 300.0}],
        config="experiments: {}",
        code_version="v1",
        packages={"numpy": "2"},
        machine="Linux",
        written="1 January 2026",
        references=["A. Author. A title."],
    )


class Links(HTMLParser):
    """Every id, and every address that a page refers to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.addresses = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src"):
                self.addresses.add(value)


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


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (claim(14.234, 13.1, 15.3), "14.2 [13.1, 15.3] site"),
        (claim(0.8135, 0.8121, 0.8149, "1"), "0.8135 [0.8121, 0.8149]"),
        (claim(53.1, 24.3, 115.0), "53 [24, 115] site"),
        (claim(-0.5, -0.62, -0.38, "1"), "−0.50 [−0.62, −0.38]"),
        (claim(9, 9, 9), "9 site"),
        (claim(2.4e6, 2.1e6, 2.9e6, "update"), "2.4×10⁶ [2.1×10⁶, 2.9×10⁶] update"),
        (claim(-1.7763e-15, -1.7763e-15, -1.7763e-15, "nat"), "−1.776×10⁻¹⁵ nat"),
        (claim(None, None, None), "–"),
    ],
)
def test_a_measurement_has_as_many_digits_as_its_interval(given, text):
    assert measured(given).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(4.21, "4.2 s"), (59.99, "60.0 s"), (200, "3 min 20 s"), (3900, "1 h 05 min")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_the_page_needs_no_other_file_and_its_own_links_lead_somewhere():
    links = Links(page(TABLE))
    assert len(links.ids) == len(set(links.ids))
    inner = {address[1:] for address in links.addresses if address.startswith("#")}
    assert inner <= set(links.ids)
    outer = {address for address in links.addresses if not address.startswith(("#", "data:"))}
    figures = {f"../figures/{path.stem}.pdf" for path in CAPTIONS}
    assert (
        outer == {"../claims.csv", "../claims.json", "../datasets/single_field.nc"} | figures
    )  # and no dataset that is absent


def test_the_page_shows_every_claim_finding_and_number():
    text = page(TABLE)
    assert text.count('<tr role="row" id="claim-') == len(TABLE["claims"])
    for verdict in VERDICTS:
        assert f"<dd>{TABLE['summary'][verdict]}</dd>" in text
    for finding in FINDINGS:
        assert f'id="finding-{finding.number}"' in text
    reasons = re.findall(r'href="#claim-([\w-]+)"', text.partition('id="audit"')[0])
    assert reasons == [row["id"] for verdict in VERDICTS[1:] for row in TABLE["claims"] if row["verdict"] == verdict]


def test_errors_are_shown_where_there_are_any_and_nowhere_else():
    text = page(TABLE)
    assert '<div class="error"><dd>1</dd>' in text
    assert "Errors, and where" in text
    assert "<option>error</option>" in text
    claims = [row for row in TABLE["claims"] if row["verdict"] != ERROR]
    counts = {verdict: count for verdict, count in TABLE["summary"].items() if verdict != ERROR}
    text = page(TABLE | {"claims": claims, "summary": counts})
    assert 'class="error"' not in text
    assert "Errors, and where" not in text
    assert "<option>error</option>" not in text


def test_text_of_claims_is_escaped():
    row = TABLE["claims"][0] | {"statement": "a < b & <script>alert(1)</script>"}
    text = page({"scale": "quick", "summary": dict.fromkeys(VERDICTS, 0), "claims": [row]})
    assert "a &lt; b &amp; &lt;script&gt;" in text


def test_a_scale_without_claims_has_a_page_too():
    text = page({"scale": "smoke", "summary": dict.fromkeys(VERDICTS, 0), "claims": []})
    assert "No claims are checked at this scale." in text


def test_every_study_has_a_part_of_its_own():
    row = TABLE["claims"][0] | {"id": "other-01", "statement": "Another statement."}
    image = contents.Figure("fig_other", "Figure 1", "another title", "<p>another caption</p>", PIXEL)
    summary = dict.fromkeys(VERDICTS, 0) | {row["verdict"]: 1}
    other = contents.Part("other", "Another study", "What it asks.", [image], [row], summary, ())
    text = page_of([part(TABLE), other])
    links = Links(text)
    assert len(links.ids) == len(set(links.ids))
    assert {address[1:] for address in links.addresses if address.startswith("#")} <= set(links.ids)
    assert {"summary", "claims", "figures", "other", "other-summary", "other-claims", "other-figures"} <= set(links.ids)
    own = text.partition('id="other"')[2]
    assert own.count('<tr role="row" id="claim-') == 1
    assert "What it asks." in own
    assert "other-audit" not in links.ids


def test_a_part_has_the_claims_of_its_study_only():
    rows = [row | {"study": name} for row, name in zip(TABLE["claims"], ("place_cells", "other"), strict=False)]
    found = contents.part("other", STUDY, [], rows)
    assert [row["id"] for row in found.claims] == [rows[1]["id"]]
    assert sum(found.summary.values()) == 1


def test_findings_are_numbered_in_order_and_their_figures_exist():
    assert [finding.number for finding in FINDINGS] == list(range(1, 9))
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
    ours, paper = contents.references(citation)
    assert ours.startswith("The placecells authors. placecells:")
    assert paper.startswith("Moshir Harsh, Jérôme Tubiana, Simona Cocco, Rémi Monasson (2020). 'Place-cell' emergence")
    assert paper.endswith("53 174002. arXiv:1912.12942.")


def test_a_figure_gets_its_number_and_title_from_its_module(tmp_path):
    (tmp_path / "fig05.png").write_bytes(b"image")
    (tmp_path / "fig05.rst").write_text("A caption.")
    figure = contents.figure(tmp_path / "fig05.png", tmp_path / "fig05.rst", "Figure 5: the field moves")
    assert (figure.name, figure.label, figure.title) == ("fig05", "Figure 5", "The field moves")
    assert figure.image == "data:image/png;base64,aW1hZ2U="
    assert "<p>A caption.</p>" in figure.caption


def test_a_dataset_says_what_it_is(tmp_path):
    path = tmp_path / "single_field.nc"
    store.write(xr.Dataset({"width": ("seed", [1.0, 2.0])}), path, store.provenance({"kind": "train"}))
    described = contents.dataset(path)
    assert (described.name, described.kind, described.sizes) == ("single_field", "train", {"seed": 2})


def test_a_config_is_written_in_its_own_notation():
    config = load([ROOT / "config.yaml", ROOT / "config/quick.yaml"])
    assert yaml.safe_load(contents.as_yaml(config)) == config
