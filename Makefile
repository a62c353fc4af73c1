# Two commands on a fresh machine with python >= 3.11 and make: `make quick` and `make test`. Each is one visible command below;
# with an environment of your own, run that command yourself. Any POSIX make will do. Another Python or fewer cores:
# `make quick PYTHON=python3.12 CORES=4`.
CORES ?= all
BIN = .venv/bin

.PHONY: environment quick paper test test-browser test-slurm bench site lint lock

quick: environment
	$(BIN)/snakemake --cores $(CORES) --configfile config/quick.yaml

paper: environment
	$(BIN)/snakemake --cores $(CORES)

test: environment # `python -m pytest`, two halves that take equally long, side by side
	$(BIN)/python -m pytest tests/unit --ignore-glob='tests/unit/[bjm]*' & unit=$$!; \
	  workflow=0; $(BIN)/python -m pytest tests/workflow tests/unit/[bjm]* || workflow=$$?; \
	  wait $$unit && exit $$workflow

test-browser: quick # both reports in a headless Chromium (Debian: apt-get install chromium chromium-driver)
	$(BIN)/snakemake --report results/quick/snakemake.html --configfile config/quick.yaml
	$(BIN)/python -m pytest tests/browser

test-slurm: environment # as root, where Slurm's packages may be installed: starts a cluster of two nodes and removes it
	$(BIN)/pip install --quiet --no-build-isolation -e .[cluster]
	$(BIN)/python -m pytest -s -rs tests/slurm

bench: environment # peers join if installed: .venv/bin/pip install -e .[bench]
	$(BIN)/python -m benchmarks

site: environment # the documentation as pages in site/, with a check of all links
	$(BIN)/pip install --quiet --no-build-isolation -e .[docs]
	$(BIN)/mkdocs build --quiet

lint: environment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/lint-imports
	$(BIN)/snakemake --lint --configfile config/quick.yaml

environment: # .venv, made where there is none or where it no longer fits; prints each command that it runs
	@asked="$(PYTHON)"; "$${asked:-python3}" workflow/environment.py "$$asked"

# names, versions and hashes of everything that is installed, the build backend included
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --extra test --extra build pyproject.toml -o requirements.lock
