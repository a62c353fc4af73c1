# The set-up calls this rule. It is no input of other rules: a job that does not find its kernels compiles them itself,
# and no result depends on where or when the kernels were compiled.
rule compile:
    log:
        f"{LOGS}/compile.log",
    benchmark:
        f"{RESULTS}/jobs/compile.tsv"
    conda:
        ENVIRONMENT
    threads: 2
    params:
        kernels=KERNELS,
    message:
        "compile the kernels"
    script:
        "../scripts/compile.py"


# One rule for each range of seeds that a training job may have, because every output of a rule has the same wildcards.
# A run depends on nothing that the range depends on. So after a change of the ranges, or of the number of seeds, a job
# gets files that it has to make and others that are there; `update` keeps Snakemake from removing the latter.
for (first, last), keys in TRAINED["train"].items():

    rule:
        name:
            f"train_seeds_{first}_to_{last}"
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
            mem_mb=training_megabytes,
            runtime=training_minutes(last + 1 - first),
        params:
            code=training_code,
            cell=training_part,
            file=lambda wildcards: content_of_user_files([CELLS.loc[wildcards.key, "config"]]),
        message:
            f"train {{wildcards.key}}, seeds {first} to {last}"
        script:
            "../scripts/train.py"
