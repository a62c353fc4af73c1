rule data:
    input:
        code=code("workflow/scripts/data.py"),
        compiled=ancient(f"{COMPILED}/compiled"),
    output:
        f"{RESULTS}/data/{{experiment}}/{{cell}}.nc",
    params:
        cell=part("kind", "data", "seeds", "vary"),
    log:
        f"{LOGS}/data/{{experiment}}/{{cell}}.log",
    benchmark:
        f"{RESULTS}/jobs/data/{{experiment}}/{{cell}}.tsv"
    conda:
        ENVIRONMENT
    script:
        "../scripts/data.py"
