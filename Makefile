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

.PHONY: help setup setup-tests run test evaluate lint types lock

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# A stamp holds the digest of the lock that was installed: nothing is done while it fits.
define install
	@digest="$$(cat $(1) | cksum)"; \
	if [ "$$(cat $(VENV)/$(2) 2>/dev/null)" != "$$digest" ]; then \
		echo "Installing $(1) into $(VENV) (a minute or two the first time)"; \
		$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes --progress-bar off -r $(1) 2>&1 \
			| { grep --line-buffered -vE '^(Requirement already|Looking in|Ignoring|Installing collected|Successfully|WARNING: Location|  )' || true; } || exit 1; \
		rm -f $(VENV)/installed-*; \
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
	$(call install,requirements.txt,installed-run)

setup-tests: $(BIN)/python
	$(call install,tests/requirements.txt,installed-tests)

run: setup ## the service on http://127.0.0.1:PORT/ (8000) with its data in DATA_DIR (var/)
	@exec $(BIN)/python manage.py run

test: setup-tests ## all tests, on an embedded PostgreSQL of their own
	@env -u DATA_DIR $(BIN)/python -m pytest $(PYTEST)

evaluate: setup ## scores on the annotated corpus CORPUS=dir; WRITE=1 also writes the page in docs/
	@test -d "$(CORPUS)" || { echo "usage: make evaluate CORPUS=dir [WRITE=1]; there is no folder '$(CORPUS)'" >&2; exit 2; }
	@# A database of its own, gone afterwards.
	@folder="$$(mktemp -d)"; chmod 711 "$$folder"; \
	trap '$(BIN)/python -m config.embedded --remove "$$folder/var"; rmdir "$$folder"' EXIT; \
	env -u DATABASE_URL -u CELERY_BROKER_URL DATA_DIR="$$folder/var" EMBEDDED_POSTGRES_DURABLE=off \
		$(BIN)/python manage.py evaluate "$(CORPUS)" $(if $(WRITE),--write)

lint: setup-tests ## ruff
	@$(BIN)/ruff check .

types: setup-tests ## mypy, strict on the pure rooms
	@$(BIN)/mypy .

lock: ## pin the dependencies of pyproject.toml anew, with hashes (needs uv)
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --extra test -c requirements.txt \
		pyproject.toml -o tests/requirements.txt
