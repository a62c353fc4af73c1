# The report of a scale, and the archive that hands its results on.
rule report:
    input:
        claims=rules.claims.output.json,
        figures=of_asked(figure_files),
        datasets=of_asked(dataset_files),
    output:
        f"{RESULTS}/report/report.html",
    log:
        f"{LOGS}/report.log",
    benchmark:
        f"{RESULTS}/jobs/report.tsv"
    localrule: True  # only the process in which the workflow began knows which studies were asked for
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/report.py", *map(study.figure_module, config["figures"])),
        page=content_of(*files_in("src/placecells/report/page"), "CITATION.cff"),
        captions=content_of(*map(study.caption, config["figures"])),
        studies=lambda wildcards: {name: FIGURES[name] for name in STUDIES if name in [*asked(), *made_before()]},
        shown={figure: block["experiments"] for figure, block in config["figures"].items()},
        others=state_of_others(figure_files),
        other_datasets=lambda wildcards: [file for name in made_before() for file in dataset_files(name)],
        config=described,
        jobs=f"{RESULTS}/jobs",
    message:
        "write the report"
    script:
        "../scripts/report.py"


# The archive holds these files; a folder of the workflow may also have files of an editor, or compiled ones.
WORKFLOW = ["Snakefile", "workflow/Snakefile", "environment.yml", "requirements.lock"]
WORKFLOW += [file for file in files_in("workflow") if file.endswith((".py", ".rst", ".smk"))]


rule bundle:
    input:
        datasets=of_asked(dataset_files),
        figures=of_asked(figure_files),
        rest=[*rules.claims.output, *rules.report.output],
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
        citation=content_of("CITATION.cff", *WORKFLOW),
        checkout=WORKFLOW,
        config=lambda wildcards: Described("config", json.dumps(config, sort_keys=True)),
        scales=lambda wildcards: Described("scales", json.dumps(scale_files(), sort_keys=True)),
        figures={figure: block["experiments"] for figure, block in config["figures"].items()},
        scale=SCALE,
    message:
        "pack the results"
    script:
        "../scripts/bundle.py"


FOUND = {path: opened(path) for path in (rules.report.output[0], rules.claims.output.json)}


onsuccess:
    report_file, claims_file = FOUND
    if is_replaced(report_file, FOUND[report_file]):
        print("report:", report_file)
    if is_replaced(claims_file, FOUND[claims_file]):
        verdicts = json.loads(Path(claims_file).read_text(encoding="utf-8"))["summary"]
        print("claims:", ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items()), flush=True)
