# One job trains all replicas of a cell, because products of matrices of several replicas take less time together. Each
# replica has a file. `gpu` is 1 where the job needs a CUDA device: `snakemake --resources gpu=1` runs one such job at a
# time.
for (first, last), keys in TRAINED["replicas"].items():

    rule:
        name:
            f"train_replicas_{first}_to_{last}"
        output:
            update(expand(f"{RESULTS}/runs/{{{{key}}}}/seed{{index}}.nc", index=range(first, last + 1))),
        log:
            f"{LOGS}/train/{{key}}/seeds_{first}_to_{last}.log",
        benchmark:
            f"{RESULTS}/jobs/train/{{key}}/seeds_{first}_to_{last}.tsv"
        wildcard_constraints:
            key="|".join(map(re.escape, keys)),
        priority: training_priority(last + 1 - first)
        conda:
            ENVIRONMENT
        resources:
            gpu=lambda wildcards: int(CELLS.loc[wildcards.key, "config"]["training"]["backend"] == "cuda"),
            mem_mb=training_megabytes,
            runtime=training_minutes(last + 1 - first),
        params:
            code=replicas_code,
            cell=replicas_part,
            file=lambda wildcards: content_of_user_files([CELLS.loc[wildcards.key, "config"]]),
        message:
            f"train {{wildcards.key}}, replicas {first} to {last}"
        script:
            "../scripts/train_replicas.py"
