"""The whole pipeline at smoke scale, from an empty folder."""

import json
import re

import numpy as np
import xarray as xr
import yaml

from placecells.config.seeds import run_seeds


def files(project, pattern):
    return sorted(path.relative_to(project.folder).as_posix() for path in project.folder.glob(pattern))


def test_every_figure_is_drawn_as_pdf_and_png(project):
    names = yaml.safe_load((project.folder / "config.yaml").read_text())["figures"]
    expected = sorted(f"results/smoke/figures/{name}.{ending}" for name in names for ending in ("csv", "pdf", "png"))
    assert files(project, "results/smoke/figures/*") == expected


def test_datasets_open_with_plain_xarray_and_say_where_they_come_from(project):
    for path in project.folder.glob("results/smoke/datasets/*.nc"):
        with xr.open_dataset(path) as dataset:
            assert {"kind", "grid", "seeds"} <= json.loads(dataset.attrs["config"]).keys()
            assert {"code_version", "packages", "inputs"} <= dataset.attrs.keys()
            for name, variable in dataset.data_vars.items():
                assert {"long_name", "units"} <= variable.attrs.keys(), (path.name, name)


def test_grids_become_dimensions(project):
    with xr.open_dataset(project.folder / "results/smoke/datasets/retarded_alpha.nc") as dataset:
        assert dataset["weights"].dims == ("samples", "seed", "record", "hidden", "site")
        np.testing.assert_allclose(dataset["alpha"], 12 / dataset["samples"])
        assert {"update", "epoch", "beta"} <= set(dataset.coords)
        assert np.isfinite(dataset["log_likelihood_test"]).all()


def test_every_job_leaves_a_log_and_a_benchmark(project):
    jobs = files(project, "results/smoke/jobs/**/*.tsv")
    logs = files(project, "logs/results/smoke/**/*.log")
    assert [j.removeprefix("results/smoke/jobs/").removesuffix(".tsv") for j in jobs] == [
        log.removeprefix("logs/results/smoke/").removesuffix(".log") for log in logs
    ]
    log = "logs/results/smoke/train/single_field/single/seeds_0_to_1.log"
    assert "updates (100%)" in (project.folder / log).read_text()


def test_only_claims_that_were_checked_are_counted(project):
    """The last lines of a run: not from files of an earlier one."""
    drawn = project.snakemake("--force", "fig08")
    assert drawn.returncode == 0
    assert not re.search("^(claims|report):", drawn.stdout + drawn.stderr, re.MULTILINE)
    checked = project.snakemake("--force", "claims")
    assert re.search(r"^claims: \d+ reproduced", checked.stdout + checked.stderr, re.MULTILINE)
    assert "report:" not in checked.stdout + checked.stderr


FAILING_CLAIM = """CLAIMS = [
    Claim(
        id="test-1", section="test", figure="", source="identity", statement="-", quantity="-", unit="1",
        datasets=("field_width",), measure=lambda ds: exact(ds.sizes["beta"]), expected=Band(low=0.0), tolerance="-",
        test="-",
    ),"""


def test_a_claim_and_a_figure_that_fail_stop_nothing_else(project, restored):
    """Figure 3 and a claim want several temperatures; the claims and the figure are made, and say what failed."""
    scale = yaml.safe_load((project.folder / "config/smoke.yaml").read_text())
    scale["results"] = "results/one_beta"
    width = scale["experiments"]["field_width"]
    del width["grid"]
    width["data"]["beta"] = 1.0
    (project.folder / "one_beta.yaml").write_text(yaml.safe_dump(scale))
    restored("src/placecells/studies/place_cells/claims/turing.py", "CLAIMS = [", FAILING_CLAIM)
    targets = [f"results/one_beta/{name}" for name in ("claims/place_cells/turing.json", "figures/fig03.png")]
    run = project.snakemake(*targets, config="one_beta.yaml")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Figure 3 cannot be drawn from these datasets." in run.stdout + run.stderr
    verdicts = {row["id"]: row["verdict"] for row in json.loads((project.folder / targets[0]).read_text())}
    assert verdicts["test-1"] == "error"
    assert "reproduced" in verdicts.values()


def test_no_temporary_files_or_checkpoints_stay(project):
    assert files(project, "results/smoke/**/.*") == []


def test_controls_train_on_the_same_data(project):
    """The control at equal updates has the data of the original, and the seeds from which they are drawn."""
    cells = []
    for name in ("retarded_alpha", "retarded_alpha_controlled"):
        with xr.open_dataset(project.folder / f"results/smoke/runs/{name}/samples20/seed1.nc") as run:
            cells.append(json.loads(run.attrs["config"]) | {"seeds": 2})
    one, other = cells
    assert one["training"] != other["training"]
    assert one["data"] == other["data"]
    assert run_seeds(one)[1]["data"] == run_seeds(other)[1]["data"]


def test_results_do_not_depend_on_the_number_of_cores(project):
    scale = (project.folder / "config/smoke.yaml").read_text().replace("results/smoke", "results/one_core")
    (project.folder / "config/one_core.yaml").write_text(scale)
    target = "results/one_core/datasets/single_field.nc"
    run = project.snakemake("--cores", "1", target, config="config/one_core.yaml")
    assert run.returncode == 0, run.stderr
    one, other = (xr.open_dataset(project.folder / path) for path in (target, target.replace("one_core", "smoke")))
    with one, other:
        assert one.equals(other)


def embedded(html, variable):
    """A value that Snakemake's report holds as JSON."""
    script = html.partition(f'<script id="{variable}">')[2]
    return json.JSONDecoder().raw_decode(script.partition(" = ")[2])[0]


def test_snakemakes_own_report_has_every_figure_and_the_claims_with_captions_and_labels(project):
    run = project.snakemake("--report", "report.html")
    assert run.returncode == 0, run.stderr
    html = (project.folder / "report.html").read_text(encoding="utf-8")
    categories, results = embedded(html, "categories"), embedded(html, "results")
    assert sorted(categories["Figures"]["Other"]) == files(project, "results/smoke/figures/*.png")
    assert categories["Claims"]["Other"] == ["results/smoke/claims.csv"]
    assert all(result["labels"] and result["caption"] for result in results.values())


def test_the_report_holds_every_figure_and_the_end_of_a_run_says_where_it_is(project):
    run = project.snakemake("report", "claims", "--force")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "report: results/smoke/report/report.html" in run.stdout
    counts = json.loads((project.folder / "results/smoke/claims.json").read_text(encoding="utf-8"))["summary"]
    assert "claims: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) in run.stdout
    page = (project.folder / "results/smoke/report/report.html").read_text(encoding="utf-8")
    for path in files(project, "results/smoke/figures/*.pdf"):
        assert f'href="../figures/{path.rpartition("/")[2]}"' in page
