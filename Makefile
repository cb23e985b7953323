# Everything runs from .venv, which these targets make by themselves. Locks carry hashes: see docs/decisions/0003-locks.md
PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check
RUN_LOCK = .ci/lock/run.txt
DEV_LOCK = .ci/lock/dev.txt
PEERS_LOCK = .ci/lock/peers.txt
WORKERS ?= 2

.PHONY: install demo test check bench faults texts lock
install: .venv/run.stamp
demo: .venv/run.stamp
	.venv/bin/sigap demo $(ARGS)
test: check
	.venv/bin/python -m pytest -n $(WORKERS) $(ARGS)
check: .venv/dev.stamp
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports
bench: .venv/dev.stamp .venv/peers.stamp
	.venv/bin/python -m benchmarks $(ARGS)
faults: .venv/dev.stamp
	.venv/bin/python -m tests.faults $(ARGS)
texts: .venv/dev.stamp
	.venv/bin/python -m bot.texts.extraction
lock: .venv/dev.stamp
	$(PIP) install -q uv && .ci/lock/compile

.venv/bin/python:
	$(PYTHON) -m venv .venv
.venv/run.stamp: $(RUN_LOCK) pyproject.toml | .venv/bin/python
	$(PIP) install -q --require-hashes -r $(RUN_LOCK) && $(PIP) install -q --no-deps --no-build-isolation -e . && touch $@
.venv/dev.stamp: $(DEV_LOCK) .venv/run.stamp
	$(PIP) install -q --require-hashes -r $(DEV_LOCK) && touch $@
.venv/peers.stamp: $(PEERS_LOCK) | .venv/bin/python
	$(PYTHON) -m venv .venv/peers && .venv/peers/bin/python -m pip --disable-pip-version-check install -q --require-hashes -r $(PEERS_LOCK) && touch $@
