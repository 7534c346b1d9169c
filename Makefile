# Everything a newcomer needs: each target first sets up .venv by itself. Python 3.11 or newer and nothing else.
# The system's own interpreter where it will do: one built without optimisation takes a quarter longer for the same.
PYTHON ?= $(shell for one in /usr/bin/python3 python3; do \
  $$one -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; done; echo $$one)
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
# What is compiled is kept, also where the machine says otherwise: tests and demonstration start dozens of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo story test lint quick suite bench phrases chaos fuzz audit drawing revision lock bundle fields clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

demo: $(VENV)/run ## Show a month happening, in the browser, on this machine
	$(BIN)/flask demo

story: $(VENV)/run ## Tell a year without a browser: transcript, book and board pictures into build/story
	$(BIN)/flask story build/story

test: $(VENV)/dev ## Prove it: linters, then tests on SQLite, PostgreSQL and in chromium
	@./tests/install-chromium
	@./tests/install-nginx
	$(MAKE) --no-print-directory -j 2 lint suite

ONLY ?= tests/rules tests/services tests/chat
quick: $(VENV)/dev ## For daily work: rules, services, chat on SQLite, or ONLY="tests/…"; without properties and tests of many cases
	$(BIN)/pytest -n 2 --dist worksteal -m "not (postgresql or processes or browser or hypothesis or long)" $(ONLY)

phrases: $(VENV)/dev ## Measure how many of what people type is understood; then thousands of messages at random
	-$(BIN)/python -m tests.phrases
	$(BIN)/pytest -q -n 2 tests/chat/test_at_random.py --messages 1000

KILLS ?= 150
chaos: $(VENV)/dev ## Kill 150 (or KILLS=…) of the bot's processes on each database, freeze and stop it, while 1,900 slips go out, 468 people talk and groups are posted to; SEED=… for other moments
	$(BIN)/pytest -q tests/e2e/test_chaos.py -s --kills $(KILLS) --seed $(or $(SEED),1)

INPUTS ?= 120000
fuzz: $(VENV)/dev ## Send 120,000 hostile inputs (or INPUTS=…) to callback, pages, console, chat and files; SEED=… for others
	$(BIN)/pytest -q -s tests/fuzz --inputs $(INPUTS) --seed $(or $(SEED),1)

suite: $(VENV)/dev # The linters use one processor for a minute: the tests begin meanwhile.
	$(BIN)/pytest -n 4 --dist worksteal

lint: $(VENV)/dev ## Hold the house rules: ruff, mypy --strict, import-linter, bandit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r app.py rules models services bot handlers scheduler migrations

audit: $(VENV)/dev ## Hold the pinned libraries against published advisories, where a source of them can be reached
	$(BIN)/uv tool run pip-audit --strict -r requirements-prod.txt --require-hashes --disable-pip

bench: $(VENV)/dev ## Measure, each figure beside its baseline (method: tests/bench/README.md)
	$(BIN)/python -m tests.bench

fields: $(VENV)/dev ## Write the reference of every data file, and the sheet in large type, into docs/
	$(BIN)/python -m docs.fields
	$(BIN)/python -m docs.one_page

revision: $(VENV)/run ## Make a migration from the models: make revision M="keep leaves"
	@$(BIN)/python -m migrations.revise $(M)

drawing: $(VENV)/dev ## Draw who imports whom, for docs/architecture.md
	$(BIN)/python -m docs.drawing

lock: COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"
lock: $(VENV)/dev ## Resolve requirements*.in into hashed requirements*.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	for set in requirements-prod requirements; do \
	  $(COMPILE) -c requirements-dev.txt $$set.in -o $$set.txt || exit 1; done # what runs is what was tested

bundle: $(VENV)/run ## Put code and libraries into one file, for a machine without internet
	@./deploy/bundle

clean: ## Forget the virtual environment and what was built
	rm -rf $(VENV) build var .var-*.kept .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.txt
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@
