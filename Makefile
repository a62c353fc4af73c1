# Two commands on a fresh machine with python >= 3.11: `make quick` and `make test`. Each is one visible command below;
# with an environment of your own, run that command yourself.
PYTHON ?= python3
CORES ?= $(shell nproc)
BIN := .venv/bin

.PHONY: quick paper test test-browser test-slurm bench lint lock

quick: .venv/ready
	$(BIN)/snakemake --cores $(CORES) --configfile config/quick.yaml

paper: .venv/ready
	$(BIN)/snakemake --cores $(CORES)

test: .venv/ready # `python -m pytest`, its two halves side by side
	$(BIN)/python -m pytest tests/unit & unit=$$!; $(BIN)/python -m pytest tests/workflow; workflow=$$?; \
	  wait $$unit && exit $$workflow

test-browser: quick # both reports in a headless Chromium (Debian: apt-get install chromium chromium-driver)
	$(BIN)/snakemake --report results/quick/snakemake.html --configfile config/quick.yaml
	$(BIN)/python -m pytest tests/browser

test-slurm: .venv/ready # as root, where Slurm's packages may be installed: starts a cluster of two nodes and removes it
	$(BIN)/pip install --quiet --no-build-isolation -e .[cluster]
	$(BIN)/python -m pytest -s -rs tests/slurm

bench: .venv/ready # peers join if installed: .venv/bin/pip install -e .[bench]
	$(BIN)/python -m benchmarks

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/lint-imports
	$(BIN)/snakemake --lint --configfile config/quick.yaml

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/snakemake --quiet all --cores 1 compile --configfile config/quick.yaml
	touch $@

# names, versions and hashes of everything that is installed, the build backend included
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --extra test --extra build pyproject.toml -o requirements.lock
