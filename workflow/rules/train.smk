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


# One rule for each experiment and each range of seeds that its training jobs have: every output of a rule has the same
# wildcards, and Snakemake compares a file with those rules only whose output begins as the file's name does. A run depends
# on nothing that the range depends on. So after a change of the ranges, or of the number of seeds, a job gets files that it
# has to make and others that are there; `update` keeps Snakemake from removing the latter.
for (experiment, first, last), names in TRAINED["train"].items():

    rule:
        name:
            f"train_{experiment}_seeds_{first}_to_{last}"
        output:
            update(expand(f"{RESULTS}/runs/{experiment}/{{{{cell}}}}/seed{{index}}.nc", index=range(first, last + 1))),
        log:
            f"{LOGS}/train/{experiment}/{{cell}}/seeds_{first}_to_{last}.log",
        benchmark:
            f"{RESULTS}/jobs/train/{experiment}/{{cell}}/seeds_{first}_to_{last}.tsv"
        wildcard_constraints:
            cell="|".join(map(re.escape, names)),
        # Long jobs begin first, so that no core is idle at the end.
        priority: of_cell(experiment, partial(costs.job_seconds, runs=last + 1 - first))
        conda:
            ENVIRONMENT
        resources:
            mem_mb=of_cell_and_attempt(experiment, costs.megabytes),
            runtime=of_cell_and_attempt(experiment, partial(costs.minutes, runs=last + 1 - first)),
        params:
            code=of_cell(experiment, training_code),
            cell=of_cell(experiment, training_part),
            file=of_cell(experiment, content_of_its_file),
        message:
            f"train {experiment}/{{wildcards.cell}}, seeds {first} to {last}"
        script:
            "../scripts/train.py"
