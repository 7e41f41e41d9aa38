# Casetrail 案迹. "make" alone lists the targets. Needs GNU make and Python 3.11 or newer, nothing else.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

# All tests are shared among a few processes, a file at a time; for some of them starting those is not worth it.
SHARED := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# --no-strip-extras: older pips (before 23.3) hold coverage[toml] to be another package than a pinned coverage, and refuse
# the lock as soon as a newer coverage is out.
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-header --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links

# pyright would ask whether a newer release exists
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test check bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(VENV)/.installed ## put the program and what it needs into .venv

demo: $(VENV)/.installed ## start the demonstration, e.g. make demo ARGS="--port 0"
	@$(BIN)/casetrail demo $(ARGS)

test: $(VENV)/.installed-dev ## run the tests, e.g. make test ARGS="tests/domain -k lead"
	@$(BIN)/python -m pytest $(or $(ARGS),$(SHARED))

check: $(VENV)/.installed-dev ## format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed-dev ## measure against the targets
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lock: $(VENV)/.installed-dev ## compile the lock files anew; ARGS=--upgrade to move to newer versions
	$(COMPILE) $(ARGS) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) $(ARGS) pyproject.toml --group build --group dev --constraint requirements.lock \
	    --output-file requirements-dev.lock
	@! grep -nE 'https?://|file:|--(extra-)?index-url|--find-links' requirements.lock requirements-dev.lock

clean: ## remove .venv and caches; the data in ./var stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Casetrail needs Python 3.11 or newer, and '$(PYTHON)' is not; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# --no-build-isolation: the package is built with the setuptools of the lock, so nothing unpinned is fetched.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the development tools into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
