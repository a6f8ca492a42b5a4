# Every target sets up by itself what it needs (tools/setup.py), once.

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo run test lint format screenshots bench setup lock clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1:\2/p' $(MAKEFILE_LIST) | awk -F: '{ printf "%-18s %s\n", $$1, $$2 }'

demo: runtime ## the main job on a sample unit, results in build/demo, then the window
	@$(PYTHON) -m desktop demo --out build/demo

run: runtime ## the window
	@$(PYTHON) -m desktop

test: lint ## all checks and tests
	@$(PYTHON) -m pytest --no-header -n 2 --dist loadfile

lint: setup ## style, types and import contracts
	@$(PYTHON) -m ruff check --quiet
	@$(PYTHON) -m ruff format --check --quiet
	@$(PYTHON) -m mypy --no-error-summary
	@$(PYTHON) .venv/bin/lint-imports --no-logo

format: setup ## put the code in the project's format
	@$(PYTHON) -m ruff check --quiet --fix
	@$(PYTHON) -m ruff format --quiet

screenshots: setup ## pictures of every page
	@$(PYTHON) tools/screenshots.py

bench: setup ## the project's own figures, each beside its reference
	@$(PYTHON) -m desktop bench

setup: ## system packages and .venv, with the tools for tests
	@python3 tools/setup.py --dev

.PHONY: runtime
runtime:
	@python3 tools/setup.py

lock: ## new versions of the locked packages, as pyproject.toml allows
	@python3 -m venv --clear build/uv && build/uv/bin/python -m pip install --quiet uv
	@for set in "runtime" "dev --group dev -c requirements/runtime.txt"; do \
	    build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
	        --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements/$${set%% *}.txt \
	        $$(echo $$set | cut -s -d' ' -f2-) || exit 1; \
	done

clean: ## remove everything that was made, .venv too
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
