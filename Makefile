# One command per chore. On Windows, the same commands are in CONTRIBUTING.md.
PYTHON := .venv/bin/python

.PHONY: all test lint format run docs figures results-pages benchmarks validate clean

all: lint test

.venv: pyproject.toml
	python3 -m venv .venv && .venv/bin/pip install -q -e ".[dev]" && touch .venv

test: .venv
	$(PYTHON) -m pytest -n auto

lint: .venv
	.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy

format: .venv
	.venv/bin/ruff format . && .venv/bin/ruff check --fix .

validate: .venv
	$(PYTHON) run.py validate scenarios

run: .venv
	$(PYTHON) run.py

docs: .venv  ## the reference pages, made from the code and the scenario files
	$(PYTHON) run.py schema --markdown --lang en > docs/scenario-format.md
	$(PYTHON) run.py schema --markdown --lang vi > docs/dinh-dang-kich-ban.md
	$(PYTHON) run.py list scenarios/baseline.yaml --facts --markdown --lang en > docs/facts.md
	$(PYTHON) run.py list scenarios/baseline.yaml --facts --markdown --lang vi > docs/so-lieu.md

CASES = $(filter-out scenarios/baseline.yaml, $(wildcard scenarios/*.yaml))

results-pages: .venv  ## every scenario by every milestone; in both languages; takes as long as all of them run, with their bands a quarter of an hour on two cores
	$(PYTHON) run.py compare scenarios/baseline.yaml $(CASES) -n 2000 --band 200 --no-figures --page en=docs/results.md --page vi=docs/ket-qua.md

figures: .venv  ## the pictures of the README
	$(PYTHON) run.py run -q --lang en
	cp results/baseline/$$(cat results/baseline/latest.txt)/figures/milestones.en.png docs/images/
	cp results/baseline/$$(cat results/baseline/latest.txt)/figures/curves.en.png docs/images/

benchmarks: .venv  ## how fast, beside SimPy written by hand; some minutes
	$(PYTHON) -m benchmarks all --quick

clean:
	rm -rf .venv *.egg-info .pytest_cache .mypy_cache .ruff_cache
