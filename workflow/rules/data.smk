rule data:
    output:
        f"{RESULTS}/data/{{data}}.nc",
    log:
        f"{LOGS}/data/{{data}}.log",
    benchmark:
        f"{RESULTS}/jobs/data/{{data}}.tsv"
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/data.py"),
        sets=lambda wildcards: Described("data", json.dumps(DATA_SETS[wildcards.data], sort_keys=True)),
        file=lambda wildcards: content_of_user_files([DATA_SETS[wildcards.data]]),
    message:
        "draw {wildcards.data}"
    script:
        "../scripts/data.py"
