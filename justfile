# `just` lists these; `just check` is exactly what CI runs.

python := ".venv/bin/python"

_list:
    @just --list --unsorted

# Make .venv with everything that the tests need
setup:
    dev/setup --dev

# Everything that CI demands
check: format lint types imports docs test

# Are the files formatted? (`just fix` formats them)
format:
    .venv/bin/ruff format --check .

# Is anything written in a way that we do not write?
lint:
    .venv/bin/ruff check .

# Do the types agree?
types:
    .venv/bin/mypy

# Does every import point downwards?
imports:
    .venv/bin/lint-imports

# Run the tests: `just test`, `just test tests/cel -k macros`
test *args:
    dev/test {{ args }}

# Is the generated reference still true? (`python dev/reference.py` writes it)
docs:
    {{ python }} dev/reference.py --check

# Format the files and repair what ruff can repair
fix:
    .venv/bin/ruff format .
    .venv/bin/ruff check --fix .

# Measure against the parse floor, Checkov and Trivy: `just bench --trees small,eks --checkov DIR`
bench *args:
    {{ python }} -m benchmarks.run {{ args }}

# Begin a check with its proofs: `just new-check aws/s3/bucket-logging`
new-check path:
    .venv/bin/seatrial check new {{ path }}
