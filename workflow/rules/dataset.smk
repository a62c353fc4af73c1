# One job makes the dataset of one experiment of any kind, from all its cells. With one job a cell, starting the jobs
# would take most of the time.
rule dataset:
    input:
        lambda wildcards: needed_files(wildcards.experiment),
    output:
        f"{RESULTS}/datasets/{{experiment}}.nc",
    log:
        f"{LOGS}/dataset/{{experiment}}.log",
    benchmark:
        f"{RESULTS}/jobs/dataset/{{experiment}}.tsv"
    wildcard_constraints:
        experiment="|".join(config["experiments"]),
    priority: BEFORE_TRAINING
    conda:
        ENVIRONMENT
    params:
        code=lambda wildcards: code("workflow/scripts/dataset.py", module_of(kind_of(wildcards.experiment))),
        kind=lambda wildcards: kind_of(wildcards.experiment),
        cells=cells_of,
        needed=lambda wildcards: json.dumps(needed_by_cell(wildcards.experiment)),
        files=content_of_experiments_files,
        coordinates=coordinates,
        experiment=experiment_config,
    message:
        "make the dataset of {wildcards.experiment}"
    script:
        "../scripts/dataset.py"
