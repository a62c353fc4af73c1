# One rule per figure, so that `snakemake fig03` is a target.
for figure, block in config["figures"].items():

    rule:
        name:
            figure
        input:
            datasets=[f"{RESULTS}/datasets/{experiment}.nc" for experiment in block["experiments"]],
        output:
            pdf=f"{RESULTS}/figures/{figure}.pdf",
            png=report(
                f"{RESULTS}/figures/{figure}.png",
                caption=str(study.caption(figure)),
                category="Figures",
                labels={"figure": figure},
            ),
            csv=f"{RESULTS}/figures/{figure}.csv",
        log:
            f"{LOGS}/figures/{figure}.log",
        benchmark:
            f"{RESULTS}/jobs/figures/{figure}.tsv"
        priority: BEFORE_TRAINING
        conda:
            ENVIRONMENT
        params:
            code=code("workflow/scripts/figure.py", study.figure_module(figure)),
            figure=figure,
            module=study.figure_module(figure),
            style=content_of("src/placecells/figures/paper.mplstyle"),
        message:
            "draw {rule}"
        script:
            "../scripts/figure.py"
