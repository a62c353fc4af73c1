"""The report's parts, and the page made of them."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from placecells import study
from placecells.claims.claim import ERROR, FAILINGS, UNDECIDED, VERDICTS
from placecells.report import contents
from placecells.report.captions import caption_html
from placecells.report.page import duration, measured, render

ROOT = Path(__file__).resolve().parents[3]
TABLE = json.loads((ROOT / "tests/browser/claims.json").read_text(encoding="utf-8"))
CAPTIONS = sorted(study.caption(figure) for figure in study.figures())
STUDY = study.study("place_cells")
FINDINGS = STUDY.findings
PIXEL = "data:image/png;base64,AAAA"


CLAIMS = TABLE["claims"]


def numbers(value, low, high):
    return {"measured": value, "low": low, "high": high}


def page(claims):
    return page_of([part(claims)])


def drawn(name, title="a title", image=PIXEL):
    """A figure of the report."""
    path, label = study.caption(name), f"Figure {name[3:].lstrip('0')}"
    module, datasets = study.figure_module(name), ("single_field", "absent")
    caption = caption_html(path.read_text(encoding="utf-8"))
    return contents.Figure(
        name, label, title, caption, image, image, module, datasets, f"python -m {module} here x.png"
    )


def part(claims, name="place_cells", of=STUDY):
    """The paper's part of a report, with these claims."""
    rows = [claim | {"study": name} for claim in claims]
    return contents.part(name, of, [drawn(path.stem) for path in CAPTIONS], rows)


def page_of(parts):
    return render(
        parts,
        scale="quick",
        datasets=[contents.Dataset("single_field", "train", {"seed": 3, "site": 100}, "v1", 1.5, "A Processor")],
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


@pytest.mark.parametrize(
    ("given", "unit", "text"),
    [
        (numbers(14.234, 13.1, 15.3), "site", "14.2 [13.1, 15.3] site"),
        (numbers(0.8135, 0.8121, 0.8149), "1", "0.8135 [0.8121, 0.8149]"),
        (numbers(53.1, 24.3, 115.0), "site", "53 [24, 115] site"),
        (numbers(-0.5, -0.62, -0.38), "1", "−0.50 [−0.62, −0.38]"),
        (numbers(9, 9, 9), "site", "9 site"),
        (numbers(2, 2, 2), "1/site", "2 per site"),
        (numbers(2.4e6, 2.1e6, 2.9e6), "update", "2.4×10⁶ [2.1×10⁶, 2.9×10⁶] update"),
        (numbers(-1.7763e-15, -1.7763e-15, -1.7763e-15), "nat", "−1.776×10⁻¹⁵ nat"),
        (numbers(1.5, None, 1.62), "1", "1.50 [−∞, 1.62]"),
        (numbers(1.5, 1.1, None), "1", "1.50 [1.10, ∞]"),
        (numbers(1.5, None, 1.5), "1", "1.5 [−∞, 1.5]"),
        (numbers(1.5, None, None), "1", "1.5"),
        (numbers(None, None, None), "site", "–"),
    ],
)
def test_a_measurement_has_as_many_digits_as_its_interval(given, unit, text):
    assert measured(given, unit).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(4.21, "4.2 s"), (59.99, "60.0 s"), (200, "3 min 20 s"), (3900, "1 h 05 min")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_the_page_needs_no_other_file_and_its_own_links_lead_somewhere():
    links = Links(page(CLAIMS))
    assert len(links.ids) == len(set(links.ids))
    inner = {address[1:] for address in links.addresses if address.startswith("#")}
    assert inner <= set(links.ids)
    outer = {address for address in links.addresses if not address.startswith(("#", "data:"))}
    figures = {f"../figures/{path.stem}.{ending}" for path in CAPTIONS for ending in ("pdf", "csv")}
    assert (
        outer == {"../claims.csv", "../claims.json", "../datasets/single_field.nc"} | figures
    )  # and no dataset that is absent


def sections(text):
    """{id: text} of the sections of a page, in their order."""
    ids = re.findall(r'<section id="([\w-]+)"', text)
    bodies = re.split(r"<section id=", text)[1:]
    return dict(zip(ids, bodies, strict=True))


def test_first_the_findings_then_what_fails_then_the_figures_then_the_audit_then_all_claims():
    order = ["summary", "verdicts", "figures", "audit", "claims", "datasets", "provenance", "cite"]
    assert list(sections(page(CLAIMS))) == order


def test_the_first_table_has_a_row_per_finding_with_its_headline_number_and_figure():
    summary = sections(page(CLAIMS))["summary"]
    rows = re.findall(r'<tr role="row" id="row-(\w+)">(.*?)</tr>', summary, re.DOTALL)
    assert [name for name, _ in rows] == [row.name for row in STUDY.rows]
    verdicts = [re.search(r'class="verdict ([\w-]+)"', text).group(1) for _, text in rows]
    assert verdicts == [
        "reproduced",
        "partly",
        "partly",
        "not-reproduced",
        "partly",
        "not-reproduced",
        "undecided",
        "partly",
    ]
    for row, (_, text) in zip(STUDY.rows, rows, strict=True):
        headline = next(claim for claim in CLAIMS if claim["id"] == row.headline)
        assert measured(headline, headline["unit"]) in text
        assert headline["why"][1:] in text
        assert f'href="#{row.figure}"><img' in text
        assert f'data-link="#row-{row.name}"' in text


def test_a_headline_claim_that_is_not_there_is_said():
    claims = [claim for claim in CLAIMS if claim["id"] != "ising-09"]
    assert "no claim ising-09" in sections(page(claims))["summary"]


def listed(text):
    """{heading without its number: ids of the claims below it} of a section."""
    blocks = re.split(r"<h3>", text)[1:]
    return {re.match(r"(.*?)(?: \(\d+\))?</h3>", block).group(1): LISTED.findall(block) for block in blocks}


LISTED = re.compile(r'<li><p><a class="chip [\w-]+" href="#claim-([\w-]+)"')


def test_what_is_not_reproduced_is_in_three_groups_and_what_is_undecided_says_what_would_decide():
    verdicts = sections(page(CLAIMS))["verdicts"]
    found = listed(verdicts)
    for name, title in FAILINGS.items():
        assert found[f"Not reproduced: {title}"] == [claim["id"] for claim in CLAIMS if claim["failing"] == name]
    undecided = [claim for claim in CLAIMS if claim["verdict"] == UNDECIDED]
    assert found["Undecided, and what would decide"] == [claim["id"] for claim in undecided]
    assert verdicts.count("Would decide: ") == len(undecided) - 1
    assert "More runs would decide." in verdicts
    assert found["Partly reproduced: what holds and what does not"] == ["retarded-35c"]
    assert "few samples: " in verdicts.lower()


def test_our_own_predictions_and_checks_of_the_code_are_no_statements_of_the_paper():
    failed = {"verdict": "not reproduced", "failing": "statement"}
    ours, check = ({**CLAIMS[0], "id": name, "source": name} | failed for name in ("ours", "identity"))
    found = listed(sections(page([*CLAIMS, ours, check]))["verdicts"])
    assert found["Our own predictions that fail"] == ["ours"]
    assert found["Checks of the code that fail"] == ["identity"]
    assert "ours" not in found["Not reproduced: the statement fails"]


def test_claims_are_counted_by_source_and_the_tiles_count_the_papers_text():
    verdicts = sections(page(CLAIMS))["verdicts"]
    tiles = [int(count) for count in re.findall(r"<dd>(\d+)</dd>", verdicts)]
    assert tiles == [sum(c["source"] == "text" and c["verdict"] == name for c in CLAIMS) for name in VERDICTS]
    assert "1 further claim is one of the checks of the code, which need no run" in verdicts
    cells = [int(count) for count in re.findall(r'<td class="number">(\d+)</td>', verdicts)]
    assert sum(cells) == sum(claim["source"] != "identity" for claim in CLAIMS)
    assert "False verdicts to expect: at most 0." in verdicts


def test_the_page_shows_every_claim_with_its_control_and_every_finding_of_the_audit():
    text = page(CLAIMS)
    assert text.count('<tr role="row" id="claim-') == len(CLAIMS)
    for finding in FINDINGS:
        assert f'id="finding-{finding.number}"' in text
    claims = sections(text)["claims"]
    assert claims.count("<dt>Control</dt>") == sum(len(claim["controls"]) for claim in CLAIMS)
    assert "undecided, but should be not reproduced" in claims
    for key, head in (("where", "Where"), ("printed", "Printed"), ("no_control", "No control"), ("failing", "Cause")):
        assert claims.count(f"<dt>{head}</dt>") == sum(bool(claim[key]) for claim in CLAIMS)


def test_a_figure_says_how_it_is_made():
    figures = sections(page(CLAIMS))["figures"]
    own = figures.partition('<figure id="fig05"')[2].partition("</figure>")[0]
    command = "python -m placecells.studies.place_cells.figures.fig05 here x.png"
    for expected in (
        f"<code>{command}</code>",
        f'data-text="{command}"',
        "<code>placecells.studies.place_cells.figures.fig05</code>",
        '<a href="../datasets/single_field.nc">single_<wbr>field</a>, absent',
        'data-link="#fig05"',
    ):
        assert expected in own


def test_provenance_names_processors():
    provenance = sections(page(CLAIMS))["provenance"]
    assert "A Processor (1 dataset)" in provenance


def test_errors_are_shown_where_there_are_any_and_nowhere_else():
    text = page(CLAIMS)
    assert '<div class="error"><dd>0</dd>' in text  # none of the paper's text
    assert "Errors: the calculation" in text
    assert "<option>error</option>" in text
    text = page([row for row in CLAIMS if row["verdict"] != ERROR])
    assert 'class="error"' not in text
    assert "Errors: the calculation" not in text
    assert "<option>error</option>" not in text


def test_text_of_claims_is_escaped_and_commands_in_it_are_code():
    row = CLAIMS[0] | {"statement": "a < b & <script>alert(1)</script>", "why": "see `a < b`"}
    text = page([row | {"verdict": "not reproduced", "failing": "size"}])
    assert "a &lt; b &amp; &lt;script&gt;" in text
    assert "See <code>a &lt; b</code>." in text


def test_a_scale_without_claims_has_a_page_too():
    text = page([])
    assert "No claims are checked at this scale." in text
    assert "row-field" not in text


def test_every_study_has_a_part_of_its_own():
    row = CLAIMS[0] | {"id": "other-01", "statement": "Another statement.", "source": "ours"}
    image = drawn("fig05")._replace(name="fig_other", datasets=())
    other = part([row], "other", study.Study("Another study", "What it asks."))._replace(figures=[image])
    text = page_of([part(CLAIMS), other])
    links = Links(text)
    assert len(links.ids) == len(set(links.ids))
    assert {address[1:] for address in links.addresses if address.startswith("#")} <= set(links.ids)
    assert {"summary", "claims", "figures", "other", "other-summary", "other-claims", "other-figures"} <= set(links.ids)
    own = text.partition('<header id="other"')[2]
    assert own.count('<tr role="row" id="claim-') == 1
    assert "What it asks." in own
    assert "other-audit" not in links.ids


def test_a_part_has_the_claims_of_its_study_only():
    rows = [row | {"study": name} for row, name in zip(CLAIMS, ("place_cells", "other"), strict=False)]
    found = contents.part("other", STUDY, [], rows)
    assert [row["id"] for row in found.claims] == [rows[1]["id"]]
    assert found.sources == {"text": {"reproduced": 1}}
