# The report of a scale, and the archive that hands its results on.
rule report:
    input:
        claims=rules.claims.output.json,
        figures=[file for name in ASKED for file in figure_files(name) if file.endswith(".png")],
        datasets=[file for name in ASKED for file in dataset_files(name)],
    output:
        f"{RESULTS}/report/report.html",
    log:
        f"{LOGS}/report.log",
    benchmark:
        f"{RESULTS}/jobs/report.tsv"
    localrule: True # which studies were asked for is known where the workflow began
    conda:
        ENVIRONMENT
    params:
        code=code("workflow/scripts/report.py", *map(study.figure_module, config["figures"])),
        page=content_of(*files_in("src/placecells/report/page"), "CITATION.cff"),
        captions=content_of(*map(study.caption, config["figures"])),
        studies={name: FIGURES[name] for name in [*ASKED, *MADE_BEFORE]},
        others={file: file_checksum(file)[:12] for name in MADE_BEFORE for file in figure_files(name)},
        config=described,
        jobs=f"{RESULTS}/jobs",
    message:
        "write the report"
    script:
        "../scripts/report.py"


rule bundle:
    input:
        results=[
            *(file for name in ASKED for file in [*dataset_files(name), *figure_files(name)]),
            *rules.claims.output,
            *rules.report.output,
        ],
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
        citation=content_of("CITATION.cff"),
        config=lambda wildcards: Described("config", json.dumps(config, sort_keys=True)),
        scales=lambda wildcards: Described("scales", json.dumps(scale_files(), sort_keys=True)),
        figures={figure: block["experiments"] for figure, block in config["figures"].items()},
        scale=SCALE,
    message:
        "pack the results"
    script:
        "../scripts/bundle.py"


FOUND = {path: state_of(path) for path in (rules.report.output[0], rules.claims.output.json)}


onsuccess:
    report_file, claims_file = FOUND
    if state_of(report_file) not in (None, FOUND[report_file]):
        print("report:", report_file)
    if state_of(claims_file) not in (None, FOUND[claims_file]):
        verdicts = json.loads(Path(claims_file).read_text(encoding="utf-8"))["summary"]
        print("claims:", ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items()), flush=True)
