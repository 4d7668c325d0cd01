# Two commands do all set-up on a machine with Python 3.11 or later and make:
#   make demo   the portal of Nanterre on http://localhost:8000
#   make test   the whole suite, browser included
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTEST ?= -q

.PHONY: demo test schemathesis check lint types layers migrations deployable catalogues contexts lock messages wheel docs \
	docs-screenshots hosts servers clocks clean

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; set PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: requirements/site.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/site.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.site

demo: $(VENV)/.site
	$(BIN)/python manage.py demo
	$(BIN)/python manage.py runserver $(PORT)

test: $(VENV)/.dev
	@.ci/chromium >/dev/null
	CHROMIUM="$$(.ci/chromium)" $(BIN)/python -m pytest $(PYTEST)

# Every operation of the API with made-up data, right and wrong; EXAMPLES of each.
EXAMPLES ?= 200
# Beyond .ci/run: every version we support, from the wheel, and what operators are told.
hosts: $(VENV)/.dev
	.ci/hosts

servers: $(VENV)/.dev
	.ci/servers

# What touches time, about midnight, new year and the days when clocks change; needs faketime.
clocks: $(VENV)/.dev
	VENV=$(VENV) .ci/other-clocks

schemathesis: $(VENV)/.dev
	VENV=$(VENV) $(BIN)/python .ci/schemathesis $(EXAMPLES)

# What is known without a database, before any test; `make -j2 check` does two things at a time.
check: lint types layers migrations deployable catalogues contexts docs wheel

layers: $(VENV)/.dev
	$(BIN)/lint-imports

migrations: $(VENV)/.dev
	$(BIN)/python manage.py makemigrations --check --dry-run

deployable: $(VENV)/.dev
	DJANGO_SETTINGS_MODULE=site_config.settings.production ALLOWED_HOSTS=example.org \
		SECRET_KEY=$$(head -c 48 /dev/urandom | base64) \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

catalogues: $(VENV)/.dev
	$(BIN)/python .ci/catalogues.py

contexts: $(VENV)/.dev
	$(BIN)/python .ci/template_contexts.py --check

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --quiet --lint civic_blocks civic_pages civic_api site_config

types: $(VENV)/.dev
	$(BIN)/mypy civic_blocks civic_pages civic_api site_config

# Needs uv; writes what both commands install from, with hashes and without any host's name.
lock:
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
		--extra site --extra accounts --extra pdf --extra headless --custom-compile-command "make lock" -o requirements/site.txt
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
		--extra site --extra accounts --extra pdf --extra headless --extra dev -c requirements/site.txt --custom-compile-command "make lock" -o requirements/dev.txt

# Needs GNU gettext; then translate what is new and run it again to compile.
messages: $(VENV)/.dev
	$(BIN)/python .ci/catalogues.py --write

# Into dist, with all that an installed package needs and nothing else.
wheel: $(VENV)/.dev
	rm -rf build dist
	$(BIN)/python -m build --quiet --wheel
	$(BIN)/python .ci/wheel.py dist/*.whl

# Into var/docs: every link and anchor leads somewhere, no page asks another host for anything.
docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict
	$(BIN)/python .ci/docs.py var/docs

# Follows docs/first-campaign.fr.md in a browser on the demo and takes its pictures anew.
docs-screenshots: $(VENV)/.dev
	CHROMIUM="$$(.ci/chromium)" $(BIN)/python docs/screenshots.py

clean:
	rm -rf $(VENV) var build dist *.egg-info
