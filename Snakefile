# The workflow itself is workflow/Snakefile, so that another workflow can use it as a module: see README.
include: "workflow/Snakefile"
