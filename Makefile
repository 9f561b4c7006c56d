PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run test lint check assurance mutants translations messages procedure styles

run: $(VENV)/run-stamp translations
	$(BIN)/library-exchange serve $(ARGS)

test: $(VENV)/test-stamp translations
	$(BIN)/pytest $(ARGS)

# What a change must pass besides the tests: style, types, contracts.
lint: $(VENV)/test-stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The same and what tests say of the house, its words and its styles: in a minute most that a change can break.
check: lint translations
	$(BIN)/pytest -q tests/house/test_house.py tests/house/test_suite.py tests/house/test_translations.py tests/web/test_styles.py $(ARGS)

# Faults seeded into rules, services and rights: which of them no test notices. Takes long; see benchmarks/mutants.py.
mutants: $(VENV)/test-stamp translations
	$(BIN)/python -m benchmarks.mutants $(ARGS)

# The long versions of what tests try in short: kills under load, many at once, backups, races. Hours at full size; sizes
# and the seed come from the environment (LX_ASSURE_…), see benchmarks/assurance.py and docs/assurance.md.
assurance: $(VENV)/test-stamp translations
	$(BIN)/python -m benchmarks.assurance $(ARGS)

translations: $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

%.mo: %.po
	$(BIN)/python -c "import sys; from babel.messages.mofile import write_mo; from babel.messages.pofile import read_po; write_mo(open(sys.argv[2], 'wb'), read_po(open(sys.argv[1], 'rb')))" $< $@

# The message catalogues are brought in line with the sources; then the new entries are translated by hand.
messages: $(VENV)/test-stamp
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k _n:1,2 -k _ln:1,2 -k _p:1c,2 -k _pl:1c,2 -c TRANSLATORS: --no-location --sort-output --omit-header -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-pot-creation-date

# The page of the documentation on the procedure of a loan is written from its tables.
procedure: $(VENV)/test-stamp translations
	$(BIN)/python -m library_exchange.commands.loan_procedure > docs/loan-procedure.md

# The part of Bootstrap that pages use is written anew, when they have come to use more of it or less.
styles:
	$(PYTHON) -m library_exchange.web.used_styles

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run-stamp: setup.cfg pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -c requirements.lock -e .
	touch $@

$(VENV)/test-stamp: setup.cfg pyproject.toml requirements-test.lock | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -c requirements-test.lock -e '.[test]'
	touch $@ $(VENV)/run-stamp
