def figure_files(*names):
    """PDF and PNG of the figures named, of all figures if none is."""
    return [f"{RESULTS}/figures/{name}.{ending}" for name in names or config["figures"] for ending in ("pdf", "png")]


# One rule per figure, so that `snakemake fig03` is a target.
for figure, block in config["figures"].items():

    rule:
        name:
            figure
        input:
            code=code("workflow/scripts/figure.py", f"placecells.figures.{figure}"),
            style=here("src/placecells/figures/paper.mplstyle"),
            datasets=[f"{RESULTS}/datasets/{experiment}.nc" for experiment in block["experiments"]],
        output:
            pdf=f"{RESULTS}/figures/{figure}.pdf",
            png=report(
                f"{RESULTS}/figures/{figure}.png",
                caption=f"../report/{figure}.rst",
                category="Figures",
                labels={"figure": figure},
            ),
        params:
            figure=figure,
        log:
            f"{LOGS}/figures/{figure}.log",
        benchmark:
            f"{RESULTS}/jobs/figures/{figure}.tsv"
        conda:
            ENVIRONMENT
        script:
            "../scripts/figure.py"
