# `snakemake` looks for this file first. The workflow itself is workflow/Snakefile, which other workflows may use as a
# module.
include: "workflow/Snakefile"


if workflow.modifier.is_main_snakefile():
    workflow.default_target = "all"  # the rules of an included file set no default target
