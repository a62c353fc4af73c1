# The workflow is workflow/Snakefile, which other workflows may use as a module. This file is where `snakemake` looks first.
include: "workflow/Snakefile"


if workflow.modifier.is_main_snakefile():
    workflow.default_target = "all"  # the rules of an included file set none
