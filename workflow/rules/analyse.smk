# One job an experiment: from its cells to its dataset. A job a cell would spend most of its time on starting.


rule measure:
    input:
        runs=run_files,
        data=likelihood_data,
    output:
        f"{RESULTS}/datasets/{{experiment}}.nc",
    log:
        f"{LOGS}/measure/{{experiment}}.log",
    benchmark:
        f"{RESULTS}/jobs/measure/{{experiment}}.tsv"
    wildcard_constraints:
        experiment=experiments_of("train"),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/measure.py"),
        cells=cells_of("data", "machine", "seeds", "vary", "record"),
        files=content_of_experiments_files,
        coordinates=coordinates,
        experiment=experiment_config,
    message:
        "measure {wildcards.experiment}"
    script:
        "../scripts/measure.py"


rule unpack:
    input:
        data=data_files,
    output:
        f"{RESULTS}/datasets/{{experiment}}.nc",
    log:
        f"{LOGS}/unpack/{{experiment}}.log",
    benchmark:
        f"{RESULTS}/jobs/unpack/{{experiment}}.tsv"
    wildcard_constraints:
        experiment=experiments_of("sample"),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/unpack.py"),
        cells=cells_of("data", "seeds"),
        coordinates=coordinates,
        experiment=experiment_config,
    message:
        "unpack {wildcards.experiment}"
    script:
        "../scripts/unpack.py"


rule spectrum:
    output:
        f"{RESULTS}/datasets/{{experiment}}.nc",
    log:
        f"{LOGS}/spectrum/{{experiment}}.log",
    benchmark:
        f"{RESULTS}/jobs/spectrum/{{experiment}}.tsv"
    wildcard_constraints:
        experiment=experiments_of("spectrum"),
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/spectrum.py"),
        cells=cells_of("data", "seeds", "vary", "record"),
        files=content_of_experiments_files,
        coordinates=coordinates,
        experiment=experiment_config,
    message:
        "diagonalise {wildcards.experiment}"
    script:
        "../scripts/spectrum.py"


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
        cells=cells_of("kind", "flow", "seeds"),
        coordinates=coordinates,
        experiment=experiment_config,
    message:
        "follow the flows of {wildcards.experiment}"
    script:
        "../scripts/flow.py"
