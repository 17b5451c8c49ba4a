PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SPARK_VENV := .venv-spark
SCALE  ?= 0.1

# what a demo needs, and what developing needs
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev

# Superset pins old libraries, so it has an environment of its own
SUPERSET := .venv-superset

# so has Airflow, as the DAG needs no more of Reelhouse than its command line
AIRFLOW := .venv-airflow

# modules are compiled once, and not by each of the processes that the tests start
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test test-long test-search test-spark test-superset test-airflow test-kill test-volume chromium lint bench bench-models bench-dashboards bench-scale screenshots docs lock lock-superset lock-airflow clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: $(RUN_READY) ## invent a universe, ingest it over HTTP, build, show the tables, verify
	$(BIN)/reelhouse demo

# a file goes to one process, and those that make the shared lakes come first
PYTEST = $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test: $(DEV_READY) chromium ## run the tests that every change is worth
	$(PYTEST) -m "not long"

test-long: $(DEV_READY) chromium ## run the others: trained lakes, a year of weeks, every page in a browser, kills
	$(PYTEST) -m long

test-search: $(DEV_READY) ## look for examples that break a property, other ones each time
	$(PYTEST) -m "not long" --hypothesis-profile search $$(grep -rlE "^ *@(given|rule)\b" tests)

test-spark: $(SPARK_VENV)/.ready ## build the same lake with DuckDB and with Spark, and compare every row
	$(SPARK_VENV)/bin/pytest tests/spark

# only where it can be had from Debian without asking anybody; the tests that need it else skip
chromium:
	@command -v chromium > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
		&& apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium > /dev/null; } \
		|| echo "no chromium: the tests of the dashboards in a browser are skipped"

test-volume: $(DEV_READY) ## two million sessions: ingest, build, late data, and the same from nothing
	$(BIN)/pytest tests/volume --sessions 2000000

test-kill: $(DEV_READY) ## kill processes at 50 requests to a store, and at 50 moments between ingest and warehouse
	$(BIN)/pytest tests/objects/test_kill.py tests/objects/test_any_moment.py --kills 50 --moments 25

lint: $(DEV_READY) ## check style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src benchmarks tests
	$(BIN)/mypy docs/hooks.py docs/generate/*.py
	$(BIN)/mypy orchestration/airflow/*.py

bench: $(DEV_READY) ## measure against the reference and the peer; SCALE=0.5 BENCH_ARGS="--runs 3"
	$(BIN)/python -m benchmarks --scale $(SCALE) $(BENCH_ARGS)
	$(BIN)/python -m benchmarks.traffic

bench-models: $(DEV_READY) ## how often models are right, beside naive rules and published figures
	$(BIN)/python -m benchmarks.models

bench-dashboards: $(DEV_READY) ## measure the dashboards over IMDb at scale 0.5 and all other sources
	$(BIN)/python -m benchmarks.dashboards --scale $(if $(filter command line,$(origin SCALE)),$(SCALE),0.5) $(BENCH_ARGS)

bench-scale: $(SPARK_VENV)/.ready ## measure DuckDB and Spark as data grows, on one core and on two
	$(SPARK_VENV)/bin/python -m benchmarks.scaling $(BENCH_ARGS)

screenshots: $(DEV_READY) ## pictures of every page of the dashboards over demo/, into screenshots/, and those of the docs
	$(BIN)/python -m benchmarks.screenshots
	$(BIN)/python -m benchmarks.screenshots --for-docs

test-superset: $(DEV_READY) $(SUPERSET)/.ready ## import the bundle for Superset into a real one and ask every chart for data
	SUPERSET_PYTHON=$(CURDIR)/$(SUPERSET)/bin/python $(BIN)/pytest tests/deploy/test_superset.py

test-airflow: $(DEV_READY) $(AIRFLOW)/.ready ## run the DAG in a real Airflow, over providers on localhost
	AIRFLOW_PYTHON=$(CURDIR)/$(AIRFLOW)/bin/python $(BIN)/pytest tests/orchestration

docs: $(DEV_READY) ## build the documentation site into site/, every link checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lock: $(DEV_READY) ## write the lock files anew from pyproject.toml
	$(LOCK) $(RUN_EXTRAS) -o requirements.lock
	$(LOCK) $(RUN_EXTRAS) --extra mlflow --extra dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) $(RUN_EXTRAS) --extra mlflow --extra dev --extra spark -c requirements-dev.lock \
		-o requirements-spark.lock

lock-superset: $(DEV_READY) ## write the lock file of the environment of Superset anew
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		deploy/superset/requirements.in -o deploy/superset/requirements.lock

lock-airflow: $(DEV_READY) ## write the lock file of the environment of Airflow anew
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		orchestration/airflow/requirements.in -o requirements-airflow.lock

# whatever other environment the caller has active, everything goes into this one
INSTALL = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python

# what the demo shows, and what makes the package
RUN_EXTRAS = --extra ml --extra dashboards --extra simulator --extra build

LOCK = $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 pyproject.toml

clean: ## remove the environment and everything that was made
	rm -rf $(VENV) $(SUPERSET) $(AIRFLOW) $(SPARK_VENV) site demo screenshots benchmarks/work .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.uv: requirements-uv.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(RUN_READY): $(VENV)/.uv requirements.lock pyproject.toml
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -qq src
	@touch $@

$(DEV_READY): $(RUN_READY) requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(SUPERSET)/.ready: $(VENV)/.uv deploy/superset/requirements.lock
	$(PYTHON) -m venv $(SUPERSET)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(SUPERSET)/bin/python \
		--require-hashes -r deploy/superset/requirements.lock
	@touch $@

$(AIRFLOW)/.ready: $(VENV)/.uv requirements-airflow.lock
	$(PYTHON) -m venv $(AIRFLOW)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(AIRFLOW)/bin/python \
		--require-hashes -r requirements-airflow.lock
	@touch $@

# an environment of its own: Spark is 400 MB that nothing else needs
$(SPARK_VENV)/.ready: $(VENV)/.uv requirements-spark.lock pyproject.toml
	$(PYTHON) -m venv $(SPARK_VENV)
	$(BIN)/uv pip install --quiet --python $(SPARK_VENV)/bin/python --require-hashes -r requirements-spark.lock
	$(BIN)/uv pip install --quiet --python $(SPARK_VENV)/bin/python --no-deps --no-build-isolation --editable .
	@touch $@
