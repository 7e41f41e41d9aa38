"""Runs measurements: `python -m tests.benchmarks [NAME ...] [--json]`; all without a name."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

HERE = Path(__file__).parent
NAMES = sorted(
    path.stem for path in HERE.glob("*.py") if "def run() -> dict" in path.read_text("utf-8")
)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--json", "as_json", is_flag=True, help="One JSON object, by name of measurement.")
def main(names: tuple[str, ...], *, as_json: bool) -> None:
    """Measures against the targets (DESIGN 7)."""
    results: dict[str, dict[str, Any]] = {}
    for name in names or NAMES:
        results[name] = import_module(f"tests.benchmarks.{name}").run()
        if not as_json:
            print(name)
            for what, value in results[name].items():
                print(f"  {what}: {value}")
            sys.stdout.flush()
    if as_json:
        print(json.dumps(results, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
