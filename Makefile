# Everything that the project needs, from a clean checkout. `make help` lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Two workers suit two cores; more memory is not needed.
PYTEST := $(BIN)/python -m pytest

# uv where it is there (seconds), venv and pip where it is not (a minute). Both install the pinned versions.
define install
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python '>=3.11' $(VENV) && \
	  uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '$(1)'; \
	else \
	  { [ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV); } && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '$(1)'; \
	fi
endef

.PHONY: help demo setup setup-dev test test-pages test-storms test-ghost test-faults gold golden lint format types smoke docs bench clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: setup ## Do the whole job on the example project, and say what lies where
	@$(BIN)/publisher run --once

setup: $(VENV)/.installed
$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Setting up in $(VENV) …"
	$(call install,.)
	@touch $@

setup-dev: $(VENV)/.installed-dev
$(VENV)/.installed-dev: pyproject.toml constraints.txt
	@echo "Setting up for development in $(VENV) …"
	$(call install,.[dev])
	@touch $@ $(VENV)/.installed

test: setup-dev ## Run the tests (no network, no root; a browser only where one is)
	$(PYTEST) --numprocesses 2 -m "not pages and not ghost and not faults and not storms"

test-pages: setup-dev ## Check one page of each kind in a browser (axe-core, and the Nu checker where VNU_JAR names it)
	$(PYTEST) -m pages

test-ghost: setup-dev ## Push to a real Ghost, installed from npm into GHOST_HOME or a temporary folder (minutes)
	$(BIN)/python -m tests.ghost $(GHOST_TESTS)

test-faults: setup-dev ## Push to services that misbehave: every request, every fault (minutes); prints what was counted
	$(PYTEST) --numprocesses 2 -m faults tests/faults

test-storms: setup-dev ## Kill, double and let down real schedulers while everything is due (minutes); prints what was counted
	$(PYTEST) -m storms tests/storms

gold: setup-dev ## Print how well quotations and speakers are found: a real report (PUBLISHER_TEXTS) and our own set
	$(PYTEST) -q -s tests/excerpts/test_gold.py

golden: setup-dev ## Write the golden files anew; read the diff
	ACCEPT_GOLDEN=1 $(PYTEST) -q tests/golden

lint: setup-dev ## Check style
	$(BIN)/ruff check publisher tests
	$(BIN)/ruff format --check publisher tests

format: setup-dev ## Put style right
	$(BIN)/ruff check --fix publisher tests
	$(BIN)/ruff format publisher tests

types: setup-dev ## Check types
	$(BIN)/mypy

docs: setup-dev ## Write the generated pages of docs/ anew
	$(BIN)/python -m tests.generate_docs

smoke: setup-dev ## Build the wheel, and use it in an empty environment
	tests/smoke.sh $(BIN)/python

bench: setup-dev ## Measure, beside Hugo where it is there
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_push
	$(BIN)/python -m tests.bench_tick

clean: ## Remove what the program and the tools wrote
	rm -rf public outbox .publisher campaigns/editions.yaml dist .pytest_cache .mypy_cache .ruff_cache .coverage
