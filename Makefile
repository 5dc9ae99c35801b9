# `make run` and `make test` are all that a newcomer needs; `make help` lists the parts.

PYTHON ?= python3
PORT ?= 8000
# Processes of a test run. `make pytest ARGS="-k feed"` hands more to pytest.
JOBS ?= 2
ARGS ?=
# Small sites with the traits of real ones, each with settings of its own.
SITES = $(patsubst tests_sites/%/settings.py,site-%,$(wildcard tests_sites/*/settings.py))

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DOCS_INSTALLED := $(VENV)/docs-installed
CLUSTER_INSTALLED := $(VENV)/cluster-installed
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest -n $(JOBS)
# What a site's own page types have the most to do with; CI tries everything with them.
OWN_PAGES = $(addprefix tests/,test_migrations.py access/test_scope.py leaks/test_pages.py members/test_page_hook.py \
    admin/sessions/test_list.py $(addprefix sessions/test_,querysets.py routing.py section_page.py session_page.py))
# What names, keeps or confines the users of the CMS, with a user model that has neither names nor numbers.
OWN_USERS = $(addprefix tests/admin/,passwords files/test_views.py files/test_direct_uploads.py files/test_several.py reports test_sign_in.py \
    test_site_history.py)
TEMPLATES := $(wildcard maigu_wagtail/templates example_site/templates)

.DEFAULT_GOAL := help
.PHONY: help run run-s3 run-cluster frontend run-frontend test install lint format types layers migrations pytest example browser browsers stock cluster sites wheel docs screenshots benchmark mutants messages clean

help: ## List these commands.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(INSTALLED) ## Serve the example site at http://127.0.0.1:8000/, with its catalogue; PORT=9000 make run serves elsewhere.
	@$(BIN)/python example_site/manage.py prepare --port $(PORT)
	@exec $(BIN)/python example_site/manage.py runserver 127.0.0.1:$(PORT)

run-s3: $(INSTALLED) ## The same with its recordings in an S3 server of its own, which ends with it.
	@exec $(BIN)/python -m example_site.run_on_s3 --port $(PORT)

run-cluster: $(CLUSTER_INSTALLED) ## The same on two app servers behind nginx, with PostgreSQL, Redis and an S3 server of its own.
	@exec $(BIN)/python -m example_site.cluster --port $(PORT)

frontend: ## Build the example front end (needs Node.js 18.19 or later, with npm).
	@command -v npm >/dev/null || { echo "npm is not here. Install Node.js 18.19 or later, with npm."; exit 1; }
	cd example_site/frontend && npm ci --no-audit --no-fund && npm run build
	@echo "Built. make run serves the site; make run-frontend, beside it, the front end at http://localhost:8001/"

run-frontend: ## Serve the front end that make frontend has built at http://localhost:8001/, another origin than the site's.
	@exec $(PYTHON) -m example_site.serve_frontend --api http://127.0.0.1:$(PORT)/api/v2/

test: lint types layers migrations pytest example ## Everything that a commit needs: lint, types, layers, migrations, tests.

install: $(INSTALLED) ## Make the environment in .venv, or bring it up to date.

$(INSTALLED): setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: PYTHON=python3.12 make test")'
	@echo "Making the environment in $(VENV) (about a minute, once)."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade pip
	@$(PIP) --editable '.[headless,media,s3]' --group dev
	@$(PIP) --no-deps --group no-deps
	@touch $@

lint: $(INSTALLED) ## Lint the code, the templates and the workflows, and check the format and the spelling.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet $(TEMPLATES)
	$(BIN)/typos
	$(BIN)/zizmor --offline --quiet .github

format: $(INSTALLED) ## Mend what can be mended by itself: format, order of imports.
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

types: $(INSTALLED) ## Check the types of the package.
	$(BIN)/mypy

layers: $(INSTALLED) ## Check that imports point down only.
	$(BIN)/lint-imports --no-logo

migrations: $(INSTALLED) ## Check that no migration is missing, in any configuration.
	$(BIN)/python -m django makemigrations --check --dry-run --settings=tests.settings
	$(BIN)/python -m django makemigrations --check --dry-run --settings=tests.settings_custom_page
	$(BIN)/python -m django makemigrations --check --dry-run --settings=tests.settings_custom_user
	$(BIN)/python -m django makemigrations --check --dry-run --settings=example_site.settings.test

pytest: $(INSTALLED) ## Test the package, and its pages with a site's own page types.
	$(PYTEST) $(ARGS)
	$(PYTEST) --ds=tests.settings_custom_page -m "not once" $(OWN_PAGES) $(ARGS)
	$(PYTEST) --ds=tests.settings_custom_user -m "not once" $(OWN_USERS) $(ARGS)

example: $(INSTALLED) ## Test the example site.
	$(PYTEST) --ds=example_site.settings.test example_site/tests $(ARGS)

browser: $(INSTALLED) ## Test the example site in Chromium, which has to be installed.
	$(PYTEST) --ds=example_site.settings.test tests_browser -m "not stock and not engines" $(ARGS)

browsers: $(INSTALLED) ## Go a member's way in Firefox and WebKitGTK (Debian: firefox-esr, webkit2gtk-driver, xvfb).
	$(BIN)/python -m pytest --ds=example_site.settings.test tests_browser/test_engines.py $(ARGS)

stock: $(INSTALLED) ## Work by hand, in Chromium, through the CMS of a site fresh from wagtail start.
	$(BIN)/python -m pytest --ds=example_site.settings.test -m stock tests_browser/test_stock_site.py $(ARGS)

cluster: $(CLUSTER_INSTALLED) ## Test the example site on two servers (Debian: nginx, postgresql, redis-server).
	$(BIN)/python -m pytest --ds=example_site.settings.test tests_cluster $(ARGS)

sites: $(INSTALLED) ## Go an editor's and a member's way on each site below tests_sites/; make site-crx on one alone.
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync $(SITES)

$(SITES): site-%: $(INSTALLED)
	$(BIN)/python -m pytest -q --ds=tests_sites.$*.settings tests_sites/test_site.py tests_sites/$* $(ARGS)

wheel: $(INSTALLED) ## Build the package and prove it, and the examples of the documentation, in sites made by wagtail start.
	$(BIN)/python -m pytest -m wheel tests/test_wheel.py tests/test_wheel_docs.py $(ARGS)

docs: $(DOCS_INSTALLED) ## Build the documentation in build/docs; a link or a name that leads nowhere is an error.
	$(BIN)/sphinx-build --fail-on-warning --keep-going --nitpicky --quiet --builder html docs build/docs
	@echo "Built. Open build/docs/index.html"

$(CLUSTER_INSTALLED): $(INSTALLED)
	@$(PIP) --editable '.[headless,media,postgres,s3]'
	@touch $@

$(DOCS_INSTALLED): $(INSTALLED)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --group docs
	@touch $@

screenshots: $(INSTALLED) ## Take the pictures in docs/images again (needs Chromium, Node.js and npm).
	@$(BIN)/python -m django shell --settings=example_site.settings.test --verbosity 0 \
	    --command 'from tests_browser.screenshots import take_screenshots; take_screenshots("$(ARGS)")'

benchmark: $(INSTALLED) ## Measure the section with 20, 1,000 and 10,000 sessions.
	$(BIN)/python -m benchmarks $(ARGS)

mutants: $(INSTALLED) ## Change what decides, line by line, and show that a test notices (hours; ARGS='maigu_wagtail.access.policy.*').
	@$(PIP) --group mutants
	@rm -rf mutants
	@DATABASE_URL=sqlite://:memory: $(BIN)/python tests/mutants/run.py $(ARGS)

messages: $(INSTALLED) ## Collect the texts to translate, and compile the translations (needs gettext).
	cd maigu_wagtail && ../$(BIN)/python -m django makemessages --locale es --no-obsolete --no-location --no-wrap
	cd maigu_wagtail && ../$(BIN)/python -m django compilemessages --locale es

clean: ## Remove the environment and whatever was built; var/ with the example site's data stays.
	rm -rf $(VENV) .venv-ci .nox build dist mutants *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
