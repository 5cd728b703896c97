# make run     starts Foothold on this machine and prints its address
# make test    checks the code and runs the tests
# make help    lists the rest

PYTHON ?= python3
PORT ?= 8000
CMD ?= help
export PORT

BOOTSTRAP = $(PYTHON) -I jobsearch/local/bootstrap.py
VENV = .venv/bin/python

.PHONY: help run manage dev lint test test-all faults bench bench-reminders lighthouse profile lock

help:
	@echo "make run                        start Foothold (PORT=8001 for another port)"
	@echo "make manage CMD=createsuperuser run a manage.py command against the running Foothold"
	@echo "make test                       lint, types, settings, tests in about ten minutes"
	@echo "make test-all                   the same with the slow tests"
	@echo "make faults                     kill workers for an hour, and count lost and doubled mails"
	@echo "make bench                      how long pages take, beside bare views over the same rows"
	@echo "make lighthouse                 Lighthouse on the board of somebody signed in (needs node)"
	@echo "make bench-reminders            100,000 mails due at once, beside a bare loop"
	@echo "make profile PAGE=board         where the time of one page goes"
	@echo "make lint                       format and lint only"
	@echo "make lock                       pin the packages named in pyproject.toml again"

run:
	@$(BOOTSTRAP) run

manage:
	@$(BOOTSTRAP) manage $(CMD)

dev:
	@$(BOOTSTRAP) install-dev

lint: dev
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) -m mypy

# ARGS="-k board" runs some of the tests.
test: dev
	@$(VENV) -m tests.run $(ARGS)

test-all: dev
	@$(VENV) -m tests.run --slow $(ARGS)

# ARGS="-k longer" runs the random kills alone. Nothing else should keep the machine busy.
faults: dev
	@$(VENV) -m pytest -v tests/faults --slow --soak $(ARGS)

# Give them a quiet machine too. ARGS="--only board --crowd 0" is shorter, ARGS="--keep" writes the
# results down.
bench: dev
	@$(VENV) -m tests.bench $(ARGS)

# ARGS="--mails 10000 --workers 2" is shorter.
bench-reminders: dev
	@$(VENV) -m tests.bench.reminders $(ARGS)

# ARGS="--pages / /board/ /contacts/ /review/" for other pages too.
lighthouse: dev
	@$(VENV) -m tests.bench.lighthouse $(ARGS)

# ARGS="--size l" for somebody with 10,000 contacts.
PAGE ?= board
profile: dev
	@$(VENV) -m tests.bench.profile $(PAGE) $(ARGS)

# Needs uv: https://docs.astral.sh/uv/
LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet
lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock:
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt
