rule data:
    input:
        file=lambda wildcards: user_file(DATA[wildcards.data]["data"]),
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
        sets=lambda wildcards: json.dumps(DATA[wildcards.data], sort_keys=True),
    message:
        "draw {wildcards.data}"
    script:
        "../scripts/data.py"
