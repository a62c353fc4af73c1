# What the set-up calls; a job that finds the kernels missing compiles them itself, since no result may depend on where
# or when that happened.
rule compile:
    log:
        f"{LOGS}/compile.log",
    benchmark:
        f"{RESULTS}/jobs/compile.tsv"
    conda:
        ENVIRONMENT
    message:
        "compile the kernels"
    script:
        "../scripts/compile.py"


rule train:
    input:
        data=data_file,
    output:
        f"{RESULTS}/runs/{{experiment}}/{{cell}}.nc",
    log:
        f"{LOGS}/train/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/train/{{experiment}}/{{cell}}.tsv"
    priority: 1  # what takes longest begins first, so that no core waits for it in the end
    conda:
        ENVIRONMENT
    threads: training_threads
    resources:
        mem_mb=training_megabytes,
        runtime=training_minutes,
    params:
        code=code("workflow/scripts/train.py"),
        cell=training_part,
    message:
        "train {wildcards.experiment}/{wildcards.cell}, threads: {threads}"
    script:
        "../scripts/train.py"
