# The paper's statements, one job per section; then one table.
rule claims_of:
    input:
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
        code=lambda wildcards: code("workflow/scripts/claims_of.py", f"placecells.claims.{wildcards.section}"),
        section=lambda wildcards: wildcards.section,
    message:
        "check the claims of {wildcards.section}"
    script:
        "../scripts/claims_of.py"


rule claims:
    input:
        sections=expand(f"{RESULTS}/claims/{{section}}.json", section=config["claims"]),
    output:
        csv=report(
            f"{RESULTS}/claims.csv", caption="../report/claims.rst", category="Claims", labels={"table": "claims"}
        ),
        json=f"{RESULTS}/claims.json",
    log:
        f"{LOGS}/claims.log",
    benchmark:
        f"{RESULTS}/jobs/claims.tsv"
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/claims.py"),
        scale=SCALE,
    message:
        "put the claims together"
    script:
        "../scripts/claims.py"
