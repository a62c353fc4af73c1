# The set-up calls this rule. It is no input of other rules: a job that finds no kernels compiles them itself, and no
# result depends on where or when the kernels were compiled.
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
    priority: 1  # long jobs begin first, so that no core is idle at the end
    conda:
        ENVIRONMENT
    threads: training_threads
    resources:
        mem_mb=training_megabytes,
        runtime=training_minutes,
    params:
        code=training_code,
        cell=training_part,
    message:
        "train {wildcards.experiment}/{wildcards.cell}, threads: {threads}"
    script:
        "../scripts/train.py"
