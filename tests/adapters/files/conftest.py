"""Where the tables of these tests are written."""

from pathlib import Path

import pytest


@pytest.fixture
def results_csv(tmp_path: Path) -> Path:
    return tmp_path / "results.csv"


@pytest.fixture
def results_xlsx(tmp_path: Path) -> Path:
    return tmp_path / "results.xlsx"
