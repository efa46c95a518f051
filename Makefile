# `make preview` and `make test` need make, Python 3.11 or newer and a package index; no more.

PYTHON ?= python3
PORT ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install --require-hashes
UV := $(BIN)/uv -q pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header

.PHONY: help preview build test needs engines lint lock bare bench soak mutants versions second audit \
	checkers documents pictures docs

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

preview: .venv/.locked ## serve the demo clients on this machine; PORT=8701 for another port
	@$(BIN)/python build.py keys new demo --if-missing
	@$(BIN)/python build.py wave open nordlys 2026-h2 --if-draft
	@$(BIN)/python build.py wave open nordlys 2026-h2-accepted --if-draft
	@$(BIN)/python build.py wave open harbour 2026-h2 --if-draft
	@$(BIN)/python build.py preview $(if $(PORT),--port $(PORT))

build: .venv/.locked ## build the site and the collector's package
	@$(BIN)/python build.py

test: needs lint ## all tests, the browser's included; installs a Chromium if there is none
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Three browsers at once can make one of them miss a press, so what failed has to pass alone.
engines: .venv/.locked-dev ## the survey page in Chromium, Firefox and WebKit; installs what is missing
	@$(BIN)/python tests/support/needs.py engines
	@$(BIN)/python -m pytest tests/engines -n 3 || $(BIN)/python -m pytest tests/engines --last-failed

# First of all, so that what cannot be installed is named before minutes have gone by.
needs: .venv/.locked-dev
	@$(BIN)/python tests/support/needs.py

lint: .venv/.locked-dev ## ruff and mypy
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check -q
	@$(BIN)/mypy

bare: ## preview and test on a bare Debian, made in a folder of its own; as root, takes long
	@$(PYTHON) tests/bare.py

bench: .venv/.locked-dev ## page, collector, deployment, build, reports against others; needs node
	@$(BIN)/python -m benchmarks.page
	@$(BIN)/python -m benchmarks.respondents
	@$(BIN)/python -m benchmarks.collector
	@$(BIN)/python -m benchmarks.deploy
	@$(BIN)/python -m benchmarks.open_waves
	@$(BIN)/python -m benchmarks.build
	@$(BIN)/python -m benchmarks.report
	@$(BIN)/python -m benchmarks.report_pages

soak: .venv/.locked-dev ## collector through faults, reports under attack, broken sources; for hours
	@$(BIN)/python -m benchmarks.soak
	@$(BIN)/python -m benchmarks.folders
	@$(BIN)/python -m benchmarks.exhaustive
	@$(BIN)/python -m benchmarks.attack
	@$(BIN)/python -m benchmarks.linkage

mutants: .venv/.locked-dev ## which small changes to the collector no test notices; takes long
	@nice $(BIN)/python -m benchmarks.mutants

versions: .venv/.locked-dev ## the collector's tests on each botocore and urllib3 that Lambda may bring
	@for botocore in ==1.42.97 ==1.43.106 ''; do \
		for urllib3 in ==1.26.20 ==2.6.3 ''; do \
			folder="build/versions/botocore$$botocore-urllib3$$urllib3" && echo "$$folder" && \
			$(BIN)/python -m pip --disable-pip-version-check -q install --upgrade --no-deps \
				--target "$$folder" "boto3$$botocore" "botocore$$botocore" "urllib3$$urllib3" && \
			PYTHONPATH="$$folder" $(BIN)/python -m pytest tests/collector/test_collector_s*.py \
				|| exit 1; \
		done; \
	done

# Each in an environment of its own: both pin libraries that differ from ours. LocalEmu needs 3.12.
second: build/second/.made build/checkov/.made ## a stage on LocalEmu, and checkov; needs python3.13
	@$(BIN)/python -m pytest tests/second

build/second/.made: | .venv/.locked-dev
	@python3.13 -m venv build/second
	@build/second/bin/python -m pip --disable-pip-version-check -qq install \
		'localemu[runtime]==1.3.2' awslambdaric==4.2.2
	@touch $@

build/checkov/.made: | .venv/.locked-dev
	@$(BIN)/python -m venv build/checkov
	@build/checkov/bin/python -m pip --disable-pip-version-check -qq install checkov==3.3.30
	@touch $@

audit: .venv/.locked-dev ## bandit, and known faults of the locked libraries; asks the package index
	@$(BIN)/bandit -q -lll -r collector nejtak build.py
	@$(BIN)/pip-audit --strict --disable-pip -r requirements.lock
	@$(BIN)/pip-audit --strict --disable-pip -r requirements-dev.lock

checkers: .venv/.locked-dev ## vnu, html-validate, LibreOffice over all that is made; needs node, java
	@$(BIN)/python -m benchmarks.checkers
	@$(BIN)/python -m benchmarks.spreadsheets

documents: .venv/.locked-dev build/documents/.made ## a survey through Word, pandoc and markitdown and back
	@$(BIN)/python -m benchmarks.documents

build/documents/.made: | .venv/.locked-dev
	@$(BIN)/python -m venv build/documents
	@build/documents/bin/python -m pip --disable-pip-version-check -qq install \
		'pypandoc_binary==1.17' 'markitdown[docx]==0.1.9'
	@touch $@

pictures: .venv/.locked-dev ## make the pictures in docs/pictures anew
	@$(BIN)/python -m docs.pictures.make

docs: .venv/.locked-dev ## the documents as a static site in build/docs; a broken link is an error
	@$(BIN)/mkdocs build --quiet

lock: .venv/.locked-dev ## write the lock files anew from pyproject.toml
	@$(UV) -o requirements.lock
	@$(UV) --extra dev -c requirements.lock -o requirements-dev.lock

.venv/.locked: requirements.lock | $(BIN)/python
	@echo "Installing what $< names in .venv; this takes a minute." >&2
	@$(PIP) -r $<
	@printf '#!/bin/sh\nexec "%s/python" "%s/build.py" "$$@"\n' "$(CURDIR)/$(BIN)" "$(CURDIR)" \
		> $(BIN)/nejtak
	@chmod +x $(BIN)/nejtak
	@touch $@

# What tests need besides stands in a lock of its own, which holds the other one too.
.venv/.locked-dev: requirements-dev.lock .venv/.locked
	@echo "Installing what $< names in .venv; this takes a minute." >&2
	@$(PIP) -r $<
	@touch $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo \
		"nejtak needs Python 3.11 or newer, and there is no $(PYTHON) here. Install one, or name" \
		"yours: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"nejtak needs Python 3.11 or newer, and $(PYTHON) is older. Install one, or name" \
		"yours: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
		"nejtak needs the venv module, which $(PYTHON) has not. On Debian and Ubuntu:" \
		"apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
