rule measure:
    input:
        compiled=ancient(f"{COMPILED}/compiled"),
        run=f"{RESULTS}/runs/{{experiment}}/{{cell}}.nc",
        data=lambda wildcards: data_file(wildcards) if "log_likelihood" in quantities(wildcards) else [],
    output:
        f"{RESULTS}/measured/{{experiment}}/{{cell}}.nc",
    log:
        f"{LOGS}/measure/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/measure/{{experiment}}/{{cell}}.tsv"
    wildcard_constraints:
        experiment=experiments_of("train"),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/measure.py"),
        cell=part("data", "machine", "seeds", "vary", "record"),
    message:
        "measure {wildcards.experiment}/{wildcards.cell}"
    script:
        "../scripts/measure.py"


rule unpack:
    input:
        data=data_file,
    output:
        f"{RESULTS}/measured/{{experiment}}/{{cell}}.nc",
    log:
        f"{LOGS}/unpack/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/unpack/{{experiment}}/{{cell}}.tsv"
    wildcard_constraints:
        experiment=experiments_of("sample"),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/unpack.py"),
        cell=part("data", "seeds"),
    message:
        "unpack {wildcards.experiment}/{wildcards.cell}"
    script:
        "../scripts/unpack.py"


rule spectrum:
    input:
        compiled=ancient(f"{COMPILED}/compiled"),
        file=lambda wildcards: user_file(cell(wildcards)["data"]),
    output:
        f"{RESULTS}/measured/{{experiment}}/{{cell}}.nc",
    log:
        f"{LOGS}/spectrum/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/spectrum/{{experiment}}/{{cell}}.tsv"
    wildcard_constraints:
        experiment=experiments_of("spectrum"),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/spectrum.py"),
        cell=part("data", "seeds", "vary", "record"),
    message:
        "diagonalise {wildcards.experiment}/{wildcards.cell}"
    script:
        "../scripts/spectrum.py"


rule aggregate:
    input:
        measured=measured_files,
    output:
        f"{RESULTS}/datasets/{{experiment}}.nc",
    log:
        f"{LOGS}/aggregate/{{experiment}}.log",
    benchmark:
        f"{RESULTS}/jobs/aggregate/{{experiment}}.tsv"
    wildcard_constraints:
        experiment=experiments_of("train", "sample", "spectrum"),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/aggregate.py"),
        coordinates=coordinates,
        experiment=experiment_config,
    message:
        "put {wildcards.experiment} together"
    script:
        "../scripts/aggregate.py"


rule flow:
    output:
        f"{RESULTS}/datasets/{{experiment}}.nc",
    log:
        f"{LOGS}/flow/{{experiment}}.log",
    benchmark:
        f"{RESULTS}/jobs/flow/{{experiment}}.tsv"
    wildcard_constraints:
        experiment=experiments_of(*FLOWS),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/flow.py"),
        cells=flow_cells,
        coordinates=coordinates,
        experiment=experiment_config,
    message:
        "follow the flows of {wildcards.experiment}"
    script:
        "../scripts/flow.py"
