"""Commands as somebody types them, against a fresh database."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from tests.command_line.running import TODAY, run, succeeding

Tiendo = Callable[..., Result]


@pytest.fixture
def tiendo(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Tiendo:
    """Run ``tiendo`` with these words in an empty folder; ``typed`` is its standard input."""
    monkeypatch.setenv("TIENDO_DATABASE_URL", database)
    monkeypatch.setenv("TIENDO_TODAY", TODAY)
    monkeypatch.chdir(tmp_path)
    return run


@pytest.fixture
def done(tiendo: Tiendo) -> Callable[..., Any]:
    """Run a command that must succeed and return its JSON document."""
    return succeeding
