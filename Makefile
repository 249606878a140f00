# make site, make serve, make lab, make test and make lint set up all that they need on a machine
# with Python 3.11 and make: uv (from PATH, else into .tools) and the locked packages (into .venv).

PYTHON ?= python3
PY := .venv/bin/python
READY := .venv/.ready
LAB := .venv/.lab
# One more than there are cores, as each waits at times: for a browser, or for another process. More
# than four would only wait for shared sites.
WORKERS := $(shell $(PYTHON) -c "import os; print(min(os.cpu_count() + 1, 4))")
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder \
	--max-worker-restart 0 --durations 20

NPM := node_modules/.package-lock.json

# What notebooks name. Its command has the whole path of .venv, so any Jupyter can run it.
KERNEL := --name opsg --display-name "Issues Log"

# What Git does to a notebook before it compares or keeps it; nothing where nothing is set up.
TIDY := if test -x $(PY); then $(PY) build.py tidy -; else cat; fi

UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)

# Containers often set it, and then every process would compile whatever it imports, which takes
# longer than all its work.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site serve lab test test-all lint pictures lock clean

site: $(READY) $(NPM)
	$(PY) build.py

serve: $(READY) $(NPM)
	$(PY) build.py serve

# JupyterLab on the notebooks. For Jupyter elsewhere on this machine the kernel is among the user's.
lab: $(LAB)
	$(PY) -m ipykernel install --user $(KERNEL) >/dev/null
	$(PY) -m jupyterlab notebooks

lint: $(READY)
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/deptry --no-ansi .
	! $(PY) -m vulture | grep --invert-match "unused variable"

test: lint $(NPM)
	$(PYTEST) -m "not slow"

# Also the slow proofs: builds killed at random moments, years lived at full size, the documents
# followed to the letter; and ten times as much of what is drawn at random.
test-all: export OPSG_TIMES ?= 10
test-all: lint $(NPM) $(LAB)
	$(PYTEST)

# The pictures in the documents: the site as built, and a notebook in JupyterLab.
pictures: site $(LAB)
	$(PY) tools/pictures.py
	OPSG_PICTURES=docs/pictures $(PY) -m pytest tests/browser/test_jupyterlab.py

# The exact versions and hashes of all packages, from the bounds in pyproject.toml, of uv, and of
# what audits them; that stays out of .venv, where its packages would slow down every start.
lock: | $(UV)
	$(UV) pip compile pyproject.toml --extra dev --universal --generate-hashes \
		--python-version 3.11 --no-header -o requirements.lock
	$(UV) pip compile pyproject.toml --extra lab --constraint requirements.lock --universal \
		--generate-hashes --python-version 3.11 --no-header -o tools/lab.txt
	echo uv | $(UV) pip compile - --universal --generate-hashes \
		--python-version 3.11 --no-header --no-annotate -o tools/uv.txt
	printf 'cyclonedx-bom\npip-audit\n' | $(UV) pip compile - --universal --generate-hashes \
		--python-version 3.11 --no-header --no-annotate -o tools/audit.txt

$(READY): pyproject.toml requirements.lock | $(UV)
	test -x $(PY) || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip sync --quiet --compile-bytecode --python $(PY) requirements.lock
	$(UV) pip install --quiet --python $(PY) --no-deps --editable .
	$(PY) -m compileall -q opsg
	$(PY) -m ipykernel install --sys-prefix $(KERNEL) >/dev/null
	! test -e .git || git config filter.opsg-notebook.clean '$(TIDY)'
	touch $@

# JupyterLab, set so that it asks no other host and saves notebooks as Git keeps them.
$(LAB): $(READY) tools/lab.txt $(wildcard tools/jupyterlab/*)
	$(UV) pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r tools/lab.txt
	mkdir -p .venv/share/jupyter/lab/settings .venv/etc/jupyter
	cp tools/jupyterlab/overrides.json .venv/share/jupyter/lab/settings
	cp tools/jupyterlab/config.json .venv/etc/jupyter/jupyter_lab_config.json
	touch $@

# A smaller plotly.js and the accessibility checks. Without npm the site has the larger plotly.js
# of the Python package, and the tests say what they skip.
$(NPM): package.json package-lock.json
	@if command -v npm >/dev/null; then \
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; \
	fi || echo "npm could not install its packages; the site is built without them."

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it as in: make site PYTHON=python3.11"; exit 1; }
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
		$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --require-hashes -r tools/uv.txt; \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m pip install --quiet --require-hashes --target .tools -r tools/uv.txt; \
	else \
		apt-get update -qq && apt-get install -y -qq python3-venv && \
		$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --require-hashes -r tools/uv.txt || \
		{ echo "Neither venv nor pip is there. Run: apt-get install python3-venv"; exit 1; }; \
	fi

clean:
	rm -rf _build .opsg
