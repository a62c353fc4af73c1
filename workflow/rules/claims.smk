# The paper's statements, one job per section; then one table.
rule claims_of:
    input:
        code=lambda wildcards: code("workflow/scripts/claims_of.py", f"placecells.claims.{wildcards.section}"),
        datasets=lambda wildcards: [
            f"{RESULTS}/datasets/{experiment}.nc" for experiment in config["claims"][wildcards.section]["experiments"]
        ],
    output:
        f"{RESULTS}/claims/{{section}}.json",
    log:
        f"{LOGS}/claims_of/{{section}}.log",
    benchmark:
        f"{RESULTS}/jobs/claims_of/{{section}}.tsv"
    conda:
        ENVIRONMENT
    params:
        section=lambda wildcards: wildcards.section,
    script:
        "../scripts/claims_of.py"


rule claims:
    input:
        code=code("workflow/scripts/claims.py"),
        sections=expand(f"{RESULTS}/claims/{{section}}.json", section=config["claims"]),
    output:
        csv=f"{RESULTS}/claims.csv",
        json=f"{RESULTS}/claims.json",
    log:
        f"{LOGS}/claims.log",
    benchmark:
        f"{RESULTS}/jobs/claims.tsv"
    conda:
        ENVIRONMENT
    params:
        scale=Path(RESULTS).name,
    script:
        "../scripts/claims.py"
