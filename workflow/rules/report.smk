# The report of a scale, and the archive that hands its results on.
rule report:
    input:
        page=[here(path) for path in sorted((SOURCES / "placecells" / "report" / "page").rglob("*.*"))],
        citation=here("CITATION.cff"),
        claims=rules.claims.output.json,
        figures=expand(f"{RESULTS}/figures/{{figure}}.png", figure=sorted(config["figures"])),
        captions=[here(f"workflow/report/{figure}.rst") for figure in sorted(config["figures"])],
        datasets=dataset_files(),
    output:
        f"{RESULTS}/report/report.html",
    log:
        f"{LOGS}/report.log",
    benchmark:
        f"{RESULTS}/jobs/report.tsv"
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/report.py"),
        config=described(),
        jobs=f"{RESULTS}/jobs",
    message:
        "write the report"
    script:
        "../scripts/report.py"


rule bundle:
    input:
        citation=here("CITATION.cff"),
        config=[os.path.relpath(path) for path in workflow.overwrite_configfiles],
        results=[*dataset_files(), *figure_files(), *rules.claims.output, *rules.report.output],
    output:
        f"{RESULTS}/placecells-{SCALE}.zip",
    log:
        f"{LOGS}/bundle.log",
    benchmark:
        f"{RESULTS}/jobs/bundle.tsv"
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/bundle.py"),
        config=json.dumps(config, sort_keys=True),
        figures={figure: block["experiments"] for figure, block in config["figures"].items()},
        scale=SCALE,
    message:
        "pack the results"
    script:
        "../scripts/bundle.py"


onsuccess:
    if Path(rules.report.output[0]).exists() and Path(rules.claims.output.json).exists():
        verdicts = json.loads(Path(rules.claims.output.json).read_text(encoding="utf-8"))["summary"]
        print("report:", rules.report.output[0])
        print("claims:", ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items()), flush=True)
