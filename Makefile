# Chancery's commands; CONTRACT in README.md. `make setup` is what all others begin with.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA_DIR ?= var
export PORT DATA_DIR

.PHONY: help setup setup-tests run test accept chaos evaluate bench sdk lint types lock

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# A stamp holds the digest of the lock that was installed: nothing is done while it fits. The third argument: stamps that it undoes.
define install
	@digest="$$(cat $(1) | cksum)"; \
	if [ "$$(cat $(VENV)/$(2) 2>/dev/null)" != "$$digest" ]; then \
		echo "Installing $(1) into $(VENV) (a minute or two the first time)"; \
		$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes --progress-bar off -r $(1) 2>&1 \
			| { grep --line-buffered -vE '^(Requirement already|Looking in|Ignoring|Installing collected|Successfully|WARNING: Location|  )' || true; } || exit 1; \
		rm -f $(3); \
		echo "$$digest" > $(VENV)/$(2); \
	fi
endef

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: install Python 3.11 or newer, or set PYTHON=" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version): set PYTHON= to a newer one" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment: install Python's venv (Debian: python3-venv)" >&2; exit 1; }

setup: $(BIN)/python ## virtual environment with the pinned requirements
	@# The tests' lock is a superset of the other.
	@digest="$$(cat tests/requirements.txt | cksum)"; [ "$$(cat $(VENV)/installed-tests 2>/dev/null)" != "$$digest" ] || exit 0; \
	$(MAKE) --no-print-directory install-run

.PHONY: install-run
install-run:
	$(call install,requirements.txt,installed-run,$(VENV)/installed-*)

setup-tests: $(BIN)/python
	$(call install,tests/requirements.txt,installed-tests,$(VENV)/installed-*)

run: setup ## the service on http://127.0.0.1:PORT/ (8000) with its data in DATA_DIR (var/)
	@exec $(BIN)/python manage.py run

test: setup-tests ## all tests, on an embedded PostgreSQL of their own
	@env -u DATA_DIR $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(PYTEST)

accept: setup-tests ## the long acceptance runs at full size
	@env -u DATA_DIR ACCEPT=full $(BIN)/python -m pytest tests/acceptance tests/benchmarks tests/contract/test_calls.py tests/sources/test_together.py $(PYTEST)

chaos: setup-tests ## faults of processes, brokers and databases, an hour at most; SHORT=1 two minutes, WRITE=1 also writes the page in docs/
	@mkdir -p "$(DATA_DIR)"; env -u DATA_DIR $(BIN)/python -m tests.chaos $(if $(SHORT),--short) $(if $(WRITE),--write) \
		$(if $(ONLY),--only "$(ONLY)") 2> "$(DATA_DIR)/chaos.log"

evaluate: setup ## scores on the annotated corpus CORPUS=dir; WRITE=1 also writes the page in docs/, HOLD=1 fails where they have fallen
	@test -d "$(CORPUS)" || { echo "usage: make evaluate CORPUS=dir [WRITE=1] [HOLD=1]; there is no folder '$(CORPUS)'" >&2; exit 2; }
	@# A database of its own, gone afterwards.
	@folder="$$(mktemp -d)"; chmod 711 "$$folder"; \
	trap '$(BIN)/python -m config.embedded --remove "$$folder/var"; rmdir "$$folder"' EXIT; \
	env -u DATABASE_URL -u CELERY_BROKER_URL DATA_DIR="$$folder/var" EMBEDDED_POSTGRES_DURABLE=off \
		$(BIN)/python manage.py evaluate "$(CORPUS)" $(if $(WRITE),--write) $(if $(HOLD),--hold)

bench: setup ## benchmarks as ratios, MEETINGS= (100000) DOCUMENTS= (3000) in a set of its own under DATA_DIR; figures in var/bench.json; WRITE=1 also writes the page in docs/
	$(call install,benchmarks/requirements.txt,installed-bench)
	@env -u DATABASE_URL -u CELERY_BROKER_URL DATA_DIR="$(DATA_DIR)/bench" $(BIN)/python -m benchmarks --meetings $(or $(MEETINGS),100000) \
		--out "$(DATA_DIR)/bench.json" $(if $(DOCUMENTS),--documents $(DOCUMENTS)) $(if $(WRITE),--write docs)

sdk: setup-tests ## clients for Python and TypeScript, generated and compiled, in build/sdk/
	@env -u DATABASE_URL .ci/sdk python build/sdk/python
	@command -v npm > /dev/null || { echo "npm is not installed: no TypeScript client" >&2; exit 1; }
	@npm ci --no-audit --no-fund --ignore-scripts --silent
	@env -u DATABASE_URL .ci/sdk typescript build/sdk/typescript

lint: setup-tests ## ruff and bandit
	@$(BIN)/ruff check .
	@$(BIN)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml config events sources

types: setup-tests ## mypy, strict on the pure rooms
	@$(BIN)/mypy .

lock: ## pin the dependencies of pyproject.toml anew, with hashes (needs uv)
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --extra test -c requirements.txt \
		pyproject.toml -o tests/requirements.txt
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-deps -c requirements.txt \
		--group pyproject.toml:bench -o benchmarks/requirements.txt
