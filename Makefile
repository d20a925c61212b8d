# What a newcomer needs: `make run` and `make test`. Both make .venv first; nothing else is asked of the machine
# but Python 3.11 or later, and Pango for the PDFs.

PYTHON ?= python3
PORT ?= 8000
DATA ?= .data
ARGS ?=
ROWS ?=
IN := .venv/bin/python -m

.PHONY: help setup run test browser check servers bench format

help:            ## Say what there is
	@grep -E '^[a-z]+: .*##' Makefile | sed -E 's/^([a-z]+): .*## /make \1\t/' | expand -t 16

setup:           ## Make .venv, or mend it
	@command -v $(PYTHON) >/dev/null || { echo "✗ There is no $(PYTHON): install Python 3.11 or later, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) scripts/prepare.py

run: setup       ## Start the portal with its demo (PORT=8000 DATA=.data)
	@exec $(IN) scripts.run --port "$(PORT)" --data "$(DATA)"

test: setup      ## Run all tests; ARGS="tests/policies -k publish" chooses some
	@exec $(IN) scripts.test $(ARGS)

browser: setup   ## Run the browser journeys alone
	@exec $(IN) scripts.test tests/browser $(ARGS)

check: setup     ## Style, floors, migrations and production settings
	@exec $(IN) scripts.check

servers: setup   ## Lend a throw-away PostgreSQL and Valkey until Ctrl-C
	@exec $(IN) scripts.throwaway

bench: setup     ## Measure how fast it is, about eight minutes; ROWS="board post" chooses some
	@exec $(IN) bench $(ROWS)

format: setup    ## Put the code in order
	@exec $(IN) ruff check --fix --quiet
	@exec $(IN) ruff format --quiet
