# Everything a fresh machine needs: Python 3.11, pip, make and the package registries.
#   make run    set up, train if needed, serve, and show an answered question
#   make test   set up, train if needed, run all tests
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_LINK_MODE ?= copy
export TF_CPP_MIN_LOG_LEVEL ?= 3
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --no-sync
PORT ?= 8080
# Also torch==VERSION+cpu with PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu (a tenth of the size).
TORCH ?= torch

.PHONY: help setup system train run test lint format audit mirror mirror-check magicmirror vosk-model clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(UV):
	@command -v $(UV) >/dev/null 2>&1 || { echo "==> installing uv (once)"; python3 -m pip install --quiet --target .uv uv; }

.venv/.synced: pyproject.toml uv.lock | $(UV)
	@echo "==> installing dependencies (about a minute the first time, 2.5 GB)"
	$(UV) sync --frozen --all-extras
	@touch $@

setup: .venv/.synced ## install everything into .venv

system: setup ## install the programs that tests drive (browser, servers), or say how
	@$(RUN) python -m tools.system_packages
	@$(RUN) python -m tools.routing.valhalla_tiles --fetch

train: setup ## train the dialogue model (only when its content has changed)
	@$(RUN) python -m tools.train

run: train ## serve, ask a question, show the answer
	@$(RUN) python -m tools.demo --port $(PORT)

# Two at a time, a file of tests in one process: its server, browser or model is started once.
test: train system ## all tests
	$(RUN) pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=20 --durations-min=5

lint: setup ## ruff, mypy --strict, import rules
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports

format: setup ## format the code
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

audit: setup ## known vulnerabilities of the locked dependencies
	@$(RUN) python -m tools.audit

mirror: setup ## build the mirror page (needs Node 20.19 or newer; running the page does not)
	cd mirror && npm ci --no-audit --no-fund --silent && npm run --silent build
	@$(RUN) python -m tools.mirror_page stamp

mirror-check: mirror ## is the committed mirror page what its source builds? (needs Node)
	git diff --exit-code --stat -- assistant/api/mirror_page

magicmirror: setup ## install a MagicMirror² for the test of its module (needs npm; 330 MB)
	@$(RUN) python -m tools.magicmirror

vosk-model: setup ## build our recognition model again (minutes with a graphics card, days without; UTTERANCES=folder of open utterances, ARGS, TORCH; OpenFst's programs)
	$(UV) venv --quiet --clear --seed var/vosk_model-env
	var/vosk_model-env/bin/pip install --quiet -e . '$(TORCH)' scipy tokenizers tqdm pyyaml 'numpy<2'
	var/vosk_model-env/bin/python -m tools.vosk_model --utterances $(UTTERANCES) $(ARGS)

clean: ## remove what was built (not the trained model)
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .rasa
