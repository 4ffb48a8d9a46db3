# make run    the application on the embedded database, with the demonstration province
# make test   everything that is checked: lint, types, contracts, catalogues, all tests
# make setup  the environment alone, in .venv, with the `tiendo` command in its bin

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
READY := .venv/.ready
TEST_READY := .venv/.test-ready

.PHONY: run setup test check unit bench chaos fuzz guide catalogues clean

run: setup
	@TIENDO_SHOW_DEMO_SIGN_INS=true $(BIN)/tiendo serve --demo --open

setup: $(READY)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Cần Python 3.11 trở lên (có venv). Hãy cài rồi chạy lại." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(READY): .venv/bin/python requirements.txt pyproject.toml
	@echo "Đang chuẩn bị môi trường (một lần, cần mạng)…"
	@$(PIP) install --quiet --require-hashes --requirement requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_READY): $(READY) requirements-test.txt
	@$(PIP) install --quiet --require-hashes --requirement requirements-test.txt
	@$(BIN)/python tests/browser/chromium.py
	@touch $@

test: $(TEST_READY) check unit

check: $(TEST_READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

unit: $(TEST_READY)
	$(BIN)/python -m pytest -n 2 tests

# make bench QUICK=1: the overview alone, a few rounds, beside a blank page; under three minutes.
bench: $(TEST_READY)
	$(BIN)/python -m bench $(if $(QUICK),--quick)

# Broken workbooks through the whole intake: make fuzz N=10000 SEED=1; ONE=4711 tries one again.
fuzz: $(TEST_READY)
	@$(BIN)/python -m tests.fuzz N=$(N) SEED=$(SEED) ONE=$(ONE) FILE=$(FILE) WORKERS=$(WORKERS)

# Kill a real server and a real database N times in the middle of uploads; count what was lost.
chaos: $(TEST_READY)
	@$(BIN)/python -m tests.chaos N=$(or $(N),120) SEED=$(or $(SEED),1)

guide: $(TEST_READY)
	$(BIN)/python -m docs.pictures

# Take the texts from the code into the catalogues; new ones then want their Vietnamese.
catalogues: $(TEST_READY)
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ --no-location --sort-output -o dashboard/locale/dashboard.pot .
	$(BIN)/pybabel -q update -i dashboard/locale/dashboard.pot -d dashboard/locale -D dashboard --no-fuzzy-matching -w 100
	rm dashboard/locale/dashboard.pot

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .bench_cache
