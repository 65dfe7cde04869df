# make        set up, build the index when it is missing or stale, and serve
# make check  set up, and pass lint, types and every quick test, in some two minutes
# make test   set up, and pass every check and test, as CI does
# make soak   try every promise of docs/reliability.md at length, some 20 minutes
# make bench-quick  measure speed beside a plain script and count instructions, in under three minutes
# make mutants  break the comparison of quotations in some 3,200 ways, and count what the tests miss
# make test-seekdb  try the store on a seekdb server, which is installed, started and killed, in some ten minutes
# make test-ray  build on Ray, with actors that are killed; Ray is installed (some minutes)
# make audit  install into a new environment, ask there, and list every licence
# make container  build the container and ask it; without docker, run its steps (some minutes)
# make ask Q="How many U.S. troops are stationed in Japan?"

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
REQUIREMENTS := requirements-core.txt requirements.txt constraints.txt

.PHONY: serve setup index ask check test lint bench bench-quick mutants soak test-seekdb test-ray audit browser proxy container clean

serve: index
	@$(RUN) -m service serve

setup: $(VENV)/.installed

index: setup
	@$(RUN) build_index.py

ask: export QUESTION = $(value Q)
ask: index
	@test -n "$$QUESTION" || { echo 'make ask: give the question, as in make ask Q="How many …?"' >&2; exit 2; }
	@$(RUN) -m service ask "$$QUESTION"

check: $(VENV)/.installed-dev lint
	$(RUN) -m pytest -m "not browser and not slow"

test: $(VENV)/.installed-dev browser proxy lint
	$(RUN) -m pytest

lint: $(VENV)/.installed-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

bench: $(VENV)/.installed-dev
	$(RUN) -m bench.quality
	$(RUN) -m bench.peers

bench-quick: $(VENV)/.installed-dev
	@command -v valgrind > /dev/null || echo "make: instructions will NOT be counted: apt-get install valgrind" >&2
	@$(RUN) -m bench.quick

mutants: $(VENV)/.installed-dev
	@$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt mutmut==3.8.1
	$(RUN) -m mutmut run
	$(RUN) -m mutmut export-cicd-stats

soak: $(VENV)/.installed-dev
	$(RUN) -m tests.soak

test-seekdb: $(VENV)/.installed-dev proxy
	@$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt pylibseekdb==1.4.0.post1
	PINCITE_TEST_SEEKDB=1 $(RUN) -m pytest tests/index/store tests/bench/test_stores.py tests/test_scale.py tests/deploy/test_several_servers.py -k seekdb

test-ray: $(VENV)/.installed-dev
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-ray.txt
	PINCITE_TEST_RAY=1 $(RUN) -m pytest tests/index/workers

audit: $(VENV)/.installed-dev
	$(RUN) -m tests.audit

browser: $(VENV)/.installed-dev
	@RUN="$(RUN)" sh tests/browser/provide.sh

proxy:
	@sh tests/deploy/provide_nginx.sh

container: $(VENV)/.installed-dev
	$(RUN) -m tests.deploy.container

clean:
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: Python 3.11 or later is needed: name it with make PYTHON=…" >&2; exit 2; }
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/.installed: $(REQUIREMENTS) | $(VENV)/bin/python
	@echo "Installing what Pincite runs on (a minute or two, once) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-core.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(REQUIREMENTS) | $(VENV)/bin/python
	@echo "Installing what the tests need (a few minutes, once) …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed
