# Homeward. `make demo` and `make test` are all a newcomer needs; both prepare what is missing.
SHELL := /bin/bash
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)
export NUMBA_CACHE_DIR ?= $(CURDIR)/.cache/numba
# Nodes and commands are processes that start by the hundred in the tests: with kept bytecode each
# starts in less than half the time, also where the surroundings ask Python to keep none.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.cache/bytecode
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
WORDS := $(shell find src -name '*.po')

.PHONY: help setup demo serve test stories pages deep chaos fuzz check format bench bench-node spark lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY) ## install everything into .venv (about two minutes, 1.4 GB, package registries only)

$(READY): requirements/run.txt requirements/dev.txt requirements/node.txt requirements/bootstrap.txt pyproject.toml tools/setup $(FRONTEND) $(WORDS)
	@tools/setup "$(PYTHON)"

demo: $(READY) ## play every chapter of the story, then keep serving (ARGS=--check verifies and exits, ARGS="--only crisis" plays one chapter)
	@$(BIN)/homeward demo $(ARGS)

test: $(READY) ## run the tests of libraries, rooms and pages (under 15 minutes on two cores; ARGS=-k NAME narrows)
	@echo "make test: libraries, rooms and pages (under 15 minutes); 'make stories' starts nodes and browsers"
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not chaos and not deep and not story" $(ARGS)

stories: $(READY) ## test nodes as processes of their own, what the demonstration plays between them, and browsers (about 20 minutes)
	@echo "make stories: nodes as processes, the demonstration's chapters with their missions, browsers (about 20 minutes)"
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "story and not chaos and not deep" $(ARGS)

pages: $(READY) ## look at every page with axe in every language, light and width (about 15 minutes)
	@echo "make pages: every page in every language, light and width (about 15 minutes)"
	@HOMEWARD_PAGES=long $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/journeys/test_every_page.py tests/journeys/test_every_crisis_page.py tests/journeys/test_every_support_page.py $(ARGS)

deep: $(READY) ## ask the tracing library of three times as many worlds, and every address for everybody (about 12 minutes)
	@echo "make deep: every property of tracing with all its examples, a wheel that compiles, every address with everybody, trust as it is typed (about 12 minutes)"
	@HOMEWARD_EXAMPLES=all $(BIN)/python -m pytest -q -n 2 tests/tracing tests/wire tests/trends/test_disclosure.py tests/meta/test_wheel.py tests/meta/test_access.py tests/meta/test_urls.py tests/node/test_trust_command.py tests/manual/test_practice_pages.py tests/cooperation/test_joining.py $(ARGS)

chaos: $(READY) ## kill, cut and lose for about 15 minutes: 1,000 messages, 200 kills, a line cut for 3 minutes
	@echo "make chaos: three nodes, 1,000 messages, 200 kills, a line cut for three minutes (about 15 minutes)"
	@$(BIN)/python -m pytest -q -n 0 -s -m chaos tests/chaos tests/exchange tests/node $(ARGS)

fuzz: $(READY) ## look for requests that break the exchange's endpoint (SECONDS_LIMIT=300; keeps what is new in the corpus)
	@echo "make fuzz: $(or $(SECONDS_LIMIT),300) seconds against a node of its own"
	@HOMEWARD_FUZZ_SECONDS=$(or $(SECONDS_LIMIT),300) $(BIN)/python -m pytest -q -n 0 -s -p no:logging tests/exchange/fuzz -k long_search $(ARGS)

check: $(READY) ## format, lint, types, import rules, translations, docs: what CI checks (about a minute)
	@echo "make check: format, lint, types, import rules, translations, documents (about a minute)"
	@tools/check

format: $(READY) ## rewrite the code in the house format
	@echo "make format: rewriting src, tests, benchmarks and tools (seconds)"
	@$(BIN)/ruff check --fix -q src tests benchmarks tools && $(BIN)/ruff format -q src tests benchmarks tools

bench: $(READY) ## measure speed as ratios against peers and limits (minutes)
	@echo "make bench: ratios against peers in the same run"
	@for script in benchmarks/bench_*.py benchmarks/tracing/bench_*.py; do $(BIN)/python $$script $(ARGS) || exit 1; done

bench-node: $(READY) ## measure the pages of a node with 100,000 cases, then those of a desk with a million requests (about 8 minutes)
	@echo "make bench-node: 100,000 cases, 5,000,000 timeline entries; then 1,000,000 requests (about 8 minutes)"
	@for script in benchmarks/node/bench_*.py; do $(BIN)/python $$script $(ARGS) || exit 1; done

spark: $(READY) ## test tracing on Spark (needs Java 17; adds 0.5 GB to .venv; about 3 minutes)
	@echo "make spark: installing pyspark into .venv (0.5 GB), then its tests (about 3 minutes)"
	@command -v java >/dev/null || { echo "make spark: there is no Java. Install Java 17, for example openjdk-17-jre-headless." >&2; exit 2; }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: --no-binary pyspark -r requirements/spark.txt
	@$(BIN)/python -m pytest -q --noconftest tests/tracing/lake/test_spark.py $(ARGS)

lock: $(READY) ## compile the hashed requirement files from pyproject.toml
	@echo "make lock: compiling requirements/*.txt (seconds)"
	@tools/lock

clean: ## remove what was built, keep the code
	@echo "make clean: removing .venv, caches and built files (seconds)"
	@rm -rf $(VENV) .cache frontend/node_modules src/homeward/foundation/web/static/built
