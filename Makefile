# Everything starts with one of these words; "make help" lists them.

python = .venv/bin/python

.PHONY: help setup run test chaos lint bench lock

help:   ## Say what there is.
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

setup: .venv/ready   ## Build .venv with everything the site needs.

run: setup   ## Start the site with its own database, broker, worker and mailbox; Ctrl-C stops it all.
	@$(python) -m networkgroup.local run

test: setup   ## Run every test on real servers of its own. ARGS="tests/members -k follow" narrows it.
	@$(python) -m networkgroup.local test $(ARGS)

chaos: setup   ## Let 300 faults rain on 30,000 letters, and count what is lost. SEED=7 repeats a rain.
	@$(python) -m tests.faults.chaos

lint: setup   ## Look the code over.
	@$(python) -m ruff check
	@$(python) -m ruff format --check

bench: setup   ## Measure the pages against a floor, and the common times against a bare sweep.
	@$(python) -m networkgroup.local within $(python) -m bench $(ARGS)

lock:   ## Pin the newest versions that fit pyproject.toml (needs uv).
	@uv pip compile --quiet --universal --upgrade --no-header --no-annotate pyproject.toml -o requirements.txt
	@uv pip compile --quiet --universal --upgrade --no-header --no-annotate --group dev pyproject.toml -o requirements-dev.txt

# A finished environment carries a mark newer than the list it was built from.
.venv/ready: requirements-dev.txt
	@if .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; \
	then .venv/bin/python -c 'import pip' 2>/dev/null || .venv/bin/python -m ensurepip >/dev/null; \
	else found=$$(sh bin/find-python) || exit 1; \
	     echo "Building .venv with $$found. Once, for a minute or two."; \
	     "$$found" -m venv --clear .venv; \
	fi
	@$(python) -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@
