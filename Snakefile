from snakemake.utils import min_version

min_version("9.6")


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"


# the first rule, and so the default target; `default_target` would be that of a workflow that uses this one as a module
rule all:
    input:
        figure_files(),
        f"{RESULTS}/claims.csv",
        f"{RESULTS}/claims.json",
        f"{RESULTS}/report/report.html",


include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/report.smk"
