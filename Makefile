# Everything that is installed stays in this folder, in .venv and node_modules; what people enter
# is kept in .data (or DATA_DIR). PORT, DATA_DIR and every variable of docs/deploy.md are honoured.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= python3
ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
FRONT_END := node_modules/.installed

# The lock is complete. Without --no-deps pip resolves again, and stumbles over a newer release of
# anything that is needed with an extra.
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes --no-deps
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUNTIME) $(FRONT_END) ## install what is needed and run the product on PORT (8000)
	@exec $(PY) -m config.run

.PHONY: test
test: $(DEV) $(FRONT_END) machine ## run the tests on SQLite and on PostgreSQL (ARGS="-k note")
	@exec $(PY) -m tests.engines $(ARGS)

.PHONY: coverage
coverage: $(DEV) $(FRONT_END) machine ## measure which lines the tests run, of templates too (slow)
	@exec $(PY) -m tests.engines --coverage

.PHONY: lint
lint: $(DEV) ## check format, rules, types, layers and templates
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	DATA_DIR=$(VENV)/checking $(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 --check {} +
	$(VENV)/bin/djlint --lint --quiet templates

.PHONY: format
format: $(DEV) ## put code and templates in order
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} +

.PHONY: messages
messages: $(DEV) ## collect what clients read and compile its translations (needs GNU gettext)
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemessages --locale es --no-wrap --no-obsolete --add-location file
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py compilemessages --locale es --ignore .venv --ignore node_modules

.PHONY: lock
lock: $(DEV) ## resolve the requirements again (ARGS=--upgrade for newer ones)
	$(LOCK) $(ARGS) requirements.in -o requirements.txt
	$(LOCK) $(ARGS) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) $(ARGS) requirements-node.in -o requirements-node.txt
	npm install --package-lock-only --ignore-scripts

.PHONY: bench
bench: $(DEV) $(FRONT_END) machine ## measure speed against a bare page
	@exec $(PY) -m tests.bench $(ARGS)

.PHONY: chaos
chaos: $(DEV) $(FRONT_END) machine ## try what was promised under bad lines, kills and changing clocks
	@exec $(PY) -m tests.chaos $(ARGS)

.PHONY: trust
trust: $(DEV) $(FRONT_END) machine ## let a hundred people sign and edit one note at once, fifty times
	@exec $(PY) -m tests.trust.signing $(ARGS)

.PHONY: calibrate
calibrate: $(DEV) ## measure the rules by simulation beside what is documented (ARGS=--compare)
	@exec $(PY) -m alliance.science.calibration $(ARGS)

.PHONY: clean
clean: ## remove what was installed and cached; what people entered stays
	rm -rf $(VENV) node_modules staticfiles htmlcov .coverage .coverage.*
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed; make run PYTHON=python3.12 names one." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(PY)
	@echo "Installing Python packages"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt | $(PY)
	@echo "Installing Python packages, those for tests too"
	@$(PIP) -r requirements-dev.txt
	@touch $(RUNTIME) $@

# npm comes from the machine, or else from a wheel in .venv.
$(FRONT_END): package.json package-lock.json .npmrc | $(PY)
	@command -v npm >/dev/null || $(PIP) -r requirements-node.txt
	@echo "Installing style sheet and typeface"
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --ignore-scripts --loglevel=error >/dev/null
	@touch $@

# The servers and the browser that tests and measurements use: from Debian's packages where that
# is possible; elsewhere the browser from Playwright, and tests say which servers they missed.
.PHONY: machine
machine: $(DEV)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		missing=""; \
		command -v chromium >/dev/null || missing="$$missing chromium"; \
		command -v redis-server >/dev/null || missing="$$missing redis-server"; \
		command -v wrk >/dev/null || missing="$$missing wrk"; \
		ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$$missing postgresql"; \
		[ -z "$$missing" ] || { echo "Installing$$missing" && apt-get -qq update && \
			DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing >/dev/null; }; \
	elif ! command -v chromium >/dev/null; then \
		$(PY) -m playwright install chromium; \
	fi
