"""Put the results of a scale into one archive."""

import json
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

import yaml

from placecells.jobs.code import ROOT
from placecells.jobs.version import code_version
from placecells.report.bundle import BUNDLE, write_bundle
from placecells.report.contents import as_yaml, dataset, packages, processors
from placecells.report.jobs import job_records
from placecells.report.run_crate import CHECKOUT, Run

with job(snakemake.log[0]) as log:
    scale, results = snakemake.params.scale, Path(snakemake.output[0]).parent
    files = {Path(path).relative_to(results).as_posix(): Path(path) for path in snakemake.input}
    files |= {f"{CHECKOUT}/{name}": ROOT / name for name in snakemake.params.checkout}
    shown = [dataset(path) for name, path in files.items() if name.startswith("datasets/")]
    own = {f"config/{name}": text for name, text in json.loads(snakemake.params.scales).items()}
    configfiles = " ".join([" --configfile", *(f"{results}/{name}" for name in own)]) if own else ""
    datasets = {name: [f"datasets/{one}.nc" for one in names] for name, names in snakemake.params.figures.items()}
    write_bundle(
        Path(snakemake.output[0]),
        files,
        own
        | {
            "BUNDLE.md": BUNDLE.format(scale=scale, results=results, version=code_version(), configfiles=configfiles),
            "config.yaml": as_yaml(json.loads(snakemake.params.config)),
        },
        {name: datasets[Path(name).stem] for name in files if name.startswith("figures/")},
        yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")),
        {
            "name": f"Results of placecells, {scale} scale",
            "description": "Datasets, figures, claims and report of a reproduction of Harsh, Tubiana, Cocco and "
            "Monasson, J. Phys. A 53, 174002 (2020).",
            "version": code_version(),
        },
        Run(job_records(results / "jobs"), list(processors(shown)), packages()["snakemake"]),
    )
    log.info("%d files", len(files))
