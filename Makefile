# `make run` and `make test` each work on a fresh machine with Python 3.11 to 3.13 and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
export QT_LOGGING_RULES ?= qt.multimedia*=false
# The tests start hundreds of programs: each module is compiled once, not once per program.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check types lint imports fast bench reliability pictures clean setup

run: $(VENV)/ready  ## set up and open the demo; without a display play it and save pictures
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; then \
		$(BIN)/recoil-desktop --demo; \
	else \
		echo "No display here: playing the demo offscreen."; \
		QT_QPA_PLATFORM=offscreen $(BIN)/python -m recoil_desktop.tour --out $(OUT)/pictures; \
	fi

test: $(VENV)/ready  ## set up and run the whole fast suite
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not reliability" tests

check: $(VENV)/ready lint types imports fast  ## what must be green before a push

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

fast:
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not reliability and not slow" tests

bench: $(VENV)/ready  ## measure against the yardsticks; prints rows, writes out/bench.json
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench --json $(OUT)/bench.json

reliability: $(VENV)/ready  ## the long random runs
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "reliability or not reliability" --timeout 3600 tests/reliability -rA

pictures: $(VENV)/ready  ## make the pictures of the docs again
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m recoil_desktop.tour --docs docs/images

setup: $(VENV)/ready

$(VENV)/ready: pyproject.toml constraints.txt
	@packaging/linux/system-packages
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,bench]'
	@touch $@

clean:
	rm -rf $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache
