# One job trains all replicas of a cell, because products of matrices of several replicas take less time together. Each
# replica has a file. `gpu` is 1 where the job needs a CUDA device: `snakemake --resources gpu=1` runs one such job at a
# time.
for (experiment, first, last), names in TRAINED["replicas"].items():

    rule:
        name:
            f"train_{experiment}_replicas_{first}_to_{last}"
        output:
            update(expand(f"{RESULTS}/runs/{experiment}/{{{{cell}}}}/seed{{index}}.nc", index=range(first, last + 1))),
        log:
            f"{LOGS}/train/{experiment}/{{cell}}/seeds_{first}_to_{last}.log",
        benchmark:
            f"{RESULTS}/jobs/train/{experiment}/{{cell}}/seeds_{first}_to_{last}.tsv"
        wildcard_constraints:
            cell="|".join(map(re.escape, names)),
        priority: of_cell(experiment, partial(costs.job_seconds, runs=last + 1 - first))
        conda:
            ENVIRONMENT
        resources:
            gpu=of_cell(experiment, lambda cell: int(cell["training"]["backend"] == "cuda")),
            mem_mb=of_cell_and_attempt(experiment, costs.megabytes),
            runtime=of_cell_and_attempt(experiment, partial(costs.minutes, runs=last + 1 - first)),
        params:
            code=of_cell(experiment, replicas_code),
            cell=of_cell(experiment, replicas_part),
            file=of_cell(experiment, content_of_its_file),
        message:
            f"train {experiment}/{{wildcards.cell}}, replicas {first} to {last}"
        script:
            "../scripts/train_replicas.py"
