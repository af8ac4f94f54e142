# Each target sets up what it needs in .venv; nothing is done twice.
#
#   make run                                 page, API and viewer at http://127.0.0.1:7860
#   make setup PYTHON=python3.12             another Python (3.11 or 3.12)
#   make setup TORCH_ARGS="--index-url https://download.pytorch.org/whl/cpu"
#                                            where plain pip would bring the CUDA build of torch
#   make test PYTEST_ARGS="-k cli"           arguments for pytest

PYTHON ?= python3.11
TORCH_ARGS ?=
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Offered twice by a machine's own package folders, a wheel costs a line of warning each; failures still show.
QUIET := 2> >(grep -v "WARNING: Location" >&2)
SHELL := bash

.PHONY: setup run test lint eval readme
.DELETE_ON_ERROR:

setup: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV); the first time this takes a few minutes."
	$(PIP) install $(TORCH_ARGS) -c constraints.txt torch==2.13.0 $(QUIET)
	@if $(BIN)/python -m pip list 2>/dev/null | grep -i '^nvidia-'; then \
	  echo "This is torch for CUDA, which Hỏi Đáp does not need. Remove $(VENV) and run:"; \
	  echo '  make setup TORCH_ARGS="--index-url https://download.pytorch.org/whl/cpu"'; exit 1; fi
	$(PIP) install -c constraints.txt -e '.[dev]' $(QUIET)
	@touch $@

run: setup
	$(BIN)/hoidap serve

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest $(PYTEST_ARGS)

eval: setup
	$(BIN)/hoidap ingest
	$(BIN)/hoidap eval

readme: setup  # writes the settings table, the file tree and the shown run of README.md anew
	$(BIN)/python -m tests.readme
