# Everything a developer types. `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt
# An environment apart: Label Studio's SDK and `datasets` want another numpy than the rest.
INTEROP := .venv-interop
SAMPLE := data/output/sample
REFERENCE := data/reference

# python3.11 where there is one, else the newest above it; a name without a version comes last.
# One counts only if it can make an environment: Debian splits venv off into a package of its own.
CANDIDATES := python3.11 python3.19 python3.18 python3.17 python3.16 python3.15 python3.14 \
	python3.13 python3.12 python3 python
FITS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	"$$p" -c '$(FITS)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

# One thread: the networks are small, and more threads wait for each other.
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MINUTES ?= 10

.PHONY: run compare reference notebooks picture test test-slow test-all fuzz check format docs clean help

run: $(VENV)/.run ## read data/raw, write the tables to data/output/sample, print the first rows
	@rm -rf $(SAMPLE)
	$(BIN)/kutipan run data/raw --out $(SAMPLE) --show 10

compare: run ## say what is found in data/raw and was not at the last release, and the other way round
	$(BIN)/kutipan compare $(REFERENCE) $(SAMPLE) --show 5

reference: run ## at a release: keep what is found in data/raw, for `make compare`
	@mkdir -p $(REFERENCE)
	cp $(SAMPLE)/quotes.csv $(SAMPLE)/articles.csv $(REFERENCE)

test: $(VENV)/.test ## the whole suite but what takes minutes
	$(BIN)/python -m pytest -m "not slow"

test-slow: $(VENV)/.test $(INTEROP)/.ready ## only what takes minutes
	$(BIN)/python -m pytest -m slow

test-all: test test-slow ## the whole suite

notebooks: run $(VENV)/.test ## run the notebooks on the sample, and keep what they show
	$(BIN)/python notebooks/make_notebooks.py

fuzz: $(VENV)/.test ## damaged files and articles for MINUTES=10; prints what fails, shrunk
	PYTHONPATH=. $(BIN)/python tests/fuzz.py --minutes $(MINUTES)

check: $(VENV)/.dev ## style, types, layers, dependencies, and whether the README is up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry pipeline training
	$(BIN)/cog --check README.md README.id.md

format: $(VENV)/.dev ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev ## paste help texts, tables and figures into the README anew
	$(BIN)/cog -r README.md README.id.md

picture: run $(VENV)/.test ## take the README's picture of the report of the sample anew
	$(BIN)/kutipan report $(SAMPLE) --out $(SAMPLE)/report.html
	$(BIN)/python tests/report_picture.py $(SAMPLE)/report.html data/reference/report.png

clean: ## remove the environment, caches and the sample run
	rm -rf $(VENV) $(INTEROP) $(SAMPLE) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "kutipan needs Python 3.11 or newer with its venv module, and found none." >&2; \
		echo "Install one (on Debian or Ubuntu: apt install python3 python3-venv), or name" >&2; \
		echo "one that you have: make PYTHON=/path/to/python3.11 run" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp each for what runs, tests and checks the project, so that a second call costs nothing.
$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable ".[test]"
	@touch $@ $(VENV)/.run

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable ".[dev]"
	@touch $@ $(VENV)/.run $(VENV)/.test

$(INTEROP)/.ready: constraints-interop.txt | $(BIN)/python
	$(BIN)/python -m venv --clear $(INTEROP)
	$(INTEROP)/bin/python -m pip install --quiet --constraint $< label-studio-sdk datasets
	@touch $@
