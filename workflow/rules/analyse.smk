def measured_files(wildcards):
    """What the dataset of an experiment is made of: its measured cells."""
    return [f"{RESULTS}/measured/{key}.nc" for key in experiment_cells(wildcards.experiment).index]


def coordinates(wildcards):
    """The grid coordinates of an experiment's cells, as JSON, in the order of `measured_files`."""
    grid = [key.rpartition(".")[2] for key in config["experiments"][wildcards.experiment]["grid"]]
    rows = experiment_cells(wildcards.experiment)
    return json.dumps([{name: row[name] for name in grid} for _, row in rows.iterrows()])


def experiments_of(kind):
    """A wildcard constraint that matches the experiments of one kind."""
    names = [name for name, block in config["experiments"].items() if block["kind"] == kind]
    return "|".join(names) or "nothing"


rule measure:
    input:
        code=code("workflow/scripts/measure.py"),
        compiled=ancient(f"{COMPILED}/compiled"),
        run=f"{RESULTS}/runs/{{experiment}}/{{cell}}.nc",
        data=lambda wildcards: data_file(wildcards) if "log_likelihood" in quantities(wildcards) else [],
    output:
        f"{RESULTS}/measured/{{experiment}}/{{cell}}.nc",
    params:
        cell=part("data", "machine", "seeds", "vary", "record"),
    wildcard_constraints:
        experiment=experiments_of("train"),
    log:
        f"{LOGS}/measure/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/measure/{{experiment}}/{{cell}}.tsv"
    conda:
        ENVIRONMENT
    script:
        "../scripts/measure.py"


rule unpack:
    input:
        code=code("workflow/scripts/unpack.py"),
        data=f"{RESULTS}/data/{{experiment}}/{{cell}}.nc",
    output:
        f"{RESULTS}/measured/{{experiment}}/{{cell}}.nc",
    params:
        cell=part("data", "seeds"),
    wildcard_constraints:
        experiment=experiments_of("sample"),
    log:
        f"{LOGS}/unpack/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/unpack/{{experiment}}/{{cell}}.tsv"
    conda:
        ENVIRONMENT
    script:
        "../scripts/unpack.py"


rule aggregate:
    input:
        code=code("workflow/scripts/aggregate.py"),
        measured=measured_files,
    output:
        f"{RESULTS}/datasets/{{experiment}}.nc",
    params:
        coordinates=coordinates,
        experiment=lambda wildcards: json.dumps(config["experiments"][wildcards.experiment], sort_keys=True),
    log:
        f"{LOGS}/aggregate/{{experiment}}.log",
    benchmark:
        f"{RESULTS}/jobs/aggregate/{{experiment}}.tsv"
    conda:
        ENVIRONMENT
    script:
        "../scripts/aggregate.py"
