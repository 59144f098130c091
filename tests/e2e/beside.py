"""The window and the command line on one data folder, for tests of both; their fixtures are imported where wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.store.paths import Paths, find_paths
from tests.cli.conftest import Program


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """As the variable that both are started with names them."""
    return find_paths({"ROBOFY_DATA_DIR": str(tmp_path / "all")})


@pytest.fixture
def program(paths: Paths) -> Program:
    paths.create()
    return Program(paths.data)
