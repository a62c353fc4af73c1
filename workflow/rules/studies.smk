# Which studies this config has, what belongs to each study, and which studies the claims and the report cover.


from placecells.config.read import guess, read


def known(experiments):
    """Those of the experiments that this scale makes."""
    return [name for name in experiments if name in config["experiments"]]


def figures_of(name):
    """The figures of a study that this config has."""
    owners = study.figures()
    return sorted(figure for figure in config["figures"] if owners[figure] == name)


def sections_of(name):
    """{section: experiments whose datasets the section's claims need and this scale makes} of a study."""
    return {section: known(needs(study.claims(name, section))) for section in study.study(name).sections}


@cache
def experiments_of_all_scales():
    """Names of the experiments in the project's own files, all of which are read: asked for only where needed."""
    own = [ROOT / "config.yaml", *(ROOT / "config").rglob("*.yaml")]
    return {name for file in own for name in read(file).get("experiments", {})}


def check_datasets(name):
    """End with one sentence where a claim of a study names a dataset that no scale makes."""
    here = {*config["experiments"], *config["leave_out"]}
    for claim in (claim for section in study.study(name).sections for claim in study.claims(name, section)):
        for dataset in needs([claim]):
            if dataset not in here and dataset not in experiments_of_all_scales():
                known_names = here | experiments_of_all_scales()
                sys.exit(
                    f"claim {claim.id} of {name} needs the dataset {dataset}, but no experiment has this name; allowed is "
                    f"an experiment of the config, or one that a scale leaves out{guess(dataset, known_names)}"
                )


FIGURES = {name: figures_of(name) for name in study.names()}
SECTIONS = {name: sections_of(name) for name in study.names()}
# A user's own config without the figures and experiments of a study does not have that study.
STUDIES = [name for name in study.names() if FIGURES[name] or any(SECTIONS[name].values())]
for name in STUDIES:
    check_datasets(name)


def section_module(wildcards):
    """The module of a section's claims."""
    return study.section_module(wildcards.study, wildcards.section)


def section_files(name):
    """The files with the checked claims of a study, one a section."""
    return [f"{RESULTS}/claims/{name}/{section}.json" for section in SECTIONS[name]]


def figure_files(name):
    """PDF, PNG and CSV of every figure of a study."""
    return [f"{RESULTS}/figures/{figure}.{ending}" for figure in FIGURES[name] for ending in ("pdf", "png", "csv")]


def dataset_files(name):
    """The datasets of all figures and claims of a study, and those that they start from."""
    shown = {experiment for figure in FIGURES[name] for experiment in config["figures"][figure]["experiments"]}
    used = shown.union(*SECTIONS[name].values())
    while sources := {config["experiments"][experiment].get("of", experiment) for experiment in used} - used:
        used |= sources
    return [f"{RESULTS}/datasets/{experiment}.nc" for experiment in sorted(used)]


def study_files(name):
    """The files of a study's target: its figures, the table of claims, and the report with a part for the study."""
    return [*figure_files(name), f"{RESULTS}/claims.csv", f"{RESULTS}/claims.json", f"{RESULTS}/report/report.html"]


@cache
def asked():
    """The studies that this call of snakemake makes: those whose target was given, or else the paper.

    The targets are known when the graph of jobs is built, not yet when this file is read.
    """
    named = [name for name in STUDIES if {name, "everything"} & set(workflow.dag_settings.targets)]
    return named or [name for name in STUDIES if name == study.PAPER]


@cache
def made_before():
    """The other studies that earlier calls have made. Their parts of the claims and of the report are kept."""
    return [name for name in STUDIES if name not in asked() and is_made(name)]


def of_asked(files):
    """An input function that returns the files of every study that this call makes."""
    return lambda wildcards: [file for name in asked() for file in files(name)]


def state_of_others(files):
    """A function of the wildcards that returns {file: digest} for the studies that earlier calls have made."""
    return lambda wildcards: {file: file_checksum(file)[:12] for name in made_before() for file in files(name)}


def is_made(name):
    """Whether an earlier call has made all files of a study that the report needs."""
    files = [*section_files(name), *figure_files(name), *dataset_files(name)]
    return bool(files) and all(Path(file).is_file() for file in files)
