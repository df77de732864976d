# Fall Line: `make run` starts the app, `make test` passes all tests. Each sets up .venv by itself.
PYTHON ?= python3
BIN := .venv/bin
SETUP := PYTHON='$(PYTHON)' sh .ci/setup
# auto: two or four processes a core, see tests/conftest.py; `make test JOBS=0` runs in one, for a debugger.
JOBS ?= auto
# A process that may not keep compiled modules compiles the whole app anew, as do the hundreds that tests start.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n $(JOBS)

.PHONY: run test test-system lint types docs check format lock clean help

run: .venv/.run ## set up .venv and start the app
	@$(BIN)/python -m tui $(ARGS)

test: .venv/.dev ## set up .venv and run all tests (TESTS=path runs some)
	$(PYTEST) --dist worksteal $(TESTS)

test-system: .venv/.dev ## the tests that take their time (marked system), on top of `make test`
	@sh .ci/sshd
	@$(MAKE) --no-print-directory .venv/.cluster || echo "dask could not be installed: its tests will be skipped" >&2
	$(PYTEST) -m "system or hypothesis" --hypothesis-profile full --dist loadgroup $(TESTS)

lint: .venv/.dev ## style, formatting and the borders between the packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache

types: .venv/.dev ## mypy --strict
	$(BIN)/mypy

docs: .venv/.dev ## write the tables of the documents anew from the code
	$(BIN)/python -m tui.cli.doc_tables docs/*.md

check: test lint types ## everything that has to pass

format: .venv/.dev ## put the code into the project's format
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format

lock: ## renew requirements.lock with the newest versions that pyproject.toml allows
	PYTHON='$(PYTHON)' sh .ci/lock

clean: ## remove .venv and every cache
	rm -rf .venv .venv-lock build dist *.egg-info .mypy_cache .ruff_cache .hypothesis .import_linter_cache snapshot_report.html
	find core tui tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

# The app needs less than its tests, so a first `make run` waits for less.
.venv/.run: pyproject.toml requirements.lock
	@$(SETUP) . && touch .venv/.run

.venv/.dev: pyproject.toml requirements.lock
	@$(SETUP) '.[dev]' && touch .venv/.run .venv/.dev

.venv/.cluster: pyproject.toml requirements.lock
	@$(SETUP) '.[dev,cluster]' && touch .venv/.run .venv/.dev .venv/.cluster
