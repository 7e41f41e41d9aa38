"""Measurements against the targets: `python -m tests.benchmarks`."""
