# Tenrec: `make run` starts it, `make test` tests it. Nothing is rebuilt that has not changed.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8

.PHONY: run setup test check fix bench docs clean

run: setup
	@$(BIN)/tenrec serve

setup: $(VENV)/.installed

$(VENV)/uv/bin/uv:
	@echo "· making the Python environment"
	@$(PYTHON) -c 'import sys; sys.exit("Tenrec needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)/uv
	@$(VENV)/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.installed: pyproject.toml uv.lock | $(VENV)/uv/bin/uv
	@echo "· installing the locked Python packages"
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/uv/bin/uv sync --quiet --frozen --python "$$($(VENV)/uv/bin/python -c 'import sys; print(sys._base_executable)')"
	@touch $@
