# The course's commands. Each makes .venv first when it is missing or older than the lock.
# Without make: README.md, "Without make".

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# The release that the goals in the benchmarks were measured against.
TORCH ?= torch==2.13.0
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: demo test types layers drift lab bench notebooks oracle format clean

demo: $(READY)  ## A sample class hands in; release, collect, grade, feed back, grade table
	$(BIN)/course demo

test: $(READY)  ## Everything that must hold
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(MAKE) --no-print-directory --output-sync -j types layers drift
	$(BIN)/python -m pytest -n auto --dist loadfile -q tests
	$(BIN)/python -m pytest -n auto --dist loadfile --nbval --nbval-current-env -q notebooks

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

drift: $(READY)  ## Whether a built notebook differs from what its source builds
	$(BIN)/course build --check

lab: $(READY)  ## The course in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=. notebooks/01_knn.ipynb

bench: $(READY)  ## Ratios against peers
	$(BIN)/python -m benchmarks

notebooks: $(READY)  ## Rebuild every notebook from its source
	$(BIN)/course build

oracle: $(READY)  ## PyTorch, to compare with in tests and benchmarks; any recent one will do
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf .venv build

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "The course needs Python 3.11 or newer; this is " + sys.version.split()[0] + \
	  ". Say which one to use: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
