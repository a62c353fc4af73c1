rule data:
    input:
        code=code("workflow/scripts/data.py"),
    output:
        f"{RESULTS}/data/{{experiment}}/{{cell}}.nc",
    log:
        f"{LOGS}/data/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/data/{{experiment}}/{{cell}}.tsv"
    conda:
        ENVIRONMENT
    params:
        cell=part("kind", "data", "seeds", "vary"),
    script:
        "../scripts/data.py"
