# What a developer types. `make demo` and `make test` need git, make and python3 (3.11 or newer, with venv).

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test lint build check bench docs clean
.DELETE_ON_ERROR:

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

demo: $(VENV)/.installed ## Install into .venv and lint examples/
	@$(BIN)/tlsrpt-lint check --exit-zero examples

test: $(VENV)/.installed-dev ## Run the whole test suite (ARGS="…" for a part of it)
	@$(BIN)/python -m pytest --numprocesses auto --dist loadgroup $(ARGS)

lint: $(VENV)/.installed-dev ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

build: $(VENV)/.installed-dev ## Build the wheel and the source distribution into dist/
	rm -rf build dist
	$(BIN)/python -m build --quiet

check: lint build test ## Everything that CI runs

docs: $(VENV)/.installed-dev ## Write the pages of the rules, and the tables and samples made from them
	$(BIN)/python docs/generate.py

bench: $(VENV)/.installed-dev ## Measure speed against the peers that are installed (some minutes)
	@$(BIN)/python -m bench

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# A stamp is written last, so that an installation that failed is done again.
$(VENV)/.created:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	$(PIP) install --editable .
	@$(BIN)/python -m compileall -q lint rules
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.created pyproject.toml
	$(PIP) install --editable '.[dev]'
	@$(BIN)/python -m compileall -q lint rules
	@touch $@ $(VENV)/.installed
