# The claims of a study are checked in one job a section; then one table holds the claims of all studies that were made.
rule claims_of:
    input:
        datasets=lambda wildcards: [
            f"{RESULTS}/datasets/{experiment}.nc" for experiment in SECTIONS[wildcards.study][wildcards.section]
        ],
    output:
        f"{RESULTS}/claims/{{study}}/{{section}}.json",
    log:
        f"{LOGS}/claims_of/{{study}}/{{section}}.log",
    benchmark:
        f"{RESULTS}/jobs/claims_of/{{study}}/{{section}}.tsv"
    priority: BEFORE_TRAINING
    conda:
        ENVIRONMENT
    params:
        code=lambda wildcards: code("workflow/scripts/claims_of.py", section_module(wildcards)),
        module=section_module,
    message:
        "check the claims of {wildcards.study}: {wildcards.section}"
    script:
        "../scripts/claims_of.py"


rule claims:
    input:
        sections=of_asked(section_files),
    output:
        csv=report(
            f"{RESULTS}/claims.csv", caption="../report/claims.rst", category="Claims", labels={"table": "claims"}
        ),
        json=f"{RESULTS}/claims.json",
    log:
        f"{LOGS}/claims.log",
    benchmark:
        f"{RESULTS}/jobs/claims.tsv"
    localrule: True  # only the process in which the workflow began knows which studies were asked for
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/claims.py"),
        scale=SCALE,
        others=state_of_others(section_files),
    message:
        "put the claims together"
    script:
        "../scripts/claims.py"
